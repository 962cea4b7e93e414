"""What one may do hangs on the page that is asked for, not on how its address is written."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gemeinwerk.members.context import current
from gemeinwerk.members.middleware import MemberMiddleware

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "prefix", "door"),
    [
        ("/konto/anmelden/", "", "login"),
        ("/konto/anmelden/", "/amt", "login"),
        ("/personen/", "", ""),
        ("/personen/", "/konto", ""),
        ("/oparl/v1.1/", "", "public"),
        ("/konto/oparl/", "", "login"),
        ("/buendnisse/", "/oparl", ""),
    ],
)
def test_doors_open_for_their_own_pages_only(path: str, prefix: str, door: str) -> None:
    """A server in front may hand on a prefix, even one that a client has named."""

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(current().door)

    request = RequestFactory().get(path, SCRIPT_NAME=prefix)
    request.session = {}
    assert MemberMiddleware(view)(request).content.decode() == door
