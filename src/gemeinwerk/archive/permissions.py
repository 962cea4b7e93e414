"""Rights in the archive."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import EVERY_ROLE, Permission

OFFICERS = frozenset({RoleKind.RECORDS_OFFICER, RoleKind.COORDINATOR})

READ = Permission("archive.read", EVERY_ROLE, _("Search and read the collections"))
SEE_STATUS = Permission("archive.see_status", EVERY_ROLE, _("See what was taken in and refused"))
TAKE_IN = Permission("archive.take_in", OFFICERS, _("Create collections and take in files"))
CORRECT = Permission(
    "archive.correct",
    frozenset({RoleKind.RECORDS_OFFICER, RoleKind.COORDINATOR, RoleKind.CLERK}),
    _("Correct recognised text and describe records"),
)
KEEP = Permission(
    "archive.keep",
    frozenset({RoleKind.RECORDS_OFFICER}),
    _("Say what records are kept for, and confirm protective periods"),
)
ASK = Permission(
    "archive.ask", EVERY_ROLE, _("Ask another authority to let you see one of its records")
)
DECIDE = Permission(
    "archive.decide",
    frozenset({RoleKind.HEAD, RoleKind.RECORDS_OFFICER}),
    _("Decide whether another authority may see a record"),
)
