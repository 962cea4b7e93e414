"""Writing a motion, putting it to the vote, voting, and closing the vote."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, transaction
from django.db.models import Max
from psycopg.errors import InsufficientPrivilege

from gemeinwerk.governance import queries as alliances
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.effects.errors import DatesWrong
from gemeinwerk.governance.effects.kinds import get_kind
from gemeinwerk.governance.effects.opening import Offer, check_offer
from gemeinwerk.governance.models import (
    Alliance,
    Body,
    Effect,
    Motion,
    MotionState,
    Procedure,
    Resolution,
    Vote,
)
from gemeinwerk.governance.permissions import MANAGE, PROPOSE, VOTE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.governance.voting import queries
from gemeinwerk.governance.voting.errors import (
    AlreadyDrafted,
    BodyDoesNotDecide,
    BodyHasClosed,
    ChoiceUnknown,
    DeadlineMissing,
    DeadlineOver,
    NobodyVotes,
    NoMeeting,
    NoSeatNoProposal,
    NotADraft,
    NothingIsOpen,
    NothingWritten,
    NotProposed,
    NotTheChair,
    NoVoteForYou,
    StillRunning,
    TooManyEffects,
    VoteIsOpen,
)
from gemeinwerk.governance.voting.rules import (
    Choice,
    NotInWriting,
    Outcome,
    Rule,
    may_close_early,
)
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

MOST_EFFECTS = 50


@dataclass(frozen=True, slots=True)
class MotionText:
    """What is proposed. ``grade`` and ``reach`` say how far and for whom (Grad und Reichweite);
    ``valid_from`` to ``valid_to`` are the days on which the resolution counts, both inclusive.
    """

    title: str
    text: str
    reasons: str = ""
    grade: str = ""
    reach: str = ""
    costs: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    is_public: bool = False


@transaction.atomic
def draft_motion(
    *, body_id: UUID, proposed_by_id: UUID | None = None, content: MotionText, actor: Actor
) -> Motion:
    """Begin a motion for a body that decides, for itself or from a body with right of proposal.

    Raises NotAllowed, BodyHasClosed, BodyDoesNotDecide, NoSeatNoProposal, NothingWritten,
    DatesWrong, AlreadyDrafted (a second click).
    """
    require(actor, PROPOSE)
    body = queries.get_body(body_id)
    proposer = queries.get_body(proposed_by_id) if proposed_by_id else None
    lock(body.alliance_id)
    if body.closed_on:
        raise BodyHasClosed(body=body.name)
    if body.rule is None:
        raise BodyDoesNotDecide(body=body.name)
    _check_right_of_proposal(body, proposer, actor)
    _check_content(content)
    _check_first(body, content, actor)
    return Motion.objects.create(
        alliance=body.alliance,
        number=_next_number(Motion.objects.filter(alliance=body.alliance)),
        body=body,
        proposed_by=proposer,
        member_id=actor.member_id,
        author=actor.label,
        **_cleaned(content),
    )


@transaction.atomic
def change_motion(*, motion_id: UUID, content: MotionText, actor: Actor) -> Motion:
    """Change an own draft.

    Raises NotAllowed, NotYourMotion, NotADraft, NothingWritten, DatesWrong.
    """
    motion = _get_own_draft(motion_id, actor)
    _check_content(content)
    Motion.objects.filter(id=motion.id).update(**_cleaned(content))
    return queries.get_motion(motion.id)


@transaction.atomic
def add_effect(*, motion_id: UUID, kind: str, terms: dict[str, Any], actor: Actor) -> Effect:
    """Add a typed effect to an own draft. Raises as change_motion, and what the kind refuses."""
    motion = _get_own_draft(motion_id, actor)
    effect = Effect(
        alliance=motion.alliance, motion=motion, position=_next_position(motion), kind=kind
    )
    effect.terms = terms
    get_kind(kind).check(effect)
    effect.save(force_insert=True)
    return effect


@transaction.atomic
def offer_drawer(*, motion_id: UUID, offer: Offer, actor: Actor) -> Effect:
    """Offer a collection or knowledge base of the acting member in an own draft.

    The database takes only what is its own. Raises as change_motion and ``check_offer``.
    """
    motion = _get_own_draft(motion_id, actor)
    check_offer(motion.alliance, offer, owner_id=actor.member_id)
    return Effect.objects.create(
        alliance=motion.alliance,
        motion=motion,
        position=_next_position(motion),
        kind="open_base" if offer.drawer.base_id else "open_collection",
        terms={"privacy": offer.privacy} if offer.includes_personal else {},
        owner_id=actor.member_id,
        agreement=offer.agreement,
        collection_id=offer.drawer.collection_id,
        base_id=offer.drawer.base_id,
        subject=offer.drawer.name,
        grantees=list(offer.grantees),
        right=offer.right,
        roles=list(offer.roles),
        includes_personal=offer.includes_personal,
        purpose=offer.purpose,
        legal_basis=offer.legal_basis,
        valid_from=offer.valid_from,
        valid_to=offer.valid_to,
    )


@transaction.atomic
def remove_effect(*, effect_id: UUID, actor: Actor) -> None:
    """Take an effect out of an own draft. Raises as change_motion."""
    motion_id = Effect.objects.values_list("motion_id", flat=True).filter(id=effect_id).first()
    motion = _get_own_draft(motion_id or effect_id, actor)
    Effect.objects.filter(id=effect_id, motion=motion).delete()


@transaction.atomic
def propose_motion(*, motion_id: UUID, actor: Actor) -> Motion:
    """Hand an own draft to the body; from now on nobody changes it. Raises as change_motion."""
    motion = _get_own_draft(motion_id, actor)
    for effect in motion.effects.select_related("alliance", "agreement"):
        get_kind(effect.kind).check(effect)
    motion.state, motion.proposed_at = MotionState.PROPOSED, clock.now()
    motion.save(update_fields=["state", "proposed_at"])
    _tell("governance.motion.proposed", motion, actor)
    return motion


@transaction.atomic
def withdraw_motion(*, motion_id: UUID, actor: Actor) -> Motion:
    """Take an own motion back before the vote. Raises NotYourMotion, VoteIsOpen, NotADraft."""
    require(actor, PROPOSE)
    motion = _get_locked(motion_id)
    queries.check_own(motion, actor)
    if motion.state == MotionState.VOTING:
        raise VoteIsOpen
    if motion.state not in (MotionState.DRAFT, MotionState.PROPOSED):
        raise NotADraft
    was_known = motion.state == MotionState.PROPOSED
    motion.state, motion.closed_at = MotionState.WITHDRAWN, clock.now()
    motion.save(update_fields=["state", "closed_at"])
    if was_known:
        _tell("governance.motion.withdrawn", motion, actor)
    return motion


@transaction.atomic
def open_vote(
    *,
    motion_id: UUID,
    procedure: str,
    closes_at: datetime | None = None,
    meeting_id: UUID | None = None,
    is_second_meeting: bool = False,
    actor: Actor,
) -> Motion:
    """Put a proposed motion to the vote, in a meeting or in writing until ``closes_at`` (aware).

    ``is_second_meeting``: an earlier meeting about it had no quorum, and the invitation to this one
    announced that whoever comes decides. It counts only where such a meeting was held.
    Rule and electorate are those of this moment. Raises NotAllowed, NotTheChair, NotProposed,
    VoteIsOpen, NotInWriting, DeadlineMissing, NobodyVotes.
    """
    require(actor, MANAGE)
    motion = _get_locked(motion_id)
    _check_leads(motion, actor)
    if motion.state == MotionState.VOTING:
        raise VoteIsOpen
    if motion.state != MotionState.PROPOSED or motion.body.rule is None:
        raise NotProposed
    is_written = procedure == Procedure.WRITTEN
    if is_written:
        _check_written(Rule.from_json(motion.body.rule.definition), closes_at)
    motion.electorate = queries.make_electorate(motion.body)
    if not motion.electorate:
        raise NobodyVotes(body=motion.body.name)
    motion.rule, motion.procedure = motion.body.rule, procedure
    motion.closes_at = closes_at if is_written else None
    motion.meeting_id = meeting_id
    motion.is_second_meeting = is_second_meeting and _failed_for_quorum(motion)
    motion.state, motion.opened_at, motion.outcome = MotionState.VOTING, clock.now(), None
    motion.save()
    _tell("governance.vote.opened", motion, actor, closes_at=_moment(motion.closes_at))
    return motion


@transaction.atomic
def cast_vote(
    *,
    motion_id: UUID,
    choice: str,
    reason: str = "",
    objects_to_procedure: bool = False,
    actor: Actor,
) -> Motion:
    """Vote for the actor's member, openly; another vote before closing replaces it.

    The last missing vote of a written procedure closes it; an objection to the procedure ends it.
    Raises NothingIsOpen, NoVoteForYou, DeadlineOver, ChoiceUnknown.
    """
    require(actor, VOTE)
    motion = _get_locked(motion_id)
    _check_may_vote(motion, actor)
    if choice not in set(Choice) and not (objects_to_procedure and not choice):
        raise ChoiceUnknown
    objects = objects_to_procedure and _is_written(motion)
    _write_vote(motion, actor, choice=choice, reason=reason.strip(), objects_to_procedure=objects)
    _tell(
        "governance.vote.cast",
        motion,
        actor,
        choice=choice,
        objects=objects,
        member=actor.member_name,
    )
    if _is_written(motion) and _may_close_now(motion):
        _close(motion, actor)
    return motion


def _write_vote(motion: Motion, actor: Actor, **said: Any) -> None:
    """Store a vote. The database asks its own clock whether the deadline is over; it has the last
    word. Raises DeadlineOver.
    """
    named = {"member_name": actor.member_name, "cast_by": actor.label, "cast_at": clock.now()}
    try:
        with transaction.atomic():
            Vote.objects.update_or_create(
                alliance_id=motion.alliance_id,
                motion=motion,
                round=motion.round,
                member_id=actor.member_id,
                defaults=said | named,
            )
    except ProgrammingError as refusal:
        if isinstance(refusal.__cause__, InsufficientPrivilege) and motion.closes_at:
            raise DeadlineOver(moment=_moment(motion.closes_at)) from None
        raise


@transaction.atomic
def set_presence(*, motion_id: UUID, member_ids: list[int], actor: Actor) -> None:
    """Note who is present at the meeting that votes on the motion, by its attendance list.

    Where no meeting was invited to, only who votes is present: else the chair alone could make up a
    quorum. Raises NotTheChair, NothingIsOpen, NoMeeting.
    """
    require(actor, MANAGE)
    motion = _get_locked(motion_id)
    _check_leads(motion, actor)
    if motion.state != MotionState.VOTING:
        raise NothingIsOpen
    if motion.meeting_id is None:
        raise NoMeeting
    here = set(member_ids)
    motion.electorate = [{**e, "present": e["member_id"] in here} for e in motion.electorate]
    motion.save(update_fields=["electorate"])


@transaction.atomic
def close_vote(*, motion_id: UUID, actor: Actor) -> Motion:
    """Close a vote and count it. A written procedure runs until its deadline or its last vote.

    Raises NotAllowed, NotTheChair, NothingIsOpen, StillRunning.
    """
    require(actor, MANAGE)
    motion = _get_locked(motion_id)
    _check_leads(motion, actor)
    if motion.state != MotionState.VOTING:
        raise NothingIsOpen
    is_early = motion.closes_at is not None and clock.now() < motion.closes_at
    if is_early and not _may_close_now(motion):
        missing = ", ".join(queries.count_votes(motion).missing)
        raise StillRunning(moment=_moment(motion.closes_at), missing=missing)
    _close(motion, actor)
    return motion


@transaction.atomic
def close_due_votes(*, alliance_id: UUID, actor: Actor) -> int:
    """Close the written procedures whose deadline is over; return how many."""
    lock(alliance_id)
    due = list(queries.list_due(alliance_id).values_list("id", flat=True))
    for motion_id in due:
        _close(queries.get_motion(motion_id), actor)
    return len(due)


def _close(motion: Motion, actor: Actor) -> None:
    """Count, keep the result with the motion, and let an adopted one take effect."""
    outcome = queries.count_votes(motion, closed=True).outcome
    motion.outcome, motion.closed_at = outcome.to_json(), clock.now()
    if outcome.adopted:
        motion.state = MotionState.ADOPTED
    elif outcome.ended_by_objection or _needs_second_meeting(motion, outcome):
        motion.state, motion.round = MotionState.PROPOSED, motion.round + 1
    else:
        motion.state = MotionState.FAILED
    motion.save()
    _tell("governance.vote.closed", motion, actor, result=motion.state)
    if outcome.adopted:
        _resolve(motion, actor)
    effects.settle(alliance_id=motion.alliance_id, actor=actor)


def _resolve(motion: Motion, actor: Actor) -> Resolution:
    today = clock.today()
    resolution = Resolution.objects.create(
        alliance=motion.alliance,
        motion=motion,
        number=_next_number(Resolution.objects.filter(alliance=motion.alliance), prefix="B "),
        title=motion.title,
        is_public=motion.is_public,
        adopted_at=motion.closed_at or clock.now(),
        valid_from=max(today, motion.valid_from or today),
        valid_to=motion.valid_to,
    )
    _tell("governance.resolution.adopted", motion, actor, resolution=str(resolution))
    return resolution


def _needs_second_meeting(motion: Motion, outcome: Outcome) -> bool:
    """Tell whether a meeting had no quorum, so that the same agenda goes to a second one."""
    return motion.procedure == Procedure.MEETING and not outcome.has_quorum


def _failed_for_quorum(motion: Motion) -> bool:
    """Tell whether the last vote on the motion was in a meeting that had no quorum."""
    before = Outcome.from_json(motion.outcome) if motion.outcome else None
    return before is not None and not before.written and not before.has_quorum


def _may_close_now(motion: Motion) -> bool:
    """Tell whether a written procedure may end before its deadline."""
    votes = list(queries.list_votes(motion))
    if any(vote.objects_to_procedure for vote in votes):
        return True
    return may_close_early(queries.list_ballots(motion, votes))


def _get_locked(motion_id: UUID) -> Motion:
    """Return a motion as it is once nobody else decides anything in its alliance."""
    lock(queries.get_motion(motion_id).alliance_id)
    return queries.get_motion(motion_id)


def _get_own_draft(motion_id: UUID, actor: Actor) -> Motion:
    require(actor, PROPOSE)
    motion = _get_locked(motion_id)
    queries.check_own_draft(motion, actor)
    return motion


def _check_right_of_proposal(body: Body, proposer: Body | None, actor: Actor) -> None:
    if alliances.is_office(body.alliance, actor) and proposer is None:
        return
    source = proposer or body
    may = proposer is None or proposer.proposes_to_id == body.id
    if not may or not queries.has_seat(source, actor):
        raise NoSeatNoProposal(body=body.name)


def _check_content(content: MotionText) -> None:
    if not content.title.strip() or not content.text.strip():
        raise NothingWritten
    if content.valid_from and content.valid_to and content.valid_to < content.valid_from:
        raise DatesWrong


def _check_first(body: Body, content: MotionText, actor: Actor) -> None:
    """Refuse the second click; the alliance is locked."""
    drafts = Motion.objects.filter(body=body, member_id=actor.member_id, state=MotionState.DRAFT)
    found = drafts.filter(title=content.title.strip()).first()
    if found is not None:
        raise AlreadyDrafted(number=found.number)


def _check_written(rule: Rule, closes_at: datetime | None) -> None:
    if not rule.written_procedure:
        raise NotInWriting
    if closes_at is None or closes_at <= clock.now():
        raise DeadlineMissing


def _check_leads(motion: Motion, actor: Actor) -> None:
    if not queries.may_lead(motion, actor):
        raise NotTheChair(body=motion.body.name)


def _check_may_vote(motion: Motion, actor: Actor) -> None:
    if motion.state != MotionState.VOTING:
        raise NothingIsOpen
    if not queries.may_vote(motion, actor):
        raise NoVoteForYou(member=actor.member_name, body=motion.body.name)
    if motion.closes_at and clock.now() >= motion.closes_at:
        raise DeadlineOver(moment=_moment(motion.closes_at))


def _is_written(motion: Motion) -> bool:
    return motion.procedure == Procedure.WRITTEN


def _cleaned(content: MotionText) -> dict[str, Any]:
    values = asdict(content)
    return {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}


def _next_number(rows: Any, prefix: str = "") -> str:
    """Return the next number of this year, e.g. ``2026/007``; the alliance is locked."""
    start = f"{prefix}{clock.today().year}/"
    known = rows.filter(number__startswith=start).values_list("number", flat=True)
    return f"{start}{max((int(one.removeprefix(start)) for one in known), default=0) + 1:03}"


def _next_position(motion: Motion) -> int:
    """Return the place of a further effect. Raises TooManyEffects."""
    if motion.effects.count() >= MOST_EFFECTS:
        raise TooManyEffects(most=MOST_EFFECTS)
    return int(motion.effects.aggregate(last=Max("position"))["last"] or 0) + 1


def _moment(at: datetime | None) -> str:
    return at.astimezone(clock.BERLIN).strftime("%d.%m.%Y %H:%M") if at else "–"


def _tell(event: str, motion: Motion, actor: Actor, **facts: Any) -> None:
    alliance: Alliance = motion.alliance
    tell(event, alliance=alliance, actor=actor, obj=motion, motion=str(motion), **facts)
