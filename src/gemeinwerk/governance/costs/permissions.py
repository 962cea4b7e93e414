"""Rights about money; the office of the alliance may be needed besides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.permissions import LEADS
from gemeinwerk.members.permissions import Permission

KEEP_ACCOUNTS = Permission(
    "governance.accounts",
    LEADS,
    _("Draft cost keys and budgets, enter the authority's figures, costs and savings"),
)
