"""What pages say about a project: its stage, what comes next, and who does it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from gemeinwerk.governance.effects.queries import Standing
from gemeinwerk.governance.projects.models import Project, ProjectState
from gemeinwerk.governance.projects.rules import Stage, Tier
from gemeinwerk.governance.projects.standards.queries import Standing as Entry

STAGE_BADGES = {
    "need": "neutral",
    "idea": "neutral",
    "proposed": "info",
    "approved": "info",
    "pilot": "info",
    "live": "success",
    "reusable": "success",
    "stopped": "danger",
}
MILESTONE_BADGES = {"open": "neutral", "done": "success", "dropped": "neutral"}
ENTRY_BADGES = {
    Entry.ENTERED: ("neutral", pgettext_lazy("standard", "Entered")),
    Entry.ON_MOTION: ("info", pgettext_lazy("standard", "Proposed")),
    Entry.ADOPTED: ("success", pgettext_lazy("standard", "Adopted")),
    Entry.ENDED: ("neutral", pgettext_lazy("standard", "No longer binding")),
}
TIERS = {
    Tier.PARTNERS: gettext_lazy("Partners of the project"),
    Tier.ALLIANCE: gettext_lazy("All members of the alliance"),
    Tier.EVERYONE: gettext_lazy("All authorities on this installation"),
}
STANDINGS = {
    Standing.PROPOSED: ("info", gettext_lazy("Proposed")),
    Standing.WAITING: ("warning", gettext_lazy("Decided, waits for something")),
    Standing.IN_FORCE: ("success", gettext_lazy("In force")),
    Standing.RESTING: ("success", gettext_lazy("In force")),
    Standing.DONE: ("success", gettext_lazy("In force")),
    Standing.OVER: ("neutral", pgettext_lazy("effect", "Over")),
}


@dataclass(frozen=True, slots=True)
class Next:
    """What has to be done now, and who does it."""

    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on the way, before, at or after the present one."""

    stage: str
    label: str
    place: str


def stage_label(stage: str) -> str:
    """Return the name of a stage."""
    return str(ProjectState(stage).label)


def way_of(stage: Stage) -> list[Stop]:
    """Return the stages from need to reusable, each marked as passed, current or ahead."""
    way = [each for each in Stage if each is not Stage.STOPPED]
    here = way.index(stage) if stage in way else -1
    found = []
    for number, each in enumerate(way):
        place = "current" if number == here else "passed" if number < here else "ahead"
        found.append(Stop(each, stage_label(each), place))
    return found


def next_step(project: Project, stage: Stage) -> Next | None:
    """Return what follows where no motion is under way; None for a stopped project."""
    proposers = _("head, coordinator or records officer of a member with the right of proposal")
    lead = project.lead_name
    steps = {
        Stage.NEED: Next(
            _("Say how this need could be met. It is an idea then."),
            _("any member of the alliance"),
        ),
        Stage.IDEA: Next(_("Write a motion with the effect “Start a project”."), proposers),
        Stage.PROPOSED: Next(_("The alliance decides on the motion."), _("the body that decides")),
        Stage.APPROVED: Next(_("Write a motion with the effect “Try a project out”."), proposers),
        Stage.PILOT: Next(
            _("Try it out and measure. Then write a motion “Take a project into operation”."),
            _("%(lead)s and its partners") % {"lead": lead},
        ),
        Stage.LIVE: Next(_("Describe the solution, so that others can take it over."), lead),
        Stage.REUSABLE: Next(
            _("Open the solution to more members, and help those who adopt it."), lead
        ),
    }
    return steps.get(stage)
