"""Reporting periods: who is asked, who is missing, and what is kept when they are closed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.period.aggregate import GoalInPeriod, Missing, Period
from commitments.period.errors import PeriodClosed, PeriodDaysWrong, ReasonMissing
from constancia_events.dates import PlanDate
from constancia_events.vocabulary import PeriodKind
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PERIODS = "/v1/plans/gt-2016-2018/periods"
NOW = datetime(2017, 9, 1, tzinfo=UTC)
MID_TERM = {"kind": "mid_term", "starts_on": "2016-07-01", "ends_on": "2017-06-30", "due_on": "2017-09-30"}
WHY = {"es": "Se venció el plazo"}


def a_period(starts: str = "2016-07-01", ends: str = "2017-06-30", due: str = "2017-09-30") -> Period:
    return Period(
        plan="gt-2016-2018",
        number=1,
        kind=PeriodKind.MID_TERM,
        title=None,
        starts_on=date.fromisoformat(starts),
        ends_on=date.fromisoformat(ends),
        due_on=date.fromisoformat(due),
        opened_at=NOW,
    )


def opened(period: Period) -> Period:
    return period.open(plan_starts_on=date(2016, 6, 30), plan_ends_on=date(2018, 6, 30))[0]


def a_goal(goal: int = 1, starts: str = "2017-01", *, complete: bool = False, reported: bool = False) -> GoalInPeriod:
    return GoalInPeriod(
        commitment=17, goal=goal, starts_on=PlanDate(starts), complete_before=complete, reported=reported
    )


@pytest.mark.parametrize(
    ("days", "pointers"),
    [
        (("2017-01-02", "2017-01-01", "2017-01-01"), ["/ends_on"]),
        (("2017-01-01", "2017-06-30", "2017-06-29"), ["/due_on"]),
        (("2018-07-01", "2018-12-31", "2019-01-31"), ["/starts_on"]),
        (("2015-01-01", "2016-06-29", "2016-07-31"), ["/starts_on"]),
        (("2019-01-02", "2019-01-01", "2018-01-01"), ["/ends_on", "/due_on", "/starts_on"]),
    ],
)
def test_days_that_cannot_be_are_told_one_by_one(days: tuple[str, str, str], pointers: list[str]) -> None:
    with pytest.raises(PeriodDaysWrong) as refused:
        opened(a_period(*days))
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_who_is_missing_is_every_lead_of_a_goal_that_had_begun_and_was_not_complete() -> None:
    goals = [
        a_goal(1),
        a_goal(2, complete=True),
        a_goal(3, reported=True),
        a_goal(4, "2017-07"),
        a_goal(5, "2017-06-30"),
    ]
    missing = a_period().missing_of(goals, {17: ["SEGEPLAN", "MINFIN"]})
    assert missing == (
        Missing(institution="MINFIN", commitment=17, goals=(1, 5)),
        Missing(institution="SEGEPLAN", commitment=17, goals=(1, 5)),
    )


_GOALS = st.lists(
    st.builds(
        GoalInPeriod,
        commitment=st.integers(1, 3),
        goal=st.integers(1, 9),
        starts_on=st.sampled_from([PlanDate("2017-06"), PlanDate("2017-07"), PlanDate("2017-06-30")]),
        complete_before=st.booleans(),
        reported=st.booleans(),
    ),
    unique_by=lambda goal: (goal.commitment, goal.goal),
)


@given(_GOALS)
def test_one_who_has_reported_on_everything_is_never_missing_and_nobody_is_twice(goals: list[GoalInPeriod]) -> None:
    leads = {1: ["A"], 2: ["A", "B"], 3: ["C"]}
    missing = a_period().missing_of(goals, leads)
    assert len({(one.institution, one.commitment) for one in missing}) == len(missing)
    silent = {
        (goal.commitment, goal.goal)
        for goal in goals
        if not goal.reported and not goal.complete_before and goal.starts_on != "2017-07"
    }
    assert {(one.commitment, number) for one in missing for number in one.goals} == silent
    assert all(one.institution in leads[one.commitment] for one in missing)


def test_a_period_with_missing_reports_is_closed_only_with_a_reason_and_only_once() -> None:
    missing = (Missing(institution="MINFIN", commitment=17, goals=(1,)),)
    with pytest.raises(ReasonMissing, match="MINFIN"):
        opened(a_period()).close(missing, reason=None, now=NOW)
    closed, event = opened(a_period()).close(missing, reason=WHY, now=NOW)
    assert [(one.institution, one.commitment) for one in event.missing] == [("MINFIN", 17)]
    with pytest.raises(PeriodClosed):
        closed.close((), reason=None, now=NOW)
    assert opened(a_period()).close((), reason=None, now=NOW)[0].version == 2


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes, clock: FixedClock) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        clock.advance(minutes=1)
        yield platform


@pytest.fixture
async def contact(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")


def missing_of(body: Any, commitment: int) -> dict[str, list[int]]:
    return {one["institution"]: one["goals"] for one in body["missing"] if one["commitment"] == commitment}


async def test_a_report_takes_its_goal_off_the_list_and_a_closed_period_keeps_its_own(
    platform: Platform, contact: dict[str, str], clock: FixedClock, plan_file: Any
) -> None:
    made = await platform.client.post(PERIODS, json=MID_TERM, headers=contact)
    assert (made.status_code, made.headers["location"]) == (201, f"{PERIODS}/1")
    path = made.headers["location"]
    before = await platform.client.get(path)
    awaited = [
        goal["number"]
        for goal in plan_file["commitments"][6]["goals"]
        if goal["level"] != "complete" and goal["starts_on"] <= "2017-06-30"
    ]
    assert missing_of(before.json(), 7) == dict.fromkeys(["INAP", "SENACYT"], awaited)
    clock.advance(minutes=1)
    headers = await bearer(platform.client, platform.databases["commitments"], "SENACYT", "reports:write")
    for number in awaited[:-1]:
        goal = f"/v1/plans/gt-2016-2018/commitments/7/goals/{number}"
        body = {"level": "complete"}
        made = await platform.client.post(f"{goal}/reports", json=body, headers=headers | {"If-Match": "*"})
        assert made.status_code == 201
    seen = await platform.client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert (seen.status_code, missing_of(seen.json(), 7)["INAP"]) == (200, awaited[-1:])

    closing = f"{path}/close"
    stale = await platform.client.post(
        closing, json={"reason": WHY}, headers=contact | {"If-Match": before.headers["etag"]}
    )
    assert stale.status_code == 412, "others have reported since: who closes must have seen it"
    assert (await platform.client.post(closing, json={"reason": WHY}, headers=contact)).status_code == 428
    fresh = contact | {"If-Match": seen.headers["etag"]}
    refused = await platform.client.post(closing, json={}, headers=fresh)
    assert (refused.status_code, [f["pointer"] for f in refused.json()["errors"]]) == (422, ["/reason"])
    closed = await platform.client.post(closing, json={"reason": WHY}, headers=fresh)
    assert closed.status_code == 200, closed.text
    again = await platform.client.post(closing, json={"reason": WHY}, headers=contact | {"If-Match": "*"})
    assert again.status_code == 409

    clock.advance(minutes=1)
    goal = f"/v1/plans/gt-2016-2018/commitments/7/goals/{awaited[-1]}/reports"
    late = await platform.client.post(goal, json={"level": "complete"}, headers=headers | {"If-Match": "*"})
    assert late.status_code == 201
    after = (await platform.client.get(path)).json()
    assert after["missing"] == closed.json()["missing"]
    assert (missing_of(after, 7)["INAP"], after["reason"]) == (awaited[-1:], WHY)


async def test_only_one_period_of_a_kind_is_open_and_their_numbers_go_on(
    platform: Platform, contact: dict[str, str]
) -> None:
    assert (await platform.client.post(PERIODS, json=MID_TERM, headers=contact)).status_code == 201
    second = await platform.client.post(PERIODS, json=MID_TERM, headers=contact | {"Accept-Language": "es"})
    assert (second.status_code, second.json()["detail"]) == (
        409,
        "El período 1 de la misma clase sigue abierto: ciérrelo antes de abrir otro",
    )
    other = MID_TERM | {"kind": "half_yearly", "title": {"es": "Primer semestre"}}
    assert (await platform.client.post(PERIODS, json=other, headers=contact)).json()["number"] == 2
    headers = contact | {"If-Match": "*"}
    assert (await platform.client.post(f"{PERIODS}/1/close", json={"reason": WHY}, headers=headers)).status_code == 200
    assert (await platform.client.post(PERIODS, json=MID_TERM, headers=contact)).json()["number"] == 3
    listed = (await platform.client.get(PERIODS)).json()["items"]
    assert [(one["number"], one["closed_at"] is None) for one in listed] == [(1, False), (2, True), (3, True)]


async def test_a_period_that_cannot_be_is_told_field_by_field(platform: Platform, contact: dict[str, str]) -> None:
    for change, pointer in (
        ({"kind": "weekly"}, "/kind"),
        ({"starts_on": "2017-13-01"}, "/starts_on"),
        ({"ends_on": 20170630}, "/ends_on"),
        ({"due_on": "2017-06-01"}, "/due_on"),
        ({"title": {"es": "a", "quc": "b"}}, "/title/quc"),
        ({"colour": "red"}, "/colour"),
    ):
        answer = await platform.client.post(PERIODS, json=MID_TERM | change, headers=contact)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    nowhere = PERIODS.replace("gt-2016-2018", "gt-2030-2032")
    assert (await platform.client.post(nowhere, json=MID_TERM, headers=contact)).status_code == 404
    assert (await platform.client.get(nowhere)).status_code == 404
    assert (await platform.client.get(f"{PERIODS}/9")).status_code == 404
