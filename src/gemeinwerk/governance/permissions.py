"""Rights in alliances; a seat, the office or the chair may be needed besides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.members.models import RoleKind
from gemeinwerk.members.permissions import EVERY_ROLE, Permission

LEADS = frozenset({RoleKind.HEAD, RoleKind.COORDINATOR})

SEE = Permission("governance.see", EVERY_ROLE, _("See alliances, what they decide and share"))
MANAGE = Permission(
    "governance.manage", LEADS, _("Found alliances, set up bodies and seats, open votes")
)
PROPOSE = Permission(
    "governance.propose",
    LEADS | {RoleKind.RECORDS_OFFICER},
    _("Write motions and offer collections and knowledge bases in them"),
)
VOTE = Permission(
    "governance.vote", EVERY_ROLE, _("Vote for the authority, as head or for its seat in a body")
)
DECIDE = Permission(
    "governance.decide",
    frozenset({RoleKind.HEAD}),
    _("Join alliances, sign agreements and enter the authority's own decisions"),
)
