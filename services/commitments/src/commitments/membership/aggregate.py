"""A membership: the periods in which one institution sat at the roundtable or in a working group. Pure rules."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from commitments.membership.errors import AlreadyMember, JoinedTooEarly, LeftTooEarly, NotMember
from constancia_events.commitments import MembershipChanged

ROUNDTABLE = 0
"""The number of a group that stands for the roundtable of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From its first to its last day as a member; None where the first is not known, or the last has not come."""

    joined_on: date | None
    left_on: date | None = None
    reason: dict[str, str] | None = None

    def covers(self, day: date) -> bool:
        """Whether it was a member on `day`."""
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """All periods of one institution, oldest first. `group` is ROUNDTABLE or the number of a working group."""

    plan: str
    group: int
    institution: str
    periods: tuple[Period, ...] = ()
    version: int = 0

    @property
    def stream(self) -> str:
        """The event stream of this membership."""
        return f"membership/{self.plan}/{self.group}/{self.institution}"

    @property
    def last(self) -> Period | None:
        """Its newest period."""
        return self.periods[-1] if self.periods else None

    def join(self, joined_on: date | None, reason: dict[str, str] | None) -> tuple[Self, MembershipChanged]:
        """Begin a period. Raises AlreadyMember, JoinedTooEarly."""
        last = self.last
        if last is not None and last.left_on is None:
            raise AlreadyMember(institution=self.institution)
        if last is not None and last.left_on is not None and (joined_on is None or joined_on <= last.left_on):
            raise JoinedTooEarly(institution=self.institution, left_on=last.left_on)
        return self._with((*self.periods, Period(joined_on=joined_on, reason=reason)))

    def leave(self, left_on: date, reason: dict[str, str]) -> tuple[Self, MembershipChanged]:
        """End the present period with `left_on`, its last day. Raises NotMember, LeftTooEarly."""
        last = self.last
        if last is None or last.left_on is not None:
            raise NotMember(institution=self.institution, left_on=last.left_on if last else "")
        if last.joined_on is not None and left_on < last.joined_on:
            raise LeftTooEarly(institution=self.institution, joined_on=last.joined_on)
        return self._with((*self.periods[:-1], replace(last, left_on=left_on, reason=reason)))

    def state(self, joined_on: date | None, left_on: date | None) -> tuple[Self, MembershipChanged] | None:
        """Take what a plan file says: a day that it leaves open takes nothing back. None when it says nothing new."""
        last = self.last
        if last is None:
            return self._with((Period(joined_on=joined_on, left_on=left_on),))
        returned = joined_on is not None and last.left_on is not None and joined_on > last.left_on
        if returned:
            return self._with((*self.periods, Period(joined_on=joined_on, left_on=left_on)))
        if any(period.joined_on == joined_on for period in self.periods[:-1] if joined_on is not None):
            return None  # of a period before the newest, whose end stands
        stated = replace(last, joined_on=joined_on or last.joined_on, left_on=left_on or last.left_on)
        if stated == last or not self._can_be(stated):
            return None  # what the record knows meanwhile and the file contradicts stays as it is
        return self._with((*self.periods[:-1], stated))

    def _can_be(self, newest: Period) -> bool:
        """Whether a period may stand in the place of the newest: it ends after its start, and begins after the last."""
        starts, ends = newest.joined_on, newest.left_on
        gone = self.periods[-2].left_on if len(self.periods) > 1 else None
        in_order = starts is None or ends is None or starts <= ends
        return in_order and (gone is None or (starts is not None and gone < starts))

    def _with(self, periods: tuple[Period, ...]) -> tuple[Self, MembershipChanged]:
        event = MembershipChanged(
            plan=self.plan,
            working_group=None if self.group == ROUNDTABLE else self.group,
            institution=self.institution,
            joined_on=periods[-1].joined_on,
            left_on=periods[-1].left_on,
            reason=periods[-1].reason,
        )
        return replace(self, periods=periods, version=self.version + 1), event
