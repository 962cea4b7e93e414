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


class TransferImpossible(UserError):
    message = _(
        "With this legal form no task passes over. Choose an agreement under public law, or leave"
        " the field empty."
    )


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


class NoApprovalNeeded(UserError):
    message = _("This agreement needs no approval. It is in force from %(day)s on.")


class NotTheApplicant(UserError):
    message = _("%(applicant)s applies for all parties and enters what the authority answers.")


class TextUnchanged(UserError):
    message = _("The authority wants another text, and nothing was changed. Change it, then save.")


class SignedParty(UserError):
    message = _(
        "%(member)s has signed and stays a party. It can be left out after its own head has entered"
        " that it does not consent."
    )


class Refused(UserError):
    message = _("The organ of your authority has not consented. Enter its consent first.")


class TooFewRemain(UserError):
    message = _("Only one party would remain. End the agreement instead.")


class AlreadyLeaving(UserError):
    message = _("Your authority has given notice for %(day)s already. There is nothing left to do.")


class NoEndToPublish(UserError):
    message = _("There is no ending that waits for its publication.")


class NoNotice(UserError):
    message = _(
        "This agreement runs until %(end)s and names no notice. It can be ended earlier only for"
        " cause, with a reason."
    )


class NoticeTooShort(UserError):
    message = _("With the agreed notice the last day is %(day)s at the earliest. Choose that day.")


class AlreadyEnding(UserError):
    message = _("Notice was given on %(day)s already. There is nothing left to do.")


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


class StepUnknown(NotFound):
    message = _("There is no such step. Choose one on the page of the agreement.")
