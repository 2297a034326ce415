"""Which files are taken: documents, data and pictures that nothing runs in. Pure."""

from typing import Final

from evidence.probing.bodies import found_type

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
TAKEN: Final[dict[str, str]] = {
    "application/pdf": ".pdf",
    f"{_OFFICE}wordprocessingml.document": ".docx",
    f"{_OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}presentationml.presentation": ".pptx",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/zip": ".zip",
    "application/json": ".json",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
}
"""By media type, the ending of its download. No HTML, SVG or XML: a browser would run what is in them."""
_TEXTS: Final = frozenset({"text/plain", "text/csv", "application/json"})


def type_of(content: bytes, claimed: str) -> str:
    """What the bytes are. Of texts, which look alike, the claim decides between plain, CSV and JSON."""
    claim = claimed.partition(";")[0].strip().lower()
    found = found_type(content, claim)
    if found in _TEXTS and claim in _TEXTS:
        return claim
    return found.partition(";")[0]
