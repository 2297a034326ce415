"""Texts in the XML of a workbook (ECMA-376, part 1, 22.9.2.19): `_xHHHH_` stands for a character XML cannot hold. Pure.

XlsxWriter 3.3 writes a text that looks like its own runs (`<r>…</r>`) as XML as it stands, and of two escapes that
share an underscore (`_x0041_x0042_`) escapes the first alone; so the part with the texts is written here.
"""

import re
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_UNFIT: Final = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_LITERAL: Final = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_UNFIT}])")
_UNFIT_ONE: Final = re.compile(f"[{_UNFIT}]")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_", re.ASCII)
_PART: Final = "xl/sharedStrings.xml"
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="{count}" uniqueCount="{unique}">'
)


def escaped(text: str) -> str:
    """A text as XML holds it; `unescaped` gives it back."""
    literal = _LITERAL.sub("_x005F_", text)
    return escape(_UNFIT_ONE.sub(lambda found: f"_x{ord(found[0]):04X}_", literal))


def unescaped(text: str) -> str:
    """A text with its escapes turned back; half a character stays as it is."""
    return _ESCAPED.sub(lambda found: _character(found[0], int(found[1], 16)), text) if "_x" in text else text


def with_strings(book: bytes, strings: list[str], count: int) -> bytes:
    """A workbook with these texts in the place of its own, which cells name by number; always the same bytes."""
    body = "".join(f'<si><t xml:space="preserve">{escaped(text)}</t></si>' for text in strings)
    part = f"{_HEAD.format(count=count, unique=len(strings))}{body}</sst>"
    rewritten = BytesIO()
    with ZipFile(BytesIO(book)) as before, ZipFile(rewritten, "w") as after:
        for entry in before.infolist():
            content = part.encode() if entry.filename == _PART else before.read(entry)
            after.writestr(ZipInfo(entry.filename), content, ZIP_DEFLATED)
    return rewritten.getvalue()


def _character(written: str, code: int) -> str:
    return written if 0xD800 <= code <= 0xDFFF else chr(code)  # noqa: PLR2004 - the surrogates of UTF-16
