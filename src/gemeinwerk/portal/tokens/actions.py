"""Changes of access keys that the journal notes. The rules stand in ``members.tokens``."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as people
from gemeinwerk.members import tokens
from gemeinwerk.members.actors import Actor


@transaction.atomic
def make_token(*, purpose: str, expires_on: date, actor: Actor) -> tokens.Issued:
    """Make a key for the actor; its text is in what is returned and nowhere else.

    Raises NotAllowed, TokenEndsWrong, TokensEnough.
    """
    issued = tokens.issue(purpose=purpose, expires_on=expires_on, actor=actor)
    journal.record(
        "members.token.made",
        actor=actor,
        obj=issued.token,
        purpose=issued.token.purpose,
        expires_on=clock.german_day(expires_on),
    )
    return issued


@transaction.atomic
def withdraw_token(*, token_id: UUID, actor: Actor) -> None:
    """End a key at once. Raises TokenUnknown, TokenOver."""
    token = tokens.revoke(token_id=token_id, actor=actor)
    journal.record(
        "members.token.withdrawn",
        actor=actor,
        obj=token,
        purpose=token.purpose,
        person=people.get_colleague(token.person_id).name,
    )
