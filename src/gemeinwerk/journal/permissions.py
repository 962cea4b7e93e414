"""Rights in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import Permission

SEE_JOURNAL = Permission(
    "journal.see",
    frozenset({RoleKind.HEAD, RoleKind.COORDINATOR, RoleKind.RECORDS_OFFICER}),
    _("Read the journal of the authority"),
)
