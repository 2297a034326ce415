"""Rounds written down: standings, every check, and the events that tell of a change; on a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.checks import CheckFlag, CheckOutcome
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.clock import FixedClock
from evidence.checks.store import ensure_partitions
from evidence.means_of_verification.aggregate import evidence_id
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence
from evidence.means_of_verification.commands.withdraw_evidence import WithdrawEvidence, withdraw_evidence
from evidence.probing.probe import Probe
from evidence.verdict.commands.begin import begin_missing
from evidence.verdict.commands.take_rounds import Round, take_rounds
from evidence.verdict.rules import DEFAULT

URL = "http://a.gob.gt/acta 1.pdf"
EV = evidence_id(URL)
GOAL = GoalKey.of("gt-2016-2018", 1, 1)
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def transactions(running: Any, clock: FixedClock) -> AsyncIterator[Transactions]:
    engine = create_engine(running.database_url, pool=4, name="test")
    yield Transactions(engine, clock, CommitSignal(running.database_url))
    await engine.dispose()


def probe(outcome: str, at: datetime = NOW, **more: Any) -> Probe:
    base = {"checked_at": at, "took_ms": 7, "url": "http://a.gob.gt/acta%201.pdf", "profiles": ("robot", "browser")}
    return Probe(outcome=CheckOutcome(outcome), **{**base, **more})


async def cite(transactions: Transactions, url: str = URL) -> str:
    async with transactions(actor="test") as tx:
        command = CiteEvidence(url=url, goal=GOAL, subgoal=None, kind=EvidenceKind.DOCUMENT, order=0, from_file=False)
        return (await cite_evidence(tx, command)).id


async def take(transactions: Transactions, *rounds: tuple[str, Probe]) -> None:
    async with transactions(actor="checker") as tx:
        await take_rounds(tx, [Round(evidence=one, probe=seen) for one, seen in rounds], DEFAULT)


async def test_a_cited_address_gets_its_turn_and_a_withdrawn_one_is_left_in_peace(
    running: Any, transactions: Transactions, clock: FixedClock
) -> None:
    await cite(transactions)
    [row] = await running.database.fetch("select * from standings")
    assert (row["evidence"], row["url"], row["site"]) == (EV, "http://a.gob.gt/acta%201.pdf", "a.gob.gt")
    assert (row["verdict"], row["due_at"]) == ("unknown", clock.now())
    assert await running.database.fetchval("select ready_at from sites where site = 'a.gob.gt'") == clock.now()
    async with transactions(actor="test") as tx:
        await withdraw_evidence(tx, WithdrawEvidence(url=URL, goal=GOAL, subgoal=None))
    assert await running.database.fetchval("select due_at from standings") is None
    await cite(transactions)
    assert await running.database.fetchval("select due_at from standings") == clock.now()


async def test_what_is_no_address_is_invalid_at_once_and_says_so(running: Any, transactions: Transactions) -> None:
    evidence = await cite(transactions, "mailto:nadie")
    row = await running.database.fetchrow("select verdict, outcome, due_at from standings")
    assert tuple(row) == ("invalid", "unsupported_scheme", None)
    cited, said = await running.events()
    assert (cited[0], said[0]) == ("evidence.evidence_cited.v1", "evidence.verdict_changed.v1")
    assert (said[1]["evidence"], said[1]["verdict"], len(said[1]["cited_by"])) == (evidence, "invalid", 1)


async def test_a_verdict_changes_by_its_rules_and_every_check_is_kept(running: Any, transactions: Transactions) -> None:
    await cite(transactions)
    ok = probe("ok", text_sha256="a" * 64, body_sha256="b" * 64, final_url="http://a.gob.gt/acta%201.pdf")
    await take(transactions, (EV, ok))
    for hours in (48, 80, 120):
        await take(
            transactions,
            (EV, probe("not_found", NOW + hours * HOUR, status=404, head=b"\x00no", headers=(("A", "b\x00"),))),
        )
    said = [body for kind, body in await running.events() if kind == "evidence.verdict_changed.v1"]
    assert [(one["before"], one["verdict"]) for one in said] == [
        *(("unknown", "live"), ("live", "suspect"), ("suspect", "dead")),
    ]
    assert [one["outcome"] for one in said[-1]["rests_on"]] == ["not_found"] * 3
    assert said[-1]["since"] == "2026-11-25T15:00:00Z"
    assert said[-1]["cited_by"] == [{"goal": GOAL.model_dump(), "subgoal": None}]
    rows = await running.database.fetch("select outcome, verdict, status, stands_for from checks order by checked_at")
    assert [tuple(row) for row in rows] == [
        ("ok", "live", None, 1),
        *[("not_found", "suspect", 404, 1)] * 2,
        ("not_found", "dead", 404, 1),
    ]
    standing = await running.database.fetchrow("select * from standings")
    assert timedelta(days=5) < standing["due_at"] - (NOW + 120 * HOUR) < timedelta(days=9)
    assert standing["copy_wanted"]


async def test_rounds_of_many_addresses_are_taken_together(running: Any, transactions: Transactions) -> None:
    known = [await cite(transactions, f"http://{n}.gob.gt/") for n in range(40)]
    await take(transactions, *((one, probe("ok", text_sha256=one)) for one in known), ("ev-nobody", probe("ok")))
    assert await running.database.fetchval("select count(*) from checks") == 40
    assert await running.database.fetchval("select count(*) from standings where verdict = 'live'") == 40


async def test_a_shortened_address_keeps_the_first_target_that_was_seen(
    running: Any, transactions: Transactions
) -> None:
    evidence = await cite(transactions, "https://goo.gl/x")
    for target in ("https://a.gob.gt/uno", "https://a.gob.gt/dos"):
        flags = frozenset({CheckFlag.SHORTENER_AT_RISK})
        await take(transactions, (evidence, probe("ok", final_url=target, flags=flags)))
    said = [body["target"] for kind, body in await running.events() if kind == "evidence.address_resolved.v1"]
    assert said == ["https://a.gob.gt/uno"]
    assert (await running.client.get(f"/v1/evidence/{evidence}")).json()["target"] == "https://a.gob.gt/uno"


async def test_what_was_cited_before_there_was_a_checker_is_begun_with(
    running: Any, transactions: Transactions
) -> None:
    for n in range(3):
        await cite(transactions, f"http://{n}.gob.gt/")
    await running.database.execute("delete from standings")
    async with transactions(actor="checker") as tx:
        assert [await begin_missing(tx, limit=2), await begin_missing(tx, limit=2)] == [2, 1]
        assert await begin_missing(tx, limit=2) == 0


async def test_checks_are_kept_by_month_and_those_of_no_month_too(running: Any, transactions: Transactions) -> None:
    await cite(transactions)
    await take(transactions, (EV, probe("ok", NOW)))
    async with transactions(actor="checker") as tx:
        await ensure_partitions(tx.connection, NOW)
        await ensure_partitions(tx.connection, NOW)
    await take(transactions, (EV, probe("ok", NOW + HOUR)), (EV + "x", probe("ok")))
    query = "select tableoid::regclass::text, count(*) from checks group by 1 order by 1"
    assert [tuple(row) for row in await running.database.fetch(query)] == [("checks_2026_11", 2)]
    names = await running.database.fetch("select relname from pg_class where relname ~ '^checks_20' and relkind = 'r'")
    assert {row[0] for row in names} == {"checks_2026_11", "checks_2026_12", "checks_2027_01", "checks_2027_02"}
