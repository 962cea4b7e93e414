"""The member context: tells PostgreSQL for whom the current transaction reads and writes.

This is the only file that sets it. Middleware, jobs and commands use it, nothing else may.
The settings are local to the transaction, so a pooled connection never carries them over.

========================  ==================================================================
``app.member_id``         the acting member; policies show its rows and what grants open to it
``app.person_id``         the signed-in person, if there is one
``app.door``              ``login``: account pages look people up by e-mail address;
                          ``operator``: members, people and roles are set up from the shell;
                          ``public``: strangers read what alliances have published, whoever is
                          signed in. No door opens a single row of the archive.
========================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

Door = Literal["", "login", "operator", "public"]


class ContextError(RuntimeError):
    """A member context was nested or asked for outside its transaction: a bug, not a user error."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the transaction was told."""

    member_id: int | None = None
    person_id: UUID | None = None
    door: Door = ""


NOBODY = Settings()
MARK = "gemeinwerk_settings"


def current() -> Settings:
    """Return what this connection's transaction was told; ``NOBODY`` outside a context."""
    return getattr(connection, MARK, NOBODY)


@contextmanager
def member_context(
    member_id: int | None = None, *, person_id: UUID | None = None, door: Door = ""
) -> Iterator[None]:
    """Open a transaction in which PostgreSQL shows what this member may see.

    Raises ContextError when a context is open already: contexts of two members never mix.
    """
    if current() != NOBODY:
        raise ContextError("a member context is open already")
    with transaction.atomic():
        try:
            _tell(Settings(member_id, person_id, door))
            yield
            _forget()
        finally:
            setattr(connection, MARK, NOBODY)


def act_as(member_id: int) -> None:
    """Choose the member inside a context that was opened with a person only (see middleware)."""
    told = current()
    if told.member_id is not None or not connection.in_atomic_block:
        raise ContextError("the member of this context is settled already")
    _tell(Settings(member_id, told.person_id, told.door))


def require_member() -> int:
    """Return the acting member's id; ContextError without one."""
    member_id = current().member_id
    if member_id is None:
        raise ContextError("no member context is open")
    return member_id


def _tell(told: Settings) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.member_id', %s, true), set_config('app.person_id', %s, true),"
            " set_config('app.door', %s, true)",
            [
                "" if told.member_id is None else str(told.member_id),
                "" if told.person_id is None else str(told.person_id),
                told.door,
            ],
        )
    setattr(connection, MARK, told)


def _forget() -> None:
    """Reset explicitly: in a test the outer transaction lives on after the context.

    Where the context is rolled back PostgreSQL forgets by itself, and a failed transaction would
    only hide why it failed.
    """
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('app.member_id', '', true),"
                " set_config('app.person_id', '', true), set_config('app.door', '', true)"
            )
