"""Why a rating could not be taken."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import UserError


class PageTooOld(UserError):
    message = _("This page has been open for more than a day. Please ask your question again.")
