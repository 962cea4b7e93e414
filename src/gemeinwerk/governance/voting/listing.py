"""The views of an alliance's motions and resolutions, and what waits there for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.kinds import get_kind
from gemeinwerk.governance.models import Alliance, Motion, MotionState, Resolution
from gemeinwerk.governance.permissions import DECIDE, MANAGE
from gemeinwerk.governance.voting import queries
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import allows

RESOLUTIONS = "beschluesse"
VIEWS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("", gettext_lazy("All motions"), tuple(MotionState.values)),
    ("entwurf", gettext_lazy("Own drafts"), (MotionState.DRAFT,)),
    ("vorgelegt", gettext_lazy("Proposed"), (MotionState.PROPOSED,)),
    ("abstimmung", gettext_lazy("Vote is open"), (MotionState.VOTING,)),
    ("angenommen", gettext_lazy("Adopted"), (MotionState.ADOPTED,)),
    (
        "erledigt",
        gettext_lazy("Not adopted or withdrawn"),
        (MotionState.FAILED, MotionState.WITHDRAWN),
    ),
    (RESOLUTIONS, gettext_lazy("Resolutions"), ()),
)


@dataclass(frozen=True, slots=True)
class View:
    """A link to one view of the list."""

    code: str
    label: Any
    url: str
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that the reader can do now."""

    motion: Motion
    what: str
    url: str


def get_view(code: str) -> str:
    """Return the code of a view; that of all motions for an unknown one."""
    return code if code in {view[0] for view in VIEWS} else ""


def list_views(alliance: Alliance, actor: Actor, chosen: str) -> list[View]:
    """Return the views with the number of rows in each; the counted ones that are empty are left
    out, but not the chosen one.
    """
    address = reverse("voting:motions", kwargs={"alliance_id": alliance.id})
    found = []
    for code, label, _states in VIEWS:
        count = list_rows(alliance, actor, code).count()
        if count or code in ("", RESOLUTIONS, chosen):
            url = f"{address}?stand={code}" if code else address
            found.append(View(code, label, url, code == chosen, count))
    return found


def list_rows(
    alliance: Alliance, actor: Actor, code: str
) -> QuerySet[Motion] | QuerySet[Resolution]:
    """Return the rows of a view."""
    if code == RESOLUTIONS:
        return queries.list_resolutions(alliance)
    states = next(states for view, _label, states in VIEWS if view == code)
    return queries.list_motions(alliance, actor).filter(state__in=states)


def list_waiting(alliance: Alliance, actor: Actor) -> list[Waiting]:
    """Return what the actor can do in this alliance now: votes, own decisions, votes to open."""
    found = [
        Waiting(motion, _until(motion), _page(motion) + "#abstimmen")
        for motion in queries.list_to_vote(actor)
        if motion.alliance_id == alliance.id
    ]
    if allows(actor, DECIDE):
        found += [
            Waiting(
                effect.motion,
                _("Enter the own decision about “%(effect)s”")
                % {"effect": get_kind(effect.kind).label},
                reverse("voting:decide", kwargs={"effect_id": effect.id}),
            )
            for effect in effects.list_to_decide(actor)
            if effect.alliance_id == alliance.id
        ]
    if allows(actor, MANAGE):
        found += [
            Waiting(motion, _("Open the vote"), _page(motion))
            for motion in queries.list_to_open(actor)
            if motion.alliance_id == alliance.id
        ]
    return found


def _until(motion: Motion) -> str:
    if motion.closes_at is None:
        return _("Vote")
    moment = motion.closes_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y, %H:%M")
    return _("Vote until %(moment)s") % {"moment": moment}


def _page(motion: Motion) -> str:
    about = {"alliance_id": motion.alliance_id, "motion_id": motion.id}
    return reverse("voting:motion", kwargs=about)
