"""What a plan file does to the citations of its plan: real bus, real database, the deployed app and worker."""

from collections import Counter
from typing import Any

CITED = "evidence.evidence_cited.v1"
WITHDRAWN = "evidence.evidence_withdrawn.v1"


def a_citation(url: str, *, goal: int = 1, subgoal: int | None = None, kind: str = "document") -> dict[str, Any]:
    return {"commitment": 3, "goal": goal, "subgoal": subgoal, "url": url, "kind": kind}


async def uses_now(running: Any) -> Counter[tuple[Any, ...]]:
    """Every present use, as the addresses tell it, one by one."""
    found: Counter[tuple[Any, ...]] = Counter()
    for listed in await running.every("/v1/evidence"):
        means = (await running.client.get(listed["href"])).raise_for_status().json()
        now = [use for use in means["uses"] if use["withdrawn_at"] is None]
        assert listed["uses"] == len(now)
        found.update((u["commitment"], u["goal"], u["subgoal"], u["kind"], means["url"].encode()) for u in now)
    return found


def in_file(citations: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    return Counter((c["commitment"], c["goal"], c["subgoal"], c["kind"], c["url"].encode()) for c in citations)


async def test_a_real_plan_gives_every_address_once_with_all_its_uses(
    running: Any, citations: list[dict[str, Any]]
) -> None:
    await running.registry.accept(citations)

    assert len(await running.every("/v1/evidence")) == 207
    assert (await uses_now(running)).total() == 234
    assert await uses_now(running) == in_file(citations)
    events = await running.events()
    assert [(type_, body["url"].encode()) for type_, body in events] == [(CITED, c["url"].encode()) for c in citations]


async def test_every_goal_lists_what_it_cites_in_the_order_of_the_file(
    running: Any, citations: list[dict[str, Any]]
) -> None:
    await running.registry.accept(citations)

    shared = Counter(c["url"] for c in citations)
    for commitment, goal in dict.fromkeys((c["commitment"], c["goal"]) for c in citations):
        path = f"/v1/plans/gt-2016-2018/commitments/{commitment}/goals/{goal}/evidence"
        listed = [(one["url"], one["subgoal"], one["kind"], one["uses"]) for one in await running.every(path)]
        wanted = [c for c in citations if (c["commitment"], c["goal"]) == (commitment, goal)]
        assert listed == [(c["url"], c["subgoal"], c["kind"], shared[c["url"]]) for c in wanted]


async def test_a_second_load_of_the_same_says_no_event(running: Any, citations: list[dict[str, Any]]) -> None:
    await running.registry.accept(citations)
    first = await running.events()

    await running.registry.accept(citations)
    assert await running.events() == first


async def test_what_a_later_file_lacks_is_withdrawn_and_stays_on_record(running: Any) -> None:
    await running.registry.accept(
        [a_citation("http://a.gt"), a_citation("http://b.gt"), a_citation("http://a.gt", goal=2)]
    )
    await running.registry.accept([a_citation("http://a.gt"), a_citation("http://c.gt", subgoal=1)])

    assert [type_ for type_, _ in await running.events()] == [CITED] * 3 + [WITHDRAWN] * 2 + [CITED]
    assert await uses_now(running) == in_file([a_citation("http://a.gt"), a_citation("http://c.gt", subgoal=1)])
    [listed] = [one for one in await running.every("/v1/evidence") if one["url"] == "http://b.gt"]
    [use] = (await running.client.get(listed["href"])).json()["uses"]
    assert use["withdrawn_at"] is not None


async def test_a_goal_that_moves_to_a_subgoal_withdraws_one_use_and_cites_another(running: Any) -> None:
    await running.registry.accept([a_citation("http://a.gt")])
    await running.registry.accept([a_citation("http://a.gt", subgoal=2)])

    assert [(type_, body["subgoal"]) for type_, body in await running.events()] == [
        (CITED, None),
        (WITHDRAWN, None),
        (CITED, 2),
    ]


async def test_a_file_that_nobody_can_hand_out_changes_nothing_and_is_done(running: Any) -> None:
    await running.registry.accept([a_citation("http://a.gt")])
    await running.registry.accept(None)

    assert await uses_now(running) == in_file([a_citation("http://a.gt")])
    assert await running.database.fetchval("select count(*) from effect_done") == 2


async def test_a_file_without_citations_withdraws_all_of_its_plan(running: Any) -> None:
    await running.registry.accept([a_citation("http://a.gt")])
    await running.registry.accept([])

    assert await uses_now(running) == Counter()


async def test_an_event_that_comes_again_late_has_no_second_effect(running: Any) -> None:
    await running.registry.accept([a_citation("http://old.gt")])
    await running.registry.accept([a_citation("http://new.gt")])
    before = await running.events()

    await running.registry.say(running.registry.said[0])
    assert await running.events() == before
    assert await uses_now(running) == in_file([a_citation("http://new.gt")])
