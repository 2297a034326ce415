"""Numbers, dates and texts as a reader of one language expects them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.numbers import format_currency, format_decimal, format_percent, format_scientific
from markupsafe import Markup

from constancia_events.dates import PlanDate
from constancia_events.texts import TextMap, text_in

LOCALES: Final = {"es": "es_GT", "en": "en"}
"""Never plain `es`, which writes 1.234,56: Guatemala writes 1,234.56."""


_LARGEST: Final = 1e15
_SMALLEST: Final = 1e-9
_YEAR: Final = "año"
"""The Spanish unit of figures that are years: nobody writes the year 2,017."""


class Formats:
    """Formats values in `language`; a plan's time zone is named where an instant is shown."""

    def __init__(self, language: str) -> None:
        """Raises KeyError for a language that the site does not speak."""
        self.language = language
        self._locale = Locale.parse(LOCALES[language])
        self._two_decimals = self._locale.percent_formats[None].pattern.replace("#,##0", "#,##0.00")

    def country(self, code: str | None, printed: str) -> str:
        """A country by its ISO 3166-1 code, by CLDR; as printed where the code says nothing."""
        return str(self._locale.territories.get(code or "", printed))

    def number(self, value: int) -> str:
        """A whole number, with the separators of the locale."""
        return str(format_decimal(value, locale=self._locale))

    def figure(self, value: float, unit: TextMap | None = None) -> str:
        """A figure as it was stated: whole, or with the decimals that it has; very large ones by powers of ten.

        A year is written without separators.
        """
        if not _SMALLEST <= abs(value) < _LARGEST and value:
            return str(format_scientific(value, locale=self._locale))
        groups = "#0" if unit is not None and unit.get("es") == _YEAR else "#,##0"
        return str(format_decimal(Decimal(repr(value)), format=f"{groups}.##########", locale=self._locale))

    def money(self, amount: str, currency: str) -> str:
        """An amount in a currency by ISO 4217, as people write it here: Q1,500.00."""
        return str(format_currency(Decimal(amount), currency, locale=self._locale))

    def percent(self, value: float | Decimal) -> str:
        """A share between 0 and 100, with two decimals."""
        return str(format_percent(Decimal(str(value)) / 100, format=self._two_decimals, locale=self._locale))

    def plan_date(self, value: str) -> str:
        """A day, or a whole month, as a plan prints it."""
        printed = PlanDate.parse(value)
        if printed.is_month:
            return str(format_skeleton("yMMMM", printed.first_day, locale=self._locale))
        return self._day(printed.first_day)

    def moment(self, as_of: str | datetime, zone: str) -> str:
        """The day asked for; or an instant with its time of day in `zone` (IANA name)."""
        if isinstance(as_of, str) and len(as_of) == len("2017-09-29"):
            return self._day(date.fromisoformat(as_of))
        local = _instant(as_of).astimezone(ZoneInfo(zone))
        return f"{self._day(local.date())}, {format_time(local, 'short', locale=self._locale)}"

    def day(self, instant: datetime, zone: str) -> str:
        """The day on which an instant falls in `zone` (IANA name)."""
        return self._day(instant.astimezone(ZoneInfo(zone)).date())

    def language_name(self, code: str) -> str:
        """A language by its ISO 639 code, by CLDR; the code where CLDR has no name for it."""
        return str(self._locale.languages.get(code, code))

    def place_of(self, zone: str) -> str:
        """The place whose clock is meant by `zone`, for "Guatemala time"."""
        return str(get_timezone_location(zone, locale=self._locale, return_city=True))

    def text(self, texts: TextMap) -> str:
        """The text in this language; where it was not translated the Spanish one, marked as such for screen readers."""
        text = text_in(texts, self.language)
        if self.language in texts:
            return text
        return Markup('<span lang="es">{}</span>').format(text)

    def plain(self, texts: TextMap) -> str:
        """The text in this language or in Spanish, for places that take no markup."""
        return text_in(texts, self.language)

    def _day(self, day: date) -> str:
        return str(format_date(day, "long", locale=self._locale))


def day_in(as_of: str, zone: str) -> str:
    """The day (YYYY-MM-DD) that `as_of`, a day or an instant, falls on in `zone`: what a date field holds."""
    if len(as_of) == len("2017-09-29"):
        return as_of
    return _instant(as_of).astimezone(ZoneInfo(zone)).date().isoformat()


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
