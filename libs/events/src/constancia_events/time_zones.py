"""Which time zones a country has, by the IANA database (zone.tab of the tzdata package)."""

from functools import cache
from importlib.resources import files


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """The zones of an ISO 3166 country code, in the order of the database; empty for an unknown code."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)
