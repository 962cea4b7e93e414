"""What every page's frame shows: where one can go, for whom one acts, and the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.permissions import CORRECT, READ, SEE_STATUS
from gemeinwerk.assistant.handover import queries as handovers
from gemeinwerk.assistant.permissions import ANSWER, ASK
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.journal.permissions import SEE_JOURNAL
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import SEE_PEOPLE, Permission, allows
from gemeinwerk.portal.queries import count_to_review
from gemeinwerk.sharing.permissions import SEE_GRANTS


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the main navigation; ``within`` names further pages that belong to it, ``parts``
    the packages all of whose pages do.
    """

    label: Any
    view: str
    permission: Permission
    within: frozenset[str] = frozenset()
    parts: tuple[str, ...] = ()

    def contains(self, match: ResolverMatch | None) -> bool:
        """Tell whether the page that an address leads to belongs here."""
        if match is None:
            return False
        is_named = match.view_name == self.view or match.view_name in self.within
        packages = tuple(f"{part}." for part in self.parts)
        return is_named or match.func.__module__.startswith(packages)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the frame draws it."""

    label: Any
    url: str
    current: bool = False
    count: int = 0


PLACES = (
    Place(_("Start"), "portal:home", READ),
    Place(_("Search"), "archive:search", READ),
    Place(_("Ask"), "asking:ask", ASK, parts=("gemeinwerk.assistant.asking",)),
    Place(
        _("Collections"),
        "archive:collections",
        READ,
        frozenset(
            {
                *("archive:collection", "archive:record", "archive:page", "portal:share"),
                *("archive:requests", "archive:make_request", "archive:request"),
                *("archive:periods", "archive:confirm_period"),
            }
        ),
    ),
    Place(
        _("Knowledge"),
        "knowledge:bases",
        ASK,
        frozenset({"portal:share_base"}),
        parts=("gemeinwerk.assistant.knowledge", "gemeinwerk.assistant.learning"),
    ),
    Place(_("Enquiries"), "handover:list", ANSWER, parts=("gemeinwerk.assistant.handover",)),
    Place(_("Alliances"), "alliances:list", SEE, parts=("gemeinwerk.governance",)),
    Place(_("Intakes"), "archive:intakes", SEE_STATUS, frozenset({"archive:intake"})),
    Place(_("Review"), "archive:review", CORRECT),
    Place(_("Grants"), "sharing:grants", SEE_GRANTS, frozenset({"sharing:grant", "sharing:end"})),
    Place(
        _("People"),
        "portal:people",
        SEE_PEOPLE,
        frozenset({"portal:invite", "portal:person", "portal:remove"}),
    ),
    Place(_("Journal"), "journal:entries", SEE_JOURNAL, frozenset({"journal:check"})),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the variables of ``ui/page.html``; nothing is read before a page shows it."""
    user = getattr(request, "user", None)
    everybody = {
        "home_url": reverse("portal:home"),
        "footer_links": [Link(label, url) for label, url in settings.FOOTER if url],
    }
    if user is None or not user.is_authenticated:
        return everybody
    actor: Actor | None = getattr(request, "actor", None)
    return everybody | {
        "navigation": SimpleLazyObject(lambda: _navigation(request, actor)),
        "acting_member": _acting_member(request, actor),
        "member_choices": getattr(request, "members", []),
        "member_switch_url": reverse("portal:switch"),
        "account_name": actor.person_name if actor else user.name,
        "account_links": [
            Link(_("Your account"), reverse("members:account")),
            Link(_("Second factor"), reverse("mfa_index")),
            Link(_("Access keys"), reverse("tokens:list")),
        ],
        "logout_url": reverse("account_logout"),
    }


def _navigation(request: HttpRequest, actor: Actor | None) -> list[Link]:
    if actor is None:
        return []
    counts = {"archive:review": count_to_review(actor)}
    if allows(actor, ANSWER):
        counts["handover:list"] = handovers.count_waiting()
    return [
        Link(
            place.label,
            reverse(place.view),
            current=place.contains(request.resolver_match),
            count=counts.get(place.view, 0),
        )
        for place in PLACES
        if allows(actor, place.permission)
    ]


def _acting_member(request: HttpRequest, actor: Actor | None) -> Any:
    members = getattr(request, "members", [])
    return next((m for m in members if actor and m.id == actor.member_id), None)
