"""The windows of a plan as iCalendar (RFC 5545): a whole-day event for each, and the day on which it closes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from constancia_events.texts import text_in
from consultation.consultations.aggregate import Consultation

MEDIA_TYPE: Final = "text/calendar"
_LAST_DAY: Final = {"es": "Último día para comentar: {title}", "en": "Last day to comment: {title}"}


def calendar_of(consultations: Iterable[Consultation], *, origin: str, language: str, now: datetime) -> bytes:
    """The calendar in `language`; days are those of the plan's time zone, `now` is the time of the feed (UTC)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Constancia//Consultations//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in consultations:
        title = text_in(one.name, language)
        folder = "consultas" if language == "es" else "en/consultations"
        address = f"{origin}/{folder}/{one.id}"
        calendar.add_component(_event(one, "window", title, address, now, one.opens_on, one.closes_on))
        last = _LAST_DAY[language].format(title=title)
        calendar.add_component(_event(one, "last-day", last, address, now, one.closes_on, one.closes_on))
    return bytes(calendar.to_ical())


def _event(  # noqa: PLR0913, PLR0917 - each is a line of the entry
    one: Consultation, part: str, summary: str, address: str, now: datetime, first: object, last: object
) -> Event:
    event = Event()
    event.add("uid", f"{one.id}-{part}@constancia")
    event.add("dtstamp", now)
    event.add("sequence", one.version)
    event.add("summary", summary)
    event.add("description", f"{one.opens_on} - {one.closes_on} ({one.time_zone})\n{address}")
    event.add("url", address)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # type: ignore[operator]  # the day after, as the RFC has it
    event.add("transp", "TRANSPARENT")
    return event
