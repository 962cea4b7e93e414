"""Why a calculation or an entry about money was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class AmountNotUnderstood(UserError):
    message = _("“%(text)s” is not an amount. Write euros and cents like 1.234,56.")


class KeyNotUnderstood(UserError):
    message = _("The cost key cannot be used: %(what)s Correct this, then save it again.")


class FigureMissing(UserError):
    message = _(
        "The figure “%(what)s” as of %(day)s is missing for %(members)s. Let these authorities"
        " enter it, then calculate again."
    )


class NothingToShareBy(UserError):
    message = _(
        "No authority has a figure above zero for “%(what)s” as of %(day)s, so nothing can be"
        " shared out by it. Check the figures, or decide on another key."
    )


class NobodyShares(UserError):
    message = _(
        "Nobody was a member of the alliance in %(year)s, so there is nobody to share the costs."
        " Choose another year."
    )


class MinimumsTooHigh(UserError):
    message = _(
        "The minimum shares add up to %(sum)s, more than the amount of %(amount)s."
        " Lower the minimum by a resolution, or share out a larger amount."
    )


class MaximumsTooLow(UserError):
    message = _(
        "With the maximum shares only %(sum)s of %(amount)s can be shared out."
        " Raise the maximum by a resolution, or share out a smaller amount."
    )


class SavingNotUnderstood(UserError):
    message = _("The saving cannot be calculated: %(what)s Correct the entry.")


class CostKeyUnknown(NotFound):
    message = _("This cost key does not exist. It may belong to another alliance.")
