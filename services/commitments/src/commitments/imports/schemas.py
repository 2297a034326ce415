"""What the API says of plan files."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.imports.commands.take_import import Taken
from commitments.imports.store import Import


class ImportResult(BaseModel):
    """What taking a plan file did, or would do."""

    model_config = ConfigDict(frozen=True)

    import_id: str | None = Field(description="Key of the file; null when nothing changed and for a dry run.")
    plan: str
    sha256: str = Field(description="SHA-256 of the file as it came, in hexadecimal.")
    workbook_sha256: str | None = Field(
        None, description="SHA-256 of the workbook as it came; `sha256` is then that of the plan file made of it."
    )
    levels_as_of: date = Field(description="The day that the file's levels speak of.")
    dry_run: bool
    changed: bool = Field(description="Whether the file says anything that was not on record.")
    events: int = Field(description="How many events it says.")

    @classmethod
    def of(cls, taken: Taken, *, dry_run: bool, workbook_sha256: str | None = None) -> Self:
        """The answer to one file."""
        return cls(
            import_id=None if dry_run else taken.import_id,
            plan=taken.plan,
            sha256=taken.sha256,
            workbook_sha256=workbook_sha256,
            levels_as_of=taken.levels_as_of,
            dry_run=dry_run,
            changed=taken.changed,
            events=taken.events,
        )


class ImportRecord(BaseModel):
    """A plan file that was taken."""

    model_config = ConfigDict(frozen=True)

    import_id: str
    plan: str
    sha256: str
    levels_as_of: date
    taken_at: datetime
    taken_by: str
    events: int

    @classmethod
    def of(cls, taken: Import) -> Self:
        """The record of one file."""
        return cls(
            import_id=str(taken.id),
            plan=taken.plan,
            sha256=taken.sha256,
            levels_as_of=taken.levels_as_of,
            taken_at=taken.taken_at,
            taken_by=taken.taken_by,
            events=taken.events,
        )
