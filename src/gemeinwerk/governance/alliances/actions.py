"""Founding alliances; joining and leaving them; the office.

The office invites until the members have concluded their first agreement. Later a resolution admits
and releases; its effects call ``issue_invitation`` and ``release_member``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.alliances.errors import (
    AllianceNameTaken,
    AlreadyInvited,
    AlreadyLeaving,
    AlreadyMember,
    InvitationAnswered,
    LandUnknown,
    LeavesByResolution,
    MemberNotHere,
    NeedsAdmission,
    NotLeaving,
    OfficeLast,
    OfficeNeedsVoting,
    StandingUnknown,
)
from gemeinwerk.governance.alliances.rules import LAENDER, check_leave, clean_name
from gemeinwerk.governance.models import VOTING_STANDINGS, Alliance, Membership, Seat, Standing
from gemeinwerk.governance.permissions import DECIDE, MANAGE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

FOUNDING_LOCK = 7_003
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AllianceFacts:
    """What is said of an alliance; ``is_public``: what it marks as public may be read by all."""

    name: str
    purpose: str
    land: str
    is_public: bool = False


@transaction.atomic
def found_alliance(*, facts: AllianceFacts, actor: Actor) -> Alliance:
    """Found an alliance; the acting member is its first founding member and runs the office.

    Raises NotAllowed, NameMissing, LandUnknown, AllianceNameTaken (also for a second click).
    """
    require(actor, MANAGE)
    _wait_for_other_clicks(actor)
    values = _checked(facts)
    alliance = Alliance.objects.create(founder_id=actor.member_id, founded_by=actor.label, **values)
    Membership.objects.create(
        alliance=alliance,
        member_id=actor.member_id,
        member_name=actor.member_name,
        standing=Standing.FOUNDING,
        runs_office=True,
        invited_by=actor.label,
        joined_on=clock.today(),
        joined_by=actor.label,
    )
    tell("governance.alliance.founded", alliance=alliance, actor=actor, obj=alliance)
    return alliance


@transaction.atomic
def change_alliance(*, alliance_id: UUID, facts: AllianceFacts, actor: Actor) -> Alliance:
    """Describe an alliance anew. Raises AllianceUnknown, NotAllowed, NotTheOffice, and what
    ``found_alliance`` raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    values = _checked(facts, but=alliance)
    before = alliance.name
    for name, value in values.items():
        setattr(alliance, name, value)
    alliance.save(update_fields=list(values))
    tell("governance.alliance.changed", alliance=alliance, actor=actor, obj=alliance, before=before)
    return alliance


@transaction.atomic
def invite(*, alliance_id: UUID, key: str, standing: str, actor: Actor) -> Membership:
    """Invite an authority by its AGS (or exact name), as the office, while the alliance is founded.

    Raises AllianceUnknown, NotAllowed, NotTheOffice, NeedsAdmission once an agreement was signed,
    and what ``issue_invitation`` raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    if queries.is_concluded(alliance):
        raise NeedsAdmission
    return issue_invitation(alliance=alliance, key=key, standing=standing, actor=actor)


@transaction.atomic
def issue_invitation(
    *, alliance: Alliance, key: str, standing: str, actor: Actor, effect_id: UUID | None = None
) -> Membership:
    """Let an authority decide whether to join; who declined or left may be invited again.

    The database lets the office do it, and any member for the adopted effect ``effect_id`` of kind
    ``admit_member`` whose terms name the same ``key``. Raises StandingUnknown, MemberNotHere,
    AlreadyInvited, AlreadyMember.
    """
    if standing not in Standing.values:
        raise StandingUnknown(standing=standing)
    key = " ".join(key.replace("\0", "").split())
    outcome, member_id = _ask_for(alliance, key, standing, actor, effect_id)
    if member_id is None:
        raise MemberNotHere(key=key)
    membership = Membership.objects.get(alliance=alliance, member_id=member_id)
    _refuse_repetition(outcome, membership)
    _tell_of("governance.member.invited", membership, actor, standing=_label(standing))
    return membership


@transaction.atomic
def withdraw_invitation(*, membership_id: UUID, alliance_id: UUID, actor: Actor) -> None:
    """Take back an invitation that nobody has answered yet, as the office.

    Raises AllianceUnknown, NotAllowed, NotTheOffice, MembershipUnknown, InvitationAnswered.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    recall_invitation(
        membership=queries.get_membership(alliance, membership_id), actor=actor, reason=""
    )


@transaction.atomic
def recall_invitation(*, membership: Membership, actor: Actor, reason: str) -> None:
    """Close an invitation at once (the undoing of ``issue_invitation``). InvitationAnswered."""
    lock(membership.alliance_id)
    membership = _locked(membership)
    if not queries.is_invited(membership):
        raise InvitationAnswered(member=membership.member_name)
    membership.left_on = clock.today() - DAY
    membership.left_reason = reason[:500]
    membership.save(update_fields=["left_on", "left_reason"])
    _tell_of("governance.member.uninvited", membership, actor)


@transaction.atomic
def accept_invitation(*, alliance_id: UUID, actor: Actor) -> Membership:
    """Join an alliance that invited the acting member; its members know of each other from now on.

    Raises NotAllowed unless the actor is head, InvitationUnknown (also for a second click).
    """
    queries.get_invitation(alliance_id)
    require(actor, DECIDE)
    membership = queries.get_invitation(alliance_id, lock=True)
    membership.joined_on = clock.today()
    membership.joined_by = actor.label
    membership.save(update_fields=["joined_on", "joined_by"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT governance_meet(%s)", [alliance_id])
    _tell_of("governance.member.joined", membership, actor, standing=_label(membership.standing))
    return membership


@transaction.atomic
def decline_invitation(*, alliance_id: UUID, actor: Actor) -> Membership:
    """Answer an invitation with no. Raises NotAllowed unless head, InvitationUnknown."""
    queries.get_invitation(alliance_id)
    require(actor, DECIDE)
    membership = queries.get_invitation(alliance_id, lock=True)
    told = _who_hears(membership)  # they are out of sight as soon as it has declined
    membership.declined_on = clock.today()
    membership.save(update_fields=["declined_on"])
    tell(
        "governance.member.declined",
        alliance=membership.alliance,
        actor=actor,
        obj=membership,
        members=told,
        member=membership.member_name,
    )
    return membership


@transaction.atomic
def give_notice(*, alliance_id: UUID, last_day: date, actor: Actor) -> Membership:
    """Let the acting member's membership end with ``last_day``; nothing that it opens or may read
    by resolutions of the alliance is open afterwards.

    Raises AllianceUnknown, NotAllowed unless head, AlreadyLeaving, OfficeLast while others are
    there, LeavesTooEarly and NoNoticeAgreed by the founding agreement.
    """
    alliance = governance.get_alliance(alliance_id)
    require(actor, DECIDE)
    lock(alliance_id)
    membership = _locked(queries.get_own_membership(alliance))
    _check_may_leave(membership)
    check_leave(last_day, clock.today(), queries.get_notice_terms(alliance))
    membership.notice_on = clock.today()
    membership.left_on = last_day
    membership.save(update_fields=["notice_on", "left_on"])
    _tell_of("governance.member.notice", membership, actor, day=last_day)
    return membership


@transaction.atomic
def withdraw_notice(*, alliance_id: UUID, actor: Actor) -> Membership:
    """Stay after all, as long as the last day is not over.

    Raises AllianceUnknown, NotAllowed unless head, NotLeaving, LeavesByResolution.
    """
    alliance = governance.get_alliance(alliance_id)
    require(actor, DECIDE)
    lock(alliance_id)
    membership = _locked(queries.get_own_membership(alliance))
    if membership.left_on is None:
        raise NotLeaving
    if membership.notice_on is None:
        raise LeavesByResolution(day=f"{membership.left_on:%d.%m.%Y}")
    membership.notice_on = membership.left_on = None
    membership.save(update_fields=["notice_on", "left_on"])
    _tell_of("governance.member.notice_withdrawn", membership, actor)
    return membership


@transaction.atomic
def release_member(*, membership: Membership, day: date, reason: str, actor: Actor) -> Membership:
    """Let a membership end with ``day`` because a resolution says so (an earlier day stays).

    Nobody leaves in retrospect: a day that is over by now counts as today. Its office passes to the
    member that has belonged to the alliance longest.
    """
    lock(membership.alliance_id)
    membership, day = _locked(membership), max(day, clock.today())
    if membership.runs_office:
        _pass_on_office(membership, actor)
    if membership.left_on is None or day < membership.left_on:
        membership.left_on = day
        membership.left_reason = reason[:500]
        membership.save(update_fields=["left_on", "left_reason"])
    _tell_of("governance.member.released", membership, actor, day=membership.left_on)
    return membership


@transaction.atomic
def keep_member(*, membership: Membership, actor: Actor) -> Membership:
    """Take back a release whose day is not over (the undoing of ``release_member``).

    A notice that the member itself gave stays. Raises NotLeaving once it has left.
    """
    lock(membership.alliance_id)
    membership = _locked(membership)
    if membership.left_on is None or membership.left_on < clock.today():
        raise NotLeaving
    if membership.notice_on is None:
        membership.left_on = None
        membership.left_reason = ""
        membership.save(update_fields=["left_on", "left_reason"])
    _tell_of("governance.member.kept", membership, actor)
    return membership


@transaction.atomic
def hand_over_office(*, alliance_id: UUID, membership_id: UUID, actor: Actor) -> Membership:
    """Let another founding or ordinary member run the office from now on.

    Raises AllianceUnknown, NotAllowed, NotTheOffice, MembershipUnknown, OfficeNeedsVoting.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    successor = _locked(queries.get_member(alliance, membership_id))
    if not queries.may_run_office(successor):
        raise OfficeNeedsVoting(member=successor.member_name)
    _give_office(successor, actor)
    return successor


@transaction.atomic
def change_standing(
    *, alliance_id: UUID, membership_id: UUID, standing: str, actor: Actor
) -> Membership:
    """Give a member another standing; an associated member or provider keeps seats without votes.

    Raises AllianceUnknown, NotAllowed, NotTheOffice, MembershipUnknown, StandingUnknown,
    OfficeLast for the office itself, VoteRuns while it votes in a body.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    membership = _locked(queries.get_member(alliance, membership_id))
    if standing not in Standing.values:
        raise StandingUnknown(standing=standing)
    if standing not in VOTING_STANDINGS:
        _take_votes(membership)
    before = membership.standing
    membership.standing = standing
    membership.save(update_fields=["standing"])
    labels = {"standing": _label(standing), "before": _label(before)}
    _tell_of("governance.member.standing", membership, actor, **labels)
    return membership


def _checked(facts: AllianceFacts, but: Alliance | None = None) -> dict[str, Any]:
    """Return what is stored of an alliance. Raises NameMissing, LandUnknown, AllianceNameTaken."""
    name = clean_name(facts.name)
    if facts.land not in LAENDER:
        raise LandUnknown(land=facts.land)
    others = governance.list_alliances().filter(name__iexact=name)
    if others.exclude(id__in=[but.id] if but else []).exists():
        raise AllianceNameTaken(name=name)
    return {
        "name": name,
        "purpose": facts.purpose.strip(),
        "land": facts.land,
        "is_public": facts.is_public,
    }


def _wait_for_other_clicks(actor: Actor) -> None:
    """Let two who found an alliance at the same moment do so one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [FOUNDING_LOCK, actor.member_id])


def _ask_for(
    alliance: Alliance, key: str, standing: str, actor: Actor, effect_id: UUID | None
) -> tuple[str, int | None]:
    """Let the database look the authority up, which pages may not, and note the invitation."""
    values: list[Any] = [alliance.id, new_id(), key, standing, actor.label, effect_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM governance_invite(%s, %s, %s, %s, %s, %s)", values)
        outcome, member_id = cursor.fetchone()
    return outcome, member_id


def _refuse_repetition(outcome: str, membership: Membership) -> None:
    if outcome == "member":
        raise AlreadyMember(member=membership.member_name)
    if outcome == "waiting":
        day = membership.invited_at.astimezone(clock.BERLIN)
        raise AlreadyInvited(member=membership.member_name, day=f"{day:%d.%m.%Y}")


def _locked(membership: Membership) -> Membership:
    found = Membership.objects.select_related("alliance").select_for_update(of=("self",))
    return found.get(id=membership.id)


def _check_may_leave(membership: Membership) -> None:
    if membership.left_on is not None:
        raise AlreadyLeaving(day=f"{membership.left_on:%d.%m.%Y}")
    others = governance.list_memberships(membership.alliance).exclude(id=membership.id)
    if membership.runs_office and others.exists():
        raise OfficeLast


def _pass_on_office(membership: Membership, actor: Actor) -> None:
    others = governance.list_memberships(membership.alliance).exclude(id=membership.id)
    successor = next((each for each in others if queries.may_run_office(each)), None)
    if successor is not None:
        _give_office(successor, actor)
        membership.runs_office = False


def _give_office(successor: Membership, actor: Actor) -> None:
    alliance = successor.alliance
    Membership.objects.filter(id=successor.id).update(runs_office=True)
    former = Membership.objects.filter(alliance=alliance, runs_office=True)
    former.exclude(id=successor.id).update(runs_office=False)
    _tell_of("governance.office.handed_over", successor, actor)


def _take_votes(membership: Membership) -> None:
    """Leave a member its seats, with advice only. Raises OfficeLast, VoteRuns."""
    if membership.runs_office:
        raise OfficeLast
    seats = Seat.objects.filter(alliance=membership.alliance, member=membership.member_id)
    for seat in seats.filter(Q(votes__gt=0) | Q(chairs=True)).select_related("body"):
        queries.require_no_vote(seat.body)
    seats.update(votes=0, chairs=False)


def _who_hears(membership: Membership) -> list[int]:
    current = governance.list_memberships(membership.alliance)
    return [*current.values_list("member_id", flat=True), membership.member_id]


def _tell_of(event: str, membership: Membership, actor: Actor, **facts: Any) -> None:
    """Tell all members, and the one that it is about."""
    tell(
        event,
        alliance=membership.alliance,
        actor=actor,
        obj=membership,
        members=_who_hears(membership),
        member=membership.member_name,
        **facts,
    )


def _label(standing: str) -> str:
    return str(Standing(standing).label)
