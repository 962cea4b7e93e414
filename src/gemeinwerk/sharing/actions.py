"""Opening and ending grants. Only the owner's head does it; the database checks that again."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.models import Member
from gemeinwerk.members.permissions import require
from gemeinwerk.sharing import queries
from gemeinwerk.sharing.errors import AlreadyEnded, AlreadyOpen, NotAcquainted
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.permissions import SHARE
from gemeinwerk.sharing.rules import Terms, check_terms


@transaction.atomic
def open_grant(
    *, collection_id: int, collection_name: str, grantee: Member, terms: Terms, actor: Actor
) -> Grant:
    """Open one of the acting member's collections to another member.

    Raises NotAllowed unless the actor is head, MissingSource, WrongDates, EndsInThePast or
    NotToYourself for wrong terms, NotAcquainted, AlreadyOpen if such a grant runs.
    """
    require(actor, SHARE)
    check_terms(terms, owner_id=actor.member_id, grantee_id=grantee.id, today=clock.today())
    if grantee not in members.list_contacts():
        raise NotAcquainted(grantee=grantee.name)
    _wait_for_others(collection_id, grantee)
    refuse_second(collection_id=collection_id, collection_name=collection_name, grantee=grantee)
    grant = Grant.objects.create(
        member_id=actor.member_id,
        grantee=grantee,
        collection_id=collection_id,
        collection_name=collection_name,
        right=terms.right,
        includes_personal=terms.includes_personal,
        purpose=terms.purpose.strip(),
        basis=terms.basis.strip(),
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        opened_by=actor.label,
    )
    _record("sharing.grant.opened", grant, actor)
    return grant


@transaction.atomic
def end_grant(*, grant_id: UUID, actor: Actor) -> Grant:
    """End a grant at once: the next query of the grantee finds nothing.

    Raises NotAllowed unless the actor is the owner's head, AlreadyEnded the second time.
    """
    grant = queries.get_grant(grant_id)
    if grant.member_id != actor.member_id:
        raise NotAllowed
    require(actor, SHARE)
    grant = Grant.objects.select_for_update().get(id=grant.id)
    if grant.ended_at:
        raise AlreadyEnded(day=grant.ended_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y"))
    grant.ended_at = clock.now()
    grant.ended_by = actor.label
    grant.save(update_fields=["ended_at", "ended_by"])
    _record("sharing.grant.ended", grant, actor)
    return grant


def refuse_second(*, collection_id: int, collection_name: str, grantee: Member) -> None:
    """Raise AlreadyOpen if a grant of this collection to this member runs or is to come."""
    running = queries.list_given(collection_id=collection_id).filter(
        grantee=grantee, ended_at__isnull=True
    )
    if any(grant.valid_to is None or grant.valid_to >= clock.today() for grant in running):
        raise AlreadyOpen(collection=collection_name, grantee=grantee.name)


def _wait_for_others(collection_id: int, grantee: Member) -> None:
    """Let two heads who open the same grant at the same moment do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [collection_id, grantee.id])


def _record(event: str, grant: Grant, actor: Actor) -> None:
    """Both sides' journals tell of it, in ascending order of members (see ``journal.record``)."""
    for member_id in sorted((grant.member_id, grant.grantee_id)):
        journal.record(
            event,
            actor=actor,
            obj=grant,
            owner_id=member_id,
            collection=grant.collection_name,
            owner=grant.member.name,
            grantee=grant.grantee.name,
            right=grant.right,
            includes_personal=grant.includes_personal,
            purpose=grant.purpose,
            basis=grant.basis,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
