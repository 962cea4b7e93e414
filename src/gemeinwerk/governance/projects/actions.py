"""What members do with a project, and the steps that resolutions make it take."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances.rules import clean_name
from gemeinwerk.governance.models import Alliance, Body, Effect
from gemeinwerk.governance.permissions import MANAGE, PROPOSE
from gemeinwerk.governance.projects import queries
from gemeinwerk.governance.projects.errors import (
    LeadStays,
    NotAPartner,
    NotTheLead,
    PartnerAlready,
    ProjectIsStopped,
    ProjectNamedTwice,
)
from gemeinwerk.governance.projects.models import Partner, Project, Solution, Step
from gemeinwerk.governance.projects.rules import (
    BY_EFFECT,
    Mover,
    Stage,
    StepFacts,
    check_move,
    stage_of,
)
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@transaction.atomic
def bring_project(
    *, alliance_id: UUID, title: str, summary: str, is_idea: bool, actor: Actor
) -> Project:
    """Enter what the alliance needs, or an idea how to meet a need. The actor's member leads it.

    Raises NotAllowed, AllianceUnknown, NameMissing, ProjectNamedTwice.
    """
    require(actor, PROPOSE)
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    title = _free_title(alliance, title)
    stage = Stage.IDEA if is_idea else Stage.NEED
    project = Project.objects.create(
        alliance=alliance,
        member_id=actor.member_id,
        member_name=actor.member_name,
        lead_id=actor.member_id,
        lead_name=actor.member_name,
        title=title,
        summary=summary.strip(),
        state=stage,
        brought_by=actor.label,
    )
    _join(project, actor, accepted=True)
    _take(project, stage, actor)
    _tell("governance.project.brought", project, actor)
    return project


@transaction.atomic
def change_project(
    *, project: Project, title: str, summary: str, group: Body | None, actor: Actor
) -> None:
    """Rename or describe a project, or say which project group works on it.

    Raises NotAllowed, NotTheLead, NameMissing, ProjectNamedTwice.
    """
    require(actor, MANAGE)
    queries.require_lead(project, actor)
    lock(project.alliance_id)
    project.title = _free_title(project.alliance, title, besides=project)
    project.summary, project.group = summary.strip(), group
    project.save(update_fields=["title", "summary", "group"])
    _tell("governance.project.changed", project, actor)


@transaction.atomic
def make_idea(*, project: Project, how: str, actor: Actor) -> None:
    """Say how a need could be met; any member may. The need is an idea from then on.

    Raises NotAllowed, StageNotReached unless it is a need.
    """
    require(actor, PROPOSE)
    lock(project.alliance_id)
    project.refresh_from_db()
    check_move(project.state, Stage.IDEA, Mover.MEMBER)
    _take(project, Stage.IDEA, actor, reason=how.strip())
    _tell("governance.project.idea", project, actor)


@transaction.atomic
def ask_to_join(*, project: Project, actor: Actor) -> None:
    """Ask the lead to take part. Raises NotAllowed, ProjectIsStopped, PartnerAlready."""
    require(actor, MANAGE)
    lock(project.alliance_id)
    if project.state == Stage.STOPPED:
        raise ProjectIsStopped
    if queries.get_partner(project, actor.member_id):
        raise PartnerAlready
    _join(project, actor, accepted=False)
    _tell("governance.project.partner_asked", project, actor, member=actor.member_name)


@transaction.atomic
def accept_partner(*, project: Project, member_id: int, actor: Actor) -> None:
    """Let a member that asked take part. Raises NotAllowed, NotTheLead, NotAPartner."""
    require(actor, MANAGE)
    queries.require_lead(project, actor)
    lock(project.alliance_id)
    partner = _partner(project, member_id)
    if partner.accepted_at is None:
        partner.accepted_at, partner.accepted_by = clock.now(), actor.label
        partner.save(update_fields=["accepted_at", "accepted_by"])
        _tell("governance.project.partner_accepted", project, actor, member=partner.member_name)


@transaction.atomic
def part_with(*, project: Project, member_id: int, actor: Actor) -> None:
    """Leave a project, take back the wish to join, or (as lead) decline or release a partner.

    Raises NotAllowed, NotTheLead for another member's place, LeadStays for the lead's own.
    """
    require(actor, MANAGE)
    if member_id != actor.member_id:
        queries.require_lead(project, actor)
    if member_id == project.lead_id:
        raise LeadStays
    lock(project.alliance_id)
    partner = _partner(project, member_id)
    partner.delete()
    _tell("governance.project.partner_left", project, actor, member=partner.member_name)


@transaction.atomic
def hand_over_lead(*, project: Project, member_id: int, actor: Actor) -> None:
    """Let another partner lead the project, and its solution with it.

    Raises NotAllowed, NotTheLead, NotAPartner.
    """
    require(actor, MANAGE)
    queries.require_lead(project, actor)
    lock(project.alliance_id)
    partner = _partner(project, member_id)
    if partner.accepted_at is None:
        raise NotAPartner(member=partner.member_name)
    _lead_solution(project, partner.member_id, partner.member_name)
    _lead(project, partner.member_id, partner.member_name)
    _tell("governance.project.lead_changed", project, actor, member=partner.member_name)


@transaction.atomic
def take_over_lead(*, project: Project, actor: Actor) -> None:
    """Let the office lead a project whose lead has left the alliance; it may hand it over then.

    Raises NotAllowed, NotTheOffice, NotTheLead while the lead still belongs to the alliance.
    """
    require(actor, MANAGE)
    governance.require_office(project.alliance, actor)
    lock(project.alliance_id)
    if not queries.is_lead_gone(project):
        raise NotTheLead(lead=project.lead_name)
    _lead(project, actor.member_id, actor.member_name)
    partner = queries.get_partner(project, actor.member_id)
    if partner is None:
        _join(project, actor, accepted=True)
    _lead_solution(project, actor.member_id, actor.member_name)
    _tell("governance.project.lead_changed", project, actor, member=actor.member_name)


def take_decided_step(effect: Effect, actor: Actor) -> None:
    """Bring a project to the stage that a resolution's effect names; once, whatever calls it.

    In the transaction of ``effects.actions.settle``, which holds the alliance's lock.
    """
    project = get_target(effect)
    stage = BY_EFFECT[effect.kind]
    if Step.objects.filter(project=project, effect=effect).exists():
        return
    _take(project, stage, actor, effect=effect, reason=str(effect.terms.get("reason", "")))
    _tell(f"governance.project.{stage}", project, actor, resolution=str(effect.motion))


def undo_decided_step(effect: Effect, actor: Actor) -> None:
    """Take back exactly the step that an effect made; the other steps say where that leads."""
    project = get_target(effect)
    changed = Step.objects.filter(project=project, effect=effect, undone_at=None).update(
        undone_at=clock.now()
    )
    if changed:
        set_stage(project)
        _tell("governance.project.undone", project, actor, resolution=str(effect.motion))


def get_target(effect: Effect) -> Project:
    """Return the project that an effect names; ProjectUnknown if it is not of its alliance."""
    return queries.get_project(effect.alliance, UUID(str(effect.terms["project"])))


def set_stage(project: Project) -> None:
    """Store the stage that the standing steps lead to."""
    project.refresh_from_db(fields=["state", "has_solution"])
    rows = Step.objects.filter(project=project).order_by("taken_at")
    steps = [StepFacts(row.stage, stands=row.undone_at is None) for row in rows]
    stage = stage_of(steps, has_solution=project.has_solution)
    if stage != project.state:
        project.state = stage
        project.save(update_fields=["state"])


def _take(
    project: Project, stage: Stage, actor: Actor, *, effect: Effect | None = None, reason: str = ""
) -> None:
    Step.objects.create(
        alliance_id=project.alliance_id,
        project=project,
        member_id=actor.member_id,
        stage=stage,
        effect=effect,
        reason=reason,
        taken_at=clock.now(),
        taken_by=actor.label,
    )
    set_stage(project)


def _join(project: Project, actor: Actor, *, accepted: bool) -> None:
    Partner.objects.create(
        alliance_id=project.alliance_id,
        project=project,
        member_id=actor.member_id,
        member_name=actor.member_name,
        asked_by=actor.label,
        accepted_at=clock.now() if accepted else None,
        accepted_by=actor.label if accepted else "",
    )


def _partner(project: Project, member_id: int) -> Partner:
    partner = queries.get_partner(project, member_id)
    if partner is None:
        found = governance.list_memberships(project.alliance).filter(member_id=member_id).first()
        raise NotAPartner(member=found.member_name if found else "–")
    return partner


def _lead(project: Project, member_id: int, name: str) -> None:
    project.lead_id, project.lead_name = member_id, name
    project.save(update_fields=["lead", "lead_name"])


def _lead_solution(project: Project, member_id: int, name: str) -> None:
    Solution.objects.filter(project=project).update(lead_id=member_id, lead_name=name)


def _free_title(alliance: Alliance, title: str, *, besides: Project | None = None) -> str:
    name = clean_name(title)
    same = Project.objects.filter(alliance=alliance, title__iexact=name)
    if (same.exclude(id=besides.id) if besides else same).exists():
        raise ProjectNamedTwice(name=name)
    return name


def _tell(event: str, project: Project, actor: Actor, **facts: Any) -> None:
    tell(event, alliance=project.alliance, actor=actor, obj=project, project=project.title, **facts)
