"""Reads of projects: where each stands, what decided that, who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.models import (
    Alliance,
    Body,
    BodyKind,
    Effect,
    MotionState,
    Resolution,
)
from gemeinwerk.governance.projects.errors import NotTheLead, ProjectUnknown
from gemeinwerk.governance.projects.models import Partner, Project, Step
from gemeinwerk.governance.projects.rules import BY_EFFECT, Stage
from gemeinwerk.members.actors import Actor

UNDER_WAY = (effects.Standing.PROPOSED, effects.Standing.WAITING)
CARRYING = (MotionState.PROPOSED, MotionState.VOTING, MotionState.ADOPTED)


@dataclass(frozen=True, slots=True)
class Line:
    """A project in a list, with the stage that it shows today."""

    project: Project
    stage: Stage


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of a project with the resolution that decided it, if one did."""

    step: Step
    resolution: Resolution | None


def get_project(alliance: Alliance, project_id: UUID) -> Project:
    """Return a project of an alliance to which the acting member belongs, else ProjectUnknown."""
    found = Project.objects.filter(alliance=alliance, id=project_id).select_related("group")
    project = found.first()
    if project is None:
        raise ProjectUnknown
    return project


def get_stage(project: Project) -> Stage:
    """Return the stage that a project shows: an idea that a motion carries is proposed."""
    shown = _with_stage(Project.objects.filter(id=project.id)).get()
    return Stage(shown.stage)  # type: ignore[attr-defined]


def list_projects(alliance: Alliance) -> list[Line]:
    """Return the alliance's projects by title, each with its stage."""
    found = _with_stage(Project.objects.filter(alliance=alliance)).order_by("title")
    return [Line(project, Stage(project.stage)) for project in found]  # type: ignore[attr-defined]


def list_choices(alliance: Alliance, stages: frozenset[Stage]) -> list[tuple[str, str]]:
    """Return ids and titles of the projects in one of these stages, for a form of terms."""
    lines = [line for line in list_projects(alliance) if line.stage in stages]
    return [(str(line.project.id), line.project.title) for line in lines]


def list_steps(project: Project) -> list[StepLine]:
    """Return how the project got on, oldest first; undone steps too."""
    steps = list(Step.objects.filter(project=project).select_related("effect").order_by("taken_at"))
    motions = [step.effect.motion_id for step in steps if step.effect]
    found = Resolution.objects.filter(alliance_id=project.alliance_id, motion_id__in=motions)
    decided = {resolution.motion_id: resolution for resolution in found}
    return [
        StepLine(step, decided.get(step.effect.motion_id) if step.effect else None)
        for step in steps
    ]


def list_effects(project: Project) -> list[effects.Line]:
    """Return what motions do or would do with the project, oldest first; drafts stay out."""
    found = _naming(project).exclude(motion__state__in=[MotionState.DRAFT, MotionState.WITHDRAWN])
    found = found.select_related("motion", "alliance", "agreement", "motion__body")
    return [effects.describe(effect) for effect in found.order_by("motion__created_at", "position")]


def list_pending(project: Project) -> list[effects.Line]:
    """Return the effects that are proposed, or decided and wait for something."""
    return [line for line in list_effects(project) if line.standing in UNDER_WAY]


def list_partners(project: Project) -> QuerySet[Partner]:
    """Return who takes part or has asked to, by name."""
    return Partner.objects.filter(project=project).order_by("member_name")


def get_partner(project: Project, member_id: int) -> Partner | None:
    """Return a member's place in the project, or None."""
    return Partner.objects.filter(project=project, member_id=member_id).first()


def takes_part(project: Project, member_id: int) -> bool:
    """Tell whether the member leads the project or was accepted as partner."""
    partner = get_partner(project, member_id)
    return project.lead_id == member_id or bool(partner and partner.accepted_at)


def is_lead_gone(project: Project) -> bool:
    """Tell whether the member that leads the project has left the alliance."""
    here = governance.list_memberships(project.alliance)
    return not here.filter(member_id=project.lead_id).exists()


def require_lead(project: Project, actor: Actor) -> None:
    """Raise NotTheLead, naming it, unless the actor's member leads the project."""
    if project.lead_id != actor.member_id:
        raise NotTheLead(lead=project.lead_name)


def list_groups(alliance: Alliance) -> QuerySet[Body]:
    """Return the project groups that the alliance has set up and not closed, by name."""
    groups = Body.objects.filter(alliance=alliance, kind=BodyKind.PROJECT_GROUP, closed_on=None)
    return groups.order_by("name")


def list_waiting(actor: Actor) -> list[Partner]:
    """Return who asks to take part in projects that the actor's member leads, oldest first."""
    asked = Partner.objects.filter(project__lead_id=actor.member_id, accepted_at=None)
    return list(asked.select_related("project", "project__alliance").order_by("asked_at"))


def is_named(project: Project) -> bool:
    """Tell whether a motion that is no draft and not withdrawn names the project."""
    return _naming(project).filter(motion__state__in=CARRYING).exists()


def _naming(project: Project) -> QuerySet[Effect]:
    return Effect.objects.filter(
        alliance_id=project.alliance_id,
        kind__in=BY_EFFECT,
        terms__project=str(project.id),
    )


def _with_stage(projects: QuerySet[Project]) -> QuerySet[Project]:
    starting = Effect.objects.annotate(named=KT("terms__project")).filter(
        alliance_id=OuterRef("alliance_id"),
        kind="start_project",
        named=Cast(OuterRef("id"), CharField()),
        motion__state__in=CARRYING,
        carried_out_at=None,
        undone_at=None,
    )
    proposed = When(Q(state=Stage.IDEA) & Exists(starting), then=Value(str(Stage.PROPOSED)))
    return projects.annotate(stage=Case(proposed, default=F("state")))
