"""The owner's key: giving it and taking it back, and declaring what one uses it for.

Only the owner's head gives and takes it; the database checks that again."""

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
from gemeinwerk.sharing.errors import AlreadyEnded, NotAcquainted, NotForYou, NotOpenNow
from gemeinwerk.sharing.models import Declaration, Grant
from gemeinwerk.sharing.permissions import SHARE
from gemeinwerk.sharing.rules import Drawer, Terms, check_terms


@transaction.atomic
def open_grant(
    *,
    drawer: Drawer,
    grantee: Member,
    terms: Terms,
    effect_id: UUID,
    actor: Actor,
) -> Grant:
    """Give the owner's key to something of the acting member's, once per effect and grantee.

    It opens while the effect of a resolution that allows it is in force, which the database asks at
    each read. Raises NotAllowed unless the actor is head, MissingSource, WrongDates, EndsInThePast
    or NotToYourself for wrong terms, NotAcquainted.
    """
    require(actor, SHARE)
    check_terms(terms, owner_id=actor.member_id, grantee_id=grantee.id, today=clock.today())
    if grantee not in members.list_contacts():
        raise NotAcquainted(grantee=grantee.name)
    _wait_for_others(drawer, grantee)
    running = queries.list_given(effect_id=effect_id).filter(grantee=grantee, ended_at=None)
    if (known := running.first()) is not None:
        return known
    grant = Grant.objects.create(
        member_id=actor.member_id,
        grantee=grantee,
        collection_id=drawer.collection_id,
        base_id=drawer.base_id,
        subject=drawer.name,
        right=terms.right,
        includes_personal=terms.includes_personal,
        purpose=terms.purpose.strip(),
        basis=terms.basis.strip(),
        legal_basis=terms.legal_basis.strip(),
        effect_id=effect_id,
        roles=list(terms.roles),
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


@transaction.atomic
def declare_purpose(*, grant_id: UUID, actor: Actor) -> Declaration:
    """State that the acting person uses a received grant for its purpose only; then it opens.

    Raises GrantUnknown, NotAllowed for the owner's people, NotForYou without one of its roles,
    NotOpenNow while it is not in force.
    """
    grant = queries.get_grant(grant_id)
    if grant.grantee_id != actor.member_id or actor.person_id is None:
        raise NotAllowed
    if not actor.roles & set(grant.roles):
        raise NotForYou
    if not queries.is_in_force(grant):
        raise NotOpenNow
    declaration, is_new = Declaration.objects.get_or_create(
        member_id=actor.member_id,
        grant=grant,
        person_id=actor.person_id,
        defaults={"person_name": actor.person_name, "purpose": grant.purpose},
    )
    if is_new:
        _record("sharing.purpose.declared", grant, actor)
    return declaration


def _wait_for_others(drawer: Drawer, grantee: Member) -> None:
    """Let two heads who open the same grant at the same moment do so one after the other."""
    number = drawer.collection_id or -(drawer.base_id or 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [number, grantee.id])


def _record(event: str, grant: Grant, actor: Actor) -> None:
    """Both sides' journals tell of it, in ascending order of members (see ``journal.record``)."""
    for member_id in sorted((grant.member_id, grant.grantee_id)):
        journal.record(
            event,
            actor=actor,
            obj=grant,
            owner_id=member_id,
            collection=grant.subject,
            owner=grant.member.name,
            grantee=grant.grantee.name,
            right=grant.right,
            includes_personal=grant.includes_personal,
            purpose=grant.purpose,
            basis=grant.basis,
            legal_basis=grant.legal_basis,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
