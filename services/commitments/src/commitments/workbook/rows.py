"""From a plan file, as JSON holds it, to the rows of its sheets. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commitments.workbook.layout import Column, Kind, Sheet
from commitments.workbook.sheets import BY_KEY, SHEETS
from constancia_events.plan_file import PlanFile

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One object with what names the row that holds it, and its group in it."""

    parents: tuple[Any, ...]
    group: str | None
    item: Any

    def value(self, sheet: Sheet, column: Column) -> Any:
        """What a column shows of it; None for a blank cell."""
        if column.is_parent:
            return self.parents[sheet.parents.index(column)]
        if sheet.grouped_by == column.key:
            return None if self.group is None else int(self.group)
        return member_of(self.item, column.path)


def document_of(file: PlanFile) -> JsonObject:
    """The plan file as JSON holds it."""
    document: JsonObject = file.model_dump(mode="json")
    return document


def rows_of(sheet: Sheet, document: JsonObject) -> Iterator[Row]:
    """The rows of one sheet, in their order."""
    if sheet.parent is None:
        for item in _items(member_of(document, sheet.member_path)):
            yield Row((), None, item)
        return
    parent = BY_KEY[sheet.parent]
    for holder in rows_of(parent, document):
        names = holder.parents if parent.identity is None else (*holder.parents, holder.item[parent.identity])
        held = member_of(holder.item, sheet.member_path)
        if sheet.grouped_by is None:
            yield from (Row(names, None, item) for item in _items(held))
        else:
            yield from (Row(names, group, item) for group, items in (held or {}).items() for item in items or [None])


def member_of(item: Any, path: tuple[str, ...]) -> Any:
    """What a path leads to; None where it ends early."""
    for name in path:
        if item is None:
            return None
        item = item.get(name)
    return item


def languages_in(document: JsonObject) -> tuple[str, ...]:
    """Every language in which a text of a plan file is, or should be: Spanish, those of the plan, then the others."""
    named = member_of(document, ("plan", "languages")) or []
    found = {
        language
        for sheet in SHEETS
        for column in sheet.columns
        if column.kind is Kind.TEXTS
        for row in rows_of(sheet, document)
        for language in row.value(sheet, column) or ()
    }
    return tuple(dict.fromkeys(("es", *named, *sorted(found - set(named) - {"es"}))))


def empty(languages: tuple[str, ...]) -> JsonObject:
    """A plan file of which nothing is known but the languages of its texts."""
    return {"plan": {"languages": list(languages)}}


def frame_of(document: JsonObject) -> JsonObject:
    """What a new plan may begin with: the themes and institutions of another; when they joined or left is not known."""
    kept = ("acronym", "name", "kind", "roundtable")
    return {
        "themes": document["themes"],
        "institutions": [{name: one[name] for name in kept} for one in document["institutions"]],
    }


def _items(held: Any) -> list[Any]:
    if held is None:
        return []
    return held if isinstance(held, list) else [held]
