"""An alliance of the scene's two counties with something on each of its pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

from gemeinwerk.archive.models import AccessRequest, Collection
from gemeinwerk.archive.requests import actions as requests
from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.costs import actions as costs
from gemeinwerk.governance.costs.keys import Key, Measure, Part
from gemeinwerk.governance.costs.models import CostKey, Saving
from gemeinwerk.governance.costs.savings import Estimate
from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings.agenda import actions as agenda
from gemeinwerk.governance.meetings.followups import actions as followups
from gemeinwerk.governance.meetings.minutes import actions as minutes
from gemeinwerk.governance.meetings.models import AgendaItem, FollowUp, Meeting
from gemeinwerk.governance.models import (
    Agreement,
    Alliance,
    Body,
    Effect,
    Filing,
    Membership,
    Motion,
    Resolution,
    Seat,
)
from gemeinwerk.governance.projects.models import (
    Capacity,
    Goal,
    Milestone,
    Project,
    Solution,
    Standard,
)
from gemeinwerk.governance.projects.planning import actions as planning
from gemeinwerk.governance.projects.standards import actions as standards
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.sharing.models import Grant
from tests import factories
from tests.archive import asking
from tests.factories import House, Union
from tests.governance.agreements import agreement_scene
from tests.governance.projects import project_scene
from tests.governance.voting.ballot_box import do, open_vote, vote

REFUSAL = {
    "grounds": ["third_parties"],
    "reasons": "Namen Dritter stehen auf jeder Seite (erfunden).",
    "remedy": "Widerspruch beim Landkreis (erfunden).",
    "is_confirmed": True,
}


@dataclass
class Cooperation:
    """The objects that addresses are made of. ``adopted`` opened a collection, ``waiting`` is
    adopted and a document is missing; the first house runs the office and takes the chair.
    """

    union: Union
    group: Body
    seat: Seat
    membership: Membership
    invitation: Alliance
    drafted: Agreement
    filing: Filing
    motions: dict[str, Motion]
    resolution: Resolution
    effect: Effect
    plans: Plans
    meetings: Meetings
    money: Money
    requests: dict[str, AccessRequest]


@dataclass
class Plans:
    """A project that is live and all that belongs to it, and another that is a need."""

    live: Project
    need: Project
    goal: Goal
    milestone: Milestone
    capacity: Capacity
    standard: Standard
    solution: Solution


@dataclass
class Meetings:
    """One to come, one that was and has minutes."""

    planned: Meeting
    held: Meeting
    item: AgendaItem
    task: FollowUp


@dataclass
class Money:
    """A key in force and savings that are estimated."""

    key: CostKey
    saving: Saving


def build_cooperation(
    county: House, neighbour: House, collection: Collection, given: Grant, title: str
) -> Cooperation:
    """Let the two counties work together; ``title`` is what things are called."""
    union = factories.make_union(county, neighbour, name=f"{title} (Bündnis)"[:200])
    group = factories.add_working_group(union, title[:200])
    live, need = _bring(union, title), _bring(union, f"{title} 2")
    key = _draft_key(union, title)
    _decide_programme(union, title, live, key)
    with county.context("head"):
        effect = Effect.objects.select_related("motion", "alliance").get(id=given.effect_id)
        resolution = Resolution.objects.get(motion=effect.motion)
        seat = Seat.objects.get(body=union.body, member=neighbour.member)
        membership = Membership.objects.get(alliance=union.alliance, member=neighbour.member)
    return Cooperation(
        union=union,
        group=group,
        seat=seat,
        membership=membership,
        invitation=_invite(neighbour, county, title),
        drafted=agreement_scene.draw_up(union, county, neighbour, title=title),
        filing=agreement_scene.file_pdf(
            county, union.agreement, county, neighbour, kind="art28", title=title
        ),
        motions=_put_motions(union, collection, title) | {"adopted": effect.motion},
        resolution=resolution,
        effect=effect,
        plans=_plan(union, live, need, title),
        meetings=_meet(union, title),
        money=Money(key, _estimate(union, title)),
        requests=_ask(county, neighbour),
    )


def propose(union: Union, title: str, kind: str = "", **terms: str) -> Motion:
    """Write a motion of the first house and hand it to the conference."""
    motion = _draft(union, title, kind, **terms)
    return do(union.houses[0], voting.propose_motion, motion_id=motion.id)


def _draft(union: Union, title: str, kind: str = "", **terms: str) -> Motion:
    text = voting.MotionText(title=title[:300], text="Das wird beschlossen (erfunden).")
    first = union.houses[0]
    motion = do(first, voting.draft_motion, body_id=union.body.id, content=text)
    if kind:
        do(first, voting.add_effect, motion_id=motion.id, kind=kind, terms=terms)
    return motion


def _bring(union: Union, title: str) -> Project:
    return project_scene.bring(union, is_idea=not title.endswith(" 2"), title=title[:200])


def _decide_programme(union: Union, title: str, project: Project, key: CostKey) -> None:
    """Take the project as far as it goes, and set the key."""
    for kind in ("start_project", "pilot_project", "live_project"):
        factories.adopt(union, propose(union, title, kind, project=str(project.id)))
    factories.adopt(union, propose(union, title, "set_cost_key", cost_key=str(key.id)))


def _invite(office: House, invited: House, title: str) -> Alliance:
    facts = alliances.AllianceFacts(f"{title} (Einladung)"[:200], "Zusammenarbeit", "NW")
    alliance = do(office, alliances.found_alliance, facts=facts)
    about = {"alliance_id": alliance.id, "key": invited.member.ags, "standing": "ordinary"}
    do(office, alliances.invite, **about)
    return alliance


def _put_motions(union: Union, collection: Collection, title: str) -> dict[str, Motion]:
    """One motion in each state; the first house has not voted yet where a vote is open."""
    idea = _bring(union, f"{title} 3")
    county, neighbour = union.houses
    written, in_meeting, failed = (propose(union, f"{title[:280]} {n}") for n in range(3))
    for motion in (written, failed):
        open_vote(union, motion)
    open_vote(union, in_meeting, "meeting")
    vote(neighbour, written, reason="Wir machen mit (erfunden).")
    vote(county, failed, "no")
    vote(neighbour, failed)
    personal = factories.offer(union, county, collection, [neighbour], includes_personal=True)
    return {
        "draft": _draft(union, f"{title[:280]} 4", "start_project", project=str(idea.id)),
        "proposed": propose(union, title),
        "written": written,
        "in_meeting": in_meeting,
        "failed": failed,
        "waiting": factories.adopt(union, personal),
    }


def _plan(union: Union, live: Project, need: Project, title: str) -> Plans:
    county, neighbour = union.houses
    project = project_scene.reload(county, live)
    project_scene.join(project, neighbour, lead=county)
    about: dict[str, Any] = {"project": project}
    today = clock.today()
    goal = do(
        county,
        planning.set_goal,
        facts=planning.GoalFacts(
            axis="efficiency",
            measure=title[:200],
            unit="Stunden",
            start_value=Decimal(100),
            start_on=today - timedelta(days=30),
            start_source="Zählung (erfunden)",
            target=Decimal(20),
        ),
        **about,
    )
    reading = {"value": Decimal(60), "read_on": today, "source": "Zählung (erfunden)"}
    do(neighbour, planning.add_reading, goal=goal, **reading, **about)
    step = planning.MilestoneFacts(title=title[:300], due_on=today + timedelta(days=30))
    help_ = planning.CapacityFacts("Scannen", "zwei Kräfte", Decimal("4.5"), today)
    standard = project_scene.enter_standard(
        union, replace(project_scene.STANDARD, name=title[:200])
    )
    do(county, standards.choose_standards, standard_ids={standard.id}, **about)
    facts = replace(project_scene.FACTS, title=title[:200])
    solution = project_scene.describe(project, county, facts)
    project_scene.open_to(project, county, alliance_from=today)
    return Plans(
        live=project,
        need=need,
        goal=goal,
        milestone=do(county, planning.set_milestone, facts=step, **about),
        capacity=do(county, planning.offer_capacity, facts=help_, **about),
        standard=standard,
        solution=solution,
    )


def _meet(union: Union, title: str) -> Meetings:
    """Plan a meeting, with a topic that waits; hold another and draft its minutes."""
    county, neighbour = union.houses
    about = {"alliance_id": union.alliance.id, "body_id": union.body.id}
    frame = meetings.Frame(
        title=title[:200],
        begins=time(10),
        ends=time(12),
        form="hybrid",
        place="Kreishaus, Saal 2 (erfunden)",
        link="https://konferenz.example/herbst",
    )
    (planned,) = do(
        county,
        meetings.plan_meetings,
        days=[clock.today() + timedelta(days=20)],
        frame=frame,
        **about,
    )
    do(county, agenda.add_item, meeting_id=planned.id, title=title[:300])
    do(neighbour, agenda.bring_topic, title=title[:300], text="Bitte beraten.", **about)
    (held,) = do(county, meetings.plan_meetings, days=[clock.today()], frame=frame, **about)
    item = do(county, agenda.add_item, meeting_id=held.id, title=title[:300], text="Kurz.")
    do(county, meetings.invite, meeting_id=held.id)
    there = [meetings.Present(house.member.id, "in_person") for house in union.houses]
    do(county, meetings.record_attendance, meeting_id=held.id, entries=there, guests=title)
    do(county, minutes.draft_minutes, meeting_id=held.id)
    task = do(
        county,
        followups.give_task,
        meeting_id=held.id,
        what=title,
        member_id=county.member.id,
        due_on=clock.today() + timedelta(days=9),
    )
    return Meetings(planned, held, item, task)


def _draft_key(union: Union, title: str) -> CostKey:
    shares = {house.member.id: number for number, house in enumerate(union.houses, 1)}
    part = Part(Measure.FIXED, source="Vereinbarung § 5 (erfunden)", shares=shares)
    return do(
        union.houses[0],
        costs.draft_key,
        alliance_id=union.alliance.id,
        name=title[:200],
        key=Key((part,), review="jährlich"),
    )


def _estimate(union: Union, title: str) -> Saving:
    """Open an estimate of savings; both enter theirs, and the first one what it spent."""
    about = {"alliance_id": union.alliance.id}
    facts = {"project": title[:200], "starts_on": clock.today() + timedelta(days=9), "years": 5}
    county = union.houses[0]
    saving = do(county, costs.open_saving, **facts, **about)
    for house in union.houses:
        guess = Estimate(400_000_00, 320_000_00, 105_000_00)
        entered = {"saving_id": saving.id, "estimate": guess, "note": title}
        do(house, costs.enter_estimate, **entered, **about)
    spent = {"project": title[:200], "year": clock.today().year, "cents": 1_234_56, "note": title}
    do(county, costs.enter_actual, **spent, **about)
    budget = {"title": title[:200], "project": title[:200], "year": clock.today().year}
    do(county, costs.draft_budget, cents=50_000_00, cost_key_id=None, **budget, **about)
    figure = {"measure": Measure.USAGE, "unit": "Seiten", "value": 70_000, "source": title}
    do(county, costs.enter_figure, day=clock.today(), **figure, **about)
    return saving


def _ask(county: House, neighbour: House) -> dict[str, AccessRequest]:
    """Both ask; of the county's page one request was permitted, one refused, one waits."""
    held = factories.make_collection(county, "Registratur", state="registry")
    page = factories.make_page(county, held, "Bauakte Mühlweg 4", record="Mühlweg 4")
    waits, permitted, refused = (asking.ask(neighbour, county) for _number in range(3))
    asking.permit(county, permitted, page)
    do(county, requests.refuse, "records_officer", request_id=refused.id, **REFUSAL)
    made = asking.ask(county, neighbour)
    return {"made": made, "waits": waits, "permitted": permitted, "refused": refused}
