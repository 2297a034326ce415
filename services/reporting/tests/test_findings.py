"""Findings on the real plan, each count reckoned here anew from the plan file."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from constancia_testing.platform import Platform
from constancia_testing.registry import PLAN

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
        done = sum(rank >= 2 for rank in ranks)
        rolled = 3 if min(ranks) == 3 else 2 if 2 * done > len(ranks) else 1 if max(ranks) else 0
        declared = c["declared_level"]
        count["level-differs"] += (
            declared is not None and declared != LEVELS[rolled]
        )
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
    return Counter({rule: n for rule, n in count.items() if n})


async def test_each_rule_finds_what_the_plan_file_holds(platform: Platform, real: dict[str, Any]) -> None:
    found = await findings(platform, as_of="2017-09-29")
    assert Counter(one["rule"] for one in found) == expected(real, date(2017, 9, 29))
