"""What the API says of writes."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field


class AuditEntry(BaseModel):
    """One row that was written. Secrets and documents are said to have changed, and are not shown."""

    model_config = ConfigDict(frozen=True)

    id: int
    at: datetime = Field(description="When, in UTC, by the clock of who wrote; the same for all of one command.")
    actor: str = Field(
        description="The client id of the credential; `constancia` for the command on the server, `system` for the"
        " platform itself, `database:<role>` for whoever wrote past it."
    )
    correlation: str | None = Field(description="The trace id of the request, as in its events and logs.")
    table: str
    key: dict[str, Any] = Field(description="The primary key of the row.", examples=[{"plan": "gt-2016-2018"}])
    operation: Literal["insert", "update", "delete"]
    before: dict[str, Any] | None = Field(description="What changed, as it was; null of a new row.")
    after: dict[str, Any] | None = Field(description="What changed, as it is; null of a row that is gone.")

    @classmethod
    def of(cls, row: Any) -> Self:
        """The entry of a row of `audit_log`."""
        return cls(
            id=row.id,
            at=row.at,
            actor=row.actor,
            correlation=row.correlation,
            table=row.table_name,
            key=row.key,
            operation=row.operation,
            before=row.before,
            after=row.after,
        )
