"""A schema that was published is never broken: the publisher refuses, and says why."""

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, create_model

from constancia_events import publish as module
from constancia_events.catalogue import CATALOGUE
from constancia_events.document import asyncapi, events_markdown, main
from constancia_events.event import Event
from constancia_events.publish import Incompatible, publish, revisions


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Larger(StrEnum):
    SMALL = "small"
    LARGE = "large"
    HUGE = "huge"


class Smaller(StrEnum):
    SMALL = "small"


class Part(BaseModel):
    number: int
    title: str


class LesserPart(BaseModel):
    number: int


FIELDS: dict[str, Any] = {
    "key": (str, ...),
    "size": (Size, ...),
    "day": (date | None, ...),
    "parts": (list[Part], ...),
    "texts": (dict[str, str], ...),
}


def an_event(**changes: Any) -> dict[str, type[Event]]:
    fields = {name: field for name, field in (FIELDS | changes).items() if field is not None}
    event: type[Event] = create_model("ThingSaid", __base__=Event, **fields)
    event.type = "x.thing_said.v1"
    return {event.type: event}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path, an_event())
    return tmp_path


def test_publishing_twice_writes_once_and_the_same_bytes(tmp_path: Path, folder: Path) -> None:
    before = (folder / "x.thing_said.v1" / "1.json").read_bytes()
    assert publish(folder, an_event()) == []
    (folder / "x.thing_said.v1" / "1.json").unlink()
    [file] = publish(folder, an_event())
    assert file.read_bytes() == before
    assert json.loads(before)["$id"] == "https://constancia.example/schemas/x.thing_said.v1/1.json"


def test_an_optional_field_is_a_new_revision_and_the_old_one_stays(folder: Path) -> None:
    before = (folder / "x.thing_said.v1" / "1.json").read_bytes()
    [file] = publish(folder, an_event(note=(str | None, None)))
    assert (file.name, (folder / "x.thing_said.v1" / "1.json").read_bytes()) == ("2.json", before)
    assert [r["$id"][-6:] for r in revisions(folder, "x.thing_said.v1")] == ["1.json", "2.json"]
    assert publish(folder, an_event(note=(str | None, None))) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"key": None}, "/key was removed or renamed"),
        ({"key": None, "name": (str, ...)}, "/key was removed or renamed"),
        ({"name": (str, ...)}, "/name is new and has no default"),
        ({"key": (int, ...)}, '/key changed its type from "string" to "integer"'),
        ({"key": (str, "")}, "/key is no longer required"),
        ({"size": (Smaller, ...)}, '/size no longer allows ["large"]'),
        ({"size": (Larger, ...)}, '/size allows ["huge"]'),
        ({"size": (str, ...)}, "/size changed its enum"),
        ({"day": (date, ...)}, "/day changed from"),
        ({"day": (str | None, ...)}, '/day changed its format from "date" to null'),
        ({"parts": (list[LesserPart], ...)}, "/parts/items/title was removed or renamed"),
        ({"parts": (Part, ...)}, "/parts"),
        ({"texts": (dict[str, int], ...)}, "/texts/additionalProperties changed its type"),
    ],
)
def test_what_breaks_a_reader_is_refused_with_its_place(folder: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Incompatible) as refusal:
        publish(folder, an_event(**changes))
    assert any(reason in said for said in refusal.value.reasons), refusal.value.reasons
    assert len(revisions(folder, "x.thing_said.v1")) == 1


def test_an_optional_field_can_not_be_taken_away_again_nor_become_required(folder: Path) -> None:
    publish(folder, an_event(note=(str | None, None)))
    with pytest.raises(Incompatible, match="/note was removed"):
        publish(folder, an_event())
    with pytest.raises(Incompatible, match="/note became required"):
        publish(folder, an_event(note=(str | None, ...)))


def test_an_event_that_left_the_catalogue_is_refused(folder: Path) -> None:
    with pytest.raises(Incompatible, match=r"x\.thing_said\.v1: what was said of this type must stay readable"):
        publish(folder, {})


def test_the_command_says_why_and_ends_with_one(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def refuse() -> list[Path]:
        raise Incompatible(["x.y.v1: /z was removed or renamed"])

    monkeypatch.setattr(module, "publish", refuse)
    assert module.main() == 1
    assert "/z was removed" in capsys.readouterr().err


def test_the_present_code_has_nothing_to_publish(capsys: Any) -> None:
    assert module.main() == 0
    assert capsys.readouterr().out == ""


def test_the_catalogue_names_every_event_with_its_fields_and_its_stream() -> None:
    page = events_markdown()
    for type_, event in CATALOGUE.items():
        chapter = page.partition(f"### `{type_}`")[2].partition("\n### ")[0]
        assert f"Stream `{event.stream_key}`" in chapter
        for field in event.model_fields:
            [row, *_] = [line for line in chapter.splitlines() if line.startswith(f"| `{field}` |")]
            assert row.split("|")[3].strip(), f"{type_} does not say what {field} is"


def test_the_asyncapi_document_has_a_channel_per_service_and_no_loose_end(tmp_path: Path) -> None:
    main(tmp_path)
    document = json.loads((tmp_path / "asyncapi.yaml").read_text(encoding="utf-8"))
    assert document == asyncapi()
    assert document["asyncapi"] == "3.0.0"
    assert {name: channel["address"] for name, channel in document["channels"].items()} == {
        service: f"ev.{service}.>" for service in ("commitments", "evidence", "consultation", "reporting")
    }
    assert {m["name"] for m in document["components"]["messages"].values()} == set(CATALOGUE)
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for one in part for found in references(one)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if "$ref" in part else []
    return own + [found for one in part.values() for found in references(one)]
