"""The body of `GET /v1/plans/{plan}/compliance`: what every page, widget and badge is made from."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.texts import TextMap
from constancia_events.vocabulary import DisplayState, Level, RollUpPolicy, Timing

Percent = Annotated[float, Field(ge=0, le=100, description="Share of the total, two decimals.", examples=[33.7])]


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Policy(_Out):
    """The stated policy by which goals roll up into their commitment."""

    name: RollUpPolicy
    version: int


class GoalFigures(_Out):
    """Goals by display state; every state is listed, in the order of the enumeration."""

    total: int
    counts: dict[DisplayState, int]
    percent: dict[DisplayState, Percent]


class LevelFigures(_Out):
    """Commitments by level; every level is listed. What has no level yet is in `total` alone."""

    total: int
    counts: dict[Level, int]
    percent: dict[Level, Percent]


class CommitmentFigures(_Out):
    """The two answers to how far the commitments are: what their leads say, and what their goals add up to."""

    declared: LevelFigures
    rolled_up: LevelFigures


class ThemeFigures(_Out):
    """The figures of one theme."""

    number: int
    title: TextMap
    goals: GoalFigures
    commitments: CommitmentFigures


class InstitutionFigures(_Out):
    """The figures of one institution that leads commitments."""

    acronym: str
    name: TextMap
    goals: GoalFigures
    commitments: CommitmentFigures


class GoalItem(_Out):
    """One goal as of the instant asked for."""

    number: int
    title: TextMap
    starts_on: str
    ends_on: str
    level: Level
    display_state: DisplayState
    timing: Timing
    level_as_of: str | None = Field(description="The day the level speaks of; null while nobody has reported.")


class CommitmentItem(_Out):
    """One commitment as of the instant asked for."""

    number: int
    ogp_id: str | None
    theme: int
    title: TextMap
    leads: list[str] = Field(description="Acronyms of the institutions that answer for it.")
    declared: Level | None
    rolled_up: Level
    goals: list[GoalItem]


class Compliance(_Out):
    """How far a plan has come, as of an instant, with the version of the record that says so."""

    plan: str
    title: TextMap
    time_zone: str
    as_of: str = Field(description="The day asked for, or the instant (RFC 3339, UTC).", examples=["2017-09-29"])
    policy: Policy
    goals: GoalFigures
    commitments: CommitmentFigures
    themes: list[ThemeFigures]
    institutions: list[InstitutionFigures]
    items: list[CommitmentItem]
    version: dict[str, int] = Field(description="Position of each service's log that this was computed from.")


class CommitmentCompliance(_Out):
    """One commitment of a plan, as of an instant: what widgets are made from."""

    plan: str
    title: TextMap
    as_of: str
    policy: Policy
    item: CommitmentItem
    version: dict[str, int]
