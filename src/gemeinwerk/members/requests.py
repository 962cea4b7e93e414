"""The request as views see it, after the middleware has settled who acts."""

from __future__ import annotations

from django.http import HttpRequest

from gemeinwerk.members.actors import Actor
from gemeinwerk.members.models import Member, Person


class MemberRequest(HttpRequest):
    """A request behind ``@page``: somebody is signed in, and acts if a right is asked for."""

    actor: Actor
    members: list[Member]
    user: Person  # type: ignore[assignment]
