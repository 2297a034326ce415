"""The page of a plan's open data."""

from dataclasses import dataclass

from reporting.compliance.schemas import Compliance


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """An open table: its title and columns by language, `(name, type, meaning)`."""

    name: str
    title: dict[str, str]
    columns: tuple[tuple[str, str, dict[str, str]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage:
    """Every table of a plan as of an instant; `described` is schema.org's description as JSON-LD."""

    compliance: Compliance
    is_past: bool
    public_url: str
    licence: str
    tables: tuple[DataTable, ...]
    described: str
