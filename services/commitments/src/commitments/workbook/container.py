"""The parts of an XLSX file (ECMA-376), unpacked within bounds and parsed without a document type. Pure.

Not a library's reading: those at hand give an error cell as a blank and a formula as its last value, spread one far
cell over a table of millions, and misread an escaped `_x005F_` (python-calamine 0.9).
"""

import posixpath
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from commitments.workbook.errors import WorkbookLocked, WorkbookTooLarge, WorkbookUnreadable
from commitments.workbook.layout import MOST_ROWS

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_CELLS: Final = 400_000
_MOST_PARTS: Final = 1_000
_CHUNK: Final = 64 * 1024
_ENCRYPTED: Final = 0x1
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an encrypted workbook begins, and one of Excel 97."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Characters = Callable[[str], None]


class Container:
    """The parts of one file by name."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise WorkbookLocked
        try:
            self._archive = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, struct.error, EOFError, NotImplementedError) as cause:
            raise WorkbookUnreadable from cause
        parts = self._archive.infolist()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise WorkbookLocked
        if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
            raise WorkbookUnreadable
        # zipfile gives no more of a part than its entry states, so these sums are a bound.
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
            raise too_large()
        self._names = {part.filename.lower(): part.filename for part in parts}

    def has(self, name: str) -> bool:
        """Whether there is such a part; names do not differ by case (ECMA-376, part 2)."""
        return name.lower() in self._names

    def parse(self, name: str, *, start: Start, end: End = lambda _: None, text: Characters = lambda _: None) -> None:
        """Walk through an XML part, giving names without their prefixes. Raises WorkbookUnreadable."""
        if not self.has(name):
            raise WorkbookUnreadable
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = text
        try:
            with self._archive.open(self._names[name.lower()]) as part:
                while chunk := part.read(_CHUNK):
                    parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by place
                parser.Parse(b"", True)  # noqa: FBT003 - likewise
        except (
            expat.ExpatError,
            BadZipFile,
            zlib.error,
            ValueError,
            LookupError,
            OverflowError,
            OSError,
            EOFError,
            RuntimeError,
            struct.error,
        ) as cause:
            raise WorkbookUnreadable from cause

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """What a part relates to: the kind of relation and the name of the other part, by id."""
        folder, _, file = source.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Mapping[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
                found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

        self.parse(posixpath.join(folder, "_rels", f"{file}.rels"), start=start)
        return found


def too_large() -> WorkbookTooLarge:
    """The refusal of a workbook beyond any of the bounds."""
    return WorkbookTooLarge(bytes=MOST_BYTES, rows=MOST_ROWS, cells=MOST_CELLS)


def _refuse_doctype(*_: Any) -> None:
    raise ValueError
