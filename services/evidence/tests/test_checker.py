"""The checker over a fleet that plays the web: who is judged, who has a turn, what is never done at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.clock import FixedClock
from constancia_testing.fleet import Fleet, hosts_of, mixed, running_fleet
from constancia_testing.people import eventually
from evidence.checker import checking
from evidence.checking import leases
from evidence.checking.engine import Checker
from evidence.means_of_verification.aggregate import evidence_id
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence
from evidence.settings import Settings
from evidence.verdict.rules import DEFAULT

HOSTS = hosts_of(12)


@pytest.fixture
async def transactions(running: Any, clock: FixedClock) -> AsyncIterator[Transactions]:
    engine = create_engine(running.database_url, pool=4, name="test")
    yield Transactions(engine, clock, CommitSignal(running.database_url))
    await engine.dispose()


async def cite(transactions: Transactions, urls: Sequence[str]) -> None:
    async with transactions(actor="test") as tx:
        for n, url in enumerate(urls):
            kind = EvidenceKind.DOCUMENT if url.endswith(".pdf") else EvidenceKind.PAGE
            goal = GoalKey.of("gt-2016-2018", 1, 1)
            await cite_evidence(tx, CiteEvidence(url=url, goal=goal, subgoal=None, kind=kind, order=n, from_file=False))


@asynccontextmanager
async def checker(running: Any, clock: FixedClock, **changed: Any) -> AsyncIterator[Checker]:
    settings = Settings(
        database_url=running.database_url,
        checker_allow_loopback=True,
        **{
            "checker_canaries": "",
            "checker_shortest_gap": 0.0,
            "checker_visit": 2.0,
            "checker_poll": 0.05,
            "checker_second_try": 0.01,
            **changed,
        },
    )
    async with checking(settings, clock) as made:
        made.recorder.rules = replace(made.rules, flush_seconds=0.01)
        yield made


async def verdicts(running: Any) -> dict[str, str]:
    return {row["url"]: row["verdict"] for row in await running.database.fetch("select url, verdict from standings")}


async def test_a_fleet_of_everything_is_judged_rightly_over_weeks(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet(hosts=HOSTS) as fleet, checker(running, clock) as at_work:
        known = list(mixed(fleet, HOSTS, 200))
        fleet.scripts[known[0]["url"].partition(str(fleet.port))[2]] = ["ok"]
        await cite(transactions, [one["url"] for one in known])
        assert await at_work.work_off() == 200
        wrong = [
            (one["url"], one["outcome"], row["outcome"])
            for one in known[1:]
            if (
                row := await running.database.fetchrow(
                    "select outcome from checks where evidence = $1", evidence_id(one["url"])
                )
            )["outcome"]
            != one["outcome"]
        ]
        assert wrong == []
        assert "dead" not in (await verdicts(running)).values(), "no single check condemns"
        for _ in range(14):
            clock.advance(hours=37)
            await at_work.work_off()
    found = await verdicts(running)
    said = {
        "ok": "live",
        "forbidden": "restricted",
        "auth_required": "restricted",
        "http_5xx": "dead",
        "conn_reset": "dead",
    }
    expected = {one["url"]: said.get(one["outcome"], "dead") for one in known}
    expected[known[0]["url"]] = "live"
    assert {url: (found[url], verdict) for url, verdict in expected.items() if found[url] != verdict} == {}


async def test_a_site_that_comes_and_goes_is_never_called_dead(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet() as fleet, checker(running, clock) as at_work:
        fleet.scripts["/flap/1"] = ["missing", "missing", "missing", "missing", "ok"] * 40
        await cite(transactions, [fleet.url("flap")])
        seen = set()
        for _ in range(60):
            await at_work.work_off()
            seen |= set((await verdicts(running)).values())
            clock.advance(hours=11)
    assert seen == {"suspect", "live"}


async def test_no_site_is_asked_by_more_than_two_at_once_nor_faster_than_its_gap(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet(Fleet(delay=0.02)) as fleet, checker(running, clock, checker_shortest_gap=0.05) as at_work:
        await cite(transactions, [fleet.url("pdf", n) for n in range(1, 9)])
        await at_work.work_off()
        host = f"127.0.0.1:{fleet.port}"
        assert fleet.most_at_once[host] == 1, "nothing is known yet of how fast it is"
        times = fleet.times[host]
        assert min(later - earlier for earlier, later in pairwise(times)) > 0.05
        clock.advance(days=9)
        await at_work.work_off()
        assert fleet.most_at_once[host] == 2
        assert max(count for key, count in fleet.most_at_once.items() if "/" in key) == 1


async def test_what_robots_are_asked_not_to_open_is_not_opened(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    robots = "User-agent: ConstanciaBot\nDisallow: /pdf\nUser-agent: *\nDisallow: /"
    async with running_fleet(Fleet(robots=robots)) as fleet, checker(running, clock) as at_work:
        await cite(transactions, [fleet.url("pdf"), fleet.url("ok")])
        await at_work.work_off()
        assert await verdicts(running) == {fleet.url("pdf"): "unknown", fleet.url("ok"): "live"}
        assert fleet.asked[f"127.0.0.1:{fleet.port}/pdf/1.pdf"] == 0
        assert fleet.asked[f"127.0.0.1:{fleet.port}/robots.txt"] == 1
        assert await running.database.fetchval("select count(*) from checks where outcome = 'robots_disallowed'") == 1


async def test_while_the_canaries_are_silent_nothing_is_judged(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet() as fleet:
        nowhere = "http://127.0.0.1:9/"
        await cite(transactions, [fleet.url("ok"), fleet.url("missing")])
        async with checker(running, clock, checker_canaries=f"{nowhere},{nowhere}") as cut_off:
            assert await cut_off.work_off() == 0
            assert set((await verdicts(running)).values()) == {"unknown"}
            task = asyncio.create_task(cut_off.run())

            async def told() -> Any:
                return (await running.client.get("/v1/evidence/checker")).json()

            known = await eventually(told, lambda one: one["state"] is not None)
            task.cancel()
        assert (known["state"], known["canaries_up"], known["due"]) == ("no_way_out", 0, 2)
        assert "no tiene salida" in known["sentence"]["es"]
        async with checker(
            running, clock, checker_canaries=f"{fleet.url('ok', 9)},{nowhere},{fleet.url('pdf', 9)}"
        ) as well:
            assert await well.work_off() == 2


async def test_when_what_answered_before_fails_everywhere_it_is_us(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet(hosts=HOSTS) as fleet, checker(running, clock) as at_work:
        await cite(transactions, [fleet.url("ok", 1, host) for host in HOSTS])
        await at_work.work_off()
        clock.advance(days=2)
        for host in HOSTS:
            fleet.scripts["/ok/1"] = ["cut"]
            assert host
        await at_work.work_off()
    outcomes = Counter(row[0] for row in await running.database.fetch("select outcome from checks"))
    assert outcomes["our_side_failure"] >= 1
    assert outcomes["ok"] == 12


async def test_a_lease_that_was_lost_writes_nothing(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet(Fleet(delay=2)) as fleet, checker(running, clock) as at_work:
        await cite(transactions, [fleet.url("ok")])
        working = asyncio.create_task(at_work.work_off())
        leased = "select count(*) from sites where lease is not null"
        await eventually(lambda: running.database.fetchval(leased), lambda count: count == 1)
        await running.database.execute("update sites set lease = gen_random_uuid()")
        assert await working == 0
    assert await running.database.fetchval("select count(*) from checks") == 0


async def test_two_who_take_at_once_never_take_the_same(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    await cite(transactions, [f"http://{n}.gob.gt/" for n in range(60)])

    async def take() -> list[str]:
        async with transactions.engine.begin() as connection:
            taken = await leases.take(connection, clock.now(), sites=25, addresses=9, seconds=60, rules=DEFAULT)
            await asyncio.sleep(0.05)
        return [lease.site for lease in taken]

    one, other, third, fourth = await asyncio.gather(take(), take(), take(), take())
    taken = [*one, *other, *third, *fourth]
    assert (len(taken), len(set(taken))) == (60, 60)
    clock.advance(seconds=61)
    assert len(await take()) == 25, "a lease that ran out is anybody's"


async def test_a_site_with_much_to_visit_lets_others_have_their_turn(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    async with running_fleet(hosts=HOSTS[:2]) as fleet, checker(running, clock, checker_sites_at_once=1) as at_work:
        await cite(transactions, [fleet.url("pdf", n, HOSTS[0]) for n in range(1, 61)])
        clock.advance(seconds=1)
        await cite(transactions, [fleet.url("pdf", 1, HOSTS[1])])
        await at_work.work_off()
    order = await running.database.fetch(
        "select s.site from checks c join standings s using (evidence) order by c.ctid"
    )
    places = [row[0] for row in order].index(HOSTS[1])
    assert 20 <= places <= 40
