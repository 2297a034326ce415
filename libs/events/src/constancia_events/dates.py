"""Dates as plans print them: a day, or a whole month."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2200


class PlanDate(str):
    """`YYYY-MM-DD`, or `YYYY-MM` for a whole month: it starts with its first day and ends with its last.

    Compares and stores as the text that was printed; ask for `first_day` or `last_day` to compute with it.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read a date as printed. Raises PydanticCustomError `plan_date` for anything else, numbers included."""
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            try:
                if _MONTH.fullmatch(value):
                    _check_year(date.fromisoformat(f"{value}-01"))
                    return cls(value)
                if _DAY.fullmatch(value):
                    _check_year(date.fromisoformat(value))
                    return cls(value)
            except ValueError:
                pass
        raise PydanticCustomError("plan_date", "Input should be a day YYYY-MM-DD or a month YYYY-MM that exists")

    @property
    def is_month(self) -> bool:
        """Whether only the month is known."""
        return len(self) == len("2017-06")

    @property
    def first_day(self) -> date:
        """The first day this date covers."""
        return date.fromisoformat(f"{self}-01" if self.is_month else self)

    @property
    def last_day(self) -> date:
        """The last day this date covers."""
        first = self.first_day
        return first.replace(day=monthrange(first.year, first.month)[1]) if self.is_month else first

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: type[Any], _handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate by `parse`; serialise as text."""
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A string with a pattern: JSON Schema has no format for a day or a month."""
        return {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}(-\d{2})?$",
            "description": "A day (YYYY-MM-DD) or a whole month (YYYY-MM).",
            "examples": ["2017-06"],
        }


def _check_year(day: date) -> None:
    if not is_of_our_time(day):
        raise ValueError


def is_of_our_time(day: date) -> bool:
    """Whether a day lies in a year that a plan may speak of, 1900 to 2200: nearer the ends of time zones overflow."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which `day` begins in `zone`, as UTC."""
    return datetime.combine(day, time.min, zone).astimezone(ZoneInfo("UTC"))


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last microsecond of `day` in `zone`, as UTC: what is stated on a day counts for that whole day."""
    return start_of_day(day + timedelta(days=1), zone) - timedelta(microseconds=1)
