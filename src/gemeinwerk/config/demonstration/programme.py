"""The demo's programme: six projects in different states, a cost key, a meeting to come."""

from __future__ import annotations

from datetime import date, time, timedelta

from demo.people import COUNTY

from demo import cooperation as invented
from gemeinwerk.config.demonstration.casting import Cast, Stage, vote
from gemeinwerk.governance.costs import actions as costs
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Reference
from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings.agenda import actions as agenda
from gemeinwerk.governance.projects import actions as projects
from gemeinwerk.governance.projects.models import Project
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock

STEPS = {  # what must have been decided for a project to be that far
    "need": (),
    "idea": (),
    "approved": ("start_project",),
    "pilot": ("start_project", "pilot_project"),
    "live": ("start_project", "pilot_project", "live_project"),
    "stopped": ("start_project", "stop_project"),
}
COUNTED = date(2025, 12, 31)


def start_projects(cast: Cast, stage: Stage) -> None:
    """Bring the projects, and adopt one programme that takes each as far as it is."""
    brought = {each.title: _bring(cast, stage, each) for each in invented.PROJECTS}
    with cast.head(COUNTY) as actor:
        motion = voting.draft_motion(
            body_id=stage.conference.id,
            proposed_by_id=stage.working_group.id,
            content=voting.MotionText(
                title=invented.PROGRAMME_TITLE,
                text=invented.PROGRAMME_TEXT,
                grade="je Vorhaben",
                reach="alle Gründungsmitglieder",
                costs="nach Einwohnern, siehe Kostenschlüssel",
                is_public=True,
            ),
            actor=actor,
        )
        for each in invented.PROJECTS:
            for kind in STEPS[each.stage]:
                terms = {"project": str(brought[each.title].id)}
                terms |= {"reason": each.reason} if kind == "stop_project" else {}
                voting.add_effect(motion_id=motion.id, kind=kind, terms=terms, actor=actor)
        key = costs.draft_key(
            alliance_id=stage.alliance.id, name=invented.KEY_NAME, key=_key(), actor=actor
        )
        voting.add_effect(
            motion_id=motion.id, kind="set_cost_key", terms={"cost_key": str(key.id)}, actor=actor
        )
        voting.propose_motion(motion_id=motion.id, actor=actor)
    vote(cast, motion, dict.fromkeys(invented.FOUNDERS, "yes"))


def plan_a_meeting(cast: Cast, stage: Stage) -> None:
    """Invite the conference in good time."""
    with cast.head(COUNTY) as actor:
        (meeting,) = meetings.plan_meetings(
            alliance_id=stage.alliance.id,
            body_id=stage.conference.id,
            days=[clock.today() + timedelta(days=24)],
            frame=meetings.Frame(
                title="Herbstsitzung der Konferenz (erfunden)",
                begins=time(10),
                ends=time(12),
                form="hybrid",
                place="Kreishaus Musterland, Großer Saal (erfunden)",
                link="https://sitzung.musterland.example/konferenz",
                is_public=True,
            ),
            actor=actor,
        )
        agenda.add_item(
            meeting_id=meeting.id, title="Bericht aus den Vorhaben", is_public=True, actor=actor
        )
        meetings.invite(meeting_id=meeting.id, actor=actor)


def _bring(cast: Cast, stage: Stage, invented_project: invented.InventedProject) -> Project:
    with cast.head(invented_project.lead) as actor:
        return projects.bring_project(
            alliance_id=stage.alliance.id,
            title=invented_project.title,
            summary=invented_project.summary,
            is_idea=invented_project.stage != "need",
            actor=actor,
        )


def _key() -> Key:
    """By inhabitants, founding members only: the provider has none."""
    inhabitants = Part(
        Measure.INHABITANTS,
        source="Erfundene Einwohnerzahlen des Demo-Bündnisses",
        reference=Reference(day=COUNTED),
    )
    return Key((inhabitants,), review="jährlich", standings=("founding",))
