"""What was found in a plan, for people."""

from dataclasses import dataclass

from reporting.compliance.schemas import Compliance
from reporting.search.searching import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The hits of a query; `asked` is false while nobody has asked for anything."""

    compliance: Compliance
    is_past: bool
    public_url: str
    query: str
    asked: bool
    hits: tuple[Hit, ...]
    most: int
