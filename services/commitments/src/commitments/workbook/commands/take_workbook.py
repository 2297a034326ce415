"""Take a workbook as the plan file that it is."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Self

from commitments.imports.commands.take_import import TakeImport, Taken, take_import
from commitments.imports.errors import AmendmentNeedsReason, FileRefused
from commitments.workbook.checking import Checked, check
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWorkbook:
    """A workbook without a fault of its own; `sha256` is that of its bytes."""

    checked: Checked
    sha256: str
    levels_as_of: date | None
    reason: dict[str, str] | None = None
    institution: str | None = None

    @classmethod
    def read(
        cls,
        data: bytes,
        language: str,
        levels_as_of: date | None,
        reason: dict[str, str] | None = None,
        institution: str | None = None,
    ) -> Self:
        """Read a workbook; takes as long as it is large, so not between two awaits. Raises what `check` does."""
        return cls(
            checked=check(data, language),
            sha256=hashlib.sha256(data).hexdigest(),
            levels_as_of=levels_as_of,
            reason=reason,
            institution=institution,
        )


async def take_workbook(tx: Transaction, command: TakeWorkbook) -> Taken:
    """Bring the record to what the workbook says.

    Raises WorkbookRefused and AmendmentNeedsReason with their cells, LevelsInFuture, PromisesMissing.

    What is kept is the plan file that it makes, so that whoever claims a section of it reads it as any other.
    """
    file = command.checked.file
    plain = TakeImport(
        document=file.model_dump_json().encode(),
        file=file,
        levels_as_of=command.levels_as_of,
        reason=command.reason,
        institution=command.institution,
    )
    try:
        return await take_import(tx, plain)
    except FileRefused as refused:
        raise command.checked.refusal(refused) from refused
    except AmendmentNeedsReason as refused:
        placed = command.checked.refusal(refused).faults
        raise AmendmentNeedsReason(faults=placed, count=len(placed)) from refused
