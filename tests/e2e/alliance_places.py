"""Where the walk goes in alliances: bodies, motions, agreements, meetings, projects, money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.e2e.alliance_scene import Cooperation
from tests.e2e.places import AUTHORS, CLERK, HEAD, MANAGERS, OFFICER, ROLES, Address, at
from tests.e2e.scene import Scene

DECIDERS = (HEAD, OFFICER)
Part = Callable[[Cooperation], Any]
Places = list[tuple[str, Sequence[str], Address]]


def within(view: str, query: str = "", **of: Part) -> Address:
    """Address of a view in the scene's alliance; the other arguments come from what is in it."""
    return at(
        view,
        query,
        alliance_id=lambda s: s.alliance.union.alliance.id,
        **{name: _from_alliance(part) for name, part in of.items()},
    )


def _from_alliance(part: Part) -> Callable[[Scene], Any]:
    return lambda scene: part(scene.alliance)


def body(view: str, **of: Part) -> Address:
    return within(f"alliances:{view}", body_id=lambda c: c.union.body.id, **of)


def motion(name: str, view: str = "voting:motion", **of: Part) -> Address:
    return within(view, motion_id=lambda c: c.motions[name].id, **of)


def agreement(view: str, **of: Part) -> Address:
    return within(f"agreements:{view}", agreement_id=lambda c: c.union.agreement.id, **of)


def drafted(view: str, slug: str = "") -> Address:
    named = {"slug": lambda _: slug} if slug else {}
    return within(f"agreements:{view}", agreement_id=lambda c: c.drafted.id, **named)


def meeting(view: str, *, held: bool = False, **of: Part) -> Address:
    return within(
        f"meetings:{view}",
        meeting_id=lambda c: (c.meetings.held if held else c.meetings.planned).id,
        **of,
    )


def project(view: str, **of: Part) -> Address:
    return within(f"projects:{view}", project_id=lambda c: c.plans.live.id, **of)


def need(view: str) -> Address:
    return within(f"projects:{view}", project_id=lambda c: c.plans.need.id)


def solution(view: str) -> Address:
    return at(f"solutions:{view}", solution_id=lambda s: s.alliance.plans.solution.id)


def key(view: str, query: str = "") -> Address:
    return within(f"costs:{view}", query, key_id=lambda c: c.money.key.id)


def saving(view: str) -> Address:
    return within(f"costs:{view}", saving_id=lambda c: c.money.saving.id)


def request(name: str, view: str = "request", query: str = "") -> Address:
    return at(f"archive:{view}", query, request_id=lambda s: s.alliance.requests[name].id)


ALLIANCES: Places = [
    ("buendnisse", ROLES, at("alliances:list")),
    ("buendnis-gruenden", MANAGERS, at("alliances:found")),
    ("buendnis", ROLES, within("alliances:overview")),
    ("buendnis-aendern", MANAGERS, within("alliances:change")),
    (
        "buendnis-einladung",
        ROLES,
        at("alliances:invitation", alliance_id=lambda s: s.alliance.invitation.id),
    ),
    ("mitglieder", ROLES, within("alliances:members")),
    ("mitglied-einladen", MANAGERS, within("alliances:invite")),
    (
        "mitglied",
        MANAGERS,
        within("alliances:member", membership_id=lambda c: c.membership.id),
    ),
    ("austritt", (HEAD,), within("alliances:notice")),
    ("gremien", ROLES, within("alliances:bodies")),
    ("gremium-neu", MANAGERS, within("alliances:create_body")),
    ("gremium", ROLES, body("body")),
    ("gremium-ohne-regel", ROLES, within("alliances:body", body_id=lambda c: c.group.id)),
    ("gremium-aendern", MANAGERS, body("change_body")),
    ("gremium-aufloesen", MANAGERS, body("close_body")),
    ("regel", MANAGERS, body("rule")),
    ("regel-eigene", MANAGERS, body("own_rule")),
    ("besetzung", MANAGERS, body("people")),
    ("sitz-neu", MANAGERS, body("give_seat")),
    ("sitz", MANAGERS, body("seat", seat_id=lambda c: c.seat.id)),
]
KINDS = (
    *("repeal", "release_budget", "assign_provider", "adopt_service", "close_grant"),
    *("set_cost_key", "admit_member", "release_member", "adopt_standard"),
    *("start_project", "stop_project", "pilot_project", "live_project"),
)
MOTIONS: Places = [
    ("vorlagen", ROLES, within("voting:motions")),
    ("vorlage-neu", AUTHORS, within("voting:draft")),
    *[
        (f"vorlage-{name}", ROLES, motion(name))
        for name in ("draft", "proposed", "written", "in_meeting", "failed", "waiting")
    ],
    (
        "vorlage-adopted",
        ROLES,
        at(
            "voting:motion",
            alliance_id=lambda s: s.alliance.effect.alliance_id,
            motion_id=lambda s: s.alliance.effect.motion_id,
        ),
    ),
    ("vorlage-bearbeiten", AUTHORS, motion("draft", "voting:edit")),
    ("wirkung-waehlen", AUTHORS, motion("draft", "voting:choose_effect")),
    *[
        (f"wirkung-{kind}", AUTHORS, motion("draft", "voting:add_effect", kind=lambda _, k=kind: k))
        for kind in KINDS
    ],
    ("abstimmung-eroeffnen", MANAGERS, motion("proposed", "voting:open")),
    (
        "beschluss",
        ROLES,
        at(
            "voting:resolution",
            alliance_id=lambda s: s.alliance.effect.alliance_id,
            resolution_id=lambda s: s.alliance.resolution.id,
        ),
    ),
    ("entscheiden", (HEAD,), at("voting:decide", effect_id=lambda s: s.alliance.effect.id)),
]
OWN_STEPS = ("beschluss", "unterschrift", "beitritt", "kuendigung", "austritt")
STEPS = (
    *("antrag", "eingang", "antwort", "schweigen", "genehmigung-von-hand"),
    *("bekanntmachung", "inkrafttreten", "bekanntmachung-des-endes"),
)
AGREEMENTS: Places = [
    ("vereinbarungen", ROLES, within("agreements:agreements")),
    ("vereinbarung-neu", MANAGERS, within("agreements:new")),
    ("vereinbarung", ROLES, agreement("agreement")),
    ("vereinbarung-entwurf", ROLES, drafted("agreement")),
    ("vereinbarung-aendern", MANAGERS, drafted("change")),
    *[(f"vereinbarung-{slug}", (HEAD,), drafted("own_step", slug)) for slug in OWN_STEPS],
    *[(f"vereinbarung-{slug}", MANAGERS, drafted("step", slug)) for slug in STEPS],
    ("dokument-neu", MANAGERS, agreement("file")),
    (
        "dokument-zurueckziehen",
        MANAGERS,
        agreement("withdraw_filing", filing_id=lambda c: c.filing.id),
    ),
]
MEETINGS: Places = [
    ("sitzungen", ROLES, within("meetings:meetings")),
    ("sitzung-planen", MANAGERS, within("meetings:plan-meeting")),
    ("sitzung-serie", MANAGERS, within("meetings:plan-meeting", "?art=serie")),
    ("sitzung-tage", MANAGERS, within("meetings:plan-meeting", "?art=tage")),
    (
        "ladungsfrist",
        MANAGERS,
        within("meetings:notice-period", body_id=lambda c: c.union.body.id),
    ),
    ("thema", AUTHORS, within("meetings:bring-topic")),
    ("aufgaben", ROLES, within("meetings:meeting-tasks")),
    (
        "aufgabe-erledigt",
        ROLES,
        within("meetings:finish-task", task_id=lambda c: c.meetings.task.id),
    ),
    ("aufgabe-neu", MANAGERS, meeting("give-task", held=True)),
    ("sitzung", ROLES, meeting("meeting")),
    ("sitzung-gehalten", ROLES, meeting("meeting", held=True)),
    ("sitzung-aendern", MANAGERS, meeting("change-meeting")),
    ("tagesordnung", MANAGERS, meeting("agenda")),
    ("sitzung-einladen", MANAGERS, meeting("invite-to-meeting")),
    ("sitzung-absagen", MANAGERS, meeting("cancel-meeting")),
    ("sitzung-zweite", MANAGERS, meeting("second-meeting", held=True)),
    ("anwesenheit", MANAGERS, meeting("attendance", held=True)),
    ("niederschrift", ROLES, meeting("minutes", held=True)),
    ("niederschrift-angaben", MANAGERS, meeting("minutes-facts", held=True)),
    (
        "niederschrift-punkt",
        MANAGERS,
        meeting("minutes-item", held=True, item_id=lambda c: c.meetings.item.id),
    ),
]
PROJECTS: Places = [
    ("vorhaben-liste", ROLES, within("projects:projects")),
    ("vorhaben-live", ROLES, within("projects:projects", "?stand=live")),
    ("vorhaben-neu", AUTHORS, within("projects:create_project")),
    ("standards", ROLES, within("projects:standards")),
    ("standard-neu", AUTHORS, within("projects:enter_standard")),
    (
        "standard-bearbeiten",
        AUTHORS,
        within("projects:edit_standard", standard_id=lambda c: c.plans.standard.id),
    ),
    ("vorhaben", ROLES, project("project")),
    ("vorhaben-bedarf", ROLES, need("project")),
    ("vorhaben-idee", AUTHORS, need("make_idea")),
    ("vorhaben-bearbeiten", MANAGERS, project("edit_project")),
    ("federfuehrung", MANAGERS, project("hand_over_project")),
    ("ziel-neu", MANAGERS, project("add_goal")),
    ("ziel-bearbeiten", MANAGERS, project("edit_goal", goal_id=lambda c: c.plans.goal.id)),
    ("messung", MANAGERS, project("add_reading", goal_id=lambda c: c.plans.goal.id)),
    ("meilenstein-neu", MANAGERS, project("add_milestone")),
    (
        "meilenstein",
        MANAGERS,
        project("edit_milestone", milestone_id=lambda c: c.plans.milestone.id),
    ),
    ("beitrag-neu", MANAGERS, project("offer_capacity")),
    ("beitrag", MANAGERS, project("edit_capacity", capacity_id=lambda c: c.plans.capacity.id)),
    ("vorhaben-standards", MANAGERS, project("choose_standards")),
    ("loesung-beschreiben", MANAGERS, project("describe_solution")),
    ("loesung-oeffnen", (HEAD,), project("open_solution")),
    ("loesungen", ROLES, at("solutions:solutions")),
    ("loesung", ROLES, solution("solution")),
    ("loesung-uebernehmen", MANAGERS, solution("adopt_solution")),
]
MONEY: Places = [
    ("kosten", ROLES, within("costs:overview")),
    ("schluessel-neu", MANAGERS, within("costs:draft_key")),
    ("schluessel-kosten", ROLES, key("key")),
    ("verteilung-leer", ROLES, key("distribution")),
    ("verteilung", ROLES, key("distribution", "?amount=10.000,00&year=2026")),
    ("mittel-neu", MANAGERS, within("costs:draft_budget")),
    ("kennzahlen", ROLES, within("costs:figures")),
    ("plan-und-ist", ROLES, within("costs:accounts")),
    ("ist-neu", MANAGERS, within("costs:enter_actual")),
    ("einsparungen", ROLES, within("costs:savings")),
    ("einsparung-neu", MANAGERS, within("costs:open_saving")),
    ("einsparung", ROLES, saving("saving")),
    ("schaetzung", MANAGERS, saving("enter_estimate")),
    ("angaben", MANAGERS, saving("state_circumstances")),
]
PAPER: Places = [
    ("schutzfristen", ROLES, at("archive:periods")),
    (
        "akte-zustand",
        (OFFICER,),
        at("archive:keep_record", record_id=lambda s: s.document.record_id),
    ),
    ("einsichten", ROLES, at("archive:requests")),
    ("einsicht-neu", ROLES, at("archive:make_request")),
    ("einsicht-eigene", (*DECIDERS, CLERK), request("made")),
    ("einsicht-wartet", DECIDERS, request("waits")),
    ("einsicht-erlaubt", DECIDERS, request("permitted")),
    ("einsicht-abgelehnt", DECIDERS, request("refused")),
    ("bescheid-erlaubt", DECIDERS, request("permitted", "decision")),
    ("bescheid-abgelehnt", DECIDERS, request("refused", "decision")),
    ("einsicht-erlauben", DECIDERS, request("waits", "permit", "?q=Mühlweg")),
    ("einsicht-ablehnen", DECIDERS, request("waits", "refuse")),
    ("einsicht-beenden", DECIDERS, request("permitted", "withdraw_permit")),
]
PAGES_OF_ALLIANCES: Places = [
    *ALLIANCES,
    *MOTIONS,
    *AGREEMENTS,
    *MEETINGS,
    *PROJECTS,
    *MONEY,
    *PAPER,
]
ELSEWHERE_IN_ALLIANCES = {
    "alliances:uninvite": "POST only",
    "alliances:office": "POST only",
    "alliances:withdraw_notice": "POST only",
    "alliances:take_seat": "POST only",
    "voting:remove_effect": "POST only",
    "voting:propose": "POST only (test_resolution)",
    "voting:withdraw": "POST only",
    "voting:vote": "POST only (test_resolution, test_keyboard, test_without_scripts)",
    "voting:presence": "POST only",
    "voting:close": "POST only",
    "voting:settle": "POST only",
    "voting:effect": "leads to the motion",
    "agreements:filing": "a file",
    "meetings:meeting-calendars": "a file",
    "meetings:meeting-calendar": "a file",
    "meetings:minutes-pdf": "a file",
    "meetings:withdraw-topic": "POST only",
    "meetings:reopen-task": "POST only",
    "meetings:open-vote-in-meeting": "POST only",
    "meetings:release-minutes": "POST only",
    "meetings:publish-minutes": "POST only",
    "projects:join_project": "POST only",
    "projects:accept_partner": "POST only",
    "projects:part_with_partner": "POST only",
    "projects:take_over_project": "POST only",
    "projects:remove_goal": "POST only",
    "projects:remove_reading": "POST only",
    "projects:withdraw_capacity": "POST only",
    "solutions:end_adoption": "POST only",
    "costs:enter_plan": "POST only",
    "costs:drop_key": "POST only",
    "costs:drop_budget": "POST only",
    "costs:withdraw_line": "POST only",
    "costs:distribution_csv": "a file",
    "costs:distribution_pdf": "a file",
    "costs:accounts_csv": "a file",
    "costs:accounts_pdf": "a file",
    "costs:saving_csv": "a file",
    "costs:saving_pdf": "a file",
    "sharing:declare": "POST only (test_resolution)",
    "archive:confirm_period": "POST only",
    "archive:withdraw_period": "POST only",
    "archive:withdraw_request": "POST only",
}
MACHINES = ("oparl:", "interface:", "assistant_api:")
"""Name spaces of what programs read; their answers are JSON (tests/governance)."""
