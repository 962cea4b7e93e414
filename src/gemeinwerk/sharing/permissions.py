"""Rights in sharing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import EVERY_ROLE, Permission

SEE_GRANTS = Permission("sharing.see_grants", EVERY_ROLE, _("See what is shared with whom"))
SHARE = Permission(
    "sharing.share", frozenset({RoleKind.HEAD}), _("Open a collection to others and end it")
)
