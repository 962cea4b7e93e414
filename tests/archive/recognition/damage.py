"""Damaged and hostile originals, the same at each run, for every test that must survive them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image
from tests.archive.recognition import papers

from gemeinwerk.archive.recognition.rules import Limits

SEED = 2026
LIMITS = Limits(
    max_bytes=50_000_000,
    max_pages=300,
    max_pixels=50_000_000,
    seconds_per_page=10,
    memory_mb=700,
)
"""Small limits under which all of this ends soon."""


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """``name`` says what was done to it; its suffix may be wrong on purpose."""

    name: str
    data: bytes


def damaged_files() -> Iterator[DamagedFile]:
    """At least 100 variants: cut, flipped, encrypted, empty, wrongly named, bombs."""
    for name, data in intact_files().items():
        yield from _cut(name, data)
        yield from _flipped(name, data)
        yield from _overwritten(name, data)
    yield from _encrypted()
    yield from _misnamed()
    yield from _broken_structures()
    yield from _bombs()


def intact_files() -> dict[str, bytes]:
    """The originals before the damage, by file name."""
    page = papers.sheet()
    coloured = papers.stamped(page)
    return {
        "scan.pdf": papers.scanned_pdf(papers.encode(page, "JPEG", quality=60)),
        "text.pdf": papers.text_pdf(pages=2),
        "fax.tif": papers.tiff([page.convert("1"), page.convert("1")], "group4"),
        "grey.tif": papers.tiff([page], "tiff_lzw"),
        "colour.jpg": papers.encode(coloured, "JPEG", quality=60),
        "grey.jpg": papers.encode(page, "JPEG", quality=60, progressive=True),
        "page.png": papers.encode(page, "PNG"),
    }


def _cut(name: str, data: bytes) -> Iterator[DamagedFile]:
    for percent in (1, 10, 50, 90, 99):
        yield DamagedFile(f"cut-{percent}-{name}", data[: max(1, len(data) * percent // 100)])


def _flipped(name: str, data: bytes) -> Iterator[DamagedFile]:
    for count in (1, 8, 64, 512):
        dice = random.Random(f"{SEED} {name} {count}")
        changed = bytearray(data)
        for _ in range(count):
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        yield DamagedFile(f"flipped-{count}-{name}", bytes(changed))


def _overwritten(name: str, data: bytes) -> Iterator[DamagedFile]:
    """A hole of zeros, noise behind the head, a missing head, rubbish before and behind."""
    dice = random.Random(f"{SEED} {name}")
    third = len(data) // 3
    yield DamagedFile(f"hole-{name}", data[:third] + bytes(third) + data[2 * third :])
    yield DamagedFile(f"noise-{name}", data[:200] + dice.randbytes(max(0, len(data) - 200)))
    yield DamagedFile(f"headless-{name}", data[100:])
    yield DamagedFile(f"tail-{name}", data + dice.randbytes(500))
    yield DamagedFile(f"zeros-{name}", bytes(len(data)))


def _encrypted() -> Iterator[DamagedFile]:
    for revision in (3, 4, 6):
        for user in ("", "geheim"):
            with pikepdf.new() as pdf:
                papers.add_text_page(pdf)
                kind = pikepdf.Encryption(
                    owner="owner", user=user, R=revision, aes=revision >= 4, metadata=revision >= 4
                )
                data = papers.saved(pdf, encryption=kind)
            word = "locked" if user else "restricted"
            yield DamagedFile(f"{word}-r{revision}.pdf", data)


def _misnamed() -> Iterator[DamagedFile]:
    yield DamagedFile("empty.pdf", b"")
    yield DamagedFile("empty.tif", b"")
    yield DamagedFile("empty.jpg", b"")
    yield DamagedFile("one-byte.pdf", b"%")
    yield DamagedFile("only-head.pdf", b"%PDF-1.7\n")
    yield DamagedFile("only-head.jpg", b"\xff\xd8\xff")
    yield DamagedFile("only-head.tif", b"II*\0")
    yield DamagedFile("only-head.png", b"\x89PNG\r\n\x1a\n")
    yield DamagedFile("text.pdf", "Dies ist kein PDF. Grüße".encode())
    yield DamagedFile("page.html.pdf", b"<!DOCTYPE html><html><body>404</body></html>")
    yield DamagedFile("archive.jpg", b"PK\x03\x04" + bytes(500))
    yield DamagedFile("program.tif", b"\x7fELF" + bytes(500))
    yield DamagedFile("jpeg.pdf", papers.encode(papers.sheet(), "JPEG"))
    yield DamagedFile("pdf.jpg", papers.text_pdf())
    yield DamagedFile("tiff.png", papers.tiff([papers.sheet()]))
    yield DamagedFile("gif.tif", papers.encode(papers.sheet(), "GIF"))


def _broken_structures() -> Iterator[DamagedFile]:
    yield DamagedFile("page-tree-loop.pdf", _page_tree_loop())
    yield DamagedFile("declares-10000-pages.pdf", _declared_pages(10_000))
    yield DamagedFile("declares-minus-one-page.pdf", _declared_pages(-1))
    yield DamagedFile("no-pages.pdf", _raw_pdf(b"<< /Type /Pages /Kids [] /Count 0 >>"))
    yield DamagedFile("page-is-number.pdf", _raw_pdf(b"<< /Type /Pages /Kids [7] /Count 1 >>"))
    yield DamagedFile("pages-missing.pdf", _raw_pdf(b"null"))
    yield DamagedFile("prev-loop.pdf", _prev_loop())
    yield DamagedFile("form-draws-itself.pdf", _form_loop())
    yield DamagedFile("deep-arrays.pdf", papers.drawn_pdf(b"[" * 100_000))
    yield DamagedFile("deep-states.pdf", papers.drawn_pdf(b"q " * 200_000))
    yield DamagedFile("size-zero.pdf", papers.sized_pdf(0, 0))
    yield DamagedFile("size-negative.pdf", papers.sized_pdf(-595, -842))
    yield DamagedFile("size-tiny.pdf", papers.sized_pdf(0.001, 0.001))
    yield DamagedFile("size-strip.pdf", papers.sized_pdf(14_400, 1))
    yield DamagedFile("frame-loop.tif", _looping_tiff())
    yield DamagedFile("no-size.tif", _tiff(0, 0, 1))
    yield DamagedFile("no-size.png", _png(0, 0))


def _bombs() -> Iterator[DamagedFile]:
    yield DamagedFile("bomb-size.png", _png(60_000, 60_000))
    yield DamagedFile("bomb-largest.png", _png(2**31 - 1, 2**31 - 1))
    yield DamagedFile("bomb-size.tif", _tiff(100_000, 100_000, 1))
    yield DamagedFile("bomb-bits.tif", _tiff(65_535, 65_535, 64))
    yield DamagedFile("bomb-size.jpg", _jpeg_header(65_500, 65_500))
    yield DamagedFile("bomb-page-size.pdf", papers.sized_pdf(1e7, 1e7))
    yield DamagedFile("bomb-largest-page.pdf", papers.sized_pdf(1e30, 1e30))
    yield DamagedFile("bomb-picture.pdf", _picture_bomb(20_000))
    yield DamagedFile("bomb-forms.pdf", _form_bomb(levels=12, times=12))
    yield DamagedFile("bomb-time.pdf", endless_pdf())
    yield DamagedFile("bomb-content.pdf", papers.drawn_pdf(b"0 0 m 9 9 l S\n" * 2_000_000))
    yield DamagedFile("bomb-text.png", _png_with_text_bomb())
    yield DamagedFile("bomb-frames.tif", papers.tiff([Image.new("1", (8, 8))] * 400, "raw"))


def _raw_pdf(pages: bytes, extra: bytes = b"") -> bytes:
    """A PDF without cross-reference table whose page tree is that object."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n" + pages + b"\nendobj\n" + extra + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def _page_tree_loop() -> bytes:
    extra = b"3 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>\nendobj\n"
    return _raw_pdf(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", extra)


def _declared_pages(count: int) -> bytes:
    extra = b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>\nendobj\n"
    return _raw_pdf(b"<< /Type /Pages /Kids [3 0 R] /Count %d >>" % count, extra)


def _prev_loop() -> bytes:
    data = papers.text_pdf()
    at = data.rindex(b"startxref")
    return data[:at] + b"xref\n0 0\ntrailer\n<< /Prev %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        at,
        at,
    )


def _form_loop() -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        form = pdf.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        form["/Resources"] = Dictionary(XObject=Dictionary(X=form))
        page.obj["/Resources"] = Dictionary(XObject=Dictionary(X=form))
        page.obj["/Contents"] = pdf.make_stream(b"/X Do")
        return papers.saved(pdf)


def _form_bomb(levels: int, times: int) -> bytes:
    """Each form draws the next several times: ``times ** levels`` strokes."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        inner = pdf.make_stream(b"0 0 m 500 500 l S", Subtype=Name.Form, BBox=[0, 0, 595, 842])
        for _ in range(levels):
            outer = pdf.make_stream(b"/X Do " * times, Subtype=Name.Form, BBox=[0, 0, 595, 842])
            outer["/Resources"] = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        page.obj["/Resources"] = Dictionary(XObject=Dictionary(X=inner))
        page.obj["/Contents"] = pdf.make_stream(b"/X Do")
        return papers.saved(pdf)


def _picture_bomb(side: int) -> bytes:
    """A picture of ``side`` squared grey pixels in a few kilobytes."""
    row = bytes(side)
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        picture = pikepdf.Stream(
            pdf,
            packed,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=side,
            Height=side,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Array([Name.FlateDecode]),
        )
        page.obj["/Resources"] = Dictionary(XObject=Dictionary(P=picture))
        page.obj["/Contents"] = pdf.make_stream(b"595 0 0 842 0 0 cm /P Do")
        return papers.saved(pdf)


def endless_pdf() -> bytes:
    """A page that draws one picture 50,000 times: much time, little memory."""
    with pikepdf.open(io.BytesIO(_picture_bomb(4_000))) as pdf:
        draw = b"q 595 0 0 842 0 0 cm /P Do Q\n"
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(draw * 50_000)
        return papers.saved(pdf)


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _png_with_text_bomb() -> bytes:
    """A small picture with 100 MB of comment in a few hundred kilobytes."""
    data = papers.encode(papers.sheet(size=(200, 300)), "PNG")
    comment = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 1)
    return data[:33] + _chunk(b"zTXt", comment) + data[33:]


def _tiff(width: int, height: int, bits: int) -> bytes:
    """One uncompressed strip that is far too short for the size."""
    entries = [(256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, 1), (262, 3, 1)]
    entries += [(273, 4, 8), (277, 3, 1), (278, 4, max(height, 1)), (279, 4, 64)]
    return _tiff_with(entries, following=0)


def _tiff_with(entries: list[tuple[int, int, int]], following: int) -> bytes:
    start = 8 + 64
    body = struct.pack("<H", len(entries))
    body += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0" + struct.pack("<I", start) + bytes(64) + body + struct.pack("<I", following)


def _looping_tiff() -> bytes:
    """The directory of its only frame names itself as the next one."""
    entries = [(256, 4, 8), (257, 4, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1)]
    entries += [(273, 4, 8), (277, 3, 1), (278, 4, 8), (279, 4, 64)]
    return _tiff_with(entries, following=8 + 64)


def _jpeg_header(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size than its data has."""
    data = bytearray(papers.encode(papers.sheet(), "JPEG", quality=40))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)
