"""Open tables as files: CSV, JSON, XLSX, and the Data Package that describes them. Pure."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from constancia_pages.workbook_strings import with_strings
from constancia_web import tables as csv_tables
from reporting.open_data.table import OpenTable
from reporting.open_data.tables import TABLES
from reporting.reports.gathered import Gathered

CSV: Final = "text/csv; charset=utf-8; header=present"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL: Final = 32_767
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone; this one says nothing


def as_csv(table: OpenTable, gathered: Gathered, *, bom: bool = False) -> bytes:
    """RFC 4180, UTF-8; an apostrophe stands before a text that a spreadsheet would compute."""
    names = [column.name for column in table.columns]
    return csv_tables.as_csv(names, ([_value(one) for one in row] for row in table.rows(gathered)), bom=bom)


def as_json(table: OpenTable, gathered: Gathered) -> bytes:
    """`{table, plan, as_of, version, items: [{column: value}]}`."""
    names = [column.name for column in table.columns]
    body = {
        "table": table.name,
        "plan": gathered.compliance.plan,
        "as_of": gathered.compliance.as_of,
        "version": gathered.compliance.version,
        "items": [dict(zip(names, map(_value, row), strict=True)) for row in table.rows(gathered)],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def as_xlsx(some: Iterable[OpenTable], gathered: Gathered, language: str) -> bytes:
    """A workbook with a sheet for each table; numbers are numbers, no text is a formula; always the same bytes."""
    written = BytesIO()
    book = Workbook(written, {"in_memory": True})
    book.set_properties({"title": "Constancia", "created": _CREATED})
    head = book.add_format({"bold": True, "bg_color": "#E9EEF5"})
    text = book.add_format({"num_format": "@", "valign": "top"})
    for table in some:
        page = book.add_worksheet(table.name)
        for at, column in enumerate(table.columns):
            page.write_string(0, at, column.name, head)
            page.write_comment(0, at, column.means[language], {"author": "Constancia"})
        for n, row in enumerate(table.rows(gathered), start=1):
            for at, value in enumerate(map(_value, row)):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    page.write_number(n, at, value)
                elif value is not None:
                    said = "true" if value is True else "false" if value is False else str(value)
                    page.write_string(n, at, said[:_LONGEST_CELL], text)
        page.freeze_panes(1, 0)
        page.set_column(0, len(table.columns) - 1, 18)
    book.close()
    strings = book.str_table
    return with_strings(written.getvalue(), strings.string_array, strings.count)


def data_package(gathered: Gathered, *, base: str, query: str, licence: str) -> dict[str, Any]:
    """A Data Package (version 2): every table as CSV with its dictionary. `base` is the address of the files."""
    plan = gathered.facts.plan
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": plan.plan,
        "title": plan.title["es"],
        "description": f"{plan.title['es']}: registro público al {gathered.compliance.as_of}",
        "licenses": [{"path": licence}],
        "version": "-".join(f"{name}.{at}" for name, at in sorted(gathered.compliance.version.items())),
        "sources": [{"title": "Constancia", "path": base}],
        "resources": [
            {
                "name": table.name,
                "title": table.title["es"],
                "path": f"{base}/{table.name}.csv{query}",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema_of(table),
            }
            for table in TABLES
        ],
    }


def schema_of(table: OpenTable) -> dict[str, Any]:
    """The dictionary of a table, as Table Schema has it; descriptions in Spanish, and in English beside them."""
    return {
        "fields": [
            {
                "name": column.name,
                "type": column.type,
                "description": column.means["es"],
                "description_en": column.means["en"],
                **({"format": "any"} if column.type == "datetime" else {}),
            }
            for column in table.columns
        ],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _value(value: Any) -> Any:
    """As JSON holds it: instants in UTC, days as YYYY-MM-DD, codes as texts."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
