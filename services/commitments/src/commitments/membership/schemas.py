"""What the API takes and says of memberships."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.membership.aggregate import ROUNDTABLE, Membership, Period
from constancia_events.keys import Acronym
from constancia_events.plan_file_fields import Day
from constancia_events.texts import TextMap


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MemberIn(_In):
    """An institution that joins, or comes back."""

    institution: Acronym
    joined_on: Annotated[
        Day | None, Field(description="Its first day as a member; null where it is not known since when.")
    ] = None
    reason: TextMap | None = None


class LeaveIn(_In):
    """An institution leaves."""

    left_on: Annotated[Day, Field(description="Its last day as a member.")]
    reason: TextMap


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class PeriodOut(_Out):
    """From its first to its last day as a member."""

    joined_on: date | None = Field(description="Null where it is not known since when.")
    left_on: date | None = Field(description="Its last day; null while it is a member.")
    reason: TextMap | None

    @classmethod
    def of(cls, period: Period) -> Self:
        """The period as it stands."""
        return cls(joined_on=period.joined_on, left_on=period.left_on, reason=period.reason)


class MemberOut(_Out):
    """An institution with every period in which it was a member. Its `version` is its ETag."""

    plan: str
    working_group: int | None = Field(description="Null for the roundtable.")
    institution: str
    joined_on: date | None = Field(description="When its newest period began; null where that is not known.")
    left_on: date | None = Field(description="When its newest period ended; null while it is a member.")
    periods: list[PeriodOut] = Field(description="The oldest first.")
    version: int

    @classmethod
    def of(cls, membership: Membership) -> Self:
        """The membership as it stands."""
        last = membership.last
        return cls(
            plan=membership.plan,
            working_group=None if membership.group == ROUNDTABLE else membership.group,
            institution=membership.institution,
            joined_on=last.joined_on if last else None,
            left_on=last.left_on if last else None,
            periods=[PeriodOut.of(period) for period in membership.periods],
            version=membership.version,
        )
