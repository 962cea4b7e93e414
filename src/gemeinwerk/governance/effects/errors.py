"""Why an effect was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class EffectUnknown(NotFound):
    message = _("This effect does not exist, or your authority does not belong to its alliance.")


class NothingToDecide(UserError):
    message = _(
        "This effect does not need a decision of your authority. There is nothing to enter."
    )


class NotForThisMember(UserError):
    """The database refused what an effect does; the vote that led to it still counts."""

    message = _(
        "The database did not allow this to whoever set it off. It is tried again each hour; the"
        " office of the alliance can try it at once."
    )


class NotProposedYet(UserError):
    message = _(
        "The motion is a draft that may still change. Enter your decision once it is proposed."
    )


class TooLate(UserError):
    message = _("This effect is over (%(reason)s). Nothing can be decided about it any more.")


class DecisionIncomplete(UserError):
    message = _("State which organ decided and when. The day must not lie in the future.")


class OrganMissing(UserError):
    message = _(
        "Person-related records need a decision of the authority's organ (for example the district"
        " council). Name it, its day and its number."
    )


class GranteesMissing(UserError):
    message = _("Choose at least one authority of the alliance to which it shall be opened.")


class GranteeNotInAgreement(UserError):
    message = _(
        "%(names)s is no party of “%(agreement)s”. Choose parties of it, or an agreement to which"
        " all belong."
    )


class MayNotCarryPersonal(UserError):
    message = _(
        "“%(agreement)s” may not open person-related data: a declaration of intent or working group"
        " moves no task. Leave them closed, or choose an agreement that delegates or mandates one."
    )


class PrivacyMissing(UserError):
    message = _(
        "Person-related records need a document under the GDPR: say whether it is an arrangement of"
        " joint controllers (Art. 26) or a contract with a processor (Art. 28)."
    )


class RightWrong(UserError):
    message = _("A knowledge base is opened to be read. Choose that, without any other right.")


class RolesWrong(UserError):
    message = _("Citizens can be answered from a knowledge base only. Choose roles of people.")


class DatesWrong(UserError):
    message = _("The last day lies before the first one. Check the dates.")


class TargetUnknown(UserError):
    message = _("What this effect refers to does not exist any more. Choose again.")


class AlreadyOver(UserError):
    message = _("“%(title)s” is over already. There is nothing left to do.")
