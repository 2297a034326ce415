"""Kinds of fields of a plan file, and of whatever else takes a day, an instant or an address as printed."""

import re
from datetime import date
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from constancia_events.dates import is_of_our_time
from constancia_events.texts import one_line

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:", re.ASCII)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
PrintedUrl = Annotated[str, StringConstraints(min_length=1, max_length=4_000), AfterValidator(one_line)]


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise PydanticCustomError("time_zone", "Input should be a time zone of the IANA database, as America/Guatemala")
    return name


def _strict_day(value: object) -> object:
    """Refuse numbers and times, which pydantic would take as seconds since 1970 or cut to a day."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    raise PydanticCustomError("day", "Input should be a day YYYY-MM-DD")


def _strict_instant(value: object) -> object:
    """Refuse numbers, and texts of digits, which pydantic would take as seconds since 1970."""
    if isinstance(value, str) and _INSTANT.match(value):
        return value
    raise PydanticCustomError("instant", "Input should be an instant as 2017-09-19T09:07:00-06:00")


def _of_our_time(day: date) -> date:
    if not is_of_our_time(day):
        raise PydanticCustomError("day", "Input should be a day YYYY-MM-DD")
    return day


Day = Annotated[date, BeforeValidator(_strict_day), AfterValidator(_of_our_time)]
Instant = Annotated[AwareDatetime, BeforeValidator(_strict_instant)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
Department = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]
IndicatorKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Letter = Annotated[str, StringConstraints(pattern=r"^[a-z]$")]


class Section(BaseModel):
    """A part of a plan file: what it does not know, it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
