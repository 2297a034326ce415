"""What is due and who meets, as iCalendar (RFC 5545): whole days of the plan's time zone. Pure."""

from datetime import date, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from constancia_events.dates import PlanDate
from constancia_events.texts import text_in
from constancia_events.vocabulary import MeetingStatus
from reporting.reports.gathered import Gathered
from reporting.site import words
from reporting.site.catalogue import catalogue
from reporting.site.links import Paths
from reporting.site.words import N_

MEDIA_TYPE: Final = "text/calendar"
_DUE: Final = N_("Goal %(number)s is due: %(title)s")


def calendar_of(gathered: Gathered, *, language: str, origin: str, now: datetime, institution: str | None) -> bytes:
    """The last day of every goal, or of those that an institution leads, and meetings that were not cancelled."""
    say = catalogue(language).gettext
    plan, paths = gathered.compliance.plan, Paths(language)
    calendar = Calendar()
    calendar.add("prodid", "-//Constancia//Plan//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item in gathered.compliance.items:
        if institution is not None and institution not in item.leads:
            continue
        for goal in item.goals:
            number = f"{item.number}.{goal.number}"
            title = say(_DUE) % {"number": number, "title": text_in(goal.title, language)}
            address = f"{origin}{paths.commitment(plan, item.number)}#goal-{item.number}-{goal.number}"
            day = PlanDate.parse(goal.ends_on).last_day
            calendar.add_component(_event(f"{plan}-goal-{number}", title, address, now, day))
    for meeting in gathered.people.meetings:
        if meeting.status is not MeetingStatus.CANCELLED:
            title = say(words.MEETINGS[meeting.kind])
            address = f"{origin}{paths.participation(plan)}#meetings"
            day = meeting.held_on
            event = _event(f"{plan}-meeting-{meeting.number}", title, address, now, day)
            if meeting.place:
                event.add("location", text_in(meeting.place, language))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(uid: str, summary: str, address: str, now: datetime, day: date) -> Event:
    event = Event()
    event.add("uid", f"{uid}@constancia")
    event.add("dtstamp", now)
    event.add("summary", summary)
    event.add("url", address)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
