"""What the API says of changes: what it was, what it became, why, when, and by which institution."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.amendment.aggregate import ChangeKind
from constancia_events.texts import TextMap


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldChangeOut(_Out):
    """One field that was changed."""

    field: str = Field(description="Its name in the resource; `fields.problem` for a text of the template.")
    before: Any = Field(description="What it said before; null where it was empty.")
    after: Any = Field(description="What it says since; null where it is empty.")


class ChangeOut(_Out):
    """One change of a plan: an amended text, something added once the plan was adopted, or a step of its life."""

    n: int = Field(description="Counts the texts and steps of a plan; a log is read from the highest.")
    at: datetime = Field(description="When it was made, in UTC.")
    kind: ChangeKind
    commitment: int | None
    goal: int | None
    reason: TextMap | None = Field(description="Why; null for what was changed before the plan was adopted.")
    institution: str | None = Field(description="The institution that made it; null for the server's own command.")
    fields: list[FieldChangeOut]

    @classmethod
    def of(cls, row: Any) -> Self:
        """The change of a row of `changes`."""
        return cls(
            n=row.n,
            at=row.at,
            kind=ChangeKind(row.kind),
            commitment=row.commitment,
            goal=row.goal,
            reason=row.reason,
            institution=row.institution,
            fields=[FieldChangeOut.model_validate(field) for field in row.fields],
        )


class VersionOut(_Out):
    """One whole text that a commitment or a goal has had."""

    n: int
    version: int = Field(description="The version (ETag) of the thing that had this text first.")
    at: datetime = Field(description="When it was entered, in UTC.")
    reason: TextMap | None
    institution: str | None
    text: dict[str, Any] = Field(description="Every field as the event that defined it has it.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """The text of a row of `changes`."""
        return cls(
            n=row.n,
            version=row.version,
            at=row.at,
            reason=row.reason,
            institution=row.institution,
            text=row.text,
        )
