"""Second factors and addresses of a person cannot be read outside of that person's requests."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import DatabaseError, transaction
from tests.factories import House

from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(county: House):
    found = county.people["clerk"]
    with member_context(door="login"):
        Authenticator.objects.create(user=found, type="totp", data={"secret": "geheim"})
        EmailAddress.objects.create(user=found, email=found.email, primary=True)
        SocialAccount.objects.create(user=found, provider="oidc", uid="1")
    return found


def seen() -> tuple[int, int, int]:
    return (
        Authenticator.objects.count(),
        EmailAddress.objects.count(),
        SocialAccount.objects.count(),
    )


def test_nobody_and_colleagues_see_nothing(clerk: object, county: House) -> None:
    assert seen() == (0, 0, 0)
    with county.context("head"):
        assert seen() == (0, 0, 0)
        assert Authenticator.objects.all().delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Authenticator.objects.create(user=clerk, type="webauthn", data={})


def test_the_person_and_the_login_door_see_them(clerk: object, county: House) -> None:
    with county.context("clerk"):
        assert seen() == (1, 1, 1)
    with member_context(door="login"):
        assert seen() == (1, 1, 1)


def test_a_person_cannot_hand_a_factor_to_another(clerk: object, county: House) -> None:
    with county.context("clerk"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Authenticator.objects.update(user=county.people["head"])
        with pytest.raises(DatabaseError), transaction.atomic():
            EmailAddress.objects.create(user=county.people["head"], email="x@99001.example")
