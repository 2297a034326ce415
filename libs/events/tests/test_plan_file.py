"""A plan file is taken whole or refused with the place of every fault; the real one is taken."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from constancia_events.defects import defects
from constancia_events.plan_file import PlanFile

Document = dict[str, Any]


def a_document() -> Document:
    fields = ("problem", "objective", "ambition", "relevance", "additional_information", "results", "next_steps")
    goal = {
        "number": 1,
        "title": {"es": "Meta"},
        "starts_on": "2016-07",
        "ends_on": "2018-06-30",
        "level": "initiated",
        "subgoals": [
            {"number": 1, "title": {"es": "Parte"}, "starts_on": "2016-07", "ends_on": "2016-08", "level": None}
        ],
        "evidence": [
            {"url": "http://a.gob.gt/meta 5.pdf", "kind": "document", "subgoal": None},
            {"url": "http://a.gob.gt/meta 5.pdf", "kind": "document", "subgoal": 1},
        ],
    }
    commitment = {
        "number": 1,
        "ogp_id": "GT0065",
        "theme": 1,
        "title": {"es": "Compromiso"},
        "declared_level": None,
        "leads": [{"institution": "MINFIN", "role": "lead"}],
        "starts_on": "2016-07",
        "ends_on": "2018-06",
        "fields": dict.fromkeys(fields),
        "goals": [goal],
    }
    answer = {"theme": 1, "rating": None, "institutions": ["MINFIN"], "points": {"1": ["Sí"]}}
    statement = {"value": 22, "as_of": None, "where": "introduction", "lines": [15]}
    return {
        "plan": {
            "id": "gt-2016-2018",
            "country": "GT",
            "ordinal": 3,
            "title": {"es": "Plan"},
            "starts_on": "2016-07-01",
            "ends_on": "2018-06-30",
            "adopted_on": None,
            "languages": ["es"],
        },
        "themes": [{"number": 1, "slug": "acceso", "title": {"es": "Acceso"}}],
        "institutions": [{"acronym": "MINFIN", "name": {"es": "Finanzas"}, "kind": "executive", "roundtable": True}],
        "working_groups": [{"number": 1, "commitments": [1], "convened_by": ["MINFIN"]}],
        "meetings": [],
        "commitments": [commitment],
        "consultation": {
            "opens_on": "2017-09-07",
            "closes_on": "2017-09-29",
            "subject": "media",
            "comments": [{"received_at": "2017-09-19T09:07:00-06:00", "sector": "citizen", "text": {"es": "Sí"}}],
            "workshop": {"held_on": "2017-09-01", "questions": [], "answers": [answer]},
        },
        "indicators": [
            {
                "key": "plans",
                "commitment": 1,
                "goal": 1,
                "label": {"es": "A"},
                "unit": {"es": "b"},
                "statements": [statement],
            }
        ],
        "irm_recommendations": [{"letter": "a", "text": {"es": "Haga"}}],
    }


def changed(pointer: str, value: object) -> Document:
    """The document with another value at a pointer; `-` adds to a list."""
    document = deepcopy(a_document())
    *way, last = pointer.removeprefix("/").split("/")
    place: Any = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    if last == "-":
        place.append(value)
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return document


def doubled(pointer: str) -> Document:
    """The document with the first member of a list there twice."""
    place: Any = a_document()
    for step in pointer.removeprefix("/").split("/"):
        place = place[int(step) if isinstance(place, list) else step]
    return changed(f"{pointer}/-", place[0])


def faults(document: Document) -> dict[str, str]:
    """Type of fault by pointer, as the shape finds them."""
    try:
        PlanFile.model_validate_json(json.dumps(document))
    except ValidationError as cause:
        return {"/" + "/".join(map(str, error["loc"])): error["type"] for error in cause.errors()}
    return {}


def test_a_plain_document_has_nothing_wrong() -> None:
    assert faults(a_document()) == {}
    assert list(defects(PlanFile.model_validate(a_document()))) == []


def test_the_real_plan_has_no_defect(shared: Path) -> None:
    real = PlanFile.model_validate_json((shared / "data" / "gt-2016-2018.json").read_bytes())
    assert list(defects(real)) == []
    assert len(real.commitments) == 22
    assert PlanFile.model_validate_json(real.model_dump_json()) == real


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        (changed("/plan/ends_on", "2016-06-30"), "/plan/ends_on", "ends_before_start"),
        (changed("/consultation/closes_on", "2017-09-06"), "/consultation/closes_on", "ends_before_start"),
        (doubled("/themes"), "/themes/1/number", "repeated"),
        (doubled("/institutions"), "/institutions/1/acronym", "repeated"),
        (doubled("/working_groups"), "/working_groups/1/number", "repeated"),
        (doubled("/commitments"), "/commitments/1/number", "repeated"),
        (doubled("/indicators"), "/indicators/1/key", "repeated"),
        (doubled("/irm_recommendations"), "/irm_recommendations/1/letter", "repeated"),
        (doubled("/commitments/0/leads"), "/commitments/0/leads/1/institution", "repeated"),
        (doubled("/commitments/0/goals"), "/commitments/0/goals/1/number", "repeated"),
        (doubled("/commitments/0/goals/0/subgoals"), "/commitments/0/goals/0/subgoals/1/number", "repeated"),
        (doubled("/commitments/0/goals/0/evidence"), "/commitments/0/goals/0/evidence/2/url", "repeated"),
        (changed("/commitments/0/theme", 9), "/commitments/0/theme", "unknown_reference"),
        (changed("/commitments/0/leads/0/institution", "X"), "/commitments/0/leads/0/institution", "unknown_reference"),
        (
            changed("/commitments/0/goals/0/evidence/1/subgoal", 7),
            "/commitments/0/goals/0/evidence/1/subgoal",
            "unknown_reference",
        ),
        (changed("/working_groups/0/convened_by/0", "X"), "/working_groups/0/convened_by/0", "unknown_reference"),
        (changed("/working_groups/0/commitments/-", 4), "/working_groups/0/commitments/1", "unknown_reference"),
        (
            changed("/consultation/workshop/answers/0/theme", 3),
            "/consultation/workshop/answers/0/theme",
            "unknown_reference",
        ),
        (
            changed("/consultation/workshop/answers/0/institutions/-", "X"),
            "/consultation/workshop/answers/0/institutions/1",
            "unknown_reference",
        ),
        (changed("/indicators/0/commitment", 5), "/indicators/0/commitment", "unknown_reference"),
        (changed("/indicators/0/goal", 2), "/indicators/0/goal", "unknown_reference"),
        (changed("/indicators/0/commitment", None), "/indicators/0/goal", "unknown_reference"),
    ],
)
def test_every_kind_of_defect_is_told_at_its_place(document: Document, pointer: str, code: str) -> None:
    [defect] = defects(PlanFile.model_validate(document))
    assert (defect.pointer, defect.code) == (pointer, code)
    assert defect.message.format(**defect.values)
    place: Any = document
    for step in pointer.removeprefix("/").split("/"):
        place = place[int(step) if isinstance(place, list) else step]


def test_all_defects_are_told_at_once() -> None:
    document = changed("/commitments/0/theme", 9)
    document["plan"]["ends_on"] = "2016-01-01"
    document["working_groups"][0]["commitments"] = [8, 9]
    assert len(list(defects(PlanFile.model_validate(document)))) == 4


GOAL = "/commitments/0/goals/0"


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/plan/starts_on", 1467331200),
        ("/plan/starts_on", "1467331200"),
        ("/plan/starts_on", "2016-07-01T00:00:00"),
        ("/plan/starts_on", "2016-07"),
        ("/plan/ends_on", True),
        ("/plan/adopted_on", 0),
        ("/plan/ends_on", "2018-06-31"),
        ("/plan/country", "gt"),
        ("/plan/country", "GT\n"),
        ("/plan/id", "GT-2016-2018"),
        ("/plan/languages", []),
        ("/plan/time_zone", "America/Nowhere"),
        ("/plan/time_zone", "../etc/passwd"),
        ("/plan/ordinal", True),
        ("/plan/ordinal", "3"),
        ("/plan/ordinal", 3.0),
        ("/plan/ordinal", 0),
        ("/plan/ordinal", 10**30),
        ("/plan/title/es", ""),
        ("/plan/title/es", "   "),
        ("/plan/title/es", "a\u0000b"),
        ("/plan/title/es", "x" * 20_000),
        ("/plan/title/es", "\u001b[31m"),
        ("/plan/title/es", 7),
        ("/plan/title/es", None),
        ("/plan/title/ES", "Plan"),
        ("/plan/roll_up", {"name": "majority", "version": True}),
        ("/plan/roll_up", {"name": "best"}),
        ("/themes/0/number", True),
        ("/themes/0/slug", "Acceso"),
        ("/themes", []),
        ("/institutions/0/roundtable", 1),
        ("/institutions/0/roundtable", "yes"),
        ("/institutions/0/acronym", "minfin"),
        ("/institutions/0/kind", "royal"),
        (f"{GOAL}/starts_on", "2017-13"),
        (f"{GOAL}/starts_on", 201713),
        (f"{GOAL}/ends_on", "2017-02-30"),
        (f"{GOAL}/ends_on", None),
        (f"{GOAL}/level", "finished"),
        (f"{GOAL}/level", None),
        (f"{GOAL}/number", "1"),
        (f"{GOAL}/evidence/0/url", ""),
        (f"{GOAL}/evidence/0/url", "http://a\u0000b"),
        (f"{GOAL}/evidence/0/kind", "fax"),
        (f"{GOAL}/evidence/0/url", "x" * 20_000),
        (f"{GOAL}/evidence/0/subgoal", False),
        (f"{GOAL}/colour", "red"),
        ("/commitments/0/ogp_id", "GT65"),
        ("/commitments/0/leads", []),
        ("/commitments/0/goals", []),
        ("/extra", {}),
        ("/consultation/comments/0/received_at", 1505833620),
        ("/consultation/comments/0/received_at", "1505833620"),
        ("/consultation/comments/0/received_at", "2017-09-19T09:07:00"),
        ("/consultation/comments/0/sector", "king"),
        ("/consultation/comments/0/name", "Ana"),
        ("/consultation/workshop/answers/0/points", {"a\u0000": []}),
        ("/consultation/workshop/answers/0/rating", "good"),
        ("/indicators/0/statements/0/value", True),
        ("/indicators/0/statements/0/value", "22"),
        ("/indicators/0/statements/0/value", float("nan")),
        ("/indicators/0/statements/0/value", float("inf")),
        ("/indicators/0/statements/0/lines", [True]),
        ("/indicators/0/statements/0/where", "a\u0000"),
        ("/indicators/0/key", "Plans"),
        ("/irm_recommendations/0/letter", "ab"),
    ],
)
def test_a_hostile_value_is_refused_at_its_place(pointer: str, value: object) -> None:
    """Numbers passed as instants and truths as figures; NUL in a text passed here and failed in the database."""
    found = faults(changed(pointer, value))
    assert found
    assert all(place.startswith(pointer) or pointer.startswith(place) for place in found)


def test_spanish_is_needed_and_an_empty_one_is_none() -> None:
    assert faults(changed("/plan/title", {"en": "Plan"})) == {"/plan/title": "spanish_required"}
    assert faults(changed("/plan/title", {"es": ""})) == {"/plan/title/es": "string_too_short"}
    assert faults(changed("/plan/title", {})) == {"/plan/title": "spanish_required"}


def test_what_is_odd_but_printed_is_no_defect() -> None:
    document = changed(f"{GOAL}/ends_on", "2016-01")  # before it starts: a finding later
    document["commitments"][0]["goals"][0]["evidence"][0]["url"] = "http:\\\\a.gob.gt\\Equipos Técnico “SPF”.pdf"
    assert faults(document) == {}
    assert list(defects(PlanFile.model_validate(document))) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PLACES = [
    "/plan",
    "/plan/title",
    "/themes",
    "/commitments/0/leads",
    GOAL,
    "/consultation",
    "/indicators/0",
    "/meetings",
]


@given(st.sampled_from(PLACES), JSON)
def test_any_json_anywhere_is_taken_or_refused_and_never_an_accident(pointer: str, value: object) -> None:
    document = changed(pointer, value)
    try:
        file = PlanFile.model_validate(document)
    except ValidationError:
        return
    list(defects(file))
