"""What lists and pages say about a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gemeinwerk.assistant.handover.queries import WAITING, Counts
from gemeinwerk.assistant.models import Handover, HandoverState
from gemeinwerk.kernel.clock import german_day, german_moment

LISTS: dict[str, Any] = {
    "offen": gettext_lazy("Waiting"),
    "arbeit": gettext_lazy("In work"),
    "erledigt": gettext_lazy("Done"),
}
BADGES = {
    HandoverState.OPEN: "warning",
    HandoverState.TAKEN: "info",
    HandoverState.ANSWERED: "success",
    HandoverState.CLOSED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A list of the inbox."""

    label: Any
    url: str
    current: bool
    count: int


def read_list(code: str) -> str:
    """Return the list that an address names, else the first."""
    return code if code in LISTS else "offen"


def tabs(current: str, counts: Counts) -> list[Tab]:
    """Return the lists with how much is in them; of those in work the own ones."""
    base = reverse("handover:list")
    numbers = dict(zip(LISTS, counts, strict=True))
    return [
        Tab(label, f"{base}?liste={code}", code == current, numbers[code])
        for code, label in LISTS.items()
    ]


def badge(handover: Handover) -> tuple[str, str]:
    """Return kind and label of the state."""
    state = HandoverState(handover.state)
    return BADGES[state], str(state.label)


def rows(handover: Handover) -> list[tuple[str, str]]:
    """Return what is known about a conversation, as terms and values."""
    told = [
        (_("Handed over"), german_moment(handover.consented_at)),
        (pgettext("knowledge", "Office"), handover.office_name or _("not said")),
        (_("Contact"), handover.contact or _("none, reads the answer at its address")),
        (_("Is deleted"), _deletion(handover)),
    ]
    if handover.taken_by:
        told.append((_("In work by"), handover.taken_by))
    if handover.answered_at:
        told.append((_("Done"), f"{german_moment(handover.answered_at)}, {handover.answered_by}"))
    return told


def _deletion(handover: Handover) -> str:
    """Return the day on which a conversation is deleted, which an answer has to set first."""
    if handover.state in WAITING:
        return _("not before it is answered or closed")
    return german_day(handover.keep_until)
