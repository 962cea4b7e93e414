"""Reads of alliances, invitations, bodies and seats. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances.errors import (
    BodyUnknown,
    InvitationUnknown,
    MembershipUnknown,
    SeatUnknown,
    VoteRuns,
)
from gemeinwerk.governance.alliances.rules import NoticeTerms
from gemeinwerk.governance.models import (
    VOTING_STANDINGS,
    Agreement,
    Alliance,
    Body,
    Effect,
    Membership,
    Motion,
    MotionState,
    Party,
    Resolution,
    Seat,
    VotingRule,
)
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.governance.telling import lock
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import require
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.models import Grant

OWN_RULE = "own_"
UNDECIDED = (MotionState.PROPOSED, MotionState.VOTING)


@dataclass(frozen=True, slots=True)
class Line:
    """An alliance in a list: the acting member's place in it, and how many belong to it today."""

    alliance: Alliance
    membership: Membership
    members: int


def list_lines() -> list[Line]:
    """Return the alliances to which the acting member belongs today, by name."""
    found = []
    for alliance in governance.list_alliances():
        memberships = list(governance.list_memberships(alliance))
        own = next(each for each in memberships if each.member_id == require_member())
        found.append(Line(alliance, own, len(memberships)))
    return found


def get_for_office(alliance_id: UUID, actor: Actor) -> Alliance:
    """Return an alliance for an act of its office; who acts there at the same moment waits here.

    Raises AllianceUnknown, NotAllowed, NotTheOffice.
    """
    alliance = governance.get_alliance(alliance_id)
    require(actor, MANAGE)
    lock(alliance.id)
    governance.require_office(alliance, actor)
    return governance.get_alliance(alliance_id)


def list_invitations() -> QuerySet[Membership]:
    """Return the invitations that the acting member has not answered, newest first."""
    own = _open_invitations().filter(member_id=require_member())
    return own.select_related("alliance").order_by("-invited_at")


def get_invitation(alliance_id: UUID, *, lock: bool = False) -> Membership:
    """Return the acting member's open invitation to an alliance, else InvitationUnknown."""
    found = list_invitations().filter(alliance_id=alliance_id)
    found = found.select_for_update(of=("self",)) if lock else found
    invitation = found.first()
    if invitation is None:
        raise InvitationUnknown
    return invitation


def list_invited(alliance: Alliance) -> QuerySet[Membership]:
    """Return who was invited to the alliance and has not answered, by name."""
    return _open_invitations().filter(alliance=alliance).order_by("member_name")


def is_invited(membership: Membership) -> bool:
    """Tell whether an invitation is open."""
    answered = (membership.joined_on, membership.declined_on, membership.left_on)
    return answered == (None, None, None)


def get_membership(alliance: Alliance, membership_id: UUID) -> Membership:
    """Return somebody's place in the alliance, also one that is invited, else MembershipUnknown."""
    found = Membership.objects.filter(alliance=alliance, id=membership_id).first()
    if found is None:
        raise MembershipUnknown
    return found


def get_member(alliance: Alliance, membership_id: UUID) -> Membership:
    """Return somebody who belongs to the alliance today, else MembershipUnknown."""
    found = governance.list_memberships(alliance).filter(id=membership_id).first()
    if found is None:
        raise MembershipUnknown
    return found


def get_shown(alliance: Alliance, membership_id: UUID) -> Membership:
    """Return a member of today or an open invitation, else MembershipUnknown."""
    membership = get_membership(alliance, membership_id)
    return membership if is_invited(membership) else get_member(alliance, membership_id)


def get_own_membership(alliance: Alliance) -> Membership:
    """Return the acting member's place in an alliance to which it belongs today."""
    return governance.list_memberships(alliance).get(member_id=require_member())


def may_run_office(membership: Membership) -> bool:
    """Tell whether a member may run the office: it votes, and it stays."""
    return membership.standing in VOTING_STANDINGS and membership.left_on is None


def is_concluded(alliance: Alliance) -> bool:
    """Tell whether anybody has signed an agreement of the alliance: its founding is over then."""
    return Party.objects.filter(alliance=alliance, signed_on__isnull=False).exists()


def get_notice_terms(alliance: Alliance) -> NoticeTerms | None:
    """Return how the founding agreement that binds the acting member today lets it go, if any."""
    today = clock.today()
    own = Party.objects.filter(member_id=require_member(), signed_on__isnull=False)
    binding = own.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    founding = Agreement.objects.filter(
        alliance=alliance, is_founding=True, id__in=binding.values("agreement_id")
    )
    running = founding.filter(in_force_from__lte=today)
    running = running.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    found = running.order_by("-in_force_from").first()
    if found is None or found.in_force_from is None:
        return None
    return NoticeTerms(
        title=found.title,
        term=found.term,
        months=found.notice_months,
        in_force_from=found.in_force_from,
        agreed_end=found.agreed_end or found.ends_on,
    )


def list_own_agreements(alliance: Alliance) -> list[Agreement]:
    """Return the agreements of the alliance that the acting member has signed and that run."""
    today = clock.today()
    own = Party.objects.filter(member_id=require_member(), signed_on__isnull=False)
    own = own.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    found = Agreement.objects.filter(alliance=alliance, id__in=own.values("agreement_id"))
    return list(found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).order_by("title"))


def list_bodies(alliance: Alliance) -> QuerySet[Body]:
    """Return the bodies of an alliance that work, in the order of their kinds, then by name."""
    working = Body.objects.filter(alliance=alliance, closed_on__isnull=True)
    return working.select_related("rule", "proposes_to").order_by("created_at", "name")


def list_closed_bodies(alliance: Alliance) -> QuerySet[Body]:
    """Return the bodies that were closed, the last one first."""
    closed = Body.objects.filter(alliance=alliance, closed_on__isnull=False)
    return closed.order_by("-closed_on", "name")


def get_body(alliance: Alliance, body_id: UUID) -> Body:
    """Return a body of the alliance, else BodyUnknown."""
    found = Body.objects.select_related("rule", "proposes_to").filter(alliance=alliance, id=body_id)
    body = found.first()
    if body is None:
        raise BodyUnknown
    return body


def list_seats(body: Body) -> QuerySet[Seat]:
    """Return the seats of members that belong to the alliance today: chair first, then by name.

    A member that has left takes part in nothing any more, even if its seat was not taken back.
    """
    current = governance.list_memberships(body.alliance).values("member_id")
    seats = Seat.objects.filter(body=body, member_id__in=current)
    return seats.order_by("-chairs", "member_name")


def get_seat(body: Body, seat_id: UUID) -> Seat:
    """Return a seat of the body, else SeatUnknown."""
    found = list_seats(body).filter(id=seat_id).first()
    if found is None:
        raise SeatUnknown
    return found


def my_seat(body: Body, actor: Actor) -> Seat | None:
    """Return the seat of the actor's member in a body, None without one."""
    return list_seats(body).filter(member_id=actor.member_id).first()


def takes_seat(seat: Seat, actor: Actor) -> bool:
    """Tell whether the actor may speak for a seat: head of its member, holder or deputy."""
    if seat.member_id != actor.member_id:
        return False
    named = actor.person_id is not None and actor.person_id in (seat.holder_id, seat.deputy_id)
    return named or RoleKind.HEAD in actor.roles


def list_motions(body: Body) -> QuerySet[Motion]:
    """Return the motions that are before a body, undecided ones first, then the newest; what was
    never proposed is its author's.
    """
    shown = Motion.objects.filter(body=body, proposed_at__isnull=False)
    waiting = Q(state__in=UNDECIDED)
    return shown.alias(waits=waiting).order_by("-waits", "-proposed_at")


def list_undecided(body: Body, *states: str) -> list[str]:
    """Return the numbers of motions that a body has not decided (in one of the states)."""
    found = Motion.objects.filter(body=body, state__in=states or UNDECIDED)
    return list(found.order_by("number").values_list("number", flat=True))


def require_no_vote(body: Body) -> None:
    """Raise VoteRuns while the body votes: who is entitled must not change meanwhile."""
    if open_votes := list_undecided(body, MotionState.VOTING):
        raise VoteRuns(body=body.name, numbers=", ".join(open_votes))


def list_resolutions(alliance: Alliance) -> QuerySet[Resolution]:
    """Return the resolutions of an alliance, the newest first."""
    return Resolution.objects.filter(alliance=alliance).order_by("-adopted_at")


def list_own_rules(alliance: Alliance) -> list[VotingRule]:
    """Return the newest version of each rule that bodies of the alliance made themselves."""
    made = VotingRule.objects.filter(alliance=alliance, key__startswith=OWN_RULE)
    return list(made.order_by("key", "-version").distinct("key"))


def list_closing(alliance: Alliance) -> list[Grant]:
    """Return the grants, given and received, that rest on the alliance and are not ended."""
    effects = set(Effect.objects.filter(alliance=alliance).values_list("id", flat=True))
    own = [*sharing.list_given(), *sharing.list_received()]
    return [grant for grant in own if grant.effect_id in effects and grant.ended_at is None]


def list_own_seats(alliance: Alliance) -> QuerySet[Seat]:
    """Return the acting member's seats in working bodies of the alliance, by body."""
    seats = Seat.objects.filter(alliance=alliance, member_id=require_member())
    return seats.filter(body__closed_on=None).select_related("body").order_by("body__name")


def newest_rule(alliance: Alliance, key: str) -> VotingRule | None:
    """Return the newest version of a rule that the alliance has taken over."""
    found = VotingRule.objects.filter(alliance=alliance, key=key)
    return found.order_by("-version").first()


def _open_invitations() -> QuerySet[Membership]:
    waiting = Membership.objects.filter(joined_on__isnull=True)
    return waiting.filter(declined_on__isnull=True, left_on__isnull=True)
