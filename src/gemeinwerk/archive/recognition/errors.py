"""Why an original was refused. The caller names the file; these name the cause and the way out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class Refusal(UserError):
    """An original, or one page of it, that cannot be digitised."""

    message = _("This file cannot be digitised. Please scan it again.")


class Empty(Refusal):
    """Zero bytes, or a document without pages."""

    message = _("The file is empty. Please copy or scan it again.")


class Unsupported(Refusal):
    """Neither PDF nor TIFF, JPEG or PNG, whatever its name says."""

    message = _(
        "The content of the file is neither PDF nor TIFF, JPEG or PNG. "
        "Please save it as PDF and add it again."
    )


class Encrypted(Refusal):
    """A password is needed to open it."""

    message = _(
        "The file is protected by a password. Please save it without a password and add it again."
    )


class Damaged(Refusal):
    """Cut off or altered so that it cannot be read."""

    message = _("The file is damaged or incomplete. Please copy it again or scan it again.")


class PageDamaged(Refusal):
    """One page of a readable document."""

    message = _("Page %(page)d is damaged or missing in the file. Please scan this page again.")


class TooLarge(Refusal):
    """More bytes than the limit."""

    message = _(
        "The file has %(megabytes)d MB; %(limit)d MB are allowed. "
        "Please split it or scan it at a lower resolution."
    )


class TooManyPages(Refusal):
    """More pages than the limit."""

    message = _("The file has %(pages)d pages; %(limit)d are allowed. Please split it.")


class TooManyPixels(Refusal):
    """A picture that would fill the memory."""

    message = _(
        "A page has %(megapixels)d megapixels; %(limit)d are allowed. "
        "Please scan it at a lower resolution."
    )


class TookTooLong(Refusal):
    """The wall-clock limit passed."""

    message = _(
        "Reading was stopped after %(seconds)d seconds. "
        "Please scan the page again or have the time limit raised."
    )


class OutOfMemory(Refusal):
    """The memory limit was reached."""

    message = _(
        "Reading needs more than the allowed %(megabytes)d MB of memory. "
        "Please scan at a lower resolution or have the limit raised."
    )


class RecogniserDied(Refusal):
    """The child process crashed; the next page gets a new one."""

    message = _(
        "Reading this file made the recognition program stop. "
        "Please save or scan the file again; all other files are not affected."
    )


class ModelMissing(Refusal):
    """A collection asks for a model that is not installed."""

    message = _(
        "The model “%(model)s” for text recognition is not installed. "
        "Please have it installed or choose automatic recognition for the collection."
    )


REFUSALS: dict[str, type[Refusal]] = {
    cls.__name__: cls
    for cls in (
        Refusal,
        Empty,
        Unsupported,
        Encrypted,
        Damaged,
        PageDamaged,
        TooLarge,
        TooManyPages,
        TooManyPixels,
        TookTooLong,
        OutOfMemory,
        RecogniserDied,
        ModelMissing,
    )
}
"""By name, so that a refusal can cross the pipe from the child."""
