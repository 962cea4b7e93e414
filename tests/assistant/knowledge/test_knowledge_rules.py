"""What is cleaned and what is refused, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft
from gemeinwerk.assistant.knowledge import errors, rules
from gemeinwerk.assistant.knowledge.imports import rules as imports
from gemeinwerk.assistant.knowledge.rules import ArticleText

TEXT = ArticleText("Titel", "Text.")


@given(st.text())
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    once = rules.clean_text(text)
    assert rules.clean_text(once) == once
    assert "\r" not in once and "\x00" not in once


def test_signs_that_nobody_sees_are_left_out() -> None:
    title = rules.clean_article(replace(TEXT, title="Bau\xadgeneh\u200bmigung \u202ex\n")).title
    assert title == "Baugenehmigung x"


def test_a_fingerprint_tells_every_field_apart() -> None:
    others = [
        replace(TEXT, title="Anders"),
        replace(TEXT, body="Anders."),
        replace(TEXT, plain="Leicht."),
        replace(TEXT, keywords=("a", "b")),
        replace(TEXT, keywords=("a b",)),
        replace(TEXT, legal_basis="§ 1"),
        replace(TEXT, source="§ 1"),
        replace(TEXT, review_on=date(2027, 1, 1)),
    ]
    prints = {rules.fingerprint(each) for each in [TEXT, *others]}
    assert len(prints) == len(others) + 1
    assert rules.fingerprint(replace(TEXT, note="egal")) == rules.fingerprint(TEXT)


@pytest.mark.parametrize("slug", ["", "ab", "-abc", "abc-", "a--b", "a b", "ä-b", "a/b", "x" * 61])
def test_an_address_that_is_none_is_refused(slug: str) -> None:
    with pytest.raises(errors.SlugInvalid, match="small letters, digits"):
        rules.clean_slug(slug)


def test_an_address_is_written_small() -> None:
    assert rules.clean_slug(" Landkreis-Musterland ") == "landkreis-musterland"


@pytest.mark.parametrize(
    "origin",
    [
        "www.example.org",
        "http://www.example.org",
        "https://",
        "https://*.example.org",
        "https://example.org/pfad",
        "https://example.org?x=1",
        "https://name@example.org",
        "https://example.org; script-src *",
        "https://example.org:99999",
        "https://exa mple.org",
        "https://example..org",
        "javascript:alert(1)",
        "'self'",
        "*",
    ],
)
def test_what_could_widen_the_security_header_is_refused(origin: str) -> None:
    with pytest.raises(errors.OriginInvalid, match="not the address of a website"):
        rules.clean_origins([origin])


def test_websites_are_kept_once_and_bare() -> None:
    given_origins = ["https://WWW.Example.org/", "https://www.example.org", "http://localhost:8000"]
    assert rules.clean_origins(["", *given_origins]) == (
        "https://www.example.org",
        "http://localhost:8000",
    )
    with pytest.raises(errors.TooMany, match="Up to 20"):
        rules.clean_origins(f"https://{n}.example.org" for n in range(21))


def test_what_a_file_leaves_empty_stays() -> None:
    there = replace(TEXT, plain="Leicht.", keywords=("a",), review_on=date(2027, 1, 1))
    wanted = imports.merge(there, ArticleDraft("Neu", "Neuer Text.", kind=Kind.FAQ), None)
    assert wanted == replace(there, title="Neu", body="Neuer Text.", kind="faq")


def test_a_draft_comes_back_from_json_as_it_was() -> None:
    article = ArticleDraft(
        "Titel", "Text", "L-1", Kind.STATUTE, keywords=("a", "b"), review_on=date(2027, 1, 2)
    )
    assert imports.unpack_article(imports.pack(article)) == article
    office = OfficeDraft("Bauamt", topics=("Bau",), places=("99001",))
    assert imports.unpack_office(imports.pack(office)) == office
