"""Why a page for citizens did not answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class TooManyQuestions(UserError):
    message = _(
        "Very many questions came from your internet connection within a minute. Nothing is lost:"
        " go back, wait a minute and send your question again. If it is urgent, call the"
        " authority, or 115."
    )


class TooMuchSent(UserError):
    message = _(
        "More was sent than this page takes. Start a new conversation and ask a shorter question."
    )
