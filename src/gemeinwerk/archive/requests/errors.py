"""What can go wrong with requests to see a record of another authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class RequestUnknown(NotFound):
    message = _("This request does not exist, or it was made by and to others.")


class NotToBeAsked(UserError):
    message = _("Your authority does not know this authority. Choose one from the list.")


class NeedsPerson(UserError):
    message = _("A request is made by a person. Sign in to make it.")


class EntryMissing(UserError):
    """Fact: ``missing``, the name of the entry."""

    message = _("The request lacks: %(missing)s. Fill it in, so that the owner can decide.")


class RequestWithdrawn(UserError):
    message = _(
        "This request was withdrawn by the authority that made it. Nothing is to be decided."
    )


class AlreadyDecided(UserError):
    message = _("This request was decided already. Reload the page to see the decision.")


class NotPermitted(UserError):
    message = _("No permit is in force on this request, so there is none to withdraw.")


class NeedsTask(UserError):
    message = _(
        "“%(record)s” is in use. A legitimate interest does not open it to another authority; that"
        " takes a task laid down in law, or administrative assistance. Refuse, or say that the"
        " asking authority shall name such a basis."
    )


class ConditionsMissing(UserError):
    message = _(
        "The protective period of “%(record)s” is not over. To shorten it for this case, say under"
        " which conditions: for example consent of the persons, or results without names."
    )


class PermitDatesWrong(UserError):
    message = _("The permit must end on a day from today on, and not before it begins.")


class GroundMissing(UserError):
    message = _("A refusal names at least one ground. Choose one.")


class RemedyMissing(UserError):
    message = _(
        "The instruction on legal remedies is still the placeholder. Replace it by the text of your"
        " authority, or confirm that it is added on paper."
    )


class ReasonMissing(UserError):
    message = _("Say why the permit ends; the asking authority reads it.")
