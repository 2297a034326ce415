"""Texts with the values of indicators put in, each number as a reader of one language writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from re import Match
from typing import Final

from babel.numbers import format_decimal

from constancia_events.indicators import REFERENCE
from constancia_events.texts import text_in

LOCALES: Final[Mapping[str, str]] = {"es": "es_GT", "en": "en"}
"""Never plain `es`, which writes 1.234,56: Guatemala writes 1,234.56."""
_CALENDAR: Final = "año"
"""The Spanish unit of figures that are years: nobody writes the year 2,017."""
_SHARE: Final = "%"
_MOST_PLAIN: Final = 1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that holds, with the unit of its indicator by language."""

    value: float
    unit: Mapping[str, str] | None = None


def number(value: float, language: str, unit: Mapping[str, str] | None = None) -> str:
    """A figure in `language` (Spanish for one that is not known), with what its unit says of how it is written."""
    locale = LOCALES.get(language, LOCALES["es"])
    if abs(value) >= _MOST_PLAIN:
        return format(value, "g")
    exact = Decimal(repr(value)).normalize() + 0  # no -0
    is_year = unit is not None and unit.get("es") == _CALENDAR
    written = format_decimal(exact, format="#0.######" if is_year else "#,##0.######", locale=locale)
    return f"{written} %" if unit is not None and unit.get("es") == _SHARE else str(written)


def render(text: str, values: Mapping[str, Value], language: str, *, with_unit: bool = False) -> str:
    """`text` with the value of every `{{ indicators.<key> }}` in its place; what has no value stays as it stands."""

    def shown(found: Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return found[0]
        written = number(value.value, language, value.unit)
        if with_unit and value.unit is not None and value.unit.get("es") not in {_CALENDAR, _SHARE}:
            return f"{written} {text_in(dict(value.unit), language)}"
        return written

    return REFERENCE.sub(shown, text)
