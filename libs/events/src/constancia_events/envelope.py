"""CloudEvents 1.0, structured JSON: how an event travels."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from constancia_events.catalogue import CATALOGUE
from constancia_events.event import Recorded

CONTENT_TYPE = "application/cloudevents+json"
_TEXTS = ("id", "source", "type", "svcseq", "stream", "streamversion", "time", "recordedtime", "correlationid")


class UnreadableEvent(Exception):
    """The bytes are no event that this version of the code can read; it must be parked, never skipped."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a service's log, before it is wrapped: `body` is the event's own JSON bytes."""

    event_id: str
    source: str
    type: str
    position: int
    stream: str
    version: int
    occurred_at: datetime
    recorded_at: datetime
    correlation: str
    causation: str | None
    body: bytes


def wrap(entry: Entry) -> bytes:
    """The CloudEvent of a log row; the same row always gives the same bytes."""
    head: dict[str, Any] = {
        "specversion": "1.0",
        "id": entry.event_id,
        "source": f"/constancia/{entry.source}",
        "type": entry.type,
        "subject": entry.stream,
        "time": _rfc3339(entry.occurred_at),
        "datacontenttype": "application/json",
        "svcseq": str(entry.position),
        "stream": entry.stream,
        "streamversion": str(entry.version),
        "recordedtime": _rfc3339(entry.recorded_at),
        "correlationid": entry.correlation,
    }
    if entry.causation is not None:
        head["causationid"] = entry.causation
    return json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "data": ' + entry.body + b"}"


def unwrap(message: bytes) -> Entry:
    """The log row inside a CloudEvent, its body not yet read. Raises UnreadableEvent."""
    try:
        head = json.loads(message)
        if not all(isinstance(head[name], str) for name in _TEXTS):
            raise TypeError  # noqa: TRY301 - settled below, with every other way to be no event
        return Entry(
            event_id=head["id"],
            source=head["source"].removeprefix("/constancia/"),
            type=head["type"],
            position=int(head["svcseq"]),
            stream=head["stream"],
            version=int(head["streamversion"]),
            occurred_at=_instant(head["time"]),
            recorded_at=_instant(head["recordedtime"]),
            correlation=head["correlationid"],
            causation=head.get("causationid"),
            body=json.dumps(head["data"], ensure_ascii=False).encode(),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise UnreadableEvent(f"no CloudEvent of ours: {type(cause).__name__}") from cause


def decode(entry: Entry) -> Recorded:
    """The event of a log row. Raises UnreadableEvent for an unknown type or version, or a broken contract."""
    known = CATALOGUE.get(entry.type)
    if known is None:
        raise UnreadableEvent(f"unknown type {entry.type}")
    try:
        event = known.model_validate_json(entry.body)
    except ValidationError as cause:
        places = ", ".join("/".join(map(str, error["loc"])) for error in cause.errors(include_input=False))
        raise UnreadableEvent(f"{entry.type} breaks its contract at {places}") from cause
    return Recorded(
        event=event,
        event_id=entry.event_id,
        source=entry.source,
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        correlation=entry.correlation,
        causation=entry.causation,
    )


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant


def _rfc3339(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")
