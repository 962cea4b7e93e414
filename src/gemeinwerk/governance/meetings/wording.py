"""How pages, minutes and messages name things of a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.agreements.deadlines import german as german
from gemeinwerk.governance.meetings.rules import Notice, Period


def unit_of(period: Period) -> Any:
    """Return what a period of notice counts."""
    return _("working days") if period.working else _("calendar days")


def notice_facts(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notice that is kept with a meeting with the name of what it counts."""
    return {**kept, "unit": unit_of(Period(kept["needed"], kept["working"]))}


def say_notice(notice: Notice, *, meets_on: date, reference: str) -> str:
    """Return in a sentence what notice an invitation sent today gives, and whether it is enough."""
    facts = {
        "given": notice.given,
        "needed": notice.period.days,
        "unit": unit_of(notice.period),
        "reference": reference,
        "latest": german(notice.latest_on),
        "day": german(meets_on),
    }
    if notice.is_enough:
        return str(IN_TIME) % facts
    return str(TOO_SHORT) % facts


IN_TIME = _(
    "Between today and the meeting on %(day)s lie %(given)d %(unit)s; %(needed)d are needed"
    " (%(reference)s). The last day for the invitation is %(latest)s."
)
TOO_SHORT = _(
    "Between today and the meeting on %(day)s lie only %(given)d %(unit)s; %(needed)d are needed"
    " (%(reference)s). The last day for the invitation was %(latest)s."
)
