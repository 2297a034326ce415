"""What was so on a day: for every day, before and after old checks were thinned; and verdicts that are doubted."""

import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.checks import CheckOutcome
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform
from evidence.checks import queries
from evidence.checks.store import ensure_partitions
from evidence.checks.thinning import thin
from evidence.probing.probe import Probe
from evidence.verdict.commands.take_rounds import Round, take_rounds
from evidence.verdict.digest import issue_digests
from evidence.verdict.rules import DEFAULT

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/4/evidence"
WHY = {"es": "El sitio bloquea a los robots"}


@pytest.fixture
def plan_on_record(pytestconfig: pytest.Config) -> bytes:
    return (pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json").read_bytes()


@pytest.fixture
async def platform(start_platform: StartPlatform, plan_on_record: bytes) -> AsyncIterator[Platform]:
    async with start_platform("commitments", "evidence", loaded=plan_on_record) as platform:
        yield platform


@pytest.fixture
async def transactions(platform: Platform, clock: FixedClock) -> AsyncIterator[Transactions]:
    url = SecretStr(platform.databases["evidence"])
    engine = create_engine(url, pool=4, name="test")
    yield Transactions(engine, clock, CommitSignal(url))
    await engine.dispose()


@pytest.fixture
async def lead(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "MINFIN", "evidence:write")


async def cited(platform: Platform, lead: dict[str, str], url: str = "http://a.gob.gt/x") -> str:
    async def send() -> Any:
        return await platform.client.post(GOAL, json={"url": url, "kind": "page"}, headers=lead)

    answer = await eventually(send, lambda one: one.status_code != 404)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


async def took(transactions: Transactions, evidence: str, outcome: str, at: datetime, **more: Any) -> None:
    async with transactions(actor="checker") as tx:
        seen = Probe(
            outcome=CheckOutcome(outcome),
            checked_at=at,
            took_ms=5,
            url="http://a.gob.gt/x",
            profiles=("robot", "browser"),
            **more,
        )
        await take_rounds(tx, [Round(evidence=evidence, probe=seen)], DEFAULT)


@pytest.mark.parametrize("seed", range(3))
async def test_thinning_changes_no_answer_and_keeps_every_doubt(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock, seed: int
) -> None:
    evidence, chosen = await cited(platform, lead), random.Random(seed)
    begin = clock.now() - timedelta(days=400)
    async with transactions(actor="test") as tx:
        await ensure_partitions(tx.connection, begin)
    at = begin
    outcome = "ok"
    while at < clock.now():
        outcome = chosen.choice([outcome] * 12 + ["ok", "not_found", "forbidden", "http_5xx", "rate_limited"])
        await took(transactions, evidence, outcome, at)
        at += timedelta(hours=chosen.randrange(20, 90))
    days = [begin + timedelta(days=n, hours=chosen.randrange(24)) for n in range(-2, 402)]
    async with transactions.engine.connect() as connection:
        before = [(await queries.then(connection, evidence, day)).verdict for day in days]
    count = "select count(*), sum(stands_for), count(*) filter (where verdict = 'suspect') from checks"
    database = await asyncpg.connect(platform.databases["evidence"])
    whole = tuple(await database.fetchrow(count))
    async with transactions.engine.begin() as connection:
        folded = await thin(connection, clock.now())
        assert await thin(connection, clock.now()) == 0
        after = [(await queries.then(connection, evidence, day)).verdict for day in days]
    assert after == before
    assert tuple(await database.fetchrow(count)) == (whole[0] - folded, whole[1], whole[2])
    assert folded > 20
    await database.close()


async def test_whether_it_was_alive_is_told_for_every_day_with_the_checks_around_it(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock
) -> None:
    evidence = await cited(platform, lead)
    now = clock.now()
    clock.advance(days=30)
    await took(transactions, evidence, "ok", now + timedelta(days=1))
    for days in (3, 5, 7):
        await took(transactions, evidence, "not_found", now + timedelta(days=days), status=404)

    async def alive(on: str) -> dict[str, Any]:
        answer = await platform.client.get(f"/v1/evidence/{evidence}/alive", params={"on": on})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    assert (await alive("2020-01-01"))["alive"] is None
    assert (await alive("2020-01-01"))["first_checked_at"] == "2026-11-24T15:00:00Z"
    assert [(await alive(f"2026-11-{day}"))["verdict"] for day in (23, 24, 25, 26, 29, 30)] == [
        *("unknown", "live", "live", "suspect", "suspect", "dead"),
    ]
    assert (await alive("2026-11-24T14:59:59Z"))["verdict"] == "unknown"
    then = await alive("2026-11-25")
    assert (then["alive"], then["check_before"]["outcome"]) == (True, "ok")
    assert (then["check_after"]["outcome"], then["check_after"]["status"]) == ("not_found", 404)
    assert (await alive("2999-12-31"))["alive"] is False
    bad = await platform.client.get(f"/v1/evidence/{evidence}/alive", params={"on": "ayer"})
    assert bad.status_code == 422
    newest = (await platform.client.get(f"/v1/evidence/{evidence}/checks", params={"limit": "2"})).json()
    assert [one["verdict"] for one in newest["items"]] == ["dead", "suspect"]
    more = await platform.client.get(f"/v1/evidence/{evidence}/checks", params={"cursor": newest["next_cursor"]})
    assert [one["verdict"] for one in more.json()["items"]] == ["suspect", "live"]
    only = await platform.client.get(f"/v1/evidence/{evidence}/checks", params={"outcome": "ok"})
    assert len(only.json()["items"]) == 1


async def test_a_verdict_is_told_in_words_with_the_rules_and_what_it_rests_on(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock
) -> None:
    evidence = await cited(platform, lead)
    path = f"/v1/evidence/{evidence}/verdict"
    fresh = (await platform.client.get(path)).json()
    assert (fresh["verdict"], fresh["sentence"], fresh["label"]["es"]) == ("unknown", None, "Sin verificar")
    await took(transactions, evidence, "not_found", clock.now(), status=404)
    told = (await platform.client.get(path)).json()
    assert told["verdict"] == "suspect"
    assert told["sentence"]["es"] == "El sitio respondió que esta página no existe."
    assert told["remedy"]["en"].startswith("Publish the document")
    assert told["rules"]["gone"] == [3, 72.0]
    assert [one["outcome"] for one in told["rests_on"]] == ["not_found"]
    nobody = await platform.client.get("/v1/evidence/ev-00000000000000000000000000000000/verdict")
    assert nobody.status_code == 404
    listed = await platform.client.get("/v1/plans/gt-2016-2018/evidence/verdicts", params={"verdict": "suspect"})
    [one] = listed.json()["items"]
    assert (one["evidence"], one["cited_by"]) == (evidence, [{"commitment": 17, "goal": 4, "subgoal": None}])


async def test_an_institution_asks_for_a_check_once_in_a_while_and_strangers_never(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock
) -> None:
    evidence = await cited(platform, lead)
    await took(transactions, evidence, "not_found", clock.now())
    path = f"/v1/evidence/{evidence}/checks"
    stranger = await bearer(platform.client, platform.databases["commitments"], "MINEDUC", "evidence:write")
    refused = await platform.client.post(path, headers=stranger)
    assert (refused.status_code, "MINFIN" in refused.json()["detail"]) == (403, True)
    assert (await platform.client.post(path, headers=lead)).status_code == 409, "it was checked just now"
    clock.advance(minutes=16)
    fresh = await bearer(platform.client, platform.databases["commitments"], "MINFIN", "evidence:write")
    asked = await platform.client.post(path, headers=fresh)
    assert (asked.status_code, asked.json()["asked_at"]) == (202, "2026-11-23T15:16:00Z")
    verdict = (await platform.client.get(f"/v1/evidence/{evidence}/verdict")).json()
    assert verdict["next_check_at"] == "2026-11-23T15:16:00Z"
    again = await platform.client.post(path, headers=fresh)
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "checked-just-now")
    nothing = await cited(platform, fresh, "mailto:nadie")
    assert (await platform.client.post(f"/v1/evidence/{nothing}/checks", headers=fresh)).status_code == 409


async def test_a_verdict_is_disputed_once_at_a_time_and_settled_with_a_reason(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock
) -> None:
    evidence = await cited(platform, lead)
    path = f"/v1/evidence/{evidence}/disputes"
    admin = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    early = await platform.client.post(path, json={"reason": WHY}, headers=lead)
    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "nothing-to-dispute")
    for days in (0, 2, 4):
        await took(transactions, evidence, "not_found", clock.now() + timedelta(days=days))
    assert (await platform.client.post(path, json={}, headers=lead)).json()["errors"][0]["pointer"] == "/reason"
    made = await platform.client.post(path, json={"reason": WHY}, headers=lead)
    assert (made.status_code, made.json()["verdict"], made.json()["number"]) == (201, "dead", 1)
    assert (await platform.client.post(path, json={"reason": WHY}, headers=lead)).status_code == 409
    settle = f"{path}/1/settlement"
    body = {"upheld": True, "reason": {"es": "Se abre en un navegador"}}
    assert (await platform.client.post(settle, json=body, headers=lead)).status_code == 403
    assert (await platform.client.post(f"{path}/2/settlement", json=body, headers=admin)).status_code == 404
    done = await platform.client.post(settle, json=body, headers=admin)
    assert (done.status_code, done.json()["upheld"]) == (201, True)
    assert (await platform.client.post(settle, json=body, headers=admin)).status_code == 409
    verdict = (await platform.client.get(f"/v1/evidence/{evidence}/verdict")).json()
    assert (verdict["verdict"], verdict["disputes"]) == ("live", 1)
    clock.advance(days=5)
    then = (await platform.client.get(f"/v1/evidence/{evidence}/alive")).json()
    assert then["verdict"] == "dead", "the checks of the fourth day are behind the settlement"
    [kept] = (await platform.client.get(path)).json()["items"]
    assert (kept["reason"], kept["settlement"]) == (WHY, body["reason"])


async def test_a_digest_tells_each_lead_what_to_mend_and_an_event_once_a_week(
    platform: Platform, lead: dict[str, str], transactions: Transactions, clock: FixedClock
) -> None:
    evidence = await cited(platform, lead)
    await took(transactions, evidence, "not_found", clock.now())
    digest = "/v1/plans/gt-2016-2018/institutions/MINFIN/evidence-digest"
    told = (await platform.client.get(digest)).json()
    assert (told["counts"]["suspect"], [one["evidence"] for one in told["items"]]) == (1, [evidence])
    assert told["items"][0]["remedy"]["es"].startswith("Publique el documento")
    assert (await platform.client.get(digest.replace("MINFIN", "NADIE"))).json()["items"] == []
    issued = []
    for days in (0, 1, 7):
        clock.advance(days=days)
        async with transactions(actor="test") as tx:
            issued.append(await issue_digests(tx))
    assert issued[0] == issued[2] >= 1
    assert issued[1] == 0
