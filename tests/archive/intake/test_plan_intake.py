"""What lies in named paths: refusals first. Names are invented."""

from __future__ import annotations

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemeinwerk.archive.intake.errors import FileChanged, FileVanished, IntakeRefused
from gemeinwerk.archive.intake.plan import plan_intake
from gemeinwerk.archive.intake.rules import Item, Kind, Limits, Notice, Refusal

PDF = b"%PDF-1.4 Baulastenblatt 12"
TIFF = b"II*\0" + b"\0" * 20
Tree = dict[str, bytes]


def lay_out(folder: Path, tree: Tree) -> Path:
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def pack(tree: Tree) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tree.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def plan(*paths: Path, limits: Limits | None = None) -> list[Item | Refusal | Notice]:
    return list(plan_intake(paths, limits))


def items(found: list[Item | Refusal | Notice]) -> list[Item]:
    return [item for item in found if isinstance(item, Item)]


def refusals(found: list[Item | Refusal | Notice]) -> dict[str, str]:
    return {one.name: str(one.reason) for one in found if isinstance(one, Refusal)}


def notices(found: list[Item | Refusal | Notice]) -> list[str]:
    return [str(one.reason) for one in found if isinstance(one, Notice)]


def read(item: Item) -> bytes:
    with item.open() as file:
        return file.read()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "Box"
    folder.mkdir()
    return folder


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("leer.pdf", b"", "“Box/A/leer.pdf” is empty"),
        ("brief.pdf", b"Sehr geehrte", "not a PDF, TIFF, JPEG or PNG but something else"),
        ("bild.tif", b"GIF89a....", "but a GIF image"),
        ("gross.pdf", PDF + b"x" * 2**20, "“Box/A/gross.pdf” has 2 MB; up to 1 MB are taken"),
        ("liste.csv", b"ordner;titel\nA;x\n", "but something else"),
        ("text.docx", pack({"[Content_Types].xml": b"x"}), "but an Office document"),
        ("kaputt.zip", b"PK\x03\x04kaputt", "The ZIP archive “Box/A/kaputt.zip” is damaged"),
        ("tief.zip", pack({"b.zip": pack({"c.zip": pack({"x": PDF})})}), "inside two others"),
    ],
)
def test_a_file_is_refused_by_name_and_its_neighbours_are_taken(
    box: Path, name: str, data: bytes, sentence: str
) -> None:
    lay_out(box, {"A/1.pdf": PDF, f"A/{name}": data, "A/z.pdf": PDF})
    found = plan(box, limits=Limits(file_bytes=2**20))
    assert [item.name for item in items(found)] == ["1.pdf", "z.pdf"]
    [(refused, reason)] = refusals(found).items()
    assert refused.startswith(f"Box/A/{name}")
    assert sentence in reason


def test_pipes_and_devices_never_block(box: Path) -> None:
    (box / "A").mkdir()
    os.mkfifo(box / "A" / "pipe.pdf")
    os.mkfifo(box / "liste.csv")
    found = plan(box, box / "A" / "pipe.pdf", Path("/dev/zero"))
    assert set(refusals(found)) == {"Box/A/pipe.pdf", "Box/liste.csv", "pipe.pdf", "zero"}
    assert all("a device or a pipe" in reason for reason in refusals(found).values())


def test_links_that_lead_out_in_circles_or_nowhere_are_refused(box: Path, tmp_path: Path) -> None:
    lay_out(tmp_path, {"outside.pdf": PDF, "Box/A/inside.pdf": PDF, "Boxer/x.pdf": PDF})
    for name, target in {
        "out.pdf": "../../outside.pdf",
        "absolute.pdf": str(tmp_path / "outside.pdf"),
        "neighbour.pdf": "../../Boxer/x.pdf",
        "nowhere.pdf": "gone.pdf",
        "circle.pdf": "circle.pdf",
        "folder": "../A",
        "up": "..",
        "in.pdf": "inside.pdf",
    }.items():
        (box / "A" / name).symlink_to(target)
    found = plan(box)
    assert [item.name for item in items(found)] == ["in.pdf", "inside.pdf"]
    reasons = {name.removeprefix("Box/A/"): text for name, text in refusals(found).items()}
    for name in ("out.pdf", "absolute.pdf", "neighbour.pdf"):
        assert "leads out of the folder" in reasons.pop(name)
    for name in ("nowhere.pdf", "circle.pdf"):
        assert "a link that leads nowhere" in reasons.pop(name)
    for name in ("folder", "up"):
        assert "a link to a folder" in reasons.pop(name)
    assert not reasons


def test_a_named_path_may_be_a_link_but_must_exist(box: Path, tmp_path: Path) -> None:
    lay_out(box, {"A/1.pdf": PDF})
    (tmp_path / "shortcut").symlink_to(box)
    (tmp_path / "circle").symlink_to("circle")
    assert [item.source for item in items(plan(tmp_path / "shortcut"))] == ["shortcut/A/1.pdf"]
    assert "is gone" in refusals(plan(tmp_path / "missing.pdf"))["missing.pdf"]
    assert "leads nowhere" in refusals(plan(tmp_path / "circle"))["circle"]


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def shrink(path: Path) -> None:
    os.truncate(path, 5)


def rewrite(path: Path) -> None:
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(1, 1))


def swap_for_a_link(path: Path) -> None:
    path.rename(path.with_name("other"))
    path.symlink_to("other")


def swap_for_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("change", [grow, shrink, rewrite, swap_for_a_link, swap_for_a_pipe])
def test_a_file_that_changed_since_it_was_listed_is_refused(
    box: Path, change: Callable[[Path], None]
) -> None:
    lay_out(box, {"A/1.pdf": PDF})
    [item] = items(plan(box))
    change(box / "A" / "1.pdf")
    with pytest.raises(FileChanged, match=r"“Box/A/1\.pdf” changed while it was read"):
        read(item)


@pytest.mark.parametrize("change", [grow, shrink, rewrite])
def test_a_file_that_changes_while_it_is_read_is_refused(
    box: Path, change: Callable[[Path], None]
) -> None:
    lay_out(box, {"A/1.pdf": PDF + b"x" * 100_000})
    [item] = items(plan(box))
    with item.open() as file:
        file.read(10)
        change(box / "A" / "1.pdf")
        with pytest.raises(FileChanged):
            file.read()


def test_a_file_that_vanishes_is_refused(box: Path) -> None:
    lay_out(box, {"A/1.pdf": PDF})
    [item] = items(plan(box))
    (box / "A" / "1.pdf").unlink()
    with pytest.raises(FileVanished, match="was there a moment ago and is gone"):
        read(item)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_what_may_not_be_read_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        box = lay_out(Path(name) / "Box", {"A/1.pdf": PDF, "B/2.pdf": PDF, "C/3.pdf": PDF})
        (box / "A" / "1.pdf").chmod(0)
        (box / "B").chmod(0)
        with as_ordinary_user():
            found = plan(box)
        (box / "B").chmod(0o700)
    assert [item.source for item in items(found)] == ["Box/C/3.pdf"]
    assert set(refusals(found)) == {"Box/A/1.pdf", "Box/B"}
    assert all("cannot be read (Permission denied)" in text for text in refusals(found).values())


def test_a_run_ends_at_its_limit_with_the_name_of_the_next_file(box: Path) -> None:
    lay_out(box, {f"A/{number}.pdf": PDF for number in range(1, 12)})
    found = plan(box, limits=Limits(files_per_run=9))
    assert [item.name for item in items(found)] == [f"{number}.pdf" for number in range(1, 10)]
    assert "up to 9 files; it ends before “Box/A/10.pdf”" in refusals(found)["Box/A/10.pdf"]
    assert len(found) == 10


def test_a_faulty_table_does_not_use_up_the_limit(box: Path) -> None:
    lay_out(box, {"A/1.pdf": PDF, "liste.csv": b"ordner;von\n" + b"A;never\n" * 50})
    found = plan(box, limits=Limits(files_per_run=1))
    assert len(items(found)) == 1
    assert len(found) == 51


def test_folders_beyond_the_depth_are_refused(box: Path) -> None:
    lay_out(box, {"A/B/1.pdf": PDF, "A/B/C/2.pdf": PDF})
    found = plan(box, limits=Limits(folder_depth=2))
    assert [item.name for item in items(found)] == ["B/1.pdf"]
    assert "more than 2 folders deep" in refusals(found)["Box/A/B/C"]


def test_names_beyond_the_rows_are_refused(box: Path) -> None:
    part = "x" * 200
    lay_out(box, {f"{part}/{part}/{part}.pdf": PDF})
    [(name, reason)] = refusals(plan(box)).items()
    assert len(name) == 500
    assert "is longer than 500 characters" in reason


def test_an_archive_is_measured_with_those_inside_it(box: Path) -> None:
    inner = pack({"x.pdf": PDF + bytes(2**20)})
    lay_out(box, {"outer.zip": pack({"a.zip": inner, "b.zip": inner, "c.zip": inner})})
    found = plan(box, limits=Limits(zip_total_bytes=2 * 2**20 + 100_000))
    assert len(items(found)) == 2
    assert "would have 2 MB" in refusals(found)["Box/outer.zip/c.zip"]


def test_an_empty_folder_is_mentioned(box: Path) -> None:
    (box / ".DS_Store").write_bytes(b"x")
    assert notices(plan(box)) == ["“Box” holds no files."]


# The ordinary way --------------------------------------------------------------------------------


def test_folders_are_records_and_deeper_ones_stay_in_the_name(box: Path) -> None:
    lay_out(
        box,
        {
            "A 10/Plan.pdf": PDF,
            "A 2/Anlagen/Karte.tif": TIFF,
            "A 2/Antrag.pdf": b"\r\n" + PDF,
            "B 7.pdf": PDF,
            "B 7/Nachtrag.PDF": b"\xff\xd8\xff\xe0",
            "A 2/.hidden.pdf": PDF,
            "A 2/Thumbs.db": b"x",
        },
    )
    found = plan(box)
    assert [(item.record_key, item.name, item.kind) for item in items(found)] == [
        ("A 2", "Anlagen/Karte.tif", Kind.TIFF),
        ("A 2", "Antrag.pdf", Kind.PDF),
        ("A 10", "Plan.pdf", Kind.PDF),
        ("B 7", "Nachtrag.PDF", Kind.JPEG),
        ("B 7", "B 7.pdf", Kind.PDF),
    ]
    assert len(found) == 5
    assert [read(item) for item in items(found)][1] == b"\r\n" + PDF
    assert items(found)[1].size == len(PDF) + 2


def test_a_zip_is_like_a_folder_at_the_top_and_part_of_a_record_below(box: Path) -> None:
    inner = pack({"Anlagen/Karte.tif": TIFF, "Plan.pdf": PDF})
    lay_out(
        box,
        {
            "A/scan.zip": inner,
            "Ladung.zip": pack({"C/1.pdf": PDF, "noch.zip": inner, "C/mehr.zip": inner}),
        },
    )
    assert [(item.record_key, item.name) for item in items(plan(box))] == [
        ("A", "scan.zip/Anlagen/Karte.tif"),
        ("A", "scan.zip/Plan.pdf"),
        ("C", "1.pdf"),
        ("C", "mehr.zip/Anlagen/Karte.tif"),
        ("C", "mehr.zip/Plan.pdf"),
        ("Anlagen", "Karte.tif"),
        ("Plan", "Plan.pdf"),
    ]
    named = plan(box / "Ladung.zip")
    assert items(named)[0].source == "Ladung.zip/C/1.pdf"
    assert {read(item) for item in items(named)} == {PDF, TIFF}


def test_the_table_beside_the_files_describes_their_records(box: Path) -> None:
    table = "ordner;aktenzeichen\nA;1/74\nB.pdf;2/75\nfehlt;3/76\nA;4/77\n"
    zipped = pack(
        {"liste.csv": b"folder,title\nZ,aus dem Archiv\n", "Z/1.pdf": PDF, "A/2.pdf": PDF}
    )
    lay_out(
        box,
        {"A/1.pdf": PDF, "B.pdf": PDF, "liste.csv": table.encode(), "C.zip": zipped},
    )
    found = plan(box)
    metas = {item.source: item.meta for item in items(found)}
    assert metas["Box/A/1.pdf"]
    assert metas["Box/A/1.pdf"].file_number == "1/74"
    assert metas["Box/C.zip/A/2.pdf"] == metas["Box/A/1.pdf"]
    assert metas["Box/B.pdf"]
    assert (metas["Box/B.pdf"].key, metas["Box/B.pdf"].file_number) == ("B", "2/75")
    assert metas["Box/C.zip/Z/1.pdf"]
    assert metas["Box/C.zip/Z/1.pdf"].title == "aus dem Archiv"
    assert "line 5: the folder “A” was described before" in refusals(found)["Box/liste.csv"]
    assert len(notices(found)) == 1
    assert "line 4: no file was found for the folder “fehlt”" in notices(found)[0]


def test_a_table_that_is_named_itself_describes_all_paths(box: Path, tmp_path: Path) -> None:
    lay_out(tmp_path, {"liste.csv": b"ordner;titel\nA;x\nC;y\n", "C.pdf": PDF, "Box/A/1.pdf": PDF})
    found = plan(box, tmp_path / "C.pdf", tmp_path / "liste.csv")
    assert [item.meta.title if item.meta else None for item in items(found)] == ["x", "y"]
    assert len(found) == 2


def test_the_plan_is_lazy(box: Path) -> None:
    lay_out(box, {"A/1.pdf": PDF, "A/2.pdf": PDF})
    found = plan_intake([box])
    assert isinstance(next(found), Item)
    (box / "A" / "2.pdf").unlink()
    assert isinstance(next(found), Refusal)


CONTENT = st.sampled_from(
    [PDF, TIFF, b"", b"text", b"GIF89a", b"PK\x03\x04", b"ordner\nA\n", pack({"Z/1.pdf": PDF})]
)
PART = st.sampled_from(["A", "b 2", "b 10", "Ä", ".x", "Thumbs.db", "l.csv", "x.zip", "__MACOSX"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.lists(PART, min_size=1, max_size=4).map(tuple), CONTENT, max_size=10))
def test_each_file_is_exactly_once_an_item_a_refusal_a_table_or_litter(
    files: dict[tuple[str, ...], bytes],
) -> None:
    tree = {
        parts: data
        for parts, data in files.items()
        if not any(parts[: len(other)] == other for other in files.keys() - {parts})
        and not any(other[: len(parts)] == parts for other in files.keys() - {parts})
    }
    with tempfile.TemporaryDirectory() as name:
        box = lay_out(Path(name) / "Box", {"/".join(parts): data for parts, data in tree.items()})
        box.mkdir(exist_ok=True)
        found = [one for one in plan(box) if not isinstance(one, Notice)]
        for item in items(list(found)):
            assert len(read(item)) == item.size
    expected = [
        "/".join(["Box", *parts])
        + ("/Z/1.pdf" if data.endswith(b"\0\0") and len(data) > 50 else "")
        for parts, data in tree.items()
        if not any(part.startswith(".") or part in {"Thumbs.db", "__MACOSX"} for part in parts)
        and not (parts == ("l.csv",) and data == b"ordner\nA\n")
    ]
    said = [one.source if isinstance(one, Item) else one.name for one in found]
    assert sorted(said) == sorted(expected)
    for one in found:
        if isinstance(one, Refusal):
            assert isinstance(one.reason, IntakeRefused)
            assert one.name in str(one.reason)
