"""The first sheet of a workbook: how to fill it in, and what each column takes. Pure."""

from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from commitments.workbook.layout import INSTRUCTIONS_KEY, KEY_ROW, Kind
from commitments.workbook.sheets import SHEETS
from commitments.workbook.words import Words, said

_STEPS: Final[tuple[Words, ...]] = (
    (
        "Este libro es el plan de acción: llénelo, o corrija lo que ya dice, y devuélvalo. Se toma entero o nada.",
        "This workbook is the plan: fill it in or correct it, and send it back. It is taken whole or not at all.",
    ),
    (
        "Cada fila es una cosa. Los encabezados con * son obligatorios; pase el puntero por uno para ver qué va.",
        "Each row is one thing. Headers with * are required; hold the pointer over one to see what belongs there.",
    ),
    (
        "Las fechas son texto: AAAA-MM-DD, o AAAA-MM si solo se sabe el mes. No cambie el formato de las celdas.",
        "Dates are text: YYYY-MM-DD, or YYYY-MM where only the month is known. Leave the format of the cells as it is.",
    ),
    (
        "Donde hay lista, elija de ella. Donde van varios valores, sepárelos con comas.",
        "Where there is a list, choose from it. Where several values go, put commas between them.",
    ),
    (
        "No escriba fórmulas: escriba los valores.",
        "Write no formulas: write the values.",
    ),
    (
        "Para añadir un idioma, añada a la derecha una columna con el mismo encabezado y su código: Título (kek).",
        "To add a language, add a column on the right with the same header and its code: Title (kek).",
    ),
    (
        "Sus notas pueden ir en columnas nuevas a la derecha de la última: no se leen.",
        "Your notes may go in new columns to the right of the last one: they are not read.",
    ),
    (
        "No borre hojas ni columnas; puede cambiar las columnas de lugar.",
        "Delete no sheets or columns; columns may change places.",
    ),
    (
        "No escriba nombres, correos ni teléfonos de personas: el plan es público.",
        "Write no names, e-mail addresses or telephone numbers of persons: the plan is public.",
    ),
)
_HEADERS: Final[tuple[Words, ...]] = (("Hoja", "Sheet"), ("Columna", "Column"), ("Qué va", "What belongs there"))
_TITLE: Final = ("Cómo llenar este libro", "How to fill in this workbook")


def write_instructions(book: Workbook, page: Worksheet, language: str) -> None:
    """Fill the page: the steps, then every column of every sheet."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 16})
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 30)
    page.set_column(2, 2, 130)
    page.write_string(KEY_ROW, 0, INSTRUCTIONS_KEY)
    page.set_row(KEY_ROW, None, None, {"hidden": True})
    page.write_string(1, 0, said(_TITLE, language), title)
    row = 2
    for n, step in enumerate(_STEPS, start=1):
        page.merge_range(row, 0, row, 2, f"{n}. {said(step, language)}", wrapped)
        page.set_row(row, 18)
        row += 1
    row += 1
    for at, header in enumerate(_HEADERS):
        page.write_string(row, at, said(header, language), bold)
    for sheet in SHEETS:
        row += 1
        page.write_string(row, 0, said(sheet.title, language), bold)
        page.write_string(row, 2, said(sheet.about, language), bold)
        for column in sheet.columns:
            row += 1
            label = said(column.label, language) + (" (…)" if column.kind is Kind.TEXTS else "")
            page.write_string(row, 1, f"{label} *" if column.key in sheet.required else label, wrapped)
            page.write_string(row, 2, column.explained(language), wrapped)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.protect()
