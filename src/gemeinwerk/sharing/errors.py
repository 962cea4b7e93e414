"""Why a grant was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class GrantUnknown(NotFound):
    message = _("This grant does not exist. It may belong to another authority.")


class MissingSource(UserError):
    message = _("A grant needs a %(missing)s. State it, then open the grant again.")


class WrongDates(UserError):
    message = _("The grant would end on %(end)s, before it begins on %(start)s. Check the dates.")


class EndsInThePast(UserError):
    message = _("The last day %(end)s is over already. Choose today or a later day.")


class NotToYourself(UserError):
    message = _("Your own authority can read what is its own anyway. Choose another one.")


class NotAcquainted(UserError):
    message = _(
        "%(grantee)s is not among the authorities that yours knows here. Open something to members"
        " of a common alliance only."
    )


class AlreadyEnded(UserError):
    message = _("This grant was ended on %(day)s already. There is nothing left to do.")


class NotForYou(UserError):
    message = _(
        "This grant serves other roles of your authority than yours. Ask your head or coordinator."
    )


class NotOpenNow(UserError):
    message = _("This grant is not in force now. Look at its page to see what is missing.")
