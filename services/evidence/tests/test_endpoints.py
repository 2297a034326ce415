"""Means of verification over HTTP, and what the commands do at the same time or by another hand than a file's."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.clock import FixedClock
from constancia_web.translations import Translations
from evidence.means_of_verification import errors, store
from evidence.means_of_verification.aggregate import evidence_id
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence

URL = "http://a.gob.gt/carpeta\\acta 1.pdf"
GOALS = "/v1/plans/gt-2016-2018/commitments"


@pytest.fixture
async def transactions(running: Any, clock: FixedClock) -> AsyncIterator[Transactions]:
    engine = create_engine(running.database_url, pool=4, name="test")
    yield Transactions(engine, clock, CommitSignal(running.database_url))
    await engine.dispose()


def citing(url: str = URL, *, goal: int = 1, from_file: bool = False) -> CiteEvidence:
    key = GoalKey.of("gt-2016-2018", 3, goal)
    return CiteEvidence(url=url, goal=key, subgoal=None, kind=EvidenceKind.PAGE, order=0, from_file=from_file)


async def test_a_goal_that_nobody_cited_evidence_for_has_an_empty_list(running: Any) -> None:
    answer = await running.client.get(f"{GOALS}/9999/goals/1/evidence")
    assert (answer.status_code, answer.json()) == (200, {"items": [], "next_cursor": None})


@pytest.mark.parametrize("path", [f"{GOALS}/0/goals/1/evidence", "/v1/plans/x/commitments/1/goals/1/evidence"])
async def test_a_goal_that_cannot_be_is_refused(running: Any, path: str) -> None:
    assert (await running.client.get(path)).status_code == 422


async def test_an_unknown_address_is_not_found_and_says_so_in_spanish(running: Any) -> None:
    path = f"/v1/evidence/{evidence_id(URL)}"
    answer = await running.client.get(path, headers={"Accept-Language": "es"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == f"No existe el medio de verificación {evidence_id(URL)}"


async def test_an_address_is_given_with_its_uses_and_its_version_as_etag(
    running: Any, transactions: Transactions
) -> None:
    async with transactions(actor="agency") as tx:
        await cite_evidence(tx, citing())
        await cite_evidence(tx, citing(goal=2))

    answer = await running.client.get(f"/v1/evidence/{evidence_id(URL)}")
    assert answer.headers["ETag"] == '"2"'
    assert answer.json()["url"] == URL
    assert [use["goal"] for use in answer.json()["uses"]] == [1, 2]
    assert answer.json()["uses"][0]["cited_at"] == "2026-11-23T15:00:00Z"


async def test_a_file_does_not_withdraw_what_an_institution_cited(running: Any, transactions: Transactions) -> None:
    async with transactions(actor="agency") as tx:
        await cite_evidence(tx, citing())

    await running.registry.accept([])
    [listed] = await running.every("/v1/evidence")
    assert listed["uses"] == 1


async def test_two_who_cite_a_new_address_at_once_make_one_with_both_uses(
    running: Any, transactions: Transactions
) -> None:
    first_is_in, both = asyncio.Event(), [1, 2]

    async def first() -> None:
        async with transactions(actor="one") as tx:
            await cite_evidence(tx, citing(goal=1))
            first_is_in.set()
            await asyncio.sleep(0.3)

    async def second() -> None:
        await first_is_in.wait()
        async with transactions(actor="two") as tx:
            await cite_evidence(tx, citing(goal=2))

    await asyncio.gather(first(), second())
    async with transactions.engine.connect() as connection:
        found = await store.load(connection, evidence_id(URL))
    assert [use.goal.goal for use in found.uses] == both
    assert found.version == 2


async def test_another_address_never_comes_under_an_id_that_is_taken(running: Any, transactions: Transactions) -> None:
    forged = "insert into means_of_verification (id, url, version) values ($1, 'http://another.gt', 1)"
    await running.database.execute(forged, evidence_id(URL))
    with pytest.raises(errors.EvidenceIdTaken):
        async with transactions(actor="agency") as tx:
            await cite_evidence(tx, citing())


def test_every_refusal_has_its_spanish() -> None:
    catalogue = Translations.load("evidence")
    for error in (errors.EvidenceNotFound, errors.EvidenceIdTaken):
        assert catalogue.knows("es", error.message)
