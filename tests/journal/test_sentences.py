"""Every event that is recorded anywhere has a sentence, and every sentence stands on its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gemeinwerk.journal.sentences import GROUPS, SENTENCES, sentence

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gemeinwerk"
EVENT = re.compile(r'"((?:archive|files|jobs|members|sharing)\.[a-z_]+\.[a-z_]+)"')


def recorded_events() -> set[str]:
    """Return the event codes in the actions of all parts."""
    actions = [path.read_text() for path in SOURCE.rglob("actions.py")]
    return {code for text in actions if "journal" in text for code in EVENT.findall(text)}


def test_every_recorded_event_has_a_sentence() -> None:
    events = recorded_events()
    assert "sharing.grant.opened" in events
    assert events - set(SENTENCES) == set()


def test_every_event_can_be_filtered() -> None:
    assert [code for code in SENTENCES if not code.startswith(tuple(GROUPS))] == []


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_old_entry_without_facts_still_reads(code: str) -> None:
    assert "%(" not in sentence(code, {})


def test_unknown_event_is_shown_by_its_code() -> None:
    assert sentence("other.thing.done", {"a": 1}) == "other.thing.done"


def test_facts_are_written_for_people(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"
    facts = {
        "owner": "A",
        "collection": "100 %",
        "grantee": "B",
        "valid_from": "2026-03-01",
        "valid_to": None,
        "purpose": "P",
        "basis": "%(owner)s",
    }
    assert sentence("sharing.grant.opened", facts) == (
        "A opened “100 %” to B from 01.03.2026 to further notice – purpose: P – basis: %(owner)s"
    )
