"""Rights around answers and what they come from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import EVERY_ROLE, Permission

EDITORS = frozenset({RoleKind.COORDINATOR, RoleKind.RECORDS_OFFICER, RoleKind.CLERK})
LEADS = frozenset({RoleKind.HEAD, RoleKind.COORDINATOR})

ASK = Permission("assistant.ask", EVERY_ROLE, _("Ask the assistant and read articles"))
WRITE = Permission("assistant.write", EDITORS, _("Write articles and describe offices"))
RELEASE = Permission(
    "assistant.release",
    LEADS | {RoleKind.RECORDS_OFFICER},
    _("Release and withdraw articles"),
)
ANSWER = Permission("assistant.answer", EDITORS, _("Answer conversations that were handed over"))
SET_UP = Permission(
    "assistant.set_up", LEADS, _("Create knowledge bases and set up the public page")
)
