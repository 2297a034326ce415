"""What was said once can be read for ever, and what is said now can be read by those who learnt it earlier."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from constancia_events.catalogue import CATALOGUE, SERVICES
from constancia_events.consultation import CommentReceived
from constancia_events.envelope import Entry, UnreadableEvent, decode, unwrap, wrap
from constancia_events.event import Event
from constancia_events.evidence import EvidenceCited
from constancia_events.keys import GoalKey
from constancia_events.publish import SCHEMAS, revisions, schema_of
from constancia_events.vocabulary import EvidenceKind

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*/*.json"))
EVENTS = pytest.mark.parametrize("event", CATALOGUE.values(), ids=CATALOGUE)


def said(file: Path) -> Entry:
    return unwrap(file.read_bytes())


def valid(body: bytes, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(json.loads(body))


@EVENTS
def test_every_event_has_bytes_that_were_said(event: type[Event]) -> None:
    assert [file for file in GOLDEN if file.parent.name == event.type]


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_bytes_that_were_said_are_read_by_the_present_code(file: Path) -> None:
    entry = said(file)
    recorded = decode(entry)
    assert recorded.event.type == entry.type == file.parent.name
    assert entry.stream.partition("/")[0] == recorded.event.stream_key.partition("/")[0]
    again = json.loads(recorded.event.body())
    before = json.loads(entry.body)
    assert {name: again[name] for name in before} == before  # a field may have joined since, none has changed


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_bytes_that_were_said_travel_again_as_the_same_bytes(file: Path) -> None:
    stored = json.loads(file.read_bytes())["data"]
    kept = file.read_bytes().partition(b'"data": ')[2][:-1]  # the log keeps the body's own bytes
    entry = said(file)
    assert json.loads(entry.body) == stored
    parts = {name: getattr(entry, name) for name in Entry.__slots__}
    assert wrap(Entry(**parts | {"body": kept})) == file.read_bytes()


@EVENTS
def test_the_newest_committed_schema_is_that_of_the_code(event: type[Event]) -> None:
    committed = revisions(SCHEMAS, event.type)
    assert committed, "run python -m constancia_events.publish"
    assert committed[-1] == schema_of(event, len(committed)), "run python -m constancia_events.publish"


def test_no_schema_is_committed_for_an_event_that_is_not_there() -> None:
    assert {folder.name for folder in SCHEMAS.iterdir()} == set(CATALOGUE)


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_what_is_said_now_and_what_was_said_keep_every_revision(file: Path) -> None:
    entry = said(file)
    for schema in revisions(SCHEMAS, entry.type):
        valid(decode(entry).event.body(), schema)
    valid(entry.body, revisions(SCHEMAS, entry.type)[-1])


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_field_that_this_code_does_not_know_is_ignored(file: Path) -> None:
    message = json.loads(file.read_bytes())
    plain = decode(unwrap(file.read_bytes())).event
    message["data"]["of_next_year"] = {"deep": [1]}
    message["extension"] = "x"
    assert decode(unwrap(json.dumps(message).encode())).event == plain


@pytest.mark.parametrize("type_", ["consultation.comment_received.v2", "consultation.comment_praised.v1", "", "v1"])
def test_an_unknown_type_or_a_higher_version_is_unreadable(type_: str) -> None:
    message = json.loads(GOLDEN[0].read_bytes()) | {"type": type_}
    with pytest.raises(UnreadableEvent, match="unknown type"):
        decode(unwrap(json.dumps(message).encode()))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"7",
        b"[" * 100_000,
        b'{"id": "a"}',
        GOLDEN[0].read_bytes()[:-1],
    ],
)
def test_what_is_no_cloudevent_is_unreadable(message: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        unwrap(message)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 7),
        ("source", None),
        ("type", ["x"]),
        ("svcseq", "x"),
        ("svcseq", 7),
        ("stream", {}),
        ("streamversion", ""),
        ("time", "2026-11-23T15:00:00"),
        ("time", "yesterday"),
        ("recordedtime", 1),
        ("correlationid", False),
    ],
)
def test_an_attribute_of_another_shape_is_unreadable(name: str, value: object) -> None:
    """A time without a zone passed, and failed later as something that no reader parks by its name."""
    message = json.loads(GOLDEN[0].read_bytes()) | {name: value}
    with pytest.raises(UnreadableEvent):
        unwrap(json.dumps(message).encode())


@pytest.mark.parametrize("data", [None, 7, [], {}, {"consultation": 1}, {"sector": "martian"}, "\x00"])
def test_a_body_that_breaks_its_contract_is_unreadable_and_its_values_are_not_told(data: object) -> None:
    message = json.loads(GOLDEN[0].read_bytes()) | {"data": data, "type": CommentReceived.type}
    with pytest.raises(UnreadableEvent, match="breaks its contract") as refusal:
        decode(unwrap(json.dumps(message).encode()))
    assert "martian" not in refusal.value.reason


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
INSTANTS = st.datetimes(
    min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6)), timezone.max]),
)
UTC_INSTANTS = st.datetimes(timezones=st.just(UTC))


@given(
    st.builds(
        Entry,
        event_id=TEXTS,
        source=st.sampled_from(SERVICES),
        type=st.just(EvidenceCited.type),
        stream=TEXTS,
        position=st.integers(min_value=1, max_value=2**63),
        version=st.integers(min_value=1, max_value=2**63),
        occurred_at=UTC_INSTANTS,
        recorded_at=UTC_INSTANTS,
        correlation=TEXTS,
        causation=st.none() | TEXTS,
        body=st.builds(
            EvidenceCited,
            evidence=TEXTS,
            url=TEXTS,
            kind=st.sampled_from(EvidenceKind),
            order=st.integers(0, 10**6),
            goal=st.builds(GoalKey.of, st.just("gt-2016-2018"), st.integers(1, 9_999), st.integers(1, 9_999)),
            subgoal=st.none() | st.integers(1, 9_999),
        ).map(EvidenceCited.body),
    )
)
def test_any_text_comes_through_the_envelope(entry: Entry) -> None:
    found = unwrap(wrap(entry))
    assert json.loads(found.body) == json.loads(entry.body)
    for name in set(Entry.__slots__) - {"body"}:
        assert getattr(found, name) == getattr(entry, name)
    assert decode(found).event == EvidenceCited.model_validate_json(entry.body)


@given(INSTANTS)
def test_an_instant_of_any_zone_is_the_same_instant_in_an_event(instant: datetime) -> None:
    event = CommentReceived.model_validate(
        {"consultation": "a", "comment": "b", "sector": "citizen", "received_at": instant}
    )
    assert CommentReceived.model_validate_json(event.body()).received_at == instant


def test_the_same_row_gives_the_same_bytes() -> None:
    entry = said(GOLDEN[0])
    assert wrap(entry) == wrap(entry)


@EVENTS
def test_an_event_is_named_for_its_service_its_past_and_its_version(event: type[Event]) -> None:
    service, name, version = event.type.split(".")
    assert service == event.__module__.split(".")[1]
    assert service in SERVICES
    assert (
        "".join(word.title() for word in name.split("_")) + ("" if version == "v1" else version.upper())
        == event.__name__
    )
    assert event.stream_key
    assert event.__doc__


NO_PERSON = {
    "accepted",
    "access_note",
    "acronym",
    "act",
    "adopted_on",
    "agenda_url",
    "amount",
    "answer_days",
    "answered",
    "as_of",
    "attendance",
    "before",
    "captured_at",
    "challenges",
    "checked_at",
    "closed_at",
    "closed_on",
    "closes_at",
    "closes_on",
    "code",
    "comment",
    "commitment",
    "commitments",
    "consultation",
    "convened_by",
    "copy_sha256",
    "country",
    "currency",
    "dated",
    "dead",
    "department",
    "document_url",
    "done_on",
    "due_on",
    "edition",
    "effective_at",
    "effective_on",
    "endorsements",
    "ends_on",
    "evidence",
    "evidence_gate",
    "evidence_url",
    "fields",
    "final_url",
    "finding",
    "flags",
    "formula",
    "from_commitment",
    "from_goal",
    "from_plan",
    "goal",
    "held_on",
    "high_completion",
    "import_id",
    "institution",
    "institutions",
    "into",
    "invalid",
    "joined_on",
    "key",
    "kind",
    "label",
    "language",
    "languages",
    "led_to_change",
    "left_on",
    "letter",
    "level",
    "lines",
    "live",
    "media_type",
    "minutes_url",
    "n",
    "name",
    "narrative",
    "national_links",
    "next_steps",
    "note",
    "number",
    "of_plan",
    "office",
    "ogp_id",
    "opened_at",
    "opens_at",
    "opens_on",
    "order",
    "ordinal",
    "originally_on",
    "outcome",
    "overdue",
    "payload_sha256",
    "place",
    "plan",
    "position",
    "positions",
    "proposal",
    "published_on",
    "purpose",
    "rating",
    "reason",
    "received",
    "received_at",
    "relevant",
    "report",
    "reported_on",
    "response",
    "restricted",
    "role",
    "roundtable",
    "rule",
    "rules",
    "sdgs",
    "section",
    "section_version",
    "sector",
    "sha256",
    "since",
    "size",
    "slug",
    "source",
    "starred",
    "starts_on",
    "state",
    "status",
    "step",
    "subgoal",
    "subject",
    "suspect",
    "target",
    "template_ends_on",
    "template_starts_on",
    "text",
    "theme",
    "time_zone",
    "title",
    "to_commitment",
    "to_goal",
    "transformative",
    "truncated",
    "unit",
    "unknown",
    "upheld",
    "url",
    "value",
    "verdict",
    "version",
    "visibility",
    "vocabulary",
    "waiting",
    "week",
    "where",
    "working_group",
}


def leaves(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        parts = [part for part in _types(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)]
        for part in parts:
            yield from leaves(part)
        if not parts:
            yield name


def _types(annotation: object) -> Iterator[object]:
    yield annotation
    for one in get_args(annotation):
        yield from _types(one)


def test_no_event_has_a_field_that_nobody_decided_to_be_free_of_personal_data() -> None:
    """Events are kept for ever and read by everybody: adding a field here is to say that no person is in it."""
    found = {leaf for event in CATALOGUE.values() for leaf in leaves(event)}
    assert found - NO_PERSON == set()
    assert NO_PERSON - found <= {"theme", "version"}


def test_a_field_inside_a_part_is_found_too() -> None:
    class Person(BaseModel):
        email: str

    class Said(Event):
        type: ClassVar[str] = "x.said.v1"
        people: dict[str, list[Person] | None]

    assert set(leaves(Said)) == {"email"}
