"""Keeps a committed JSON Schema of every event: `python -m constancia_events.publish` writes what is new.

A revision says what a reader demands, so old and new revisions of one type must agree on every event: only an optional
field may be added. Whatever else changes is another version of the type (`….v2`), said beside the old one for a while.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from constancia_events.catalogue import CATALOGUE
from constancia_events.event import Event

SCHEMAS = Path(__file__).parent / "schemas"
_ADDRESS = "https://constancia.example/schemas"
_WORDS = {"title", "description", "examples", "default", "$id", "$schema", "$defs"}
_CHILDREN = ("items", "additionalProperties", "propertyNames")

Schema = dict[str, Any]


class Incompatible(Exception):
    """A published event was changed in a way that breaks those who read it, or what was said before."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def publish(folder: Path = SCHEMAS, catalogue: Mapping[str, type[Event]] = CATALOGUE) -> list[Path]:
    """Write a new revision of every schema that differs from its newest; gives the files. Raises Incompatible first."""
    reasons = [f"{gone}: what was said of this type must stay readable" for gone in _gone(folder, catalogue)]
    drafts: list[tuple[Path, Schema]] = []
    for type_, event in catalogue.items():
        said = revisions(folder, type_)
        if said and said[-1] == schema_of(event, len(said)):
            continue
        now = schema_of(event, len(said) + 1)
        for before in said:
            reasons += [f"{type_}: {reason}; add a new version of the type instead" for reason in breaks(before, now)]
        drafts.append((folder / type_ / f"{len(said) + 1}.json", now))
    if reasons:
        raise Incompatible(reasons)
    for file, schema in drafts:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return [file for file, _ in drafts]


def schema_of(event: type[Event], revision: int) -> Schema:
    """The schema that the present code has for an event, as the revision of that number."""
    schema = event.model_json_schema(mode="validation")
    return schema | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{_ADDRESS}/{event.type}/{revision}.json",
    }


def revisions(folder: Path, type_: str) -> list[Schema]:
    """The committed schemas of a type, oldest first."""
    files = sorted((folder / type_).glob("*.json"), key=lambda file: int(file.stem))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def breaks(before: Schema, now: Schema) -> Iterator[str]:
    """Why `now` is no revision of `before`: one sentence for each place."""
    yield from _differences(_resolved(before, before.get("$defs", {})), _resolved(now, now.get("$defs", {})), "")


def _gone(folder: Path, catalogue: Mapping[str, type[Event]]) -> list[str]:
    return sorted(kept.name for kept in folder.glob("*") if kept.is_dir() and kept.name not in catalogue)


def _resolved(schema: Any, parts: Schema) -> Any:
    """Without references, and without words that constrain nothing."""
    if isinstance(schema, list):
        return [_resolved(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(parts[schema["$ref"].rpartition("/")[2]], parts)
    plain = {key: _resolved(value, parts) for key, value in schema.items() if key not in _WORDS and key != "properties"}
    if "properties" in schema:  # here a key is the name of a field, whatever it is called
        plain["properties"] = {name: _resolved(field, parts) for name, field in schema["properties"].items()}
    return plain


def _differences(before: Any, now: Any, at: str) -> Iterator[str]:
    place = at or "/"
    if not (isinstance(before, dict) and isinstance(now, dict)):
        if before != now:
            yield f"{place} changed from {_shown(before)} to {_shown(now)}"
        return
    yield from _fields(before, now, at)
    old_kinds, new_kinds = before.get("anyOf", []), now.get("anyOf", [])
    if len(old_kinds) != len(new_kinds):
        yield f"{place} changed from {_shown(before)} to {_shown(now)}"
        return
    for old, new in zip(old_kinds, new_kinds, strict=True):
        yield from _differences(old, new, at)
    for child in _CHILDREN:
        if child in before and child in now:
            yield from _differences(before[child], now[child], f"{at}/{child}")
    settled = {"properties", "required", "anyOf", *(c for c in _CHILDREN if c in before and c in now)}
    for word in sorted((before.keys() | now.keys()) - settled):
        if before.get(word) != now.get(word):
            yield _changed(place, word, before.get(word), now.get(word))


def _fields(before: Schema, now: Schema, at: str) -> Iterator[str]:
    old, new = before.get("properties", {}), now.get("properties", {})
    for name in sorted(old.keys() - new.keys()):
        yield f"{at}/{name} was removed or renamed"
    demanded = set(now.get("required", ())) - set(before.get("required", ()))
    for name in sorted(demanded):
        yield f"{at}/{name} is new and has no default" if name not in old else f"{at}/{name} became required"
    for name in sorted(set(before.get("required", ())) & new.keys() - set(now.get("required", ()))):
        yield f"{at}/{name} is no longer required, and those who read it still demand it"
    for name in sorted(old.keys() & new.keys()):
        yield from _differences(old[name], new[name], f"{at}/{name}")


def _changed(place: str, word: str, before: Any, now: Any) -> str:
    if word == "enum" and isinstance(before, list) and isinstance(now, list):
        if lost := [value for value in before if value not in now]:
            return f"{place} no longer allows {_shown(lost)}"
        return f"{place} allows {_shown([v for v in now if v not in before])}, which those who read it do not know"
    return f"{place} changed its {word} from {_shown(before)} to {_shown(now)}"


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def main() -> int:
    """Write what is new; 1 when a change may not be published."""
    try:
        written = publish()
    except Incompatible as cause:
        sys.stderr.write(f"Not published:\n{cause}\n")
        return 1
    for file in written:
        sys.stdout.write(f"{file.parent.name}/{file.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
