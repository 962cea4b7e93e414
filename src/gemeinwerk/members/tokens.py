"""Access keys: with one, a program reads what its person may read at one member.

The key itself is shown once and never stored; of what is stored (SHA-256 of 256 random bits) it
cannot be found again. Whether person and role are still there is asked at each use.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction

from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context, require_member
from gemeinwerk.members.errors import (
    TokenEndsWrong,
    TokenOver,
    TokensEnough,
    TokenUnknown,
)
from gemeinwerk.members.models import AccessToken, Role
from gemeinwerk.members.permissions import HOLD_TOKENS, MANAGE_PEOPLE, allows, require

PREFIX = "gw_"  # so that it is recognised where it should not be, in a mail or a repository
RANDOM_BYTES = 32
MOST_DAYS = 365
MOST_TOKENS = 20


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its key, which nobody can look up later."""

    token: AccessToken
    key: str


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a key reads."""

    token_id: UUID
    member_id: int
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Line:
    """A token, its person as this member knows them, and whether it still works."""

    token: AccessToken
    person: str
    is_valid: bool


@transaction.atomic
def issue(*, purpose: str, expires_on: date, actor: Actor) -> Issued:
    """Make a key for the actor at the acting member, valid up to and including ``expires_on``.

    Raises NotAllowed, TokenEndsWrong (past, or later than in a year), TokensEnough.
    """
    require(actor, HOLD_TOKENS)
    if actor.person_id is None:  # the operator at the shell is nobody whose rights could be lent
        raise NotAllowed
    today = clock.today()
    last = today + timedelta(days=MOST_DAYS)
    if not today <= expires_on <= last:
        raise TokenEndsWrong(first=clock.german_day(today), last=clock.german_day(last))
    mine = AccessToken.objects.filter(person_id=actor.person_id, member_id=actor.member_id)
    if mine.filter(revoked_at=None, expires_on__gte=today).count() >= MOST_TOKENS:
        raise TokensEnough(most=MOST_TOKENS)
    key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    token = AccessToken.objects.create(
        member_id=actor.member_id,
        person_id=actor.person_id,
        purpose=purpose.strip(),
        key_hash=hash_of(key),
        expires_on=expires_on,
    )
    return Issued(token, key)


@transaction.atomic
def revoke(*, token_id: UUID, actor: Actor) -> AccessToken:
    """End a token now: one's own, or for who manages people anybody's here.

    Raises TokenUnknown, TokenOver.
    """
    token = get_token(token_id, actor)
    locked = AccessToken.objects.select_for_update().get(id=token.id)
    if locked.revoked_at is not None:
        raise TokenOver
    locked.revoked_at = clock.now()
    locked.save(update_fields=["revoked_at"])
    return locked


def get_token(token_id: UUID, actor: Actor) -> AccessToken:
    """Return a token that the actor may end, else TokenUnknown."""
    found = AccessToken.objects.filter(id=token_id, member_id=actor.member_id).first()
    if found is None or not (found.person_id == actor.person_id or allows(actor, MANAGE_PEOPLE)):
        raise TokenUnknown
    return found


def list_tokens(actor: Actor) -> list[Line]:
    """Return the actor's tokens at the acting member, newest first."""
    return [line for line in _list_all() if line.token.person_id == actor.person_id]


def list_tokens_of_others(actor: Actor) -> list[Line]:
    """Return all other people's tokens here, for who manages people; others get none."""
    if not allows(actor, MANAGE_PEOPLE):
        return []
    return [line for line in _list_all() if line.token.person_id != actor.person_id]


def find_holder(key: str) -> Holder | None:
    """Return for whom a key reads now, None if it is unknown, over, or person or role are gone.

    Notes the day of use. To be called outside any context; it opens a short one of its own.
    """
    with member_context(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT token_id, member_id, person_id FROM members_token(%s)", [hash_of(key)]
        )
        row = cursor.fetchone()
    return Holder(*row) if row else None


def hash_of(key: str) -> str:
    """Return what is stored of a key. It is random, so no salt and no slow function are needed."""
    return sha256(key.encode()).hexdigest()


def _list_all() -> list[Line]:
    here = require_member()
    names: dict[UUID, str] = {}
    roles = Role.objects.filter(member_id=here).select_related("person").order_by("id")
    for role in roles:
        names.setdefault(role.person_id, role.called or role.person.name)
    today = clock.today()
    return [
        Line(
            token,
            names.get(token.person_id, ""),
            token.revoked_at is None and token.expires_on >= today,
        )
        for token in AccessToken.objects.filter(member_id=here).order_by("-created_at", "id")
    ]
