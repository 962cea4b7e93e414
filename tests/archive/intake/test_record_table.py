"""The table beside the files. Names and file numbers are invented."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.archive.intake.record_table import (
    MAX_REFUSED_ROWS,
    RecordTable,
    Row,
    Suspicion,
    clean_value,
    parse_period,
    parse_table,
)
from gemeinwerk.archive.intake.rules import Notice, RecordMeta, Refusal

HEADER = "ordner;aktenzeichen;titel;von;bis;personenbezogen\n"


Found = list[Row | Suspicion | Refusal | Notice]


def parse(text: str | bytes) -> Found:
    data = text.encode() if isinstance(text, str) else text
    return list(parse_table(data, "liste.csv"))


def rows(found: Found) -> list[RecordMeta]:
    return [row.meta for row in found if isinstance(row, Row)]


def reasons(found: Found) -> list[str]:
    return [str(refusal.reason) for refusal in found if isinstance(refusal, Refusal)]


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no column “ordner” (found: –)"),
        (b"\n\n \n", "no column “ordner” (found: –)"),
        (b"akte;titel\n1;x\n", "no column “ordner” (found: “akte”, “titel”)"),
        (b"ordner;titel;Folder\n", "has the column “ordner” twice"),
        (b"ordner;titel\n\x81\x8d;x\n", "neither UTF-8 nor Windows text"),
        (b"ordner;titel\nA;x\0y\n", "neither UTF-8 nor Windows text"),
        (b"\xff\xfeo\0r\0", "no column “ordner”"),
        (b"\xff\xfeo\0r\0d", "neither UTF-8 nor Windows text"),
        (b"%PDF-1.4\n\xe2\xe3\xcf\xd3", "no column “ordner”"),
    ],
)
def test_a_table_without_use_is_refused_whole(data: bytes, sentence: str) -> None:
    found = parse(data)
    assert len(found) == 1
    assert sentence in reasons(found)[0]
    assert "“liste.csv”" in reasons(found)[0]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (";1;x;;;", "line 3: the column “ordner” is empty"),
        ("./;1;x;;;", "line 3: the column “ordner” is empty"),
        ("B;1;x;1974;74;", "line 3, column “bis”: “74” is not a date"),
        ("B;1;x;31.02.1974;;", "line 3, column “von”: “31.02.1974” is not a date"),
        ("B;1;x;13.1974;;", "line 3, column “von”: “13.1974” is not a date"),
        ("B;1;x;0000;;", "line 3, column “von”: “0000” is not a date"),
        ("B;1;x;um 1974;;", "line 3, column “von”: “um 1974” is not a date"),
        ("B;1;x;١٩٧٤;;", "line 3, column “von”: “١٩٧٤” is not a date"),
        ("B;1;x;1975;1974;", "line 3, column “bis”: “1974” is before the beginning"),
        ("B;1;x;;;vielleicht", "“personenbezogen”: “vielleicht” is neither yes nor no"),
        ("B;1;x;;;;oops", "line 3 has 7 values for 6 columns"),
        ('B;1;"x" y;;;', "line 3: the quotation marks do not close"),
        ('B;1;"x;;;', "line 3: the quotation marks do not close"),
        (f"B;{'1' * 201};x;;;", "column “aktenzeichen”: “111"),
        (f"B;1;{'x' * 501};;;", "is longer than 500 characters"),
        (f"{'B' * 256};1;x;;;", "is longer than 255 characters"),
    ],
)
def test_a_bad_row_is_refused_by_line_and_column_and_the_rest_is_read(
    row: str, sentence: str
) -> None:
    found = parse(f"{HEADER}A;1;first;;;\n{row}\nC;3;third;;;\n")
    found = [one for one in found if not isinstance(one, Suspicion)]
    assert [meta.key for meta in rows(found)] == ["A", "C"]
    assert len(reasons(found)) == 1
    assert sentence in reasons(found)[0]
    assert len(reasons(found)[0]) < 300


def test_the_second_row_for_a_folder_is_refused_in_any_table() -> None:
    table = RecordTable()
    assert list(table.read(b"ordner;titel\nA;first\n", "a.csv")) == []
    [refusal] = table.read(b"ordner;titel\n\nA/;second\nB;x\n", "b.csv")
    assert str(refusal.reason).startswith(
        "“b.csv”, line 3: the folder “A” was described before (a.csv:2)."
    )
    assert table.find("A") == RecordMeta("A", title="first")
    assert table.find("B") == RecordMeta("B", title="x")


@pytest.mark.parametrize(
    ("row", "is_protected"),
    [
        ("A;1;x;never;;ja", True),
        ("A;1;x;;;vielleicht", True),
        ("A;1;x;1975;1974;x", True),
        ("A;1;x;;;nein;oops", True),
        ("A;1;x;never;;nein", False),
        ("A;1;x;never;;", False),
    ],
)
def test_a_refused_row_still_protects_persons(row: str, is_protected: bool) -> None:
    table = RecordTable()
    assert len(list(table.read(f"{HEADER}{row}\n".encode(), "liste.csv"))) == 1
    expected = RecordMeta("A", person_related=True) if is_protected else None
    assert table.find("A") == expected
    assert RecordTable(table).find("A") == expected


def test_of_two_rows_and_two_tables_the_protective_one_decides() -> None:
    outer = RecordTable()
    rows_twice = b"ordner;titel;personenbezogen\nA;first;nein\nA;second;ja\nB;b;ja\n"
    assert len(list(outer.read(rows_twice, "liste.csv"))) == 1
    inner = RecordTable(outer)
    assert not list(inner.read(b"ordner;titel;personenbezogen\nB;inner;nein\n", "innen.csv"))
    assert outer.find("A") == RecordMeta("A", title="first", person_related=True)
    assert inner.find("B") == RecordMeta("B", title="inner", person_related=True)
    assert inner.find("C") is None


def test_a_hopeless_table_is_given_up_with_a_word() -> None:
    table = RecordTable()
    found = list(table.read(HEADER.encode() + b"A;1;x;never;;\n" * 5000, "liste.csv"))
    assert len(found) == MAX_REFUSED_ROWS + 1
    assert "not read further after 1000 faulty rows" in str(found[-1].reason)


def test_an_unknown_column_is_left_out_with_a_notice() -> None:
    found = parse("ordner;Bemerkung;titel;\nA;egal;x;\n")
    [notice] = [one for one in found if isinstance(one, Notice)]
    assert "the column “Bemerkung” is not known and was left out" in str(notice.reason)
    assert rows(found) == [RecordMeta("A", title="x")]


def test_rows_for_folders_that_are_not_there_are_mentioned() -> None:
    table = RecordTable()
    assert not list(table.read(b"ordner\nA\nB\nC.pdf\n", "liste.csv"))
    table.find("A")
    table.find("C", file_name="C.pdf")
    [notice] = table.list_unused()
    assert "line 3: no file was found for the folder “B”" in str(notice.reason)


def test_a_whole_register_beside_one_box_does_not_flood() -> None:
    table = RecordTable()
    data = "ordner\n" + "\n".join(f"A {number}" for number in range(500))
    assert not list(table.read(data.encode(), "liste.csv"))
    table.find("A 1")
    notices = list(table.list_unused())
    assert len(notices) == 21
    assert "479 more rows" in str(notices[-1].reason)


# The ordinary way --------------------------------------------------------------------------------


def test_a_full_row() -> None:
    found = parse(HEADER + "A 12;63-BA-0012/74;Neubau einer Scheune;1974;03.1976;nein\n")
    assert found == [
        Row(
            "liste.csv",
            2,
            RecordMeta(
                "A 12",
                "63-BA-0012/74",
                "Neubau einer Scheune",
                date(1974, 1, 1),
                date(1976, 3, 31),
                False,
            ),
        )
    ]


@pytest.mark.parametrize(
    "data",
    [
        "ordner;titel\nA;Größe\n".encode(),
        "\ufefford\u006eer;titel\r\nA;Größe\r\n".encode(),
        "Ordner;TITEL\rA;Größe\r".encode("cp1252"),
        "ordner\ttitel\nA\tGröße\n".encode("utf-16"),
        "\n\nfolder,title\n\nA,Größe\n\n,\n".encode(),
        "title\tfolder\nGröße\tA\n".encode(),
        "sep=,\nordner,titel\nA,Größe\n".encode(),
        'ordner;titel\n"A";"Größe"'.encode(),
        unicodedata.normalize("NFD", "ordner;titel\nA;Größe\n").encode(),
        "ordner;titel\n./A/; Größe \n".encode(),
        "ordner;titel\n.\\A\\; Größe \n".encode(),
    ],
)
def test_what_spreadsheets_write_is_read(data: bytes) -> None:
    assert rows(parse(data)) == [RecordMeta("A", title="Größe")]
    assert reasons(parse(data)) == []


def test_english_headers_and_a_comma_in_quotes() -> None:
    data = 'folder,File_Number,title,from,to,Person related\nA,1,"x, y",1974-03-05,,x\n'
    assert rows(parse(data)) == [
        RecordMeta("A", "1", "x, y", date(1974, 3, 5), None, person_related=True)
    ]


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        *((word, True) for word in ("ja", "JA", "x", "1", "yes", "WAHR")),
        *((word, False) for word in ("nein", "0", "no")),
        *((word, None) for word in ("", "  ")),
    ],
)
def test_flags(value: str, flag: bool | None) -> None:
    assert rows(parse(f"ordner;personenbezogen\nA;{value}\n"))[0].person_related is flag


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1974", date(1974, 1, 1), date(1974, 12, 31)),
        ("02.1976", date(1976, 2, 1), date(1976, 2, 29)),
        ("2/1975", date(1975, 2, 1), date(1975, 2, 28)),
        ("1974-12", date(1974, 12, 1), date(1974, 12, 31)),
        ("5.3.1974", date(1974, 3, 5), date(1974, 3, 5)),
        ("05. 03. 1974", date(1974, 3, 5), date(1974, 3, 5)),
        ("1974-03-05", date(1974, 3, 5), date(1974, 3, 5)),
    ],
)
def test_dates_are_spans(text: str, first: date, last: date) -> None:
    assert parse_period(text) == (first, last)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_and_lies_in_its_month_and_year(day: date) -> None:
    assert parse_period(day.isoformat()) == parse_period(f"{day:%d.%m.%Y}") == (day, day)
    month, year = parse_period(f"{day.month}.{day.year}"), parse_period(str(day.year))
    assert month
    assert year
    assert year[0] <= month[0] <= day <= month[1] <= year[1]
    assert month[0].day == 1
    if month[1] < date.max:
        assert (month[1] + timedelta(days=1)).day == 1


words = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=20
).map(clean_value)
keys = words.filter(lambda key: clean_value(key) and not set(key) & set("/\\") and key != ".")


@given(
    records=st.dictionaries(keys, st.tuples(words, words, st.sampled_from(["", "ja", "nein"]))),
    separator=st.sampled_from(";,\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read(
    records: dict[str, tuple[str, str, str]],
    separator: str,
    quoting: int,
    line_end: str,
    encoding: str,
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=line_end)  # type: ignore[arg-type]
    writer.writerow(["ordner", "aktenzeichen", "titel", "personenbezogen"])
    for key, (number, title, flag) in records.items():
        writer.writerow([key, number, title, flag])
    found = parse(file.getvalue().encode(encoding))
    flags = {"": None, "ja": True, "nein": False}
    assert reasons(found) == []
    assert rows(found) == [
        RecordMeta(key, number, title, person_related=flags[flag])
        for key, (number, title, flag) in records.items()
    ]


@given(
    st.binary(max_size=200)
    | st.lists(
        st.sampled_from([";", '"', "\n", "A", "1974", "x", "\r", ",", "é"]), max_size=60
    ).map(lambda parts: (HEADER + "".join(parts)).encode())
)
def test_no_bytes_break_the_reader_and_no_line_is_passed_over(data: bytes) -> None:
    for found in parse(data):
        if isinstance(found, Row):
            assert found.meta.key
        elif not isinstance(found, Suspicion):
            assert "liste.csv" in str(found.reason)


@given(st.lists(st.sampled_from(["good", "quote", "date", "empty"]), max_size=30))
def test_good_rows_survive_any_neighbours(kinds: list[str]) -> None:
    lines = {"good": "G{0};1;t;1974;;ja", "quote": 'Q{0};"1;t', "date": "D{0};;;x;;", "empty": ""}
    body = "\n".join(lines[kind].format(number) for number, kind in enumerate(kinds))
    found = parse(HEADER + body)
    assert len(rows(found)) == kinds.count("good")
    assert len(reasons(found)) == kinds.count("quote") + kinds.count("date")


# State and protective period ---------------------------------------------------------------------

KEPT = "ordner;zustand;schutz;abgeschlossen;bearbeitet;geburtsjahr;sterbejahr\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("A;lauffend;;;;;", "column “zustand”: “lauffend” is no state of a record"),
        ("A;;offen;;;;", "column “schutz”: “offen” is no kind of protection"),
        ("A;;;gestern;;;", "column “abgeschlossen”: “gestern” is not a date"),
        ("A;;;;;74;", "column “geburtsjahr”: “74” is not a year"),
    ],
)
def test_unclear_state_or_period_is_refused(row: str, sentence: str) -> None:
    [reason] = reasons(parse(KEPT + row))
    assert sentence in reason


def test_state_and_period_are_read_to_the_last_day_they_can_mean() -> None:
    [archival, in_use, silent] = rows(
        parse(KEPT + "A;Archivgut;geheim;1974;03.1975;1930;1990\nB;laufend;;;;;\nC;;;;;;")
    )
    assert (archival.state, archival.protection) == ("archival", "secrecy")
    assert (archival.origin, archival.processed) == (date(1974, 12, 31), date(1975, 3, 31))
    assert (archival.birth_year, archival.death_year) == (1930, 1990)
    assert (in_use.state, silent.state, silent.origin) == ("registry", "", None)


@pytest.mark.parametrize(
    ("table", "state"),
    [
        ("ordner;zustand\nA;Verzeichnis\nA;laufend\n", "registry"),  # said twice
        ("ordner;zustand;von\nA;laufend;gestern\n", "registry"),  # refused for another reason
        ("ordner;zustand\nA;lauffend\n", "registry"),  # a slip
        ("ordner;zustand;von\nA;Verzeichnis;gestern\n", ""),  # said clearly that it is not in use
        ("ordner;von\nA;gestern\n", ""),  # nothing said of states at all
    ],
)
def test_row_that_may_mean_a_record_in_use_closes_it(table: str, state: str) -> None:
    record_table = RecordTable()
    list(record_table.read(table.encode(), "liste.csv"))
    found = record_table.find("A")
    assert (found.state if found else "") == state
