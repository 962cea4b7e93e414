"""Articles as HTML: nothing hostile gets through, anchors are there, quotes are marked whole."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.assistant.text.dialect import MAX_BODY, ArticleTooLong
from gemeinwerk.assistant.text.rendering import (
    plain_text,
    render,
    render_fragment,
    render_quote,
)
from gemeinwerk.assistant.text.sections import cut

PERMIT = """Wer **bauen** will, braucht eine [Genehmigung](https://example.org/bau).

# Unterlagen

- Lageplan
- Bauzeichnung mit *allen* Maßen

# Gebühr

| Vorhaben | Euro |
|:---------|-----:|
| Garage   |   30 |
"""

TAGS = {
    *("p", "h3", "h4", "h5", "h6", "strong", "em", "a", "code", "pre", "ul", "ol", "li"),
    *("blockquote", "hr", "br", "div", "table", "thead", "tbody", "tr", "th", "td", "span", "mark"),
}
ATTRIBUTES = {"id", "href", "rel", "start", "class", "role", "tabindex", "aria-label", "scope"}
VOID = {"hr", "br"}

_HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html,<script>1</script>)",
    "[a](vbscript:x)",
    "[a](//evil.example/x)",
    "[a](/abmelden)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '[a](https://x.example/"onmouseover="alert(1))',
    '[a](https://x.example "t\\" onclick=\\"x")',
    "[a]: javascript:alert(1)\n\n[a]",
    '```"><script>\n</pre><script>alert(1)</script>\n```',
    '# <a id="x">h</a>',
    "|a|\n|-|\n|<b onclick=x>|",
    "<!-- --><![CDATA[<script>]]>",
]


class _Checker(HTMLParser):
    """Collects what is there, and fails at a tag that is crossed or not closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.marked = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert tag in VOID and not attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marked += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def _values(checker: _Checker, name: str) -> list[str]:
    return [value or "" for found, value in checker.attributes if found == name]


def _check(html: str) -> _Checker:
    checker = _Checker(html)
    assert checker.tags <= TAGS
    assert {name for name, _value in checker.attributes} <= ATTRIBUTES
    for address in _values(checker, "href"):
        assert re.match(r"(https?://|mailto:|tel:|#)", address, re.IGNORECASE), address
    return checker


_PIECES = st.one_of(
    st.sampled_from(_HOSTILE),
    st.sampled_from(["# Größe", "- a", "> b", "|a|b|\n|-|-|\n|1|2|", "**", "_", "`", "    x", ""]),
    st.text(alphabet="ab *_`[]()<>&#|-\\\n\té\ue000", max_size=30),
)
_BODIES = st.lists(_PIECES, max_size=12).map("\n".join)


def test_a_text_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ArticleTooLong):
        render("x" * (MAX_BODY + 1))


@pytest.mark.parametrize("text", _HOSTILE)
def test_hostile_markup_stays_text(text: str) -> None:
    html = render(text)
    checker = _check(html)
    assert "script" not in checker.tags and "img" not in checker.tags
    assert not [value for value in _values(checker, "href") if "evil" in value and "pixel" in value]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "![" * 10_000,
        "[" * 5_000 + "a" + "](x)" * 5_000,
        "*a **b " * 5_000,
        "`" * 20_000 + "a",
        "> " * 10_000 + "a",
        "- " * 10_000 + "a",
        "<" * 20_000,
        "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b" * 5_000,
        "[a]: b\n" * 5_000,
        "&" * 20_000,
        "x\n" * 10_000,
        "# a\n" * 5_000,
    ],
    ids=lambda text: text[:8].encode("unicode_escape").decode(),
)
def test_no_text_is_too_much(text: str) -> None:
    _check(render_quote(text, len(text) // 3, len(text) // 2))
    anchors = [section.anchor for section in cut(text)]
    assert len(set(anchors)) == len(anchors)


def test_headings_begin_below_those_of_the_page_and_leave_no_gap() -> None:
    html = render("# Eins\n\n#### Tief\n\n# Zwei")
    assert re.findall(r"<h\d id=\"[^\"]+\">[^<]+</h\d>", html) == [
        '<h3 id="abschnitt-eins">Eins</h3>',
        '<h4 id="abschnitt-tief">Tief</h4>',
        '<h3 id="abschnitt-zwei">Zwei</h3>',
    ]
    assert '<h2 id="abschnitt-eins">' in render("### Eins", top_level=2)


def test_links_leave_without_telling_where_they_come_from() -> None:
    assert '<a href="https://example.org/bau" rel="noopener noreferrer">Genehmigung</a>' in render(
        PERMIT
    )


def test_a_picture_is_told_by_its_words() -> None:
    assert render("![Lageplan des **Grundstücks**](https://x.example/a.png)") == (
        '<p><span id="abschnitt-anfang"></span>Lageplan des Grundstücks</p>\n'
    )


def test_a_fragment_has_no_ids() -> None:
    assert _values(_check(render_fragment(PERMIT)), "id") == []


def test_a_table_says_what_its_columns_are_and_scrolls() -> None:
    html = render(PERMIT)
    assert '<th scope="col">Vorhaben</th>' in html
    assert '<th class="gw-number" scope="col">Euro</th>' in html
    assert '<td class="gw-number">30</td>' in html
    assert 'role="region" tabindex="0"' in html
    assert "style" not in html


def test_a_quote_is_marked_across_blocks() -> None:
    start, end = PERMIT.index("bauen"), PERMIT.index("Maßen")
    checker = _check(render_quote(PERMIT, start, end))
    assert "".join(checker.marked.split()) == (
        "bauenwill,brauchteineGenehmigung.UnterlagenLageplanBauzeichnungmitallen"
    )
    assert _values(checker, "id").count("beleg") == 1


def test_a_quote_that_begins_in_markup_begins_at_its_words() -> None:
    item = "- Bauzeichnung mit *allen* Maßen"
    start = PERMIT.index(item)
    assert _check(render_quote(PERMIT, start, start + len(item))).marked == (
        "Bauzeichnung mit allen Maßen"
    )
    row = "| Garage   |   30 |"
    start = PERMIT.index(row)
    assert _check(render_quote(PERMIT, start, start + len(row))).marked == "Garage30"


def test_only_the_place_that_is_meant_is_marked() -> None:
    body = "Ja, gern.\n\nNein.\n\nJa, gern."
    html = render_quote(body, 18, 27)
    assert html.endswith('<p><mark id="beleg">Ja, gern.</mark></p>\n')
    assert html.count("<mark") == 1


@given(_BODIES)
def test_whatever_is_written_the_page_is_whole_and_safe(body: str) -> None:
    checker = _check(render(body))
    ids = _values(checker, "id")
    assert len(set(ids)) == len(ids)
    assert {section.anchor for section in cut(body)} <= set(ids)


@given(_BODIES, st.integers(-5, 400), st.integers(-5, 400))
def test_a_mark_changes_nothing_but_itself(body: str, start: int, end: int) -> None:
    html = render_quote(body, start, end)
    _check(html)
    assert re.sub(r"</?mark[^>]*>", "", html) == render(body)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=40))
def test_words_are_marked_wherever_they_stand(words: str) -> None:
    for form in ("# {}", "- {} a", "> {}", "a **{}** b", "|a|\n|-|\n|{}|", "a\n\n{}\n\nb"):
        body = form.format(words)
        start = form.index("{")
        assert _check(render_quote(body, start, start + len(words))).marked == words


def test_plain_text_says_the_words_line_by_line() -> None:
    assert plain_text(PERMIT).split("\n") == [
        "Wer bauen will, braucht eine Genehmigung.",
        "Unterlagen",
        "Lageplan",
        "Bauzeichnung mit allen Maßen",
        "Gebühr",
        "Vorhaben, Euro",
        "Garage, 30",
    ]
