"""The views of one alliance, as the frame ``governance/alliance_page.html`` shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

TABS: tuple[tuple[str, Any, str], ...] = (
    ("overview", _("Overview"), "alliances:overview"),
    ("bodies", _("Bodies"), "alliances:bodies"),
    ("motions", _("Motions and resolutions"), "voting:motions"),
    ("meetings", _("Meetings"), "meetings:meetings"),
    ("projects", _("Projects"), "projects:projects"),
    ("costs", _("Costs"), "costs:overview"),
    ("agreements", _("Agreements"), "agreements:agreements"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link of the frame."""

    code: str
    label: Any
    url: str
    current: bool


def list_tabs(alliance_id: UUID, current: str) -> list[Tab]:
    """Return the tabs of an alliance; one whose address does not exist is left out."""
    found = []
    for code, label, view in TABS:
        try:
            url = reverse(view, kwargs={"alliance_id": alliance_id})
        except NoReverseMatch:
            continue
        found.append(Tab(code, label, url, code == current))
    return found
