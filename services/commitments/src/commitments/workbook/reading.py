"""From the cells of a workbook to a plan file as JSON holds it, and the cell of everything in it. Pure."""

from dataclasses import dataclass
from typing import Any, Final

from commitments.workbook.cells import Page, cell_name, is_blank
from commitments.workbook.headers import Headed, headed
from commitments.workbook.layout import Kind, Sheet, fields_on, is_nullable
from commitments.workbook.places import NO_PARENT, Place, Reading
from commitments.workbook.rows import JsonObject
from commitments.workbook.sheets import SHEETS
from commitments.workbook.values import CellFault, value_of
from constancia_events.defects import REPEATED
from constancia_runtime.errors import Fault

ONE_ROW = "This sheet takes a single row: delete the others"
NEEDED = "This is required"
NO_NUMBER = "Write a whole number here, from 1"
_MOST_TOLD: Final = 1_000
_MOST_QUOTED: Final = 60
Names = tuple[Any, ...]


def read(pages: list[Page], language: str) -> Reading:
    """Read every sheet. When sheets or columns are not as they should be, that is all that is told."""
    sheets, faults = headed(pages, language)
    if faults:
        return Reading(language=language, faults=faults)
    return _Rows(sheets, language).read()


@dataclass(frozen=True, slots=True)
class _Held:
    """A row that other rows may belong to."""

    item: JsonObject
    pointer: str
    place: Place


class _Rows:
    def __init__(self, sheets: list[Headed], language: str) -> None:
        self.sheets = sheets
        self.language = language
        self.reading = Reading(language=language)
        self.held: dict[str, dict[Names, _Held]] = {sheet.key: {} for sheet in SHEETS}
        self.reading.titles.update({one.sheet.key: one.page.name for one in sheets})
        self.titles = self.reading.titles
        self.every: list[tuple[Sheet, _Held]] = []
        self.told: set[tuple[str, str]] = set()

    def read(self) -> Reading:
        """Take every row of every sheet, parents first."""
        first = self.sheets[0]
        self.reading.places[""] = Place(first, first.first)
        for one in self.sheets:
            self._sheet(one)
        for sheet, held in self.every:
            self._complete(sheet, held)
        return self.reading

    def _sheet(self, one: Headed) -> None:
        sheet = one.sheet
        if sheet.parent is None:
            pointer = f"/{sheet.member}"
            if not sheet.single:
                self.reading.document[sheet.member] = []
            self.reading.places[pointer] = Place(one, one.first)
            self.reading.rows_in[pointer] = one.page.name
        for row in sorted(one.page.rows):
            cells = one.page.rows[row]
            if row >= one.first and any(at in one.columns and not self._blank(one, row, at) for at in cells):
                self._row(one, row)

    def _blank(self, one: Headed, row: int, at: int) -> bool:
        cell = one.page.rows[row][at]
        exact = one.columns[at][0].kind is Kind.EXACT
        return cell.mark is None and not exact and is_blank(cell.value)

    def _row(self, one: Headed, row: int) -> None:
        sheet = one.sheet
        values = self._values(one, row)
        parent = self._parent(one, row, values)
        if parent is None:
            return
        item: Any = self._item(sheet, values)
        place = Place(one, row)
        pointer = self._attach(place, parent, item, values)
        if pointer is None:
            return
        if not sheet.single and pointer.endswith("/0"):
            self.reading.places[pointer.removesuffix("/0")] = place
        self.reading.places[pointer] = place
        if isinstance(item, dict) and sheet.model is not None:
            held = _Held(item, pointer, place)
            self.every.append((sheet, held))
            names: Names = () if sheet.identity is None else (item.get(sheet.identity),)
            parents = tuple(values[column.key] for column in sheet.parents)
            if all(isinstance(name, str | int) for name in names):
                first = self.held[sheet.key].setdefault((*parents, *names), held)
                if first is not held and sheet.identity is not None:
                    at = one.cell_under(row, next(c for c in sheet.columns if c.key == sheet.identity))
                    self._tell((one.page.name, at), REPEATED, "repeated", value=str(names[0])[:_MOST_QUOTED])

    def _values(self, one: Headed, row: int) -> dict[str, Any]:
        """What a row says, by the key of each column; a map for a text in several languages, None for a blank."""
        values: dict[str, Any] = dict.fromkeys(column.key for column in one.sheet.columns)
        for at, cell in one.page.rows[row].items():
            if at not in one.columns:
                continue
            column, text_language = one.columns[at]
            try:
                value = value_of(column, cell, self.language)
            except CellFault as wrong:
                self._tell((one.page.name, cell_name(row, at)), wrong.message, wrong.code, **wrong.values)
                continue
            if text_language is None:
                values[column.key] = value
            elif value is not None:
                values[column.key] = (values[column.key] or {}) | {text_language: value}
        return values

    def _parent(self, one: Headed, row: int, values: dict[str, Any]) -> _Held | None:
        """The row that this one belongs to; the file itself where it belongs to none. None when it is not there."""
        sheet = one.sheet
        root = _Held(self.reading.document, "", Place(one, row))
        if sheet.parent is None:
            return root
        grouping = [column for column in sheet.columns if column.key == sheet.grouped_by]
        for column in (*sheet.parents, *grouping):
            value = values[column.key]
            if value is None or (column.kind is Kind.NUMBER and not (isinstance(value, int) and value > 0)):
                needed = value is None
                place = (one.page.name, one.cell_under(row, column))
                self._tell(place, NEEDED if needed else NO_NUMBER, "missing" if needed else "int_type")
                return None
        names = tuple(values[column.key] for column in sheet.parents)
        held = self.held[sheet.parent].get(names)
        if held is None:
            last = sheet.parents[-1] if sheet.parents else sheet.columns[0]
            shown = ".".join(str(name)[:_MOST_QUOTED] for name in names) or self.titles[sheet.parent]
            place = (one.page.name, one.cell_under(row, last))
            self._tell(place, NO_PARENT, "unknown_reference", value=shown, sheet=self.titles[sheet.parent])
        return held

    def _item(self, sheet: Sheet, values: dict[str, Any]) -> Any:
        own = [c for c in sheet.columns if not c.is_parent and c.key != sheet.grouped_by]
        if sheet.model is None:
            return values[own[0].key]
        item: JsonObject = {}
        groups: dict[str, dict[str, Any]] = {}
        for column in own:
            value = values[column.key]
            inside = item if len(column.path) == 1 else groups.setdefault(column.path[0], {})
            if value is not None:
                inside[column.path[-1]] = value
                continue
            last = fields_on(sheet.model, column.path)[-1]
            if column.kind in {Kind.WORDS, Kind.NUMBERS}:
                inside[column.path[-1]] = []
            elif last.is_required() and is_nullable(last):
                inside[column.path[-1]] = None
        for name, group in groups.items():
            outer = sheet.model.model_fields[name]
            if any(value is not None for value in group.values()) or (outer.is_required() and not is_nullable(outer)):
                item[name] = group
            elif outer.is_required():
                item[name] = None
        return item

    def _attach(self, place: Place, parent: _Held, item: Any, values: dict[str, Any]) -> str | None:
        """Put an item where it belongs; gives its pointer, or None where it has none."""
        sheet = place.page.sheet
        inside, pointer = parent.item, parent.pointer
        for name in sheet.member_path[:-1]:
            if not isinstance(inside.get(name), dict):
                inside[name] = {}
            inside, pointer = inside[name], f"{pointer}/{name}"
        member = sheet.member_path[-1]
        if sheet.single:
            if member in inside:
                self._tell(place.cell(), ONE_ROW, "one_row")
                return None
            inside[member] = item
            return f"{pointer}/{member}"
        if sheet.grouped_by is not None:
            inside, pointer = inside.setdefault(member, {}), f"{pointer}/{member}"
            member = str(values[sheet.grouped_by])
        items: list[Any] = inside.setdefault(member, [])
        if item is None and sheet.grouped_by is not None:
            return None
        items.append(item)
        return f"{pointer}/{member}/{len(items) - 1}"

    def _complete(self, sheet: Sheet, held: _Held) -> None:
        """Give a row the empty lists of which no row was there, and say where their rows belong."""
        for child in SHEETS:
            if child.parent != sheet.key:
                continue
            inside, pointer = held.item, held.pointer
            for name in child.member_path[:-1]:
                inside, pointer = inside.get(name) or {}, f"{pointer}/{name}"
            if inside is held.item or inside:
                inside.setdefault(child.member_path[-1], {} if child.grouped_by is not None else [])
            pointer = f"{pointer}/{child.member_path[-1]}"
            self.reading.places.setdefault(pointer, held.place)
            self.reading.rows_in[pointer] = self.titles[child.key]

    def _tell(self, place: tuple[str, str], message: str, code: str, **values: str) -> None:
        """Note a fault of a cell; only the first of each cell, and no more than anybody would read."""
        if place not in self.told and len(self.told) < _MOST_TOLD:
            self.told.add(place)
            fault = Fault(message=message, values=values, code=code, sheet=place[0], cell=place[1])
            self.reading.faults.append(fault)
