"""ZIP archives that are faulty or harmful, and ordinary ones."""

from __future__ import annotations

import gc
import io
import stat
import struct
import unicodedata
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeinwerk.archive.intake.errors import (
    ArchiveDamaged,
    ArchiveHasTooManyFiles,
    ArchiveTooLarge,
    CompressionSuspicious,
    CompressionUnknown,
    FormatUnsupported,
    IntakeRefused,
    MemberDamaged,
    MemberEncrypted,
    MemberNameUnsafe,
    MemberNotAFile,
    MemberTwice,
)
from gemeinwerk.archive.intake.rules import Entry, Limits, Refusal
from gemeinwerk.archive.intake.unpack import Archive, Budget

PAPER = b"%PDF-1.4 Baulastenblatt " + bytes(range(256)) * 40


def pack(
    entries: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items() if isinstance(entries, dict) else entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def unpack(data: bytes, limits: Limits | None = None) -> list[Entry | Refusal]:
    limits = limits or Limits()
    budget = Budget(limits.zip_total_bytes)
    return list(Archive(io.BytesIO(data), "Box.zip", limits, budget).list_entries())


def read(entry: Entry | Refusal) -> bytes:
    assert isinstance(entry, Entry)
    with entry.open() as file:
        return file.read()


def the_refusal(data: bytes, limits: Limits | None = None) -> IntakeRefused:
    [refusal] = unpack(data, limits)
    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.reason, IntakeRefused)
    assert f"“{refusal.name}”" in str(refusal.reason)
    return refusal.reason


def flagged(data: bytes, name: bytes, bits: int) -> bytes:
    """Set general purpose bits of an entry, in its own header and in the list of contents."""
    local, central = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    assert name in data[local : local + 200]
    changed = bytearray(data)
    for place in (local + 6, central + 8):
        (before,) = struct.unpack_from("<H", changed, place)
        struct.pack_into("<H", changed, place, before | bits)
    return bytes(changed)


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../x.pdf", "/x.pdf", "A/../../x.pdf", "C:\\x.pdf", "..\\x.pdf"])
def test_an_entry_that_points_out_is_refused(name: str) -> None:
    reason = the_refusal(pack({name: PAPER}))
    assert isinstance(reason, MemberNameUnsafe)
    assert "points out of its ZIP archive" in str(reason)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind: int) -> None:
    info = zipfile.ZipInfo("A/passwords")
    info.external_attr = (kind | 0o777) << 16
    assert isinstance(the_refusal(pack([(info, b"/etc/passwd")])), MemberNotAFile)


@pytest.mark.parametrize("bits", [0x1, 0x41, 0x2001])
def test_what_is_encrypted_is_refused_by_name(bits: int) -> None:
    reason = the_refusal(flagged(pack({"A/x.pdf": PAPER}), b"A/x.pdf", bits))
    assert isinstance(reason, MemberEncrypted)
    assert "“Box.zip/A/x.pdf” is protected by a password" in str(reason)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_refused(method: int) -> None:
    assert isinstance(the_refusal(pack({"x.pdf": PAPER}, method)), CompressionUnknown)


def test_a_bomb_is_refused_by_its_ratio() -> None:
    reason = the_refusal(pack({"A/x.pdf": bytes(11 * 1024 * 1024)}))
    assert isinstance(reason, CompressionSuspicious)
    assert "more than 200 times its size" in str(reason)


def test_an_empty_page_that_packs_well_is_no_bomb() -> None:
    [entry] = unpack(pack({"A/x.pdf": bytes(5 * 1024 * 1024)}))
    assert isinstance(entry, Entry)


def test_an_archive_that_would_grow_too_large_is_refused_whole() -> None:
    data = pack({"1": bytes(2**20), "2": bytes(2**20), "3": b"x"})
    with pytest.raises(ArchiveTooLarge, match=r"“Box\.zip” would have 3 MB; up to 2 MB"):
        unpack(data, Limits(zip_total_bytes=2 * 2**20))
    assert len(unpack(data, Limits(zip_total_bytes=2 * 2**20 + 1))) == 3


def test_entries_that_share_their_bytes_are_a_bomb() -> None:
    """One packed kernel listed a thousand times, as in Fifield's non-recursive bomb of 2019."""
    data = pack({"x": bytes(range(256)) * 100})
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    central = data[at:end] * 1000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(central), at, 0)
    with pytest.raises(ArchiveDamaged):
        unpack(data[:at] + central + tail)


def test_too_many_entries_are_refused_whole() -> None:
    data = pack({f"{number}.pdf": b"" for number in range(11)})
    with pytest.raises(ArchiveHasTooManyFiles, match="more than 10 files"):
        unpack(data, Limits(zip_entries=10))
    assert len(unpack(data, Limits(zip_entries=11))) == 11


def test_an_endless_list_of_contents_is_not_even_read() -> None:
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *[0] * 16)
    central = entry * 40_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(central), 0, 0)
    with pytest.raises(ArchiveHasTooManyFiles):
        unpack(central + tail, Limits(zip_entries=1000))


def test_an_office_document_is_no_archive() -> None:
    for inside in ("[Content_Types].xml", "mimetype"):
        with pytest.raises(FormatUnsupported, match="but an Office document"):
            unpack(pack({inside: b"x", "word/document.xml": b"x"}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"x" * 999])
def test_what_is_no_archive_is_damaged(data: bytes) -> None:
    with pytest.raises(ArchiveDamaged, match=r"“Box\.zip” is damaged"):
        unpack(data)


def test_the_second_of_two_entries_with_one_name_is_refused() -> None:
    name = "A/Grün.pdf"
    data = pack([(name, b"first"), (unicodedata.normalize("NFD", name), b"second")])
    first, second = unpack(data)
    assert read(first) == b"first"
    assert isinstance(second, Refusal)
    assert isinstance(second.reason, MemberTwice)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_flipped_bytes_are_noticed_when_read(method: int) -> None:
    data = bytearray(pack({"x.pdf": PAPER}, method))
    data[200] ^= 0xFF
    [entry] = unpack(bytes(data))
    with pytest.raises(MemberDamaged, match=r"“Box\.zip/x\.pdf” is damaged inside"):
        read(entry)


@pytest.mark.parametrize("claimed", [10, len(PAPER) - 1, len(PAPER) + 1, 2**31])
def test_a_size_that_lies_is_noticed_and_binds(claimed: int) -> None:
    data = bytearray(pack({"x.pdf": PAPER}))
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, claimed)
    [entry] = unpack(bytes(data), Limits(zip_ratio_from=2**40))
    with pytest.raises(MemberDamaged):
        read(entry)


@settings(max_examples=300)
@given(st.data())
def test_no_damage_escapes_as_another_error(data: st.DataObject) -> None:
    packed = bytearray(pack({"A/1.pdf": PAPER[:300], "A/2.pdf": b"x" * 50, "liste.csv": b"a"}))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(packed)) | st.just(len(packed)))
    try:
        for found in unpack(bytes(packed[:cut])):
            if isinstance(found, Entry):
                read(found)
    except IntakeRefused as reason:
        assert "Box.zip" in str(reason)


# The ordinary way --------------------------------------------------------------------------------


def test_entries_come_in_natural_order_tables_first_and_litter_not_at_all() -> None:
    names = ["B/10.pdf", "B/2.pdf", "A/", "A/x.pdf", "liste.csv", "__MACOSX/A/._x.pdf"]
    names += [".DS_Store", "A/Thumbs.db", "A/.hidden/x.pdf", "B/"]
    found = unpack(pack(dict.fromkeys(names, b"x")))
    assert [entry.parts for entry in found if isinstance(entry, Entry)] == [
        ("liste.csv",),
        ("A", "x.pdf"),
        ("B", "2.pdf"),
        ("B", "10.pdf"),
    ]
    assert len(found) == 4


def test_names_of_all_systems_are_readable() -> None:
    plain = pack({"AAAAA.pdf": b"1", "BBBBBB.pdf": b"2", unicodedata.normalize("NFD", "ü"): b"3"})
    windows = plain.replace(b"AAAAA.pdf", "Stra\u00dfe".encode("cp437")[:6] + b"pdf")
    mac = windows.replace(b"BBBBBB.pdf", "Grün_.pdf".encode())
    assert [entry.parts[0] for entry in unpack(mac) if isinstance(entry, Entry)] == [
        "Grün_.pdf",
        "Straßepdf",
        "ü",
    ]


def test_an_entry_can_be_read_again_and_beside_another_and_keeps_the_file_open() -> None:
    packed = io.BytesIO(pack({"1": PAPER, "2": PAPER[::-1]}))
    first, second = Archive(packed, "Box.zip", Limits(), Budget(2**30)).list_entries()
    gc.collect()
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    with first.open() as one, second.open() as two:
        assert (one.read(9), two.read(9)) == (PAPER[:9], PAPER[::-1][:9])
        assert one.read() == PAPER[9:]
    assert read(first) == PAPER
    assert first.size == len(PAPER)
    del first, second, one, two
    gc.collect()
    assert packed.closed


def test_large_reads_are_not_held_to_the_bound_of_the_list() -> None:
    size = 3 * 2**20
    [entry] = unpack(pack({"x": bytes(size)}, zipfile.ZIP_STORED), Limits(zip_entries=1))
    assert len(read(entry)) == size


@given(
    st.dictionaries(
        st.text(st.sampled_from("AbÄ1 2._-é"), min_size=1, max_size=8).filter(
            lambda name: name.strip() == name and not name.startswith(".")
        ),
        st.binary(max_size=100),
        max_size=8,
    )
)
def test_what_was_packed_comes_back(files: dict[str, bytes]) -> None:
    found = unpack(pack({f"A/{name}": data for name, data in files.items()}))
    assert {entry.parts[1]: read(entry) for entry in found if isinstance(entry, Entry)} == files
