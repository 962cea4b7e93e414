"""Why something about a motion or a vote was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class MotionUnknown(NotFound):
    message = _("This motion does not exist, or your authority does not belong to its alliance.")


class ResolutionUnknown(NotFound):
    message = _(
        "This resolution does not exist, or your authority does not belong to its alliance."
    )


class BodyUnknown(NotFound):
    message = _("This body does not exist, or your authority does not belong to its alliance.")


class NoSeatNoProposal(UserError):
    message = _(
        "Your authority has no seat in “%(body)s” nor in a body with the right of proposal to it."
        " Ask the office of the alliance for one."
    )


class BodyDoesNotDecide(UserError):
    message = _(
        "“%(body)s” only proposes. Choose the body that decides, or let the office give this one a"
        " voting rule."
    )


class BodyHasClosed(UserError):
    message = _("“%(body)s” has ended its work. Choose another body that decides.")


class AlreadyDrafted(UserError):
    message = _(
        "Your authority has a draft with this title already: %(number)s. Continue it, or choose"
        " another title."
    )


class NotYourMotion(UserError):
    message = _("Only %(member)s, which wrote this motion, may change it.")


class NoMeeting(UserError):
    message = _(
        "Attendance counts in a meeting to which the body was invited. Record it there; here only"
        " who votes is present."
    )


class TooManyEffects(UserError):
    message = _("A motion has at most %(most)d effects. Write another motion for the rest.")


class NotADraft(UserError):
    message = _(
        "The motion is proposed and cannot be changed any more. Withdraw it and write a new one."
    )


class NothingWritten(UserError):
    message = _("A motion needs a title and the text that is to be decided.")


class NothingIsOpen(UserError):
    message = _("No vote is open on this motion. Look at its page for what comes next.")


class VoteIsOpen(UserError):
    message = _("A vote on this motion is open already.")


class NotProposed(UserError):
    message = _("Only a motion that is proposed can be put to the vote.")


class DeadlineMissing(UserError):
    message = _("A written procedure needs a deadline in the future. Enter day and time.")


class NobodyVotes(UserError):
    message = _("Nobody in “%(body)s” has a vote. Let the office give seats and votes first.")


class NoVoteForYou(UserError):
    message = _(
        "You cannot vote here: %(member)s votes through its head or whoever holds its seat in"
        " “%(body)s”."
    )


class DeadlineOver(UserError):
    message = _("The deadline was %(moment)s. Your vote was not counted; the result stands.")


class ChoiceUnknown(UserError):
    message = _("Choose yes, no or abstention.")


class NotTheChair(UserError):
    message = _("Only the chair of “%(body)s” or the office of the alliance may do this.")


class StillRunning(UserError):
    message = _(
        "The written procedure runs until %(moment)s, and %(missing)s has not voted. Wait until"
        " then, or until all have voted."
    )
