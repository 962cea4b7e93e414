"""Answers made by hand, for tests of how they are shown. All invented."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from gemeinwerk.assistant.answering.answers import Answer, Citation, OfficeCard, Outcome

ARTICLE = UUID(int=1)
VERSION = UUID(int=2)
QUOTE = "Die Gebühr beträgt mindestens 50 Euro. Sie wird mit dem Bescheid festgesetzt."


def cite(**facts: Any) -> Citation:
    """A citation of the own authority; ``facts`` change it."""
    told: dict[str, Any] = {
        "article_id": ARTICLE,
        "version_id": VERSION,
        "member_id": 1,
        "authority": "Landkreis Musterland",
        "base_name": "Bürgerfragen",
        "title": "Baugenehmigung",
        "heading": "Gebühren",
        "anchor": "abschnitt-gebuehren",
        "quote": QUOTE,
        "start": 10,
        "end": 10 + len(QUOTE),
        "released_on": date(2026, 3, 9),
        "office_name": "Bauamt",
    }
    return Citation(**(told | facts))


def make_answer(*citations: Citation, **facts: Any) -> Answer:
    """An answer with these quotes, a refusal without any."""
    outcome = Outcome.ANSWERED if citations else Outcome.NOT_FOUND
    told: dict[str, Any] = {
        "question": "Was kostet eine Baugenehmigung?",
        "outcome": outcome,
        "citations": citations,
        "searched": ("Landkreis Musterland",),
        "offices": (OfficeCard("Bauamt", "Landkreis Musterland", phone="09999 100-0"),),
    }
    return Answer(**(told | facts))
