"""OGP's clock: each requirement on the real plan at days of its life, and the rules at their edges."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constancia_testing.people import eventually
from constancia_testing.platform import Platform
from reporting.clock.requirement import Requirement, Standing, waiting
from reporting.findings.facts import months_after
from reporting.findings.rules_of_meetings import enough_until

ADDRESS = "/v1/plans/gt-2016-2018/clock"


async def clock(platform: Platform, day: str) -> dict[str, Any]:
    answer = await platform.client.get(ADDRESS, params={"as_of": day})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def standings(found: dict[str, Any]) -> dict[str, str]:
    return {row["requirement"]: row["standing"] for row in found["items"]}


async def test_on_the_day_of_the_report_guatemala_is_in_order_and_its_comments_wait(
    platform: Platform, real: dict[str, Any]
) -> None:
    found = await eventually(
        lambda: clock(platform, "2017-09-29"), lambda found: standings(found)["reasoned-response"] != "not-on-record"
    )
    rows = {row["requirement"]: row for row in found["items"]}
    assert list(rows) == list(Requirement)
    roundtable = [m["held_on"] for m in real["meetings"] if m["kind"] == "roundtable"]
    forum = rows["forum-meets"]
    assert (forum["standing"], forum["due_on"]) == ("running", "2018-03-28")
    assert (forum["facts"]["held"], forum["facts"]["last"]) == (len(roundtable), max(roundtable))
    gaps = [(date.fromisoformat(b) - date.fromisoformat(a)).days for a, b in pairwise(roundtable)]
    first = date.fromisoformat(roundtable[0]) - date.fromisoformat(real["plan"]["starts_on"])
    assert forum["facts"]["longest_days"] == max([*gaps, first.days])
    society = rows["civil-society-meets"]
    assert (society["standing"], society["facts"]["in_last_year"]) == ("running", 9)
    assert society["due_on"] == "2018-08-17", "a year after the last but one"
    cited = sum(bool(g["evidence"]) for c in real["commitments"] for g in c["goals"])
    assert rows["repository-linked"]["facts"]["goals"] == 92
    assert cited <= 92
    assert rows["next-plan"]["due_on"] == "2019-06-30"
    assert rows["irm-assesses"]["due_on"] == "2018-10-30"
    window = {"consultation": "gt-2016-2018-1", "opens_on": "2017-09-07", "closes_on": "2017-09-29", "days": 23}
    assert (rows["comment-period"]["standing"], rows["comment-period"]["facts"]["windows"]) == ("soon", [window])
    assert rows["reasoned-response"]["facts"] == {"received": 2, "answered": 0, "waiting": 2, "late": 0}
    answers = {one["question"]: one["yes"] for one in found["checklist"]}
    assert (answers["published"], answers["english"], answers["two-weeks"]) == (None, True, True)
    assert (answers["comments-reviewed"], answers["all-commitments"]) == (False, True)
    assert found["contrary_to_process"] is (rows["repository-linked"]["standing"] == "unmet")


async def test_half_a_year_without_a_meeting_or_a_report_is_overdue_and_a_finding(
    platform: Platform, real: dict[str, Any]
) -> None:
    assert real
    day = "2018-03-29"
    assert standings(await clock(platform, "2018-03-27"))["forum-meets"] == "soon"
    late = await clock(platform, day)
    assert standings(late)["forum-meets"] == "overdue"
    assert late["contrary_to_process"]
    answer = await platform.client.get(
        "/v1/plans/gt-2016-2018/findings", params={"as_of": day, "rule": "meetings-sparse"}
    )
    [sparse] = answer.json()["items"]
    assert (sparse["since"], sparse["facts"]["kind"], sparse["facts"]["last"]) == (day, "forum", "2017-09-28")
    over = await clock(platform, "2018-07-02")
    assert standings(over)["forum-meets"] == "unmet", "it was over before the forum met again"
    assert standings(over)["next-plan"] == "running"


async def test_the_page_says_it_in_words_in_both_languages(platform: Platform, real: dict[str, Any]) -> None:
    assert real
    page = (await platform.client.get("/planes/gt-2016-2018/reloj?as_of=2018-03-29")).text
    for said in ("El reloj de la AGA", "contrario al proceso", "El foro se reúne al menos cada seis meses", "Vencido"):
        assert said in page
    assert "hace 1 día" in page
    english = (await platform.client.get("/en/plans/gt-2016-2018/clock?as_of=2017-09-29")).text
    assert "The forum meets at least every six months" in english
    assert "Is it in English?" in english
    assert (await platform.client.get("/v1/plans/gt-2030-2032/clock")).status_code == 404


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(-400, 400))
def test_a_day_that_is_waited_for_is_running_then_soon_then_overdue(day: date, left: int) -> None:
    standing = waiting(day + timedelta(days=left), day)
    assert standing is (Standing.OVERDUE if left < 0 else Standing.SOON if left <= 30 else Standing.RUNNING)


@given(DAYS, st.lists(DAYS, max_size=5).map(sorted))
def test_meetings_are_enough_for_a_year_after_the_last_but_one_and_for_the_first_year(
    starts_on: date, held: list[date]
) -> None:
    until = enough_until(held, starts_on)
    assert until >= months_after(starts_on, 12)
    if len(held) >= 2:
        assert until >= months_after(held[-2], 12)
        assert enough_until([*held, held[-1]], starts_on) >= until, "one more meeting never shortens it"


@pytest.mark.parametrize("standing", Standing)
def test_every_standing_has_a_word_and_a_shape(standing: Standing) -> None:
    from reporting.site import shapes, words  # noqa: PLC0415 - only here

    assert standing in words.STANDINGS
    assert f"s-{standing}" in shapes.STANDING_SHAPES
