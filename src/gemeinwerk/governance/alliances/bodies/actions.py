"""Setting up bodies, choosing their rules, giving seats; naming who takes the own seat.

The office does all but the last, which is each member's own matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.alliances.errors import (
    BodyAwaited,
    BodyBusy,
    BodyClosed,
    BodyNameTaken,
    KindUnknown,
    NotAColleague,
    NotYourSeat,
    NoVotesThere,
    RuleNeedsSource,
    SeatTaken,
)
from gemeinwerk.governance.alliances.rules import (
    check_people,
    check_proposals,
    check_votes,
    clean_name,
)
from gemeinwerk.governance.models import (
    VOTING_STANDINGS,
    Alliance,
    Body,
    BodyKind,
    Membership,
    Seat,
    VotingRule,
)
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting.definition import Rule
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What a body is; ``proposes_to`` is the body that receives its motions."""

    kind: str
    name: str
    task: str = ""
    proposes_to: UUID | None = None
    is_public: bool = False


@transaction.atomic
def create_body(*, alliance_id: UUID, facts: BodyFacts, rule_key: str = "", actor: Actor) -> Body:
    """Set up a body, at once with a rule of the catalogue if ``rule_key`` names one.

    Raises AllianceUnknown, NotAllowed, NotTheOffice, KindUnknown, NameMissing, BodyNameTaken (also
    for a second click), BodyUnknown or BodyClosed for ``proposes_to``, RuleUnknown.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    values = _checked(alliance, facts)
    rule = catalogue.get_entry(rule_key).rule if rule_key else None
    body = Body(alliance=alliance, **values)
    if rule:
        body.rule = _keep_rule(alliance, rule, actor)
    body.save()
    told = _rule_name(body.rule)
    _tell("governance.body.created", body, actor, kind=_kind_label(body), rule=told)
    return body


@transaction.atomic
def change_body(*, alliance_id: UUID, body_id: UUID, facts: BodyFacts, actor: Actor) -> Body:
    """Describe a body anew, or let it propose to another one.

    Raises BodyUnknown, BodyClosed, ProposesInCircle and what ``create_body`` raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    before = body.name
    for name, value in _checked(alliance, facts, but=body).items():
        setattr(body, name, value)
    body.save(update_fields=["kind", "name", "task", "proposes_to", "is_public"])
    to = body.proposes_to.name if body.proposes_to else ""
    _tell("governance.body.changed", body, actor, before=before, proposes_to=to)
    return body


@transaction.atomic
def close_body(*, alliance_id: UUID, body_id: UUID, actor: Actor) -> Body:
    """Let a body end its work; what it decided stays.

    Raises BodyUnknown, BodyClosed the second time, BodyBusy while a motion waits there,
    BodyAwaited while another body proposes to it, and what every act of the office raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    if waiting := queries.list_undecided(body):
        raise BodyBusy(body=body.name, numbers=", ".join(waiting))
    if proposers := [each.name for each in queries.list_bodies(alliance).filter(proposes_to=body)]:
        raise BodyAwaited(body=body.name, others=", ".join(proposers))
    body.closed_on = clock.today()
    body.save(update_fields=["closed_on"])
    _tell("governance.body.closed", body, actor)
    return body


@transaction.atomic
def choose_rule(*, alliance_id: UUID, body_id: UUID, key: str, actor: Actor) -> Body:
    """Let a body decide by a rule of the catalogue, or by one that another body of the alliance
    made (``own_…``); with an empty ``key`` it decides nothing.

    A vote that is open keeps the rule under which it was opened. Raises BodyUnknown, BodyClosed,
    RuleUnknown, BodyBusy if motions wait for a body that would decide nothing.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    if not key and (waiting := queries.list_undecided(body)):
        raise BodyBusy(body=body.name, numbers=", ".join(waiting))
    return _set_rule(body, _taken_over(alliance, key, actor) if key else None, actor)


@transaction.atomic
def make_rule(
    *, alliance_id: UUID, body_id: UUID, definition: Mapping[str, Any], actor: Actor
) -> Body:
    """Let a body decide by a rule of its own statute: ``definition`` as ``Rule.to_json``, without
    key and version, with ``name`` and the source in ``reference``.

    Raises BodyUnknown, BodyClosed, NameMissing, RuleNeedsSource, and what Rule.from_json raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    if not str(definition.get("reference", "")).strip():
        raise RuleNeedsSource
    named = {"key": f"{queries.OWN_RULE}{body.id.hex}", "version": 1, "status": "own"}
    name = clean_name(str(definition.get("name", "")))
    rule = Rule.from_json({**definition, **named, "name": name})
    return _set_rule(body, _keep_rule(alliance, rule, actor), actor)


@transaction.atomic
def give_seat(
    *, alliance_id: UUID, body_id: UUID, membership_id: UUID, votes: int, chairs: bool, actor: Actor
) -> Seat:
    """Give a member its one seat in a body, with votes (0: advice only), perhaps with the chair.

    Raises BodyUnknown, BodyClosed, MembershipUnknown, SeatTaken (also for a second click),
    TooManyVotes, NoVotesThere for associated members and providers, VoteRuns.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    membership = queries.get_member(alliance, membership_id)
    _check_seat(body, membership, votes)
    if Seat.objects.filter(body=body, member_id=membership.member_id).exists():
        raise SeatTaken(member=membership.member_name, body=body.name)
    _settle_chair(body, chairs)
    seat = Seat.objects.create(
        alliance=alliance,
        body=body,
        member_id=membership.member_id,
        member_name=membership.member_name,
        votes=votes,
        chairs=chairs,
    )
    _tell_seat("governance.seat.given", seat, actor, votes=votes, chairs=chairs)
    return seat


@transaction.atomic
def change_seat(
    *, alliance_id: UUID, body_id: UUID, seat_id: UUID, votes: int, chairs: bool, actor: Actor
) -> Seat:
    """Give a seat another number of votes or the chair. Raises SeatUnknown and what ``give_seat``
    raises.
    """
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    seat = queries.get_seat(body, seat_id)
    membership = governance.list_memberships(alliance).get(member_id=seat.member_id)
    _check_seat(body, membership, votes)
    _settle_chair(body, chairs)
    seat.votes, seat.chairs = votes, chairs
    seat.save(update_fields=["votes", "chairs"])
    _tell_seat("governance.seat.changed", seat, actor, votes=votes, chairs=chairs)
    return seat


@transaction.atomic
def take_seat_back(*, alliance_id: UUID, body_id: UUID, seat_id: UUID, actor: Actor) -> None:
    """Take a member's seat in a body. Raises BodyUnknown, BodyClosed, SeatUnknown, VoteRuns."""
    alliance = queries.get_for_office(alliance_id, actor)
    body = _working(alliance, body_id)
    seat = queries.get_seat(body, seat_id)
    queries.require_no_vote(body)
    _tell_seat("governance.seat.taken", seat, actor)
    seat.delete()


@transaction.atomic
def name_people(
    *,
    alliance_id: UUID,
    body_id: UUID,
    holder_id: UUID | None,
    deputy_id: UUID | None,
    actor: Actor,
) -> Seat:
    """Say who takes the acting member's seat, and who if that person cannot; None: nobody.

    Raises AllianceUnknown, NotAllowed, BodyUnknown, NotYourSeat without a seat there, NotAColleague
    for people of other authorities, SameTwice.
    """
    alliance = governance.get_alliance(alliance_id)
    require(actor, MANAGE)
    lock(alliance.id)
    body = _working(alliance, body_id)
    seat = queries.my_seat(body, actor)
    if seat is None:
        raise NotYourSeat
    check_people(holder_id, deputy_id)
    seat.holder_id, seat.holder_name = holder_id, _name_of(holder_id)
    seat.deputy_id, seat.deputy_name = deputy_id, _name_of(deputy_id)
    seat.save(update_fields=["holder_id", "holder_name", "deputy_id", "deputy_name"])
    names = {"holder": seat.holder_name, "deputy": seat.deputy_name}
    _tell_seat("governance.seat.named", seat, actor, **names)
    return seat


def _working(alliance: Alliance, body_id: UUID) -> Body:
    """Return a body that still works; BodyUnknown, BodyClosed."""
    body = queries.get_body(alliance, body_id)
    if body.closed_on:
        raise BodyClosed(body=body.name, day=f"{body.closed_on:%d.%m.%Y}")
    return body


def _checked(alliance: Alliance, facts: BodyFacts, but: Body | None = None) -> dict[str, Any]:
    """Return what is stored of a body, after all checks of ``create_body`` and ``change_body``."""
    if facts.kind not in BodyKind.values:
        raise KindUnknown(kind=facts.kind)
    name = clean_name(facts.name)
    others = Body.objects.filter(alliance=alliance).exclude(id__in=[but.id] if but else [])
    if others.filter(name__iexact=name).exists():
        raise BodyNameTaken(name=name)
    target = _working(alliance, facts.proposes_to) if facts.proposes_to else None
    if but and target:
        goes_to = dict(others.values_list("id", "proposes_to_id"))
        check_proposals(but.id, but.name, target.id, goes_to)
    return {
        "kind": facts.kind,
        "name": name,
        "task": facts.task.strip(),
        "proposes_to": target,
        "is_public": facts.is_public,
    }


def _taken_over(alliance: Alliance, key: str, actor: Actor) -> VotingRule:
    """Return the alliance's row of the rule with this key. Raises RuleUnknown."""
    own = queries.newest_rule(alliance, key) if key.startswith(queries.OWN_RULE) else None
    return own or _keep_rule(alliance, catalogue.get_entry(key).rule, actor)


def _keep_rule(alliance: Alliance, rule: Rule, actor: Actor) -> VotingRule:
    """Return the alliance's row of a rule; a definition that differs becomes the next version."""
    newest = queries.newest_rule(alliance, rule.key)
    if newest:
        same = replace(rule, version=newest.version)
        if Rule.from_json(newest.definition) == same:
            return newest
    rule = replace(rule, version=max(rule.version, newest.version + 1 if newest else 1))
    return VotingRule.objects.create(
        alliance=alliance,
        key=rule.key,
        version=rule.version,
        name=rule.name[:200],
        reference=rule.reference[:500],
        definition=rule.to_json(),
        made_by=actor.label,
    )


def _set_rule(body: Body, rule: VotingRule | None, actor: Actor) -> Body:
    before = _rule_name(body.rule)
    body.rule = rule
    body.save(update_fields=["rule"])
    _tell("governance.body.rule", body, actor, before=before, rule=_rule_name(rule))
    return body


def _check_seat(body: Body, membership: Membership, votes: int) -> None:
    check_votes(votes)
    if votes and membership.standing not in VOTING_STANDINGS:
        raise NoVotesThere(member=membership.member_name)
    queries.require_no_vote(body)


def _settle_chair(body: Body, chairs: bool) -> None:
    """Let the former chair go where a new one is named."""
    if chairs:
        Seat.objects.filter(body=body, chairs=True).update(chairs=False)


def _name_of(person_id: UUID | None) -> str:
    """Return the name of somebody who works for the acting member. Raises NotAColleague."""
    if person_id is None:
        return ""
    names = {person.id: person.name for person in members.list_people()}
    if person_id not in names:
        raise NotAColleague
    return names[person_id][:200]


def _rule_name(rule: VotingRule | None) -> str:
    return f"{rule.name} ({rule.reference})" if rule else ""


def _kind_label(body: Body) -> str:
    return str(BodyKind(body.kind).label)


def _tell(event: str, body: Body, actor: Actor, **facts: Any) -> None:
    tell(event, alliance=body.alliance, actor=actor, obj=body, body=body.name, **facts)


def _tell_seat(event: str, seat: Seat, actor: Actor, **facts: Any) -> None:
    _tell(event, seat.body, actor, member=seat.member_name, **facts)
