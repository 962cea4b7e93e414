"""Why a program's request was refused, and what to do then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotAllowed, UserError


class KeyNeeded(UserError):
    message = _("Send an access key (“Authorization: Bearer …”); a session does not count here.")


class FormTokenMissing(NotAllowed):
    message = _(
        "A request in a session needs its token against forgery (X-CSRFToken). Programs send an"
        " access key instead."
    )


class OriginRefused(NotAllowed):
    message = _("The website from which this request comes may not ask here.")


class OnlyPosting(UserError):
    message = _("This address is asked by POST.")


class NotJson(UserError):
    message = _("Send JSON in UTF-8 (Content-Type: application/json).")


class BodyMalformed(UserError):
    message = _("What was sent is no JSON object.")


class BodyTooLarge(UserError):
    message = _("What was sent is larger than %(limit)d KB. Ask a shorter question.")


class FieldMissing(UserError):
    message = _("The field “%(field)s” is missing.")


class FieldUnknown(UserError):
    message = _("There is no field “%(field)s” here; the description of the interface lists all.")


class FieldWrong(UserError):
    message = _("The field “%(field)s” must be: %(kind)s.")


class RatingUnknown(UserError):
    message = _("What is rated is not known: send “feedback” as it came with the answer, today.")
