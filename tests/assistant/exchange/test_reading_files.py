"""Files as they come: in each format what is read, and each way in which a file is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.exchange.drafting import OFFICE, PERMIT

from gemeinwerk.assistant.exchange import errors, limits
from gemeinwerk.assistant.exchange.drafts import Kind, Reading
from gemeinwerk.assistant.exchange.formats import ACCEPTED, Format, detect, read, write
from gemeinwerk.assistant.text.dialect import MAX_BODY
from gemeinwerk.assistant.text.rendering import render
from gemeinwerk.kernel.errors import UserError

PAGE = """<!doctype html><html lang="de"><head><title>Bauen - Musterland</title>
<meta name="keywords" content="Bauen, Haus"><link rel="canonical" href="https://m.example/bauen">
<style>p {{}}</style></head><body><nav><ul><li>Startseite</li></ul></nav>
<main><h1>Baugenehmigung</h1>{}</main><footer>Impressum</footer></body></html>"""


def _page(content: str) -> bytes:
    return PAGE.format(content).encode()


def _body(content: str) -> str:
    return read("seite.html", _page(content)).articles[0].body


def _zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return target.getvalue()


def _sentences(reading: Reading) -> list[str]:
    return [str(remark) for remark in reading.remarks]


def _docx(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


# What is refused


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        ("leer.md", b"", errors.FileEmpty),
        ("leer.html", b" \n", errors.FileEmpty),
        ("bild.png", b"\x89PNG\r\n\x1a\n", errors.FormatUnknown),
        ("alt.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, errors.FormatUnknown),
        (
            "geheim.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            errors.FileLocked,
        ),
        ("tabelle.xlsx", _zip(**{"[Content_Types]__xml": b"<a/>"}), errors.FormatUnknown),
        ("kaputt.zip", b"PK\x03\x04 nichts", errors.FileDamaged),
        ("kaputt.docx", b"PK\x03\x04 word/document.xml", errors.FileDamaged),
        ("leer.zip", _zip(), errors.NothingToRead),
        ("binaer.txt", b"\0\1\2", errors.TextUndecodable),
        ("zeichen.csv", b"titel;text\n\x81\x8d;\xff", errors.TextUndecodable),
        ("ohne.csv", b"name;inhalt\nA;B\n", errors.ColumnsMissing),
        ("doppelt.csv", b"titel;frage;text\nA;B;C\n", errors.ColumnTwice),
        ("kopf.csv", b"titel;text\n", errors.NothingToRead),
        ("fremd.xml", b"<?xml version='1.0'?><rss><channel/></rss>", errors.XmlForeign),
        ("halb.xml", b"<?xml version='1.0'?><a><leistung>", errors.FileDamaged),
        ("leer.html", b"<html><body><nav>Start</nav></body></html>", errors.NothingToRead),
        ("papier.pdf", b"%PDF-1.7\n", errors.PdfNotRead),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(
    name: str, data: bytes, cause: type[UserError]
) -> None:
    with pytest.raises(errors.ExchangeRefused) as refused:
        read(name, data)
    assert type(refused.value) is cause
    assert name in str(refused.value)


def test_a_large_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(errors.FileTooLarge) as refused:
        read("gross.md", b"x" * (limits.MAX_FILE_MB * 1_000_000 + 1))
    assert str(refused.value) == (
        "“gross.md” has 31 MB; up to 30 MB are read. Divide it into several files."
    )


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE lolz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(head: str, encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}<a><leistung><id>1</id></leistung></a>'
    )
    with pytest.raises(errors.XmlForbidden) as refused:
        read("boese.xml", text.encode(encoding))
    assert "For safety such XML is not read" in str(refused.value)


def test_a_word_file_that_declares_entities_is_refused() -> None:
    data = _zip(**{"word/document__xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'})
    with pytest.raises(errors.XmlForbidden):
        read("boese.docx", data)


@pytest.mark.parametrize("name", ["bombe.zip", "bombe.docx"])
def test_what_would_grow_without_bound_is_refused(name: str) -> None:
    part = "word/document__xml" if name.endswith("docx") else "a__md"
    data = _zip(**{part: b"a" * (limits.MAX_UNPACKED_MB * 1_000_000 + 1)})
    with pytest.raises(errors.UnpackedTooLarge) as refused:
        read(name, data)
    assert "would grow to more than 100 MB" in str(refused.value)


def test_an_archive_whose_parts_share_bytes_is_refused() -> None:
    data = bytearray(_zip(a__md=b"a" * 100_000))
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry = bytes(data[start:end])
    doubled = data[:start] + entry * 1_000 + data[end:]
    tail = len(doubled) - 22
    doubled[tail + 8 : tail + 12] = (1_000).to_bytes(2, "little") * 2
    doubled[tail + 12 : tail + 16] = (len(entry) * 1_000).to_bytes(4, "little")
    with pytest.raises(errors.FileDamaged):
        read("bombe.zip", bytes(doubled))


def test_an_archive_with_too_many_files_is_refused() -> None:
    with pytest.raises(errors.TooManyParts) as refused:
        read("viele.zip", _zip(**{f"{at}__md": b"x" for at in range(limits.MAX_ENTRIES + 1)}))
    assert "holds more than 5000" in str(refused.value)


def test_a_word_file_without_its_parts_is_refused() -> None:
    with pytest.raises(errors.FileDamaged) as refused:
        read("halb.docx", _zip(**{"word/document__xml": b"<a/>"}))
    assert str(refused.value) == (
        "“halb.docx” is damaged or no real DOCX file. Open it, save it again and hand it in once "
        "more."
    )


@given(st.binary(max_size=300), st.sampled_from(ACCEPTED))
def test_no_bytes_end_in_anything_but_a_refusal(data: bytes, suffix: str) -> None:
    try:
        read(f"datei{suffix}", data)
    except errors.ExchangeRefused as refused:
        assert f"datei{suffix}" in str(refused)


@given(st.data(), st.sampled_from([Format.XML, Format.DOCX, Format.MARKDOWN, Format.CSV]))
def test_no_damage_ends_in_anything_but_a_refusal(data: st.DataObject, format: Format) -> None:
    whole = bytearray(write(format, [PERMIT]))
    for _turn in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(whole)))
    try:
        for article in read(f"datei.{format}", bytes(whole[:cut])).articles:
            render(article.body)
    except UserError as refused:
        assert isinstance(refused, errors.ExchangeRefused)


# Which format it is


@pytest.mark.parametrize(
    ("name", "data", "format"),
    [
        ("a.bin", b"\xef\xbb\xbf<!DOCTYPE html><p>x", Format.HTML),
        ("a.bin", b"<?xml version='1.0'?>\n<html xmlns='x'>", Format.HTML),
        ("a.html", b"<p>x</p>", Format.HTML),
        ("a.xml", "\ufeff<a/>".encode("utf-16-le"), Format.XML),
        ("a.bin", b"<?xml version='1.0'?><a/>", Format.XML),
        ("a.md", b"<b>x</b>", Format.MARKDOWN),
        ("a.bin", b"---\ntitel: x\n---\n", Format.MARKDOWN),
        ("A.CSV", b"titel;text", Format.CSV),
        ("a.txt", b"%PDF-1.4", Format.PDF),
        ("a.bin", write(Format.DOCX, [PERMIT]), Format.DOCX),
        ("a.bin", write(Format.MARKDOWN, [PERMIT]), Format.ZIP),
    ],
)
def test_a_format_is_told_by_its_bytes_before_its_name(
    name: str, data: bytes, format: Format
) -> None:
    assert detect(name, data) is format


# HTML


def test_of_a_page_the_content_is_taken_and_nothing_around_it() -> None:
    reading = read("seite.html", _page("<p>Wer baut, fragt.</p><script>alert(1)</script>"))
    article = reading.articles[0]
    assert (article.title, article.body) == ("Baugenehmigung", "Wer baut, fragt.")
    assert article.keywords == ("Bauen", "Haus")
    assert article.source == "https://m.example/bauen"


def test_headings_lists_tables_and_links_become_markdown() -> None:
    body = _body(
        "<h2>Gebühr</h2><ul><li>eins<ul><li>zwei</li></ul></li><li>drei</li></ul>"
        "<ol><li>a</li><li>b</li></ol>"
        "<table><tr><th>Was</th><th>Euro</th></tr><tr><td>Haus|Hof</td><td>30</td></tr></table>"
        '<p>Siehe <a href="https://m.example/x">hier</a>, <a href="javascript:x()">da</a>.</p>'
        "<address>Musterstraße 1<br>99999 Musterstadt</address>"
    )
    assert body == (
        "## Gebühr\n\n- eins\n  - zwei\n- drei\n\n1. a\n2. b\n\n"
        "| Was | Euro |\n| --- | --- |\n| Haus\\|Hof | 30 |\n\n"
        "Siehe [hier](https://m.example/x), da.\n\nMusterstraße 1\n99999 Musterstadt"
    )


def test_a_short_bold_paragraph_is_a_heading_and_bold_words_stay_bold() -> None:
    assert _body("<p><b>Gebühr:</b></p><p>Das kostet <strong>30 Euro</strong>.</p>") == (
        "#### Gebühr\n\nDas kostet **30 Euro**."
    )


def test_a_table_of_names_and_values_becomes_a_list() -> None:
    assert _body(
        "<table><tr><th>Telefon</th><td>115</td></tr><tr><th>Raum</th><td>7</td></tr></table>"
    ) == ("- Telefon: 115\n- Raum: 7")


def test_a_table_that_only_arranges_is_read_cell_by_cell() -> None:
    assert _body(
        "<table><tr><td><h2>A</h2><p>x</p></td><td><ul><li>y</li></ul></td></tr></table>"
    ) == ("## A\n\nx\n\n- y")


def test_what_is_hidden_or_navigation_is_left_out() -> None:
    assert (
        _body(
            '<p hidden>a</p><p style="display:none">b</p><div role="navigation">c</div>'
            "<aside>d</aside><form>e</form><p>f</p>"
        )
        == "f"
    )


def test_signs_of_a_page_do_not_become_markup() -> None:
    assert _body("<p>1. Ort</p><p>a * b_c [x](y) &lt;b&gt; &amp;amp;</p><p># x</p>") == (
        "1\\. Ort\n\na * b_c \\[x](y) <b> \\&amp;\n\n\\# x"
    )


def test_pictures_are_counted() -> None:
    reading = read("seite.html", _page('<p>x</p><img src="a.png"><img alt="" src="b.png">'))
    assert _sentences(reading) == [
        "“seite.html”: pictures were left out (1). If one says something that the text does not, "
        "write it down."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "cp1252"])
def test_pages_are_read_in_their_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>Größe – 5 m²</p></body></html>'
    data = page.encode(encoding, "xmlcharrefreplace")
    assert read("seite.html", data).articles[0].body == "Größe – 5 m²"


def test_a_page_of_a_hundred_thousand_tags_in_each_other_is_read_or_refused() -> None:
    for tag in ("div", "b", "ul><li", "table><tr><td", "blockquote"):
        try:
            read("tief.html", _page(f"<p>x</p>{f'<{tag}>' * 100_000}y"))
        except errors.ExchangeRefused as refused:
            assert "tief.html" in str(refused)


# DOCX


def test_styles_lists_and_links_of_word_are_understood() -> None:
    document = docx.Document()
    document.add_heading("Baugenehmigung", level=0)
    document.add_heading("Unterlagen", level=1)
    document.add_paragraph("Lageplan", style="List Bullet")
    document.add_paragraph("Zeichnung", style="List Bullet")
    document.add_paragraph("Erst dies.", style="List Number")
    document.add_paragraph("* kein Punkt")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Was", "Euro", "Haus", "30"],
        strict=True,
    ):
        cell.text = words
    article = read("antrag.docx", _docx(document)).articles[0]
    assert article.title == "Baugenehmigung"
    assert article.body == (
        "# Unterlagen\n\n- Lageplan\n- Zeichnung\n1. Erst dies.\n\n* kein Punkt\n\n"
        "| Was | Euro |\n| --- | --- |\n| Haus | 30 |"
    ).replace("\n* kein", "\n\\* kein")


def test_insertions_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Es kostet ")
    for tag, words in (("w:del", "20"), ("w:ins", "30")):
        change = OxmlElement(tag)
        run = paragraph.add_run(words)
        change.append(run._r)
        paragraph._p.append(change)
    paragraph.add_run(" Euro.")
    assert read("a.docx", _docx(document)).articles[0].body == "Es kostet 30 Euro."


def test_text_in_content_controls_is_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Im Feld.")
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    paragraph._p.addprevious(control)
    control.append(content)
    content.append(paragraph._p)
    assert read("a.docx", _docx(document)).articles[0].body == "Im Feld."


def test_a_joined_cell_is_read_once_however_wide_it_claims_to_be() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Was"
    table.rows[0].cells[1].text = "Euro"
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), "1000000000")
    table.rows[0].cells[0]._tc.get_or_add_tcPr().append(span)
    assert read("a.docx", _docx(document)).articles[0].body == "| Was | Euro |\n| --- | --- |"


# Markdown


def test_fields_stand_at_the_top_of_a_markdown_file() -> None:
    text = (
        "---\ntitel: 'Baugenehmigung'\nArt: Frage\nSchlagwörter:\n  - Bauen\n  - Haus\n"
        "prüfen am: 31.12.2027\nfremd: x\nstelle: Bauamt\n---\n\n# Unterlagen\n\nx\n"
    )
    reading = read("a.md", text.encode())
    article = reading.articles[0]
    assert (article.title, article.kind, article.keywords) == (
        "Baugenehmigung",
        Kind.FAQ,
        ("Bauen", "Haus"),
    )
    assert article.review_on == date(2027, 12, 31)
    assert article.body == "# Unterlagen\n\nx"
    assert reading.remarks == ()


def test_without_fields_the_first_heading_or_the_name_is_the_title() -> None:
    assert read("a.md", b"# Bauen\n\nText").articles[0].title == "Bauen"
    assert read("Bauen im Dorf.txt", b"Text").articles[0].title == "Bauen im Dorf"


def test_a_field_that_is_not_understood_is_left_out_with_a_remark() -> None:
    reading = read("a.md", b"---\ntitel: Bauen\nart: Gedicht\n---\nText")
    assert reading.articles[0].kind is Kind.SERVICE
    assert _sentences(reading) == [
        "“a.md”: in “Bauen” the value “Gedicht” of “art” was not understood and left out."
    ]


# CSV


def test_rows_become_articles_and_bad_ones_are_named_by_line() -> None:
    text = (
        "Kennung;Titel;Text;Prüfen am;Art;Farbe\n"
        "1;Bauen;Wer baut, fragt.;31.12.2027;Leistung;rot\n"
        ";;fehlt;;;\n"
        "\n"
        '2;Abriss;"Zwei\nZeilen";32.1.2027;;\n'
        '3;Anbau;"Zwei\n\nZeilen";;;\n'
        "3;Nochmal;x;;;\n"
        "4;a;b;;;;zu viel\n"
    )
    reading = read("liste.csv", text.encode("cp1252"))
    assert [(article.title, article.body) for article in reading.articles] == [
        ("Bauen", "Wer baut, fragt."),
        ("Anbau", "Zwei\n\nZeilen"),
    ]
    assert _sentences(reading) == [
        "“liste.csv”: the column “Farbe” is not known and was left out.",
        "“liste.csv”, line 3: the column “Titel” is empty.",
        "“liste.csv”, line 5, column “Prüfen am”: “32.1.2027” is not understood. Write 31.12.2027.",
        "“liste.csv”, line 10: the article “3” stands further up already; this row was left out.",
        "“liste.csv”, line 11 has 7 values for 6 columns. Put values that hold the separator into "
        "quotation marks.",
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_tables_are_read_as_excel_writes_them(separator: str, encoding: str) -> None:
    text = f"frage{separator}antwort\r\nWo?{separator}In der Größe\r\n"
    article = read("liste.csv", text.encode(encoding)).articles[0]
    assert (article.title, article.body) == ("Wo?", "In der Größe")


def test_a_quotation_mark_that_does_not_close_is_named_by_its_line() -> None:
    reading = read("liste.csv", b'titel;text\nA;B\nC;"offen\nD;E\n')
    assert [article.title for article in reading.articles] == ["A"]
    assert "line 3: the quotation marks do not close" in _sentences(reading)[0]


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(errors.ColumnsMissing) as refused:
        read("liste.csv", b"titel;ort\nA;B\n")
    assert str(refused.value) == (
        "In “liste.csv” these columns are missing: “text” (found: titel, ort). The first line must "
        "name the columns, at least titel;text."
    )


def test_a_table_of_offices_is_told_by_its_columns() -> None:
    text = "Stelle;Telefon;Öffnungszeiten;Orte\nBauamt;115;Mo–Fr;99001000, Dorf\n"
    office = read("stellen.csv", text.encode()).offices[0]
    assert (office.name, office.phone, office.places) == ("Bauamt", "115", ("99001000", "Dorf"))


# XZuFi

SERVICE = """<?xml version="1.0" encoding="UTF-8"?>
<x:transfer xmlns:x="http://xoev.de/schemata/xzufi/2_2_0" xzufiVersion="2.2.0">
 <x:schreibe>
  <x:leistung>
   <x:id schemeAgencyID="99">4711</x:id>
   <x:referenzLeiKa><code>99012010001000</code></x:referenzLeiKa>
   {modules}
  </x:leistung>
  <x:organisationseinheit>
   <x:id>oe</x:id>
   <x:name><x:name languageCode="de">Bauamt</x:name></x:name>
   <x:infoOeffnungszeitenText>
    &lt;p&gt;Mo 8–12&lt;br&gt;Do 14–18&lt;/p&gt;</x:infoOeffnungszeitenText>
   <x:anschrift><x:postfach>1</x:postfach><x:ort>Fern</x:ort></x:anschrift>
   <x:anschrift><x:strasse>Musterstraße</x:strasse><x:hausnummer>1</x:hausnummer>
    <x:postleitzahl>99999</x:postleitzahl><x:ort>Musterstadt</x:ort></x:anschrift>
   <x:erreichbarkeit><x:kanal><code>04</code></x:kanal>
    <x:kennung>Fax</x:kennung></x:erreichbarkeit>
   <x:erreichbarkeit><x:kanal><code>02</code></x:kanal>
    <x:kennung>099 1</x:kennung></x:erreichbarkeit>
   <x:erreichbarkeit><x:kanal><code>01</code></x:kanal>
    <x:kennung>a@b.example</x:kennung></x:erreichbarkeit>
   <x:zustaendigkeit><x:leistungID>4711</x:leistungID>
    <x:gebietID>99001</x:gebietID></x:zustaendigkeit>
  </x:organisationseinheit>
 </x:schreibe>
</x:transfer>"""


def _module(code: str, text: str, language: str = "de") -> str:
    return (
        f'<x:modulText><x:inhalt languageCode="{language}">{text}</x:inhalt>'
        f"<x:leikaTextmodul><code>{code}</code></x:leikaTextmodul></x:modulText>"
    )


def _service(*modules: str) -> Reading:
    return read("dienst.xml", SERVICE.format(modules="".join(modules)).encode())


def test_text_modules_become_sections_in_the_order_of_an_article() -> None:
    article = _service(
        _module("08", "&lt;ul&gt;&lt;li&gt;Lageplan&lt;/li&gt;&lt;/ul&gt;"),
        _module("02", "Baugenehmigung Erteilung"),
        _module("03", "Baugenehmigung beantragen"),
        _module("07", "&lt;p&gt;§ 1 BauO&lt;/p&gt;&lt;p&gt;§ 2 BauO&lt;/p&gt;"),
        _module("05", "Kurz gesagt."),
        _module("06", "Lang gesagt."),
        _module("06", "Said at length.", "en"),
        "<x:modulKosten><x:kosten><x:betrag>30</x:betrag>"
        "<x:waehrung>EUR</x:waehrung></x:kosten></x:modulKosten>",
        '<x:modulFrist><x:beschreibung languageCode="de">Drei Monate</x:beschreibung>'
        "</x:modulFrist>",
    ).articles[0]
    assert article.title == "Baugenehmigung beantragen"
    assert article.body == (
        "Kurz gesagt.\n\n# Beschreibung\n\nLang gesagt.\n\n# Erforderliche Unterlagen\n\n"
        "- Lageplan\n\n# Gebühren\n\n- 30 EUR\n\n# Fristen\n\nDrei Monate"
    )
    assert article.legal_basis == "§ 1 BauO; § 2 BauO"
    assert article.external_id == "4711"
    assert article.keywords == ("99012010001000",)
    assert article.office_name == "Bauamt"


def test_the_responsible_office_comes_with_its_places_and_hours() -> None:
    office = _service(_module("03", "Bauen"), _module("06", "Text.")).offices[0]
    assert office.name == "Bauamt"
    assert office.address == "Musterstraße 1, 99999 Musterstadt"
    assert (office.phone, office.email) == ("099 1", "a@b.example")
    assert office.opening_hours == "Mo 8–12\nDo 14–18"
    assert (office.topics, office.places) == (("Bauen",), ("99001",))


def test_headings_in_a_module_lie_below_that_of_the_module() -> None:
    body = (
        _service(
            _module("03", "Bauen"),
            _module("05", "Kurz."),
            _module("06", "&lt;h2&gt;Teil&lt;/h2&gt;&lt;p&gt;x&lt;/p&gt;"),
        )
        .articles[0]
        .body
    )
    assert body == "Kurz.\n\n# Beschreibung\n\n## Teil\n\nx"


def test_plain_language_is_read_apart() -> None:
    article = _service(
        _module("03", "Bauen"), _module("06", "Schwer."), _module("06", "Leicht.", "de-simple")
    ).articles[0]
    assert (article.body, article.plain) == ("Schwer.", "Leicht.")


def test_links_of_a_module_are_kept_if_they_are_safe() -> None:
    links = "".join(
        "<x:weiterfuehrenderLink languageCode='de'>"
        f"<x:uri>{uri}</x:uri><x:titel>{title}</x:titel></x:weiterfuehrenderLink>"
        for uri, title in (("https://m.example/f", "Formular"), ("javascript:x()", "Böse"))
    )
    module = f"<x:modulText><x:leikaTextmodul><code>14</code></x:leikaTextmodul>{links}"
    body = _service(_module("03", "Bauen"), f"{module}</x:modulText>").articles[0].body
    assert body == "# Formulare\n\n- [Formular](https://m.example/f)\n- Böse"


def test_a_service_without_text_is_named() -> None:
    reading = _service(_module("03", "Bauen"))
    assert reading.articles == ()
    assert _sentences(reading) == ["“dienst.xml”: “Bauen” holds no text and was left out."]


def test_what_our_own_files_say_wrongly_is_named() -> None:
    own = "<x:idSekundaer schemeID='gemeinwerk:kind'>Gedicht</x:idSekundaer>"
    reading = _service(own, _module("03", "Bauen"), _module("06", "x"))
    assert _sentences(reading) == [
        "“dienst.xml”: in “Bauen” the value “Gedicht” of “Kind” was not understood and left out."
    ]


# ZIP


def test_of_an_archive_what_can_be_read_is_read_and_the_rest_is_named() -> None:
    data = _zip(
        **{
            "bauen__md": b"# Bauen\n\nText",
            "ordner/wo__html": _page("<p>Dort.</p>"),
            "stellen__csv": b"stelle;telefon\nBauamt;115\n",
            "bild__png": b"\x89PNG",
            "leer__md": b"",
            "noch__zip": _zip(a__md=b"x"),
            "__MACOSX/x__md": b"x",
        }
    )
    reading = read("alles.zip", data)
    assert [article.title for article in reading.articles] == ["Bauen", "Baugenehmigung"]
    assert [office.name for office in reading.offices] == ["Bauamt"]
    assert _sentences(reading) == [
        "“alles.zip”: the file “bild.png” is in no format that can be read.",
        "“alles.zip”: “leer.md” was left out. “leer.md” is empty. Save it again and hand it in "
        "once more.",
        "“alles.zip”: the file “noch.zip” is in no format that can be read.",
    ]


# Whatever the format


def test_an_article_that_is_too_long_is_left_out_and_named() -> None:
    reading = read("a.md", b"# Lang\n\n" + b"x" * (MAX_BODY + 1))
    assert reading.articles == ()
    assert _sentences(reading) == [
        "“a.md”: “Lang” has 200001 characters and was left out; an article holds up to 200000. "
        "Divide it."
    ]


def test_a_field_that_is_too_long_is_shortened_and_named() -> None:
    reading = read("a.md", b"# " + b"x" * 400 + b"\n\nText")
    assert len(reading.articles[0].title) == 300
    assert "the field “Title” was shortened to 300 characters" in _sentences(reading)[0]


def test_control_characters_and_soft_hyphens_do_not_get_in() -> None:
    article = read("a.md", "# Bau\u00adamt\n\na\x07b\u00a0c\u200bd\r\ne".encode()).articles[0]
    assert (article.title, article.body) == ("Bauamt", "ab cd\ne")


def test_offices_alone_are_a_reading_too() -> None:
    assert read("a.xml", write(Format.XML, [], [OFFICE])).offices == (OFFICE,)
