"""Lists that are chosen by theme, lead, level, timing and words; pages stay right under them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constancia_events.dates import PlanDate, start_of_day
from constancia_events.folding import folded, words
from constancia_events.timing import completed_since, timing
from constancia_events.vocabulary import Level, Timing

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(st.text(max_size=60))
def test_folding_is_idempotent_and_blind_to_case(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once
    assert all(word.isalnum() for word in once)
    assert words(text.lower()) == words(text.lower().lower())


@calm
@given(st.lists(st.sampled_from(["acción", "ACCIÓN", "niñez", "Güiche", "K'atun", "café"]), min_size=1, max_size=8))
def test_every_word_of_a_text_finds_it_without_its_accents(said: list[str]) -> None:
    kept = folded([" ".join(said)])
    for word in said:
        for typed in (word, word.upper(), word.translate(str.maketrans("áéíóúñüÓ", "aeiounuO"))):
            assert all(f" {w}" in kept for w in words(typed))


@calm
@given(
    st.dates(date(2010, 1, 1), date(2030, 12, 1)),
    st.sampled_from(["America/Guatemala", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "UTC"]),
)
def test_a_month_is_due_from_its_first_to_its_last_instant_in_the_plans_zone(day: date, name: str) -> None:
    zone, month = ZoneInfo(name), PlanDate(day.strftime("%Y-%m"))
    begins, ends = start_of_day(month.first_day, zone), start_of_day(month.last_day + timedelta(days=1), zone)
    tick = timedelta(microseconds=1)
    expected = {
        begins - tick: Timing.NOT_YET_DUE,
        begins: Timing.DUE,
        ends - tick: Timing.DUE,
        ends: Timing.OVERDUE,
    }
    for instant, wanted in expected.items():
        local = instant.astimezone(zone).date()
        assert timing(Level.INITIATED, ends_on=month, completed_on=None, day=local) is wanted


@calm
@given(st.lists(st.tuples(st.sampled_from(Level), st.dates(date(2017, 1, 1), date(2017, 12, 31))), max_size=12))
def test_a_goal_is_complete_since_its_present_unbroken_run(stated: list[tuple[Level, date]]) -> None:
    run: list[date] = []
    for level, day in reversed(stated):
        if level is not Level.COMPLETE:
            break
        run.append(day)
    assert completed_since(stated) == min(run, default=None)


async def test_words_are_found_without_case_and_accents_and_must_all_occur(guatemala: Any, plan_file: Any) -> None:
    everything = await guatemala.items("/commitments")
    for q in ("formacion", "FORMACIÓN informacion", "training information"):
        found = {item["number"] for item in await guatemala.items("/commitments", q=q)}
        assert 1 in found
        assert len(found) < len(everything)
    assert await guatemala.items("/commitments", q="formacion inexistentísimo") == []
    [theirs] = await guatemala.items("/commitments", q="gt0063")
    assert theirs["number"] == 1
    goals = await guatemala.items("/goals", q="capacitacion")
    told = {
        (c["number"], g["number"])
        for c in plan_file["commitments"]
        for g in c["goals"]
        if any(w.startswith("capacitacion") for t in [g, *g["subgoals"]] for w in words(" ".join(t["title"].values())))
    }
    assert {(goal["commitment"], goal["number"]) for goal in goals} == told
    await guatemala.patch("/commitments/2", {"title": {"es": "Ñandú"}, "reason": {"es": "x"}})
    assert [item["number"] for item in await guatemala.items("/commitments", q="nandu")] == [2]


async def test_theme_lead_and_level_choose_what_the_file_says_and_pages_hold(guatemala: Any, plan_file: Any) -> None:
    commitments = plan_file["commitments"]
    for query, rule in (
        ({"theme": 3}, lambda c: c["theme"] == 3),
        ({"institution": "MINFIN"}, lambda c: "MINFIN" in {lead["institution"] for lead in c["leads"]}),
        ({"level": "substantial"}, lambda c: c["declared_level"] == "substantial"),
    ):
        wanted = [c["number"] for c in commitments if rule(c)]
        assert wanted
        assert [c["number"] for c in await guatemala.items("/commitments", limit=2, **query)] == wanted
        if "level" not in query:
            goals = [(c["number"], g["number"]) for c in commitments if rule(c) for g in c["goals"]]
            found = await guatemala.items("/goals", limit=3, **query)
            assert [(goal["commitment"], goal["number"]) for goal in found] == goals
    every = [(c["number"], g["number"]) for c in commitments for g in c["goals"]]
    assert [(g["commitment"], g["number"]) for g in await guatemala.items("/goals", limit=7)] == every


async def test_levels_and_timings_of_goals_are_those_of_the_record(guatemala: Any, plan_file: Any) -> None:
    goals = {(c["number"], g["number"]): g for c in plan_file["commitments"] for g in c["goals"]}
    for level in Level:
        found = await guatemala.items("/goals", level=level.value, limit=5)
        wanted = [key for key, goal in goals.items() if goal["level"] == level.value]
        assert [(goal["commitment"], goal["number"]) for goal in found] == wanted
    for now in (datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2017, 7, 1, 5, tzinfo=UTC)):
        guatemala.clock.turn_to(now)
        day = now.astimezone(ZoneInfo("America/Guatemala")).date()
        seen = set()
        for when in Timing:
            found = await guatemala.items("/goals", timing=when.value, limit=50)
            seen |= {(goal["commitment"], goal["number"]) for goal in found}
            for key in ((goal["commitment"], goal["number"]) for goal in found):
                goal = goals[key]
                level, end = Level(goal["level"]), PlanDate(goal["ends_on"])
                assert timing(level, ends_on=end, completed_on=date(2017, 9, 29), day=day) is when
        assert seen == set(goals)


UNKNOWN = [
    ("theme=9", "theme"),
    ("theme=x", "theme"),
    ("theme=99999999999999999999", "theme"),
    ("institution=ONU", "institution"),
    ("institution=%00", "institution"),
    ("level=done", "level"),
    ("q=", "q"),
    ("q=%00%25_", "q"),
    ("q=" + "x" * 201, "q"),
    ("cursor=nonsense", "cursor"),
]


async def test_what_is_not_on_record_is_told_by_its_parameter(guatemala: Any) -> None:
    for query, parameter in UNKNOWN:
        for path in ("/commitments", "/goals"):
            answer = await guatemala.platform.client.get(f"{guatemala.plan}{path}?{query}")
            assert answer.status_code == 422
            assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]
