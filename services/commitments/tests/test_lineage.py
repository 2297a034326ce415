"""Descent: stated of earlier plans alone, taken back with a reason, and read both ways over all plans."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.lineage.aggregate import Known, Link, Node, ancestors, descendants, faults_of
from constancia_events.vocabulary import LineageKind

WHY = {"es": "Fue un error"}
PLANS = [f"gt-{year}-{year + 2}" for year in (2012, 2014, 2016, 2018)]
KNOWN = {
    plan: Known(country="GT", starts_on=date(int(plan[3:7]), 7, 1), goals={1: frozenset({1}), 2: frozenset()})
    for plan in PLANS
}
nodes = st.builds(Node, st.sampled_from(PLANS), st.sampled_from([1, 2, 3]), st.sampled_from([0, 1]))


def a_link(n: int, origin: Node, to: Node | None, plan: str | None = None) -> Link:
    return Link(
        plan=to.plan if to else plan or "",
        n=n,
        kind=LineageKind.DROPS if to is None else LineageKind.CONTINUES,
        origin=origin,
        to=to,
        note=None,
        stated_at=datetime(2020, 1, 1, tzinfo=UTC),
        institution=None,
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(nodes, nodes), max_size=30))
def test_both_directions_agree_and_nothing_descends_from_itself(pairs: list[tuple[Node, Node]]) -> None:
    stated = [a_link(n, origin, to) for n, (origin, to) in enumerate(pairs, start=1)]
    links = [link for link in stated if not faults_of(link, KNOWN)]
    ends = {end for link in links for end in (link.origin, link.to) if end is not None}
    for old in ends:
        below = {link.to for link in descendants(links, old)}
        assert old not in below
        for new in ends:
            above = {link.origin for link in ancestors(links, new)}
            assert (new in below) == (old in above)


def test_every_way_to_be_no_descent_is_told_by_its_place() -> None:
    later, old = Node("gt-2016-2018", 1), Node("gt-2014-2016", 1)
    wrong = {
        "/from_plan": [a_link(1, Node("gt-2018-2020", 1), later), a_link(1, Node("gt-1999-2000", 1), later)],
        "/from_commitment": [a_link(1, Node("gt-2014-2016", 9), later)],
        "/from_goal": [a_link(1, Node("gt-2014-2016", 2, 1), later)],
        "/to_commitment": [a_link(1, old, Node("gt-2016-2018", 9))],
        "/to_goal": [a_link(1, old, Node("gt-2016-2018", 1, 9))],
    }
    for pointer, links in wrong.items():
        for link in links:
            assert pointer in [fault.pointer for fault in faults_of(link, KNOWN)]
    assert faults_of(a_link(1, later, Node("gt-2016-2018", 2)), KNOWN)[0].pointer == "/from_plan"


@pytest.fixture
async def three_plans(desk: Any) -> Any:
    await desk.institution("MINFIN")
    for plan in ("gt-2016-2018", "gt-2018-2020", "gt-2020-2022"):
        assert (await desk.draft(plan)).status_code == 201
        desk.plan = f"/v1/plans/{plan}"
        for number in (1, 2):
            assert (await desk.commitment(number)).status_code == 201
            assert (await desk.goal(1, number)).status_code == 201
    return desk


async def test_a_chain_is_read_both_ways_and_retracted_with_a_reason(three_plans: Any) -> None:
    desk = three_plans
    old, middle, new = (f"/v1/plans/gt-{years}" for years in ("2016-2018", "2018-2020", "2020-2022"))
    desk.plan = middle
    first = {"kind": "continues", "from_plan": "gt-2016-2018", "from_commitment": 1, "to_commitment": 2}
    made = await desk.post("/lineage", first)
    assert (made.status_code, made.headers["location"], made.headers["etag"]) == (201, f"{middle}/lineage/1", '"1"')
    assert (await desk.post("/lineage", first)).status_code == 409
    dropped = {"kind": "drops", "from_plan": "gt-2016-2018", "from_commitment": 1}
    assert (await desk.post("/lineage", dropped)).json()["type"].endswith("lineage-contradicted")
    assert (await desk.post("/lineage", dropped | {"from_goal": 1, "note": WHY})).status_code == 201
    desk.plan = new
    for to in (1, 2):
        body = {"kind": "splits", "from_plan": "gt-2018-2020", "from_commitment": 2, "to_commitment": to}
        assert (await desk.post("/lineage", body)).status_code == 201
    chain = await desk.get("/commitments/1/lineage", of=old)
    assert [(step["plan"], step["kind"], step["to_commitment"]) for step in chain["descendants"]] == [
        ("gt-2018-2020", "continues", 2),
        ("gt-2020-2022", "splits", 1),
        ("gt-2020-2022", "splits", 2),
    ]
    back = await desk.get("/commitments/2/lineage", of=new)
    assert [(step["from_plan"], step["kind"]) for step in back["ancestors"]] == [
        ("gt-2018-2020", "splits"),
        ("gt-2016-2018", "continues"),
    ]
    goal = await desk.get("/commitments/1/goals/1/lineage", of=old)
    assert [(step["kind"], step["to_commitment"]) for step in goal["descendants"]] == [("drops", None)]
    url = f"{middle}/lineage/1/retraction"
    assert (await desk.platform.client.post(url, json={"reason": WHY}, headers=desk.headers)).status_code == 428
    headers = desk.headers | {"If-Match": '"1"'}
    assert (await desk.platform.client.post(url, json={"reason": WHY}, headers=headers)).status_code == 201
    assert (await desk.platform.client.post(url, json={"reason": WHY}, headers=headers)).status_code == 412
    assert (await desk.get("/commitments/1/lineage", of=old))["descendants"] == []
    desk.plan = middle
    assert [item["retraction"] for item in await desk.items("/lineage")] == [WHY, None]


NO_DESCENT: list[tuple[Any, str]] = [
    ({"from_plan": "gt-2030-2032", "to_commitment": 1}, "/from_plan"),
    ({"from_plan": "gt-2020-2022", "to_commitment": 1}, "/from_plan"),
    ({}, "/to_commitment"),
    ({"to_goal": 1}, "/to_commitment"),
    ({"kind": "drops", "to_commitment": 1}, "/to_commitment"),
    ({"to_commitment": 1, "to_goal": 9}, "/to_goal"),
    ({"from_commitment": 9, "to_commitment": 1}, "/from_commitment"),
    ({"kind": "inherits"}, "/kind"),
]


async def test_what_cannot_be_a_descent_is_refused(three_plans: Any) -> None:
    for body, pointer in NO_DESCENT:
        whole = {"kind": "continues", "from_plan": "gt-2018-2020", "from_commitment": 1} | body
        answer = await three_plans.post("/lineage", whole)
        assert answer.status_code == 422
        assert pointer in {fault["pointer"] for fault in answer.json()["errors"]}


async def test_a_plan_may_not_begin_before_what_it_descends_from(three_plans: Any) -> None:
    body = {"kind": "merges", "from_plan": "gt-2018-2020", "from_commitment": 1, "to_commitment": 1}
    assert (await three_plans.post("/lineage", body)).status_code == 201
    answer = await three_plans.patch("", {"starts_on": "2018-07-01"})
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/starts_on"]
    three_plans.plan = "/v1/plans/gt-2018-2020"
    assert (await three_plans.patch("", {"starts_on": "2020-07-01", "ends_on": "2023-01-01"})).status_code == 422


async def test_a_file_states_descent_once_and_never_unsays_a_retraction(desk: Any, plan_file: Any) -> None:
    await desk.draft("gt-2014-2016")
    desk.plan = "/v1/plans/gt-2014-2016"
    await desk.commitment(leads=[])
    headers = desk.headers | {"Content-Type": "application/json"}

    async def send() -> Any:
        return await desk.platform.client.post("/v1/imports", content=json.dumps(plan_file), headers=headers)

    link = {"kind": "continues", "from_plan": "gt-2012-2014", "from_commitment": 1, "to_commitment": 1}
    plan_file["lineage"] = [link]
    assert [fault["pointer"] for fault in (await send()).json()["errors"]] == ["/lineage/0/from_plan"]
    link["from_plan"] = "gt-2014-2016"
    assert (await send()).status_code == 201
    desk.plan = "/v1/plans/gt-2016-2018"
    assert len(await desk.items("/lineage")) == 1
    taken_back = await desk.post("/lineage/1/retraction", {"reason": WHY}, desk.headers | {"If-Match": "*"})
    assert taken_back.status_code == 201
    plan_file["plan"]["levels_as_of"] = "2017-09-30"
    assert (await send()).status_code == 201
    assert [item["retracted_at"] is None for item in await desk.items("/lineage")] == [False]
