"""A PDF that was never paper: real text in an embedded typeface."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from demo import fonts
from demo.sheet import Sheet
from demo.typesetting import Print

_POINT_PER_MM = 72 / 25.4
_ENCODING = "cp1252"


@dataclass
class ScreenPrint(Print):
    """A hand that remembers what it wrote instead of putting ink on the sheet."""

    justified: bool = False
    strokes: list[tuple[Sheet, str, float, float, bool]] = field(default_factory=list)

    def shorten(self, word: str, room: float) -> None:
        """Word processors did not break words by themselves."""
        return

    def write(
        self, sheet: Sheet, text: str, x: float, baseline: float, *, bold: bool = False
    ) -> None:
        self.strokes.append((sheet, text, x, baseline, bold))


def digital_pdf(hand: ScreenPrint, sheets: list[Sheet], *, title: str) -> bytes:
    """The strokes of these sheets as a PDF with text, one page per sheet."""
    pdf = pikepdf.new()
    resources = Dictionary(
        Font=Dictionary(F0=_embed(pdf, hand.face), F1=_embed(pdf, hand.bold_face))
    )
    for sheet in sheets:
        box = [0, 0, sheet.width_mm * _POINT_PER_MM, sheet.height_mm * _POINT_PER_MM]
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([round(value, 2) for value in box]),
            Resources=resources,
            Contents=pdf.make_stream(_content(hand, sheet)),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    pdf.docinfo["/Title"] = title
    pdf.Root.Lang = pikepdf.String("de-DE")
    return save_pdf(pdf)


def save_pdf(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, the same every time."""
    buffer = BytesIO()
    pdf.save(buffer, deterministic_id=True, compress_streams=True)
    return buffer.getvalue()


def _content(hand: ScreenPrint, sheet: Sheet) -> bytes:
    """Text operators for one page; the origin of a PDF page is its lower left corner."""
    parts = []
    for owner, text, x, baseline, bold in hand.strokes:
        if owner is not sheet:
            continue
        encoded = text.encode(_ENCODING).replace(b"\\", rb"\\")
        encoded = encoded.replace(b"(", rb"\(").replace(b")", rb"\)")
        place = f"{x * _POINT_PER_MM:.2f} {(sheet.height_mm - baseline) * _POINT_PER_MM:.2f}"
        start = f"BT /F{int(bold)} {hand.points:g} Tf {place} Td (".encode()
        parts.append(start + encoded + b") Tj ET")
    return b"\n".join(parts)


def _embed(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    """A TrueType face as a simple font in Windows encoding."""
    sfnt = unpack_woff(fonts.font_path(name).read_bytes())
    face = fonts.load_font(name, 1000)
    program = pdf.make_stream(sfnt)
    program.Length1 = len(sfnt)
    label = Name("/" + fonts.font_path(name).stem)
    ascent, descent = face.getmetrics()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=label,
        Flags=32,
        FontBBox=Array([-600, -descent, 2000, ascent]),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=-descent,
        CapHeight=714,
        StemV=90,
        FontFile2=program,
    )
    letters = [bytes([code]).decode(_ENCODING, "replace") for code in range(32, 256)]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.TrueType,
            BaseFont=label,
            Encoding=Name.WinAnsiEncoding,
            FirstChar=32,
            LastChar=255,
            Widths=Array([round(face.getlength(letter)) for letter in letters]),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


def unpack_woff(data: bytes) -> bytes:
    """The TrueType file inside a WOFF 1 file (W3C Recommendation, 13 December 2012).

    Raises ValueError if the data is not WOFF 1.
    """
    if data[:4] != b"wOFF":
        raise ValueError("not a WOFF 1 file")
    flavor, _, count = struct.unpack(">4xIIH", data[:14])
    directory, body = b"", b""
    start = 12 + 16 * count
    for index in range(count):
        entry = data[44 + 20 * index : 64 + 20 * index]
        tag, offset, packed, length, checksum = struct.unpack(">4sIIII", entry)
        table = data[offset : offset + packed]
        table = zlib.decompress(table) if packed < length else table
        directory += struct.pack(">4sIII", tag, checksum, start + len(body), length)
        body += table + b"\0" * (-length % 4)
    power = 1 << (count.bit_length() - 1)
    search = struct.pack(
        ">IHHHH", flavor, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    return search + directory + body
