"""Invented articles and offices, and ways to make up more of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from gemeinwerk.assistant.exchange.drafts import ArticleDraft, Kind, OfficeDraft
from gemeinwerk.assistant.exchange.limits import clean_line, clean_text, clean_words

PERMIT = ArticleDraft(
    external_id="99-001",
    title="Baugenehmigung",
    body="""Wer bauen will, braucht eine Genehmigung.

# Unterlagen

- Lageplan
- Bauzeichnung

# Gebühr

| Vorhaben | Euro |
| --- | --- |
| Garage | 30 |""",
    plain="Sie wollen bauen. Fragen Sie das Bauamt.",
    keywords=("Bauen", "Bauantrag"),
    office_name="Bauamt",
    legal_basis="§ 1 der erfundenen Bauordnung",
    source="https://musterland.example/bauen",
    review_on=date(2027, 12, 31),
)
QUESTION = ArticleDraft(title="Wann ist offen?", body="Montags.", kind=Kind.FAQ)
OFFICE = OfficeDraft(
    external_id="oe-1",
    name="Bauamt",
    address="Musterstraße 1, 99999 Musterstadt",
    phone="099 123",
    email="bauamt@musterland.example",
    website="https://musterland.example/bauamt",
    opening_hours="Mo–Fr 8–12 Uhr\nDo 14–18 Uhr",
    accessibility="Der Eingang ist stufenlos.",
    topics=("Bauen", "Abriss"),
    places=("99001000", "Musterstadt"),
)

_TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab1 *_`[]()<>&#;:|-+=.\\~!@/\n\t\r\"',§äß€\u00a0\x0b\ud7ff", max_size=60),
    st.sampled_from(["=SUM(A1)", "'=1", "+49", "-", "@x", "---", "# Titel", "a;b", '"', "null"]),
)
_LINES = _TEXTS.map(clean_line).filter(bool)
_WORDS = st.lists(_TEXTS, max_size=4).map(clean_words)
_OPTIONAL = _TEXTS.map(clean_line)

ARTICLES = st.builds(
    ArticleDraft,
    external_id=_OPTIONAL,
    kind=st.sampled_from(Kind),
    title=_LINES,
    body=st.lists(_TEXTS, min_size=1, max_size=6).map("\n".join).map(clean_text).filter(bool),
    plain=_TEXTS.map(clean_text),
    keywords=_WORDS,
    office_name=_OPTIONAL,
    legal_basis=_OPTIONAL,
    source=_OPTIONAL,
    review_on=st.none() | st.dates(min_value=date(1000, 1, 1)),
    language=st.sampled_from(["de", "en", "uk", "pt-br"]),
)
OFFICES = st.builds(
    OfficeDraft,
    external_id=_OPTIONAL,
    name=_LINES,
    address=_OPTIONAL,
    phone=_OPTIONAL,
    email=_OPTIONAL,
    website=_OPTIONAL,
    opening_hours=_TEXTS.map(clean_text),
    accessibility=_TEXTS.map(clean_text),
    topics=_WORDS,
    places=_WORDS,
)


def each_once(articles: list[ArticleDraft]) -> list[ArticleDraft]:
    """Return articles with ids that do not repeat."""
    found: dict[str, ArticleDraft] = {}
    for at, article in enumerate(articles):
        key = article.external_id or f"\0{at}"
        found.setdefault(key, article)
    return list(found.values())


def without_markup(article: ArticleDraft) -> ArticleDraft:
    """Return what of an article has to survive a format that knows other markup."""
    from_words = {field: " ".join(getattr(article, field).split()) for field in ("body", "plain")}
    return replace(article, **from_words)
