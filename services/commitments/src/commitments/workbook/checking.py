"""A workbook judged as the plan file that it is: every fault by its sheet and cell."""

from dataclasses import dataclass

from pydantic import ValidationError

from commitments.workbook.cells import pages_of
from commitments.workbook.errors import WorkbookRefused
from commitments.workbook.places import Reading
from commitments.workbook.reading import read
from constancia_events.defects import defects
from constancia_events.plan_file import PlanFile
from constancia_runtime.errors import DomainError, Fault
from constancia_web.validation import faults_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A plan file without a fault, and where each thing of it stands in the workbook."""

    file: PlanFile
    reading: Reading

    def refusal(self, refused: DomainError) -> WorkbookRefused:
        """What was refused later, told by its cells."""
        return _refused([self.reading.locate(fault) for fault in refused.faults])


def check(data: bytes, language: str) -> Checked:
    """Read a workbook whole. Raises WorkbookRefused, WorkbookUnreadable, WorkbookLocked, WorkbookTooLarge.

    `language` is that of the words which its faults quote.
    """
    reading = read(pages_of(data), language)
    if reading.faults and not reading.document:
        raise _refused(reading.faults)
    try:
        file = PlanFile.model_validate(reading.document)
    except ValidationError as cause:
        found = faults_of(cause.errors(include_url=False, include_input=False), strip=0)
        raise _refused([*reading.faults, *reading.located(found)]) from cause
    found = tuple(Fault(**defect.model_dump()) for defect in defects(file))
    if faults := [*reading.faults, *reading.located(found)]:
        raise _refused(faults)
    return Checked(file=file, reading=reading)


def _refused(faults: list[Fault]) -> WorkbookRefused:
    return WorkbookRefused(faults=tuple(faults), count=len(faults))
