"""Why something was refused in an alliance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class AllianceUnknown(NotFound):
    message = _("This alliance does not exist, or your authority does not belong to it.")


class NotTheOffice(UserError):
    message = _("Only the office of the alliance (%(office)s) may do this. Ask it.")
