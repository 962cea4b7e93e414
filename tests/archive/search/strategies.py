"""Hypothesis strategies for page texts and for what people, and attackers, type into a search."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = """
Baugenehmigung Feuerwehrzufahrt Zufahrt Straße Strasse Hauptstr. Grundſtück Häuser BAULAST É ½ ﬁnden
Kläranlage Abwasserbeseitigungssatzung Gemeinderatssitzung Müller-Lüdenberg Flurstück 117/2 § Flur
003 63-BA-1974/12 12.03.1974 12a 1.234 m² 1974 für und der in Bau-Genehmigung Verrnessung 12. März
B a u l a s t
"""
WORDS = [*_WORDS.split(), "Geneh-\nmigung", "Bau⸗\namt", "GENEH-\nMIGUNG", "Ab-\nund"]
_HOSTILE = r"""
' '' \ \' " "" & | ! <-> <3> :* :A :*AB ( ) * ** - -- -" 😀 🧑‍🚒 c:7 k:abc ~3 'a':* !! % %(text)s
'|'c:8 „ “ » « ‚ ’ $1 -* "* a:* 'c:7'::tsquery ß ẞ
"""
HOSTILE = [*_HOSTILE.split(), "\x00", "\ud800", "\u200b", "\u00ad", "\u0364"]

words = st.sampled_from(WORDS)
_any_text = st.text(max_size=40)
_letters = st.text(alphabet=st.characters(categories=("L", "N", "M")), min_size=1, max_size=70)


def _joined(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    separators = st.sampled_from([" ", " ", "\n", ", ", "-", "-\n", "/", ".", "", "\r\n\r\n", "_"])
    pairs = st.lists(st.tuples(pieces, separators), max_size=most)
    return pairs.map(lambda found: "".join(piece + separator for piece, separator in found))


page_texts = st.one_of(_joined(st.one_of(words, _letters, st.sampled_from(HOSTILE)), 30), st.text())


@st.composite
def _terms(draw: st.DrawFn) -> str:
    """One term with a minus, quotes and an asterisk in random, often wrong, places."""
    inner = draw(st.one_of(words, words, _letters, _any_text))
    quote = draw(st.sampled_from(["", "", '"', "„", "»", "“"]))
    closing = draw(st.sampled_from(["", quote, {"„": "“", "»": "«"}.get(quote, quote)]))
    star = draw(st.sampled_from(["", "", "*"]))
    minus = draw(st.sampled_from(["", "", "-"]))
    return f"{minus}{quote}{inner}{star}{closing}"


query_texts = st.one_of(
    st.lists(st.one_of(_terms(), _terms(), st.sampled_from(HOSTILE)), max_size=20).map(" ".join),
    st.text(max_size=10_000),
)
