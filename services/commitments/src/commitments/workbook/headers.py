"""Which page of a workbook is which sheet, and which column is which: by hidden keys, in any order. Pure."""

from dataclasses import dataclass
from typing import Final

from commitments.workbook.cells import Cell, Page, cell_name, is_blank
from commitments.workbook.layout import INSTRUCTIONS_KEY, LISTS_KEY, MOST_LANGUAGES, Column, Kind, Sheet
from commitments.workbook.sheets import BY_KEY, SHEETS
from commitments.workbook.words import said
from constancia_runtime.errors import Fault

NO_WORKBOOK = "This is no workbook of a plan: download the template, fill it in and send that"
MISSING_SHEET = "The sheet {sheet} is missing: download the workbook again, or copy the sheet back"
TWICE_SHEET = "The sheet {sheet} is here twice: delete the copy"
UNKNOWN_SHEET = "This sheet is none of the workbook's and would be lost: delete it, or empty it"
MISSING_COLUMN = "The column {column} is missing: download the workbook again, or copy the column back"
TWICE_COLUMN = "The column {column} is here twice: delete one"
MANY_LANGUAGES = "These are more languages than a workbook takes: at most {most}"
UNKNOWN_COLUMN = "This column is not the sheet's and would be lost: move it right of the last one, or empty it"
_KEY_ROWS: Final = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A page known as a sheet, with its columns by place; its rows begin at `first`."""

    sheet: Sheet
    page: Page
    columns: dict[int, tuple[Column, str | None]]
    first: int

    def cell_of(self, row: int, inside: str) -> str:
        """The cell of a row that holds what `inside` leads to, a pointer into its object; else its first cell."""
        at = self._at(inside)
        return cell_name(row, min(self.columns) if at is None else at)

    def column_of(self, inside: str) -> Column | None:
        """The column of the same."""
        at = self._at(inside)
        return None if at is None else self.columns[at][0]

    def _at(self, inside: str) -> int | None:
        by_path = {
            "/".join((*column.path, *([] if text in {None, "es"} else [text]))): at
            for at, (column, text) in self.columns.items()
            if not column.is_parent
        }
        while inside and inside not in by_path:
            inside = inside.rpartition("/")[0]
        return by_path.get(inside)

    def cell_under(self, row: int, column: Column) -> str:
        """The cell of a column in a row; the Spanish one of a column of texts."""
        return cell_name(
            row, next(at for at, known in self.columns.items() if known in {(column, None), (column, "es")})
        )


def headed(pages: list[Page], language: str) -> tuple[list[Headed], list[Fault]]:
    """Every sheet in the order of the layout, and what is wrong with the workbook before a row of it is read."""
    found: dict[str, Headed] = {}
    faults: list[Fault] = []
    for page in pages:
        key_row, key = _keyed(page)
        if key in {INSTRUCTIONS_KEY, LISTS_KEY} or not page.rows:
            continue
        if key not in BY_KEY:
            row = min(page.rows)
            faults.append(_fault(UNKNOWN_SHEET, "unknown_sheet", page, (row, min(page.rows[row]))))
        elif key in found:
            title = found[key].page.name
            faults.append(_fault(TWICE_SHEET, "repeated_sheet", page, (key_row + 1, 0), sheet=title))
        else:
            found[key], wrong = _columns(BY_KEY[key], page, key_row, language)
            faults += wrong
    if not found:
        first = pages[0]
        return [], [_fault(NO_WORKBOOK, "no_workbook", first, (0, 0))]
    for sheet in SHEETS:
        if sheet.key not in found:
            title = said(sheet.title, language)
            faults.append(
                Fault(message=MISSING_SHEET, values={"sheet": title}, code="missing_sheet", sheet=title, pointer="")
            )
    return [found[sheet.key] for sheet in SHEETS if sheet.key in found], faults


def _keyed(page: Page) -> tuple[int, str]:
    """The row of keys and what sheet they are of; an empty key where there is none."""
    for row in _KEY_ROWS:
        for cell in page.rows.get(row, {}).values():
            text = cell.value if isinstance(cell.value, str) and cell.mark is None else ""
            sheet, slash, _ = text.partition("/")
            if text in {INSTRUCTIONS_KEY, LISTS_KEY}:
                return row, text
            if slash and sheet in BY_KEY:
                return row, sheet
    return 0, ""


def _columns(sheet: Sheet, page: Page, key_row: int, language: str) -> tuple[Headed, list[Fault]]:
    keys, titles = page.rows.get(key_row, {}), page.rows.get(key_row + 1, {})
    columns: dict[int, tuple[Column, str | None]] = {}
    faults: list[Fault] = []
    strange: list[int] = []
    filled = {at for row, cells in page.rows.items() if row > key_row for at, cell in cells.items() if _holds(cell)}
    for at in sorted(filled | set(keys)):
        known = sheet.find(_text(keys.get(at)).removeprefix(f"{sheet.key}/")) or (
            None if _text(keys.get(at)) else sheet.find_header(_text(titles.get(at)))
        )
        if known is None:
            strange.append(at)
        elif known in columns.values():
            named = known[0].header(language, known[1])
            faults.append(_fault(TWICE_COLUMN, "repeated_column", page, (key_row + 1, at), column=named))
        else:
            columns[at] = known
    last = max(columns, default=-1)
    # What stands behind the last column is the staff's own; but not what has a key, which a later layout may know.
    lost = [at for at in strange if at in filled and (at < last or _text(keys.get(at)))]
    faults += [_fault(UNKNOWN_COLUMN, "unknown_column", page, (key_row + 1, at)) for at in lost]
    if len({one for _, one in columns.values()}) > MOST_LANGUAGES:
        faults.append(_fault(MANY_LANGUAGES, "too_long", page, (key_row + 1, 0), most=str(MOST_LANGUAGES)))
    for column in sheet.columns:
        wanted = (column, "es") if column.kind is Kind.TEXTS else (column, None)
        if wanted not in columns.values():
            named = column.header(language, wanted[1])
            faults.append(_fault(MISSING_COLUMN, "missing_column", page, (key_row + 1, 0), column=named))
    return Headed(sheet=sheet, page=page, columns=columns, first=key_row + 2), faults


def _holds(cell: Cell) -> bool:
    return cell.mark is not None or not is_blank(cell.value)


def _text(cell: Cell | None) -> str:
    return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""


def _fault(message: str, code: str, page: Page, place: tuple[int, int], **values: str) -> Fault:
    return Fault(message=message, values=values, code=code, sheet=page.name, cell=cell_name(*place))
