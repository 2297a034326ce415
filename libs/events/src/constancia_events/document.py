"""Documents of the events, made from the code: `python -m constancia_events.document DIR` writes both.

`events.md` is for people. `asyncapi.yaml` is an AsyncAPI 3.0 document for tools, written as JSON, which YAML takes.
"""

import json
import sys
from collections.abc import Mapping
from inspect import getdoc
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from constancia_events.catalogue import CATALOGUE, SERVICES
from constancia_events.envelope import CONTENT_TYPE
from constancia_events.event import Event
from constancia_events.publish import SCHEMAS, revisions

_WHO = {
    "commitments": "the registry of plans, commitments and goals",
    "evidence": "means of verification",
    "consultation": "consultations with the public",
    "reporting": "read models and pages",
}
_HEAD = {
    "specversion": "always `1.0`",
    "id": "the event's UUID",
    "source": "`/constancia/<service>`",
    "type": "one of the types below",
    "subject": "the stream, as `stream`",
    "time": "when the service stated it",
    "datacontenttype": "always `application/json`",
    "svcseq": "its position in the service's log, without gaps, equal to its sequence in JetStream",
    "stream": "the thing it is about; within one stream events keep their order",
    "streamversion": "the version of that thing which it makes, from 1",
    "recordedtime": "when it got its position; it grows with `svcseq`",
    "correlationid": "the trace of the request that began it (W3C Trace Context)",
    "causationid": "the event that it was a reaction to; left out where there is none",
}


def events_markdown() -> str:
    """The catalogue of every event, in Markdown."""
    lines = [
        "# Events",
        "",
        "Made from `constancia_events` by `make docs`; do not edit. Every event travels as a CloudEvent 1.0 in",
        f"structured JSON (`{CONTENT_TYPE}`) on `ev.<service>.<aggregate>.<00-ff>.<type>`, in the JetStream stream",
        "`EV_<SERVICE>`; `<00-ff>` is the first byte of the SHA-256 of the stream.",
        "A reader ignores fields that it does not know, and parks a type or a version that it does not know.",
        "",
        "## Around every event",
        "",
        "| attribute | what it says |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in _HEAD.items()),
    ]
    for service in SERVICES:
        said = _said_by(service)
        lines += ["", f"## {service}", "", f"Said by the {service} service: {_WHO[service]}."]
        if not said:
            lines += ["", "It says no event: what it knows, it heard."]
        for event in said:
            lines += _chapter(event)
    return "\n".join(lines) + "\n"


def _said_by(service: str) -> list[type[Event]]:
    return [event for type_, event in CATALOGUE.items() if type_.partition(".")[0] == service]


def _chapter(event: type[Event]) -> list[str]:
    schema = event.model_json_schema()
    newest = len(revisions(SCHEMAS, event.type))
    address = f"../libs/events/src/constancia_events/schemas/{event.type}/{newest}.json"
    lines = ["", f"### `{event.type}`", "", _text(event), "", f"Stream `{event.stream_key}` · [schema]({address})"]
    lines += _table(schema, schema)
    for name, part in schema.get("$defs", {}).items():
        if "properties" in part:
            lines += ["", f"`{name}`: {_words(part)}", *_table(part, schema)]
    return lines


def _table(part: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    rows = [f"| `{name}` | {_kind(field)} | {_meaning(field, schema)} |" for name, field in part["properties"].items()]
    return ["", "| field | type | what it says |", "|---|---|---|", *rows]


def _kind(field: Mapping[str, Any]) -> str:
    """The type of a field in a few words."""
    if "$ref" in field:
        return f"`{field['$ref'].rpartition('/')[2]}`"
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"])
    if field["type"] == "array":
        return f"list of {_kind(field['items'])}"
    if field["type"] == "object":
        values = field.get("additionalProperties") or next(iter(field.get("patternProperties", {}).values()))
        return f"map to {_kind(values)}"
    return str(field.get("format", field["type"]))


def _meaning(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What a field says; for a closed list, its members."""
    parts = [_words(field)]
    for one in (field, *field.get("anyOf", ())):
        if "$ref" in one:
            part = schema["$defs"][one["$ref"].rpartition("/")[2]]
            parts += [_words(part), ", ".join(f"`{value}`" for value in part.get("enum", ()))]
        elif not parts[0]:
            parts.append(_words(one))
    return " ".join(part for part in parts if part).replace("|", "\\|")


def _words(schema: Mapping[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split())


def _text(event: type[Event]) -> str:
    return getdoc(event) or ""


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document: one channel per service that says events, one message per event."""
    speaking = [service for service in SERVICES if _said_by(service)]
    _, schemas = models_json_schema(
        [(event, "validation") for event in CATALOGUE.values()], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Constancia: events",
            "version": "1",
            "description": "What the services say, as CloudEvents 1.0. Each writes its own and reads the others'.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {service: _channel(service) for service in speaking},
        "operations": {f"say_{service}": _operation(service) for service in speaking},
        "components": {
            "messages": {_name(event): _message(event) for event in CATALOGUE.values()},
            "schemas": schemas["$defs"],
        },
    }


def _channel(service: str) -> dict[str, Any]:
    return {
        "address": f"ev.{service}.>",
        "description": f"The log of the {service} service, in the JetStream stream EV_{service.upper()}:"
        f" ev.{service}.<aggregate>.<00-ff>.<type>.",
        "messages": {_name(event): {"$ref": f"#/components/messages/{_name(event)}"} for event in _said_by(service)},
    }


def _operation(service: str) -> dict[str, Any]:
    at = f"#/channels/{service}"
    return {
        "action": "send",
        "channel": {"$ref": at},
        "summary": f"The {service} service states facts.",
        "messages": [{"$ref": f"{at}/messages/{_name(event)}"} for event in _said_by(service)],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": _text(event).partition("\n")[0],
        "contentType": CONTENT_TYPE,
        "payload": {
            "type": "object",
            "required": [name for name in _HEAD if name != "causationid"] + ["data"],
            "properties": {
                **{name: {"type": "string", "description": meaning} for name, meaning in _HEAD.items()},
                "type": {"const": event.type},
                "stream": {"type": "string", "description": f"`{event.stream_key}`"},
                "data": {"$ref": f"#/components/schemas/{event.__name__}"},
            },
        },
    }


def _name(event: type[Event]) -> str:
    """A key that AsyncAPI allows and that tells two versions of one event apart."""
    return event.type.replace(".", "_")


def main(folder: Path) -> None:
    """Write both documents into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "events.md").write_text(events_markdown(), encoding="utf-8")
    (folder / "asyncapi.yaml").write_text(json.dumps(asyncapi(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
