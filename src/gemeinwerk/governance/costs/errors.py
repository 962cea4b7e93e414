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


class BudgetUnknown(NotFound):
    message = _("This budget does not exist. It may belong to another alliance.")


class CostLineUnknown(NotFound):
    message = _("This amount does not exist. It may belong to another alliance.")


class SavingUnknown(NotFound):
    message = _("This saving does not exist. It may belong to another alliance.")


class EntryIncomplete(UserError):
    message = _("The entry lacks this: %(missing)s. State it, then save it again.")


class YearNotPossible(UserError):
    message = _("The year %(year)s is not possible. Enter one from 1990 to 2200.")


class FigureNotPossible(UserError):
    message = _("The figure must be a whole number of 0 or more. Correct it.")


class DraftIsClosed(UserError):
    message = _(
        "“%(name)s” is no draft any more: a resolution has put it into force, or it was dropped."
        " Draft a new version."
    )


class DraftIsNamed(UserError):
    message = _(
        "“%(name)s” is named in the motion %(motion)s, so it cannot be dropped. Withdraw the motion"
        " first."
    )


class NotInForce(UserError):
    message = _(
        "“%(name)s” is not in force, so nothing can be planned by it. Let the alliance decide on it"
        " first."
    )


class NotYourEntry(UserError):
    message = _("%(owner)s made this entry, so only %(owner)s can withdraw it. Ask it.")


class AlreadyWithdrawn(UserError):
    message = _("This amount was withdrawn on %(day)s already. There is nothing left to do.")


class AlreadyStarted(UserError):
    message = _(
        "The project began on %(day)s. Costs before and after had to be entered before that day,"
        " so that nobody fits them to the result; they stay as they are."
    )


class StartInThePast(UserError):
    message = _(
        "The first day %(day)s is not in the future. Savings are estimated before the start."
    )


class AlreadyEntered(UserError):
    message = _(
        "%(person)s has already entered exactly this on %(day)s. If it is something else, tell the"
        " two apart by title, name or remark."
    )
