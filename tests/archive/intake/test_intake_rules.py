"""Kinds of files, names and their order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.archive.intake.rules import (
    NAME_LENGTH,
    Kind,
    assign_record,
    clean_part,
    decode_member_name,
    describe,
    is_skipped,
    is_too_long,
    listing_order,
    natural_order,
    shorten,
    sniff,
    split_member_name,
)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "something else"),
        (b"Sehr geehrte Damen und Herren", "something else"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20, "an old Office document or a mail"),
        (b"GIF89a", "a GIF image"),
        (b"\0\0\0\x18ftypheic", "a HEIC image or a video"),
        (b"MZ\x90\0", "a program"),
        (b"%PD", "something else"),
        (b"\xff\xd8", "something else"),
        (b"x" * 1025 + b"%PDF-1.4", "something else"),
    ],
)
def test_what_is_not_taken_is_described(head: bytes, words: str) -> None:
    assert sniff(head) is None
    assert describe(head) == words


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"Received: from gateway\r\n\r\n%PDF-1.4", Kind.PDF),
        (b"x" * 1024 + b"%PDF-1.4", Kind.PDF),
        (b"II*\0\x08\0\0\0", Kind.TIFF),
        (b"MM\0*\0\0\0\x08", Kind.TIFF),
        (b"II+\0\x08\0\0\0", Kind.TIFF),
        (b"MM\0+\0\x08\0\0", Kind.TIFF),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Kind.PNG),
        (b"PK\x03\x04 and %PDF-1.4 stored inside", Kind.ZIP),
        (b"PK\x05\x06" + b"\0" * 18, Kind.ZIP),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: Kind) -> None:
    assert sniff(head) is kind


@pytest.mark.parametrize(
    "raw",
    [
        "../etc/passwd",
        "A 12/../../x.pdf",
        "..",
        "/etc/passwd",
        "\\\\server\\share\\x.pdf",
        "C:\\x.pdf",
        "c:x.pdf",
        "a\\..\\..\\x.pdf",
        " .. /x.pdf",
        "",
        "./.",
    ],
)
def test_a_name_that_points_out_of_its_archive_is_refused(raw: str) -> None:
    assert split_member_name(raw) is None


def test_separators_of_all_systems_part_a_name() -> None:
    assert split_member_name("./A 12\\Anlagen//Plan.pdf") == ("A 12", "Anlagen", "Plan.pdf")


@given(st.text(max_size=60))
def test_no_part_of_a_members_name_leads_anywhere(raw: str) -> None:
    for part in split_member_name(raw) or ():
        assert part not in {"", ".", ".."}
        assert not set(part) & {"/", "\\", "\0", "\n"}


@given(
    st.text(max_size=40) | st.binary(max_size=40).map(lambda b: b.decode("utf8", "surrogateescape"))
)
def test_a_cleaned_part_can_be_stored_and_stays_as_it_is(part: str) -> None:
    cleaned = clean_part(part)
    assert cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in cleaned)
    assert clean_part(cleaned) == cleaned


def test_names_of_old_servers_and_macs_become_readable() -> None:
    assert clean_part(unicodedata.normalize("NFD", "Grünfläche.pdf")) == "Grünfläche.pdf"
    assert clean_part("Stra\udcdfe.pdf") == "Straße.pdf"
    assert clean_part("a\u202efdp.exe\n") == "a_fdp.exe_"
    assert decode_member_name("Gr\u00fcn.pdf", is_utf8=True) == "Grün.pdf"
    assert decode_member_name("Grün.pdf".encode().decode("cp437"), is_utf8=False) == "Grün.pdf"
    assert decode_member_name(b"Gr\x81n.pdf".decode("cp437"), is_utf8=False) == "Grün.pdf"


@pytest.mark.parametrize(
    "part",
    [".DS_Store", ".git", "Thumbs.db", "THUMBS.DB", "desktop.ini", "__MACOSX", "~$Plan.docx"],
)
def test_what_systems_leave_behind_is_passed_over(part: str) -> None:
    assert is_skipped(part)


@pytest.mark.parametrize("part", ["Plan.pdf", "thumbs.db.pdf", "MACOSX", "$1.pdf", "~Plan.pdf"])
def test_what_people_name_is_not_passed_over(part: str) -> None:
    assert not is_skipped(part)


def test_numbers_are_ordered_by_value_and_umlauts_beside_their_letter() -> None:
    names = ["Blatt 10", "Zeile", "Ärger", "Blatt 2", "blatt 002a", "Arger", "Blatt 1", "9", "10"]
    assert sorted(names, key=natural_order) == [
        "9",
        "10",
        "Ärger",
        "Arger",
        "Blatt 1",
        "Blatt 2",
        "blatt 002a",
        "Blatt 10",
        "Zeile",
    ]


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=3).map(tuple), max_size=8))
def test_any_names_can_be_ordered_and_the_order_is_fixed(names: list[tuple[str, ...]]) -> None:
    ordered = sorted(names, key=listing_order)
    assert sorted(reversed(names), key=listing_order) == ordered


def test_tables_come_first_only_at_the_top() -> None:
    names = [("A", "x.csv"), ("A", "a.pdf"), ("0.pdf",), ("Liste.CSV",)]
    assert sorted(names, key=listing_order)[0] == ("Liste.CSV",)
    assert sorted(names, key=listing_order)[-1] == ("A", "x.csv")


@pytest.mark.parametrize(
    ("parts", "record", "name"),
    [
        (("A 12", "Plan.pdf"), "A 12", "Plan.pdf"),
        (("A 12", "Anlagen", "Plan.pdf"), "A 12", "Anlagen/Plan.pdf"),
        (("A 12.pdf",), "A 12", "A 12.pdf"),
        (("Az. 63.12 Scheune",), "Az. 63.12 Scheune", "Az. 63.12 Scheune"),
        (("ohne Endung",), "ohne Endung", "ohne Endung"),
        (("Blatt 1.2.tiff",), "Blatt 1.2", "Blatt 1.2.tiff"),
    ],
)
def test_the_first_folder_is_the_record(parts: tuple[str, ...], record: str, name: str) -> None:
    assert assign_record(parts) == (record, name)


@given(st.text(max_size=3000), st.integers(10, NAME_LENGTH))
def test_a_shortened_name_fits_and_keeps_its_ends(name: str, length: int) -> None:
    short = shorten(name, length)
    assert len(short) <= length
    assert (short[0], short[-1]) == (name[0], name[-1]) if name else short == ""


def test_a_name_that_no_row_has_room_for_is_too_long() -> None:
    assert is_too_long(("x" * 256,))
    assert is_too_long(("x" * 250, "y" * 250))
    assert not is_too_long(("x" * 250, "y" * 249))
