"""In which language a question is; German where that is in doubt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.answering.languages import GERMAN, LANGUAGES, language_of


@pytest.mark.parametrize(
    "question",
    ["Sperrmüll", "Kita Platz", "KFZ Zulassung online", "Was kostet ein Reisepass?", "?", "115"],
)
def test_german_and_what_is_too_short_to_tell(question: str) -> None:
    assert language_of(question) == GERMAN


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How do I register my car?", "en"),
        ("Comment obtenir un permis de construire ?", "fr"),
        ("Pasaportumu nerede alabilirim?", "tr"),
        ("Gdzie mogę złożyć wniosek o paszport?", "pl"),
        ("أين أحصل على جواز سفر؟", "ar"),
        ("Где получить паспорт?", "ru"),
    ],
)
def test_other_languages_are_told(question: str, language: str) -> None:
    assert language_of(question) == language


@given(st.text(max_size=200))
def test_it_never_fails(question: str) -> None:
    assert language_of(question) in LANGUAGES
