"""Two days of the real plan side by side: the difference is the difference of the figures, goal by goal."""

import re
from typing import Any

import pytest

from constancia_testing.lively import lively
from constancia_testing.platform import Platform
from constancia_testing.registry import Registry

PLAN = "gt-2016-2018"
PATH = f"/v1/plans/{PLAN}/comparison"


async def figures(platform: Platform, day: str) -> dict[str, Any]:
    found: dict[str, Any] = (await platform.client.get(f"/v1/plans/{PLAN}/compliance", params={"as_of": day})).json()
    return found


@pytest.mark.parametrize("days", [("2016-07-01", "2017-09-29"), ("2017-09-29", "2018-03-05")])
async def test_what_moved_is_the_difference_of_the_figures(
    platform: Platform, registry: Registry, real: dict[str, Any], days: tuple[str, str]
) -> None:
    await registry.say(*lively(real))
    before, after = [await figures(platform, day) for day in days]
    said = (await platform.client.get(PATH, params={"since": days[0], "as_of": days[1]})).json()
    assert (said["since"], said["as_of"], said["version"]) == (*days, after["version"])
    for state, count in said["goals"].items():
        assert (count["before"], count["after"]) == (before["goals"]["counts"][state], after["goals"]["counts"][state])
        assert count["difference"] == count["after"] - count["before"]

    def states(of: dict[str, Any]) -> dict[tuple[int, int], str]:
        return {
            (item["number"], goal["number"]): goal["display_state"] for item in of["items"] for goal in item["goals"]
        }

    old, new = states(before), states(after)
    wanted = [
        (*place, old.get(place), new.get(place)) for place in sorted(old | new) if old.get(place) != new.get(place)
    ]
    assert [(one["commitment"], one["goal"], one["before"], one["after"]) for one in said["moved"]] == wanted
    assert wanted
    for path in (f"/planes/{PLAN}/comparar", f"/en/plans/{PLAN}/compare"):
        page = (await platform.client.get(path, params={"since": days[0], "as_of": days[1]})).text
        places = re.findall(r"#goal-(\d+)-(\d+)\"", page.partition('id="moved"')[2])
        assert [(int(a), int(b)) for a, b in places] == [one[:2] for one in wanted]


async def test_without_a_first_day_it_is_that_of_the_plan_and_one_day_is_no_change(
    platform: Platform, real: dict[str, Any]
) -> None:
    assert real
    assert (await platform.client.get(PATH)).json()["since"] == "2016-06-30"
    same = (await platform.client.get(PATH, params={"since": "2017-09-29", "as_of": "2017-09-29"})).json()
    assert (same["moved"], same["commitments"]) == ([], [])
    page = await platform.client.get(f"/planes/{PLAN}/comparar?since=2017-09-29&as_of=2017-09-29")
    assert "Ninguna meta cambió" in page.text


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("since=2018-01-01&as_of=2017-01-01", "since-after-as-of"),
        ("since=nunca", "as-of-unreadable"),
        ("since=2099-01-01", "as-of-in-future"),
    ],
)
async def test_days_that_make_no_sense_are_refused(
    platform: Platform, real: dict[str, Any], query: str, slug: str
) -> None:
    assert real
    refused = await platform.client.get(f"{PATH}?{query}")
    assert refused.status_code == 422
    assert refused.json()["type"].endswith(slug)
    assert refused.json()["errors"][0]["parameter"] == "since"
