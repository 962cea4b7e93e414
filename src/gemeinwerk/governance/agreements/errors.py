"""Why a step of an agreement was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class AgreementUnknown(NotFound):
    message = _("This agreement does not exist. It may belong to another alliance.")


class FilingUnknown(NotFound):
    message = _("This document does not exist. It may belong to another alliance.")


class HolidaysUnknown(UserError):
    message = _(
        "Whether %(day)s is a public holiday in %(land)s is not known here. Enter the day on which"
        " the period ends by hand, with your reason."
    )


class RuleUnknown(UserError):
    message = _(
        "The rules of approval in %(land)s for this legal form are not known here. Enter the date"
        " by hand, with your reason."
    )


class RuleKnown(UserError):
    message = _(
        "The rules for this agreement are known here, so its date is computed. Take the steps that"
        " the page names."
    )


class NotYet(UserError):
    message = _("This is not the turn of this step. First: %(first)s")


class TooLate(UserError):
    message = _("The agreement has the state “%(state)s”. This step is not possible any more.")


class NotAParty(UserError):
    message = _("Your authority is no party to this agreement. Only a party can take this step.")


class AlreadyParty(UserError):
    message = _("%(member)s is a party already. There is nothing left to do.")


class TooFewParties(UserError):
    message = _("An agreement needs at least two parties. Choose another authority as well.")


class NotInAlliance(UserError):
    message = _("An authority that you chose does not belong to this alliance. Choose again.")


class TransferMissing(UserError):
    message = _(
        "An agreement under public law moves a task or lets it be done for others. Say which of"
        " both, name the task and who takes it."
    )


class TransferImpossible(UserError):
    message = _(
        "With this legal form no task passes over. Choose an agreement under public law, or leave"
        " the field empty."
    )


class EndMissing(UserError):
    message = _("An agreement for a fixed term needs its last day. Enter it.")


class EndBeforeStart(UserError):
    message = _("The last day %(end)s is before the first day %(start)s. Check the dates.")


class InTheFuture(UserError):
    message = _("%(day)s is still to come. Enter the day on which it has happened.")


class BeforeThat(UserError):
    message = _("%(day)s is before %(earlier)s, the day of the step before. Check the date.")


class ReasonMissing(UserError):
    message = _("A date entered by hand needs a reason. Say what it rests on.")


class OrganMissing(UserError):
    message = _(
        "An own decision needs the organ, the day and the reference of its resolution. Complete it."
    )


class TextMissing(UserError):
    message = _("There is no text to decide on yet. Enter the text or file it as a document.")


class OtherText(UserError):
    message = _(
        "The text was changed meanwhile. Read it again: what your organ decided must be the text"
        " that is signed."
    )


class AlreadySigned(UserError):
    message = _("%(member)s signed on %(day)s already. There is nothing left to do.")


class SilenceTooShort(UserError):
    message = _(
        "The approval can be deemed given from %(day)s at the earliest. Until then the authority"
        " can still answer."
    )


class EarlierNeedsReason(UserError):
    message = _(
        "From %(earlier)s on the approval counts as given only by the shorter reading of the law;"
        " by the longer one from %(later)s on. Wait, or confirm the shorter reading with a reason."
    )


class NoNotice(UserError):
    message = _(
        "This agreement runs until %(end)s and names no notice. It can be ended earlier only for"
        " cause, with a reason."
    )


class NoticeTooShort(UserError):
    message = _("With the agreed notice the last day is %(day)s at the earliest. Choose that day.")


class AlreadyEnding(UserError):
    message = _("Notice was given on %(day)s already. There is nothing left to do.")


class FileMissing(UserError):
    message = _("A document needs its file. Choose the file.")


class FileTooLarge(UserError):
    message = _("“%(name)s” is larger than %(limit)s MB. File a smaller version.")


class NoPdf(UserError):
    message = _("“%(name)s” is no PDF. Save the document as a PDF and file that.")


class CoverageMissing(UserError):
    message = _(
        "This document needs its coverage: which processing it rules, and for which authorities."
    )


class AlreadyWithdrawn(UserError):
    message = _("This document was withdrawn on %(day)s already. There is nothing left to do.")
