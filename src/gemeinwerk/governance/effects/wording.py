"""Where an effect stands, and why one is over, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OVER: dict[str, Any] = {
    "repealed": gettext_lazy("its resolution was repealed"),
    "expired": gettext_lazy("its last day is over"),
    "agreement_ended": gettext_lazy("the agreement on which it rested has ended"),
    "never_begun": gettext_lazy("it never began"),
}


def over_text(reason: str) -> str:
    """Return the stored reason for readers: a code, a code with an addition, or the number of the
    resolution that ended the effect.
    """
    code, _colon, addition = reason.partition(": ")
    if code in OVER:
        return f"{OVER[code]}: {addition}" if addition else str(OVER[code])
    return _("ended by resolution %(number)s") % {"number": reason}
