"""Where each thing of a plan file stands in its workbook, and its faults in the words of that. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from commitments.workbook.headers import Headed
from commitments.workbook.rows import JsonObject
from constancia_events.defects import UNKNOWN_COMMITMENT, UNKNOWN_GROUP, UNKNOWN_INSTITUTION, UNKNOWN_THEME
from constancia_runtime.errors import Fault

NO_ROWS = "The sheet {sheet} has no row for this: add at least one"
NO_PARENT = "The sheet {sheet} has no row for {value}: add it there, or correct this"
NOT_AS_EXPECTED = "This is not as it should be here: {expected}"
IN_SPANISH = "Write this in Spanish, too"
_LISTED_IN: Final[Mapping[str, str]] = {
    UNKNOWN_INSTITUTION: "institutions",
    UNKNOWN_THEME: "themes",
    UNKNOWN_COMMITMENT: "commitments",
    UNKNOWN_GROUP: "working_groups",
}
"""The sheet that a defect of the plan file means, which names a section of JSON."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a page."""

    page: Headed
    row: int

    def cell(self, inside: str = "") -> tuple[str, str]:
        """The sheet and the cell of something inside the row's object, by a pointer without its first slash."""
        return self.page.page.name, self.page.cell_of(self.row, inside)


@dataclass(kw_only=True)
class Reading:
    """What was read: not yet judged by the models. `faults` are those that they cannot see."""

    language: str
    """Of the words that faults quote."""
    document: JsonObject = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    """By pointer, the row of an object, or the row before a list."""
    rows_in: dict[str, str] = field(default_factory=dict)
    """By pointer, the sheet in which the rows of a list belong."""

    titles: dict[str, str] = field(default_factory=dict)
    """What each sheet is called in this workbook, by its key."""

    def locate(self, fault: Fault) -> Fault:
        """The same fault with its cell, or that of the nearest thing around it."""
        if fault.pointer is None:
            return fault
        at = fault.pointer
        while at not in self.places and at:
            at = at.rpartition("/")[0]
        place = self.places.get(at)
        if place is None:
            return fault
        inside = fault.pointer[len(at) :].lstrip("/")
        sheet, cell = place.cell(inside)
        return replace(self._worded(fault, place, inside), sheet=sheet, cell=cell)

    def _worded(self, fault: Fault, place: Place, inside: str) -> Fault:
        """A fault of the plan file said of a workbook: no pattern, and no section of JSON."""
        column = place.page.column_of(inside)
        if fault.pointer in self.rows_in and fault.code in {"missing", "too_short"}:
            return replace(fault, message=NO_ROWS, values={"sheet": self.rows_in[fault.pointer]})
        if fault.message in _LISTED_IN:
            values = {"value": fault.values["value"], "sheet": self.titles[_LISTED_IN[fault.message]]}
            return replace(fault, message=NO_PARENT, values=values)
        if fault.code == "spanish_required":
            return replace(fault, message=IN_SPANISH)
        if fault.code == "string_pattern_mismatch" and column is not None and column.explained(self.language):
            return replace(fault, message=NOT_AS_EXPECTED, values={"expected": column.explained(self.language)})
        return fault

    def located(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults by their cells; one cell says what was wrong with itself first, and no more than that."""
        told = {(fault.sheet, fault.cell) for fault in self.faults}
        placed = (self.locate(fault) for fault in faults)
        return [fault for fault in placed if (fault.sheet, fault.cell) not in told]
