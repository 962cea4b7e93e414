"""What may be refused around handed-over conversations, and what to do then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class HandoverUnknown(NotFound):
    message = _("There is no such conversation. It was taken back, or its time was over.")


class TicketUnknown(NotFound):
    message = _(
        "There is nothing at this address any more: the time to keep it is over, it was taken back,"
        " or the address is incomplete. You can ask again."
    )


class ConsentMissing(UserError):
    message = _("Please agree that your question is stored, or call the office instead.")


class QuestionMissing(UserError):
    message = _("Please write what you want to know.")


class TextTooLong(UserError):
    message = _("This is too long: %(size)d characters. Please say it in at most %(limit)d.")


class NotTaken(UserError):
    message = _(
        "%(authority)s takes no questions here. Please turn to the office, or call 115"
        " (the number of the authorities)."
    )


class TooManyWaiting(UserError):
    message = _(
        "So many questions wait for an answer that no more are taken now. Please turn to the"
        " office, call 115 (the number of the authorities), or try again tomorrow."
    )


class AlreadyHandedOver(UserError):
    message = _("This question was handed over already. You find it at its address.")


class TakenByOther(UserError):
    message = _(
        "%(person)s has this question in work. Talk to each other; it can be put back meanwhile."
    )


class NotInWork(UserError):
    message = _("Nobody has this question in work, so it cannot be put back.")


class AlreadyAnswered(UserError):
    message = _("This question was answered or closed already. What you wrote was not sent.")


class NotAnswered(UserError):
    message = _("Only an answered question can become an article. Please answer it first.")


class AnswerMissing(UserError):
    message = _("Please write an answer.")


class ReasonMissing(UserError):
    message = _("Please say why there is no answer. The person who asked reads it.")


class AlreadyArticle(UserError):
    message = _("This answer has become an article already. Open it to go on writing.")


class QuoteGone(UserError):
    message = _("This passage is no longer there. Please search again.")
