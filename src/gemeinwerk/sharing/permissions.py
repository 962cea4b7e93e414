"""Rights in sharing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import EVERY_ROLE, Permission

SEE_GRANTS = Permission("sharing.see_grants", EVERY_ROLE, _("See what is shared with whom"))
OFFER = Permission(
    "sharing.offer",
    frozenset({RoleKind.HEAD, RoleKind.COORDINATOR, RoleKind.RECORDS_OFFICER}),
    _("Propose to open an own collection or knowledge base to members of an alliance"),
)
SHARE = Permission(
    "sharing.share",
    frozenset({RoleKind.HEAD}),
    _("Decide for the authority to open a collection or knowledge base, and take that back"),
)
