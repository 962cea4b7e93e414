"""Why a request of the public interface was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotFound, UserError


class PublicationUnknown(NotFound):
    message = _("Nothing has been published under this address.")


class FilterWrong(UserError):
    message = _(
        "%(name)s must be a moment with its time zone, such as 2026-01-31T12:00:00+01:00; a plus"
        " sign is written %%2B in an address."
    )


class NumberWrong(UserError):
    message = _("%(name)s must be a whole number from %(least)d to %(most)d.")


class PageUnknown(NotFound):
    message = _("The list has no page %(page)d.")


class FileGone(UserError):
    """The file was published once and is not any more."""

    message = _("This file is not published any more.")


class OnlyReading(UserError):
    message = _("This interface is for reading: use GET.")
