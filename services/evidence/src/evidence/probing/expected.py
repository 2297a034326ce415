"""Whether what came is of the kind that an address promises. Pure."""

from typing import Final
from urllib.parse import unquote, urlsplit

from constancia_events.vocabulary import EvidenceKind

_DOCUMENTS: Final = frozenset(
    {
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "odt",
        "ods",
        "odp",
        "rtf",
        "zip",
        "rar",
        "csv",
        "jpg",
        "jpeg",
        "png",
        "mp4",
    }
)


def is_mismatch(url: str, kind: EvidenceKind, found: str) -> bool:
    """Whether a page came where the address itself names a file. A kind alone is a guess, and condemns nothing."""
    if kind is EvidenceKind.PAGE or found != "text/html":
        return False
    name = unquote(urlsplit(url).path).rpartition("/")[2].lower()
    return name.rpartition(".")[2] in _DOCUMENTS and "." in name
