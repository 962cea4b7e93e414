"""What can go wrong with states of records and protective periods."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class NotReadYet(UserError):
    message = _(
        "Confirm that you have read the provision in the version in force, then save again."
    )


class NoPeriodKnown(UserError):
    message = _(
        "For the Land %(land)s no row of protective periods is known here. Archival records stay"
        " closed to others; decide on single requests instead."
    )


class AlreadyConfirmed(UserError):
    message = _(
        "Your authority has confirmed %(rule)s already. Withdraw that first; then confirm anew."
    )


class AlreadyWithdrawn(UserError):
    message = _("The confirmation was withdrawn already. Nothing needs to be done.")


class PeriodUnknown(UserError):
    message = _("Your authority has confirmed no protective periods, so there is none to withdraw.")


class DatesInDisorder(UserError):
    message = _(
        "A date cannot be right: an end lies before its beginning or in the past, or something is"
        " said to have happened in the future. Check the dates."
    )


class LifetimeUnlikely(UserError):
    message = _(
        "Born %(birth)s, died %(death)s: one of the years cannot be right. Check both of them."
    )
