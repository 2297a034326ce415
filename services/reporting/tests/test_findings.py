"""Findings on the real plan, each count reckoned here anew from the plan file."""

import csv
import io
import json
from collections import Counter, defaultdict
from datetime import date
from typing import Any

from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.registry import PLAN, Registry, indicator_stated

ADDRESS = f"/v1/plans/{PLAN}/findings"
LEVELS = ["not_started", "initiated", "substantial", "complete"]
DISAGREEING = {
    "forum_departments",
    "padep_bilingual_teachers",
    "municipalities_signed",
    "open_budget_presenting_institutions",
    "tax_expenditure_study_first_year",
}


async def findings(platform: Platform, **query: str) -> list[dict[str, Any]]:
    answer = await platform.client.get(ADDRESS, params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def expected(plan: dict[str, Any], day: date) -> Counter[str]:
    """How often each rule holds, from the plan file alone."""
    count: Counter[str] = Counter()
    end, now = plan["plan"]["ends_on"], f"{day:%Y-%m}"
    cited: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for c in plan["commitments"]:
        count["ends-after-plan"] += c["ends_on"] > end
        ranks = [LEVELS.index(g["level"]) for g in c["goals"]]
        over_half = 2 * sum(rank >= 2 for rank in ranks) > len(ranks)
        rolled = 3 if min(ranks) == 3 else 2 if over_half else 1 if max(ranks) else 0
        count["level-differs"] += c["declared_level"] not in {None, LEVELS[rolled]}
        for g in c["goals"]:
            count["overdue"] += g["ends_on"] < now and g["level"] != "complete"
            count["ends-after-plan"] += g["ends_on"] > end[:7]
            count["dates-disagree"] += bool(g.get("template_starts_on") or g.get("template_ends_on"))
            if not g["evidence"] and g["level"] in {"complete", "substantial"}:
                count[f"{g['level']}-without-evidence"] += 1
            for use in g["evidence"]:
                cited[use["url"]].add((c["number"], g["number"]))
            for s in g["subgoals"]:
                count["subgoal-overdue"] += s["ends_on"] < now and (s["level"] or g["level"]) != "complete"
                count["outside-parent"] += s["starts_on"] < g["starts_on"] or s["ends_on"] > g["ends_on"]
    count["evidence-shared"] = sum(len(goals) > 1 for goals in cited.values())
    count["figures-disagree"] = len(DISAGREEING)
    count["url-malformed"] = sum(" " in url or url.count("minfin.gob.gt") > 1 for url in cited)
    count["url-shortened"] = sum("//goo.gl/" in url for url in cited)
    insecure = {number for url, goals in cited.items() if url.startswith("http:") for number, _ in goals}
    count["url-insecure"] = len(insecure)
    count["format-closed"] = 1
    return Counter({rule: n for rule, n in count.items() if n})


async def test_each_rule_finds_what_the_plan_file_holds_and_no_more(platform: Platform, real: dict[str, Any]) -> None:
    found = await findings(platform, as_of="2017-09-29")
    assert Counter(one["rule"] for one in found) == expected(real, date(2017, 9, 29))
    assert all(one["since"] <= "2017-09-29" for one in found if one["since"])
    figures = [one for one in found if one["rule"] == "figures-disagree"]
    assert {one["facts"]["indicator"] for one in figures} == DISAGREEING
    for one in figures:
        facts = one["facts"]
        [told] = [i for i in real["indicators"] if i["key"] == facts["indicator"]]
        together = [s for s in told["statements"] if s["as_of"] == facts["as_of"]]
        assert facts["values"] == sorted({s["value"] for s in together})
        assert [(s["where"], s["lines"]) for s in facts["statements"]] == [(s["where"], s["lines"]) for s in together]
        assert (one["commitment"], one["goal"]) == (told["commitment"], told["goal"])

    # Before anything was reported: what depends on levels is silent, and every goal that began long ago is stale.
    before = Counter(one["rule"] for one in await findings(platform, as_of="2017-09-28"))
    goals = [g for c in real["commitments"] for g in c["goals"]]
    assert before["stale"] == sum(g["starts_on"] <= "2017-03" for g in goals)
    assert before["overdue"] == sum(g["ends_on"] < "2017-09" for g in goals)
    assert not {"level-differs", "complete-without-evidence", "figures-disagree"} & set(before)
    # Half a year after the only report every goal that is open is stale; when the plan is over none is.
    later = Counter(one["rule"] for one in await findings(platform, as_of="2018-03-30"))
    assert later["stale"] == sum(g["level"] != "complete" and g["starts_on"] <= "2017-09" for g in goals)
    assert "stale" not in {one["rule"] for one in await findings(platform, as_of="2018-07-01")}


async def test_findings_are_filtered_cached_and_downloaded(platform: Platform, real: dict[str, Any]) -> None:
    found = await findings(platform, as_of="2017-09-29")
    of_rule = await findings(platform, as_of="2017-09-29", rule="overdue")
    assert of_rule == [one for one in found if one["rule"] == "overdue"]
    of_one = await findings(platform, as_of="2017-09-29", commitment="17")
    assert [one for one in of_one if one["commitment"]] == [one for one in found if one["commitment"] == 17]
    assert all(17 in {p["commitment"] for p in one["facts"]["cited_by"]} for one in of_one if not one["commitment"])
    led = {c["number"] for c in real["commitments"] if "MINFIN" in {lead["institution"] for lead in c["leads"]}}
    theirs = await findings(platform, as_of="2017-09-29", institution="MINFIN")
    assert {one["commitment"] for one in theirs} - {None} <= led
    assert await findings(platform, institution="NADIE") == []
    for query in ({"rule": "no-such-rule"}, {"commitment": "0"}, {"commitment": "9" * 30}, {"institution": "a\x00"}):
        answer = await platform.client.get(ADDRESS, params=query)
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["parameter"] == next(iter(query))
    assert (await platform.client.get("/v1/plans/xx-2000-2001/findings")).status_code == 404
    assert (await platform.client.get("/v1/plans/xx-2000-2001/findings.csv")).status_code == 404

    first = await platform.client.get(ADDRESS)
    again = await platform.client.get(ADDRESS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    table = await platform.client.get(f"{ADDRESS}.csv", params={"as_of": "2017-09-29"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.content.count(b"\r\n") == table.content.count(b"\n") == len(found) + 1
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert [(r["rule"], r["since"], json.loads(r["facts"])) for r in rows] == [
        (one["rule"], one["since"] or "", one["facts"]) for one in found
    ]
    assert {r["as_of"] for r in rows} == {"2017-09-29"}


async def test_a_report_and_a_statement_end_and_begin_findings_from_their_day_on(
    platform: Platform, registry: Registry, real: dict[str, Any]
) -> None:
    assert real["indicators"]
    overdue = {(one["commitment"], one["goal"]) for one in await findings(platform, rule="overdue")}
    assert (17, 1) in overdue
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")
    body = {"level": "complete", "reported_on": "2018-01-15"}
    path = f"/v1/plans/{PLAN}/commitments/17/goals/1/reports"
    answer = await platform.client.post(path, json=body, headers=headers | {"If-Match": "*"})
    assert answer.status_code == 201, answer.text

    async def still() -> set[tuple[int, int]]:
        return {(one["commitment"], one["goal"]) for one in await findings(platform, rule="overdue")}

    await eventually(still, lambda places: places == overdue - {(17, 1)})
    before = await findings(platform, rule="overdue", as_of="2018-01-14", commitment="17")
    assert 1 in {one["goal"] for one in before}

    await registry.say(indicator_stated("plan_commitments", 99, value=23, as_of=None, where="portal", lines=[]))
    figures = await findings(platform, rule="figures-disagree")
    [noticed] = [one for one in figures if one["facts"]["indicator"] == "plan_commitments"]
    assert noticed["facts"]["values"] == [22, 23]
    assert len(figures) == len(DISAGREEING) + 1
