"""A font without outlines, for text that is found and copied but not seen.

The font program is made here from the tables that ISO 32000 asks of an embedded TrueType
program. Its one glyph is a line from corner to corner, which covers no area but tells viewers how
large a mark over a hit must be. Every character gets a code of its own and a ToUnicode entry.
"""

from __future__ import annotations

import struct

import pikepdf
from pikepdf import Array, Dictionary, Name, String

ADVANCE = 500
"""Width of each character in thousandths of the font size."""

_NAME = Name("/GemeinwerkGlyphless")
_UNITS = 1000
_MAX_CODES = 0xFFFE
_MADE = 3_800_000_000
"""A fixed date (2024), so that the same words give the same bytes."""
_ENTRIES_PER_BLOCK = 100


def font_program() -> bytes:
    """A TrueType program whose glyph covers nothing, one em high and half an em wide."""
    tables = {
        b"cmap": struct.pack(">4HI7H2HH2H2h2H", *_CMAP),
        b"glyf": struct.pack(
            ">5h2H2B2h", 1, 0, 0, ADVANCE, _UNITS, 1, 0, 0x31, 0x01, ADVANCE, _UNITS
        ),
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 3, _UNITS, _MADE, _MADE),
            *(0, 0, ADVANCE, _UNITS, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH",
            *(0x00010000, _UNITS, 0, 0, ADVANCE, 0, 0, ADVANCE, 1, 0, 0, 0, 0, 0, 0, 0, 1),
        ),
        b"hmtx": struct.pack(">Hhh", ADVANCE, 0, 0),
        b"loca": struct.pack(">HHH", 0, 0, 10),
        b"maxp": struct.pack(">I14H", 0x00010000, 2, 2, 1, 0, 0, 1, *([0] * 8)),
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 1, 0, 0, 0, 0),
    }
    return _assembled(tables)


_CMAP = (
    *(0, 1, 3, 1, 12, 4, 32, 0, 4, 4, 1, 0),
    *(0x20, 0xFFFF, 0, 0x20, 0xFFFF, 1 - 0x20, 1, 0, 0),
)
"""Version, one subtable for Windows Unicode; format 4: only the space, glyph 1."""


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    """Table directory and padded tables, with the checksums of the TrueType specification."""
    power = len(tables).bit_length() - 1
    search = 16 * 2**power
    head = struct.pack(">IHHHH", 0x00010000, len(tables), search, power, 16 * len(tables) - search)
    offset = len(head) + 16 * len(tables)
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        directory += struct.pack(">4sIII", tag, _checksum(padded), offset + len(body), len(data))
        body += padded
    program = bytearray(head + directory + body)
    at = program.index(struct.pack(">I", 0x5F0F3CF5)) - 4
    program[at : at + 4] = struct.pack(">I", (0xB1B0AFBA - _checksum(bytes(program))) % 2**32)
    return bytes(program)


def _checksum(data: bytes) -> int:
    return sum(struct.unpack(f">{len(data) // 4}I", data)) % 2**32


class GlyphlessFont:
    """The font of one PDF: hands out codes while pages are written, then becomes an object."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        self.reference = pdf.make_indirect(Dictionary())

    def encode(self, text: str) -> bytes:
        """Two bytes per character, as hexadecimal PDF string without brackets."""
        return b"".join(b"%04X" % self._code(character) for character in text)

    def _code(self, character: str) -> int:
        if character not in self._codes and len(self._codes) >= _MAX_CODES:
            return 1
        return self._codes.setdefault(character, len(self._codes) + 1)

    def finish(self) -> None:
        """Write the font behind ``reference``, with all characters used so far."""
        pdf = self._pdf
        program = pdf.make_stream(font_program(), Length1=len(font_program()))
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=_NAME,
            Flags=5,
            FontBBox=Array([0, 0, ADVANCE, _UNITS]),
            ItalicAngle=0,
            Ascent=_UNITS,
            Descent=0,
            CapHeight=_UNITS,
            StemV=80,
            FontFile2=program,
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=_NAME,
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=pdf.make_stream(b"\0\1" * (len(self._codes) + 1)),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=_NAME,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(self._to_unicode()),
        )
        for key in font.keys():  # noqa: SIM118 - a PDF dictionary iterates over nothing else
            self.reference[key] = font[key]

    def _to_unicode(self) -> bytes:
        entries = [
            b"<%04X> <%s>" % (code, character.encode("utf-16-be").hex().upper().encode())
            for character, code in self._codes.items()
        ]
        blocks = [
            entries[start : start + _ENTRIES_PER_BLOCK]
            for start in range(0, len(entries), _ENTRIES_PER_BLOCK)
        ]
        mapping = b"\n".join(
            b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
        )
        return _CMAP_HEAD + mapping + _CMAP_TAIL


_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_CMAP_TAIL = b"""
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
