"""Signing in for tests over HTTP, without the login page."""

from __future__ import annotations

from django.test import Client

from gemeinwerk.members.context import member_context
from gemeinwerk.members.middleware import ACTIVE_MEMBER
from gemeinwerk.members.models import Member, Person


def sign_in(person: Person, *, at: Member | None = None) -> Client:
    """Return a browser in which the person is signed in, acting for ``at`` if given."""
    client = Client()
    with member_context(door="login"):
        client.force_login(person)
    if at:
        session = client.session
        session[ACTIVE_MEMBER] = at.id
        session.save()
    return client
