"""Files that we publish: the text of a motion as plain text, released minutes as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from gemeinwerk.governance.meetings.minutes.pdf import minutes_pdf
from gemeinwerk.governance.oparl.models import Publication


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a file. ``text`` is its content where that is plain text."""

    title: str
    name: str
    mime: str
    text: str = ""


def describe(one: Publication) -> Description:
    """Return title, file name, type and text of a published file."""
    facts = one.facts
    if facts["form"] == "motion":
        title = _("Motion no. %(number)s") % {"number": facts["number"]}
        name = f"{slugify(title)}.txt"
        return Description(title, name, "text/plain", _words(facts))
    title = _("Minutes: %(title)s") % {"title": facts["name"]}
    return Description(title, f"{slugify(title)}.pdf", "application/pdf")


def make(one: Publication) -> bytes:
    """Return the bytes of a published file; the same facts give the same text."""
    if one.facts["form"] == "motion":
        return _words(one.facts).encode()
    released_at = datetime.fromisoformat(one.facts["at"])
    return minutes_pdf(one.facts["content"], sha256=one.facts["sha256"], made_at=released_at)


def _words(facts: dict[str, Any]) -> str:
    """Return everything that a motion says, each part under its heading."""
    number = _("Motion no. %(number)s") % {"number": facts["number"]}
    parts = [
        ("", facts["text"]),
        (_("Reasons"), facts["reasons"]),
        (_("Grade"), facts["grade"]),
        (_("Reach"), facts["reach"]),
        (_("Costs"), facts["costs"]),
    ]
    said = [f"{head}\n{text}" if head else text for head, text in parts if text]
    return "\n\n".join([f"{number}\n{facts['name']}", *said]) + "\n"
