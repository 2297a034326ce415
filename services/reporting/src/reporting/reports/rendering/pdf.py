"""PDF by Typst: PDF/UA-1 and PDF/A-2a, always the same bytes for the same document.

Texts travel as JSON and are set as strings; fonts are those inside the compiler, on every machine the same.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

import typst

from constancia_pages.formats import day_in
from reporting.reports.document import Document
from reporting.site.catalogue import catalogue
from reporting.site.shapes import TONES
from reporting.site.words import N_

MEDIA_TYPE: Final = "application/pdf"
CONTENTS: Final = N_("Contents")
_UNCOMMON: Final = re.compile(r"[^\n -~\xa1-\u024f\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u00b7\u2192]")
_TRIAL: Final = b'#set document(title: "t")\n#set text(font: "Libertinus Serif")\n#json(bytes(sys.inputs.text))'


def as_pdf(document: Document) -> bytes:
    """The document as PDF; a character that no font of the compiler has stands as `[U+1F600]`."""
    year, month, day = day_in(document.as_of, document.time_zone).split("-")
    inputs = {
        "document": json.dumps(_printable(document.model_dump(mode="json"))),
        "tones": json.dumps(TONES),
        "words": json.dumps({"contents": catalogue(document.language).gettext(CONTENTS)}),
        "year": year,
        "month": month,
        "day": day,
    }
    return _compiled(_source(), inputs)


@cache
def _source() -> bytes:
    return files("reporting.reports.rendering").joinpath("report.typ").read_bytes()


def _compiled(source: bytes, inputs: dict[str, str]) -> bytes:
    compiler = typst.Compiler(source, ignore_system_fonts=True, sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"])
    if not isinstance(made, bytes):  # a list is of pictures, None of what went to a file
        raise TypeError
    return made


def _printable(model: Any) -> Any:
    """The model with what cannot be shown named in its place."""
    uncommon = sorted(set(_UNCOMMON.findall("".join(_texts(model)))))
    unfit = _unfit("".join(uncommon))
    if not unfit:
        return model
    named = str.maketrans({one: f"[U+{ord(one):04X}]" for one in unfit})
    return _mapped(model, lambda text: text.translate(named))


def _texts(model: Any) -> Iterator[str]:
    if isinstance(model, str):
        yield model
    elif isinstance(model, dict):
        for one in model.values():
            yield from _texts(one)
    elif isinstance(model, list | tuple):
        for one in model:
            yield from _texts(one)


def _mapped(model: Any, change: Callable[[str], str]) -> Any:
    if isinstance(model, str):
        return change(model)
    if isinstance(model, dict):
        return {key: _mapped(one, change) for key, one in model.items()}
    return [_mapped(one, change) for one in model] if isinstance(model, list | tuple) else model


def _unfit(characters: str) -> list[str]:
    """Those of these characters that a document of our standards cannot show, found by trying."""
    if not characters or _fits(characters):
        return []
    if len(characters) == 1:
        return [characters]
    half = len(characters) // 2
    return [*_unfit(characters[:half]), *_unfit(characters[half:])]


def _fits(characters: str) -> bool:
    try:
        _compiled(_TRIAL, {"text": json.dumps(" ".join(characters))})
    except typst.TypstError:
        return False
    return True
