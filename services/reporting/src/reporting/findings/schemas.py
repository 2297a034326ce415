"""The body of `GET /v1/plans/{plan}/findings`."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from reporting.findings.finding import Finding, Rule


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FindingItem(_Out):
    """Something that the platform noticed by itself, with what it rests on."""

    rule: Rule
    commitment: int | None = Field(description="Null where it is about the whole plan or several commitments.")
    goal: int | None = Field(description="Null where it is about the whole commitment.")
    subgoal: int | None = Field(description="Null where it is about the whole goal.")
    facts: dict[str, JsonValue] = Field(
        description="What it rests on; the keys are fixed by rule (docs/architecture/findings.md).",
        examples=[{"ends_on": "2017-06", "level": "initiated"}],
    )
    since: date | None = Field(description="The first day on which it held; null where nobody can know.")

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """The finding as it is shown."""
        return cls(
            rule=finding.rule,
            commitment=finding.commitment,
            goal=finding.goal,
            subgoal=finding.subgoal,
            facts=finding.facts,
            since=finding.since,
        )


class PlanFindings(_Out):
    """What was noticed in a plan as of an instant, by its place in the plan."""

    plan: str
    as_of: str = Field(description="The day asked for, or the instant (RFC 3339, UTC).", examples=["2017-09-29"])
    items: list[FindingItem]
    version: dict[str, int] = Field(description="Position of each service's log that this was computed from.")
