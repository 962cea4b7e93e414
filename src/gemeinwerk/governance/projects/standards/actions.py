"""Entries of the register, and what resolutions make of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances.rules import clean_name
from gemeinwerk.governance.models import Alliance, Effect
from gemeinwerk.governance.permissions import MANAGE, PROPOSE
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.projects.errors import (
    NotTheAuthor,
    StandardAdopted,
    StandardIsFixed,
    StandardNamedTwice,
)
from gemeinwerk.governance.projects.models import (
    Project,
    Standard,
    StandardDecision,
    StandardUse,
)
from gemeinwerk.governance.projects.rules import check_address
from gemeinwerk.governance.projects.standards import queries
from gemeinwerk.governance.telling import lock, tell
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class StandardFacts:
    """What the register says of a standard or interface; ``url`` is https or empty."""

    kind: str
    name: str
    version: str
    reference: str
    url: str = ""
    purpose: str = ""


@transaction.atomic
def enter_standard(*, alliance_id: UUID, facts: StandardFacts, actor: Actor) -> Standard:
    """Put a standard or interface into the register; a resolution may adopt it then.

    Raises NotAllowed, AllianceUnknown, NameMissing, StandardNamedTwice, AddressNotHttps.
    """
    require(actor, PROPOSE)
    alliance = governance.get_alliance(alliance_id)
    lock(alliance.id)
    entries = _checked(alliance, facts)
    standard = Standard.objects.create(
        alliance=alliance, member_id=actor.member_id, entered_by=actor.label, **entries
    )
    _tell("governance.standard.entered", standard, actor)
    return standard


@transaction.atomic
def change_standard(*, standard: Standard, facts: StandardFacts, actor: Actor) -> None:
    """Correct an entry. What a motion names stays as it was proposed.

    Raises NotAllowed, NotTheAuthor unless the own member entered it, StandardIsFixed, and as
    ``enter_standard``.
    """
    require(actor, PROPOSE)
    if standard.member_id != actor.member_id:
        raise NotTheAuthor(author=standard.entered_by)
    lock(standard.alliance_id)
    if queries.is_named(standard):
        raise StandardIsFixed
    for name, value in _checked(standard.alliance, facts, besides=standard).items():
        setattr(standard, name, value)
    standard.save()
    _tell("governance.standard.changed", standard, actor)


@transaction.atomic
def choose_standards(*, project: Project, standard_ids: set[UUID], actor: Actor) -> None:
    """Say which entries of the register a project uses. Raises NotAllowed, NotTheLead."""
    require(actor, MANAGE)
    projects.require_lead(project, actor)
    lock(project.alliance_id)
    chosen = list(queries.list_standards(project.alliance).filter(id__in=standard_ids))
    StandardUse.objects.filter(project=project).exclude(standard__in=chosen).delete()
    for standard in chosen:
        StandardUse.objects.get_or_create(
            alliance_id=project.alliance_id, project=project, standard=standard
        )
    tell(
        "governance.project.standards_chosen",
        alliance=project.alliance,
        actor=actor,
        obj=project,
        project=project.title,
        standards=[str(standard) for standard in chosen],
    )


def check_open(effect: Effect) -> None:
    """Raise StandardAdopted if the entry that a motion names is binding already."""
    standard = get_target(effect)
    if StandardDecision.objects.filter(standard=standard, undone_at=None).exists():
        raise StandardAdopted(name=str(standard))


def adopt(effect: Effect, actor: Actor) -> None:
    """Make an entry binding, as the effect of a resolution; once, whatever calls it."""
    standard = get_target(effect)
    _decision, is_new = StandardDecision.objects.get_or_create(
        alliance_id=standard.alliance_id,
        standard=standard,
        effect=effect,
        defaults={"adopted_at": clock.now()},
    )
    if is_new:
        _tell("governance.standard.adopted", standard, actor, resolution=str(effect.motion))


def undo_adoption(effect: Effect, actor: Actor) -> None:
    """Take back exactly what ``adopt`` did; another resolution's adoption stays."""
    standard = get_target(effect)
    standing = StandardDecision.objects.filter(standard=standard, effect=effect, undone_at=None)
    if standing.update(undone_at=clock.now()):
        _tell("governance.standard.ended", standard, actor, resolution=str(effect.motion))


def get_target(effect: Effect) -> Standard:
    """Return the entry that an effect names; StandardUnknown if it is not of its alliance."""
    return queries.get_standard(effect.alliance, UUID(str(effect.terms["standard"])))


def _checked(
    alliance: Alliance, facts: StandardFacts, *, besides: Standard | None = None
) -> dict[str, str]:
    entries = {name: value.strip() for name, value in asdict(facts).items()}
    entries["name"] = clean_name(facts.name)
    check_address(entries["url"])
    same = Standard.objects.filter(
        alliance=alliance, name__iexact=entries["name"], version__iexact=entries["version"]
    )
    if (same.exclude(id=besides.id) if besides else same).exists():
        raise StandardNamedTwice(name=entries["name"], version=entries["version"])
    return entries


def _tell(event: str, standard: Standard, actor: Actor, **facts: Any) -> None:
    tell(
        event,
        alliance=standard.alliance,
        actor=actor,
        obj=standard,
        standard=str(standard),
        **facts,
    )
