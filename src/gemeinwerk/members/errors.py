"""What can go wrong with members and people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class MemberUnknown(UserError):
    message = _("No member has the key %(key)s. Check the official key (AGS) and try again.")


class LastHead(UserError):
    message = _("This is the only head of your authority. Name another head first.")


class RoleUnknown(UserError):
    message = _("There is no role “%(role)s”. Choose one from the list.")


class NoSuchPerson(UserError):
    message = _("This person does not work here any more. Reload the list of people.")


class PersonUnknown(NotFound):
    message = _("Nobody with this address works at your authority.")


class KeyMalformed(UserError):
    message = _(
        "“%(key)s” is no official key: an AGS has five digits (county) or eight (municipality)."
        " Check it and try again."
    )


class PasswordTooWeak(UserError):
    message = _("This password cannot be used. %(reasons)s")


class TooMany(UserError):
    message = _("Too many requests from your network address. Go on in a minute.")


class TokenUnknown(NotFound):
    message = _("There is no such access key at your authority.")


class TokenOver(UserError):
    message = _("This access key was withdrawn already.")


class TokenEndsWrong(UserError):
    message = _(
        "An access key is valid for one year at most. Choose a day from %(first)s to %(last)s."
    )


class TokensEnough(UserError):
    message = _("You have %(most)d access keys already. Withdraw those that are not used any more.")


class TokenRefused(UserError):
    """Why a key opened nothing is not told: whoever tries keys learns nothing."""

    message = _(
        "This access key is not valid: unknown, expired, withdrawn, or its person does not work"
        " there any more. Make a new one on the page “Access keys”."
    )


class TokenTooOften(UserError):
    message = _("Too many requests with this access key. Go on in a minute.")
