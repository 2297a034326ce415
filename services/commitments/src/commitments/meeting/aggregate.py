"""A meeting: when it was called for, when it was held, and who was there. Pure rules."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from commitments.checks import repeated, unknown_group, unknown_institutions
from commitments.meeting.errors import HELD_IN_FUTURE, NOT_MOVED, ONLY_HELD, MeetingRefused
from constancia_events.commitments import MeetingRecorded
from constancia_events.vocabulary import MeetingKind, MeetingStatus
from constancia_runtime.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of a plan; `place_in_file` is where its plan file lists it, None for one that no file lists."""

    plan: str
    number: int
    kind: MeetingKind
    status: MeetingStatus
    held_on: date
    originally_on: date | None
    place: dict[str, str] | None
    department: str | None
    working_group: int | None
    agenda_url: str | None
    minutes_url: str | None
    attendance: tuple[str, ...]
    place_in_file: int | None = None
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this meeting."""
        return f"meeting/{self.plan}/{self.number}"

    def record(self, before: Self | None) -> tuple[Self, MeetingRecorded] | None:
        """Put this in the place of `before`; None when it says the same."""
        if before is not None and replace(self, version=before.version, place_in_file=before.place_in_file) == before:
            return None
        after = replace(self, version=1 if before is None else before.version + 1)
        event = MeetingRecorded(
            plan=self.plan,
            number=self.number,
            kind=self.kind,
            status=self.status,
            held_on=self.held_on,
            originally_on=self.originally_on,
            place=self.place,
            department=self.department,
            working_group=self.working_group,
            agenda_url=self.agenda_url,
            minutes_url=self.minutes_url,
            attendance=list(self.attendance),
        )
        return after, event

    def changed(self, changes: dict[str, Any]) -> Self:
        """With `changes` by field: one that is given another day keeps the first for which it was called.

        The day of a meeting that was held is corrected, not moved; and one that comes back to its first day was not.
        """
        after = replace(self, **changes)
        if "originally_on" in changes or after.held_on == self.held_on:
            return after
        moved = self.status is not MeetingStatus.HELD
        first = self.originally_on or (self.held_on if moved else None)
        return replace(after, originally_on=None if first == after.held_on else first)

    def check(self, *, zone: ZoneInfo, now: datetime, institutions: AbstractSet[str], groups: AbstractSet[int]) -> None:
        """Let pass what can be, and names only what is on record. Raises MeetingRefused with every fault."""
        faults = (*self._of_days(zone, now), *self._of_attendance(institutions), *self._of_group(groups))
        if faults:
            raise MeetingRefused(faults=faults)

    def _of_days(self, zone: ZoneInfo, now: datetime) -> Iterator[Fault]:
        today = now.astimezone(zone).date()
        if self.status is MeetingStatus.HELD and self.held_on > today:
            values = {"held_on": str(self.held_on), "time_zone": zone.key, "today": str(today)}
            yield Fault(message=HELD_IN_FUTURE, values=values, code="held_in_future", pointer="/held_on")
        if self.originally_on == self.held_on:
            yield Fault(message=NOT_MOVED, code="not_moved", pointer="/originally_on")

    def _of_attendance(self, known: AbstractSet[str]) -> Iterator[Fault]:
        if self.attendance and self.status is not MeetingStatus.HELD:
            yield Fault(message=ONLY_HELD, code="not_held", pointer="/attendance")
        yield from unknown_institutions("/attendance/{}", self.attendance, known)
        yield from repeated("/attendance", "", self.attendance)

    def _of_group(self, known: AbstractSet[int]) -> Iterator[Fault]:
        if self.working_group is not None and self.working_group not in known:
            yield unknown_group("/working_group", self.plan, self.working_group)
