"""What can go wrong with an embedder, and what to do about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class EmbedderUnknown(UserError):
    message = _(
        "There is no embedder called “%(name)s”. "
        "Set GEMEINWERK_ASSISTANT_EMBEDDER to one of: %(known)s."
    )


class EmbedderMissing(UserError):
    message = _(
        "The embedder “%(name)s” needs the package %(package)s, which is not installed. "
        "Install it, or set GEMEINWERK_ASSISTANT_EMBEDDER=use."
    )


class EmbedderUnreachable(UserError):
    message = _(
        "The service for the meaning of texts did not answer: %(reason)s. "
        "Questions are answered by their words meanwhile. Please check its address and key."
    )


class EmbedderWrong(UserError):
    message = _(
        "The service for the meaning of texts sent something else than vectors: %(reason)s. "
        "Please check the name of its model."
    )
