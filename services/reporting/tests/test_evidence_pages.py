"""What the public sees of evidence: its verdict in words, its copy, its disputes, as it was known on any day."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.checks import CheckOutcome
from constancia_events.evidence import (
    AddressResolved,
    CopyCaptured,
    DisputeSettled,
    EvidenceReviewed,
    VerdictChanged,
    VerdictDisputed,
)
from constancia_events.keys import GoalKey
from constancia_testing.clock import FixedClock
from constancia_testing.people import eventually
from constancia_testing.platform import Platform

PLAN = "gt-2016-2018"


class Voice:
    """Says events of the evidence service on its own log."""

    def __init__(self, transactions: Transactions, platform: Platform) -> None:
        self.transactions = transactions
        self.platform = platform
        self.versions: dict[str, int] = {}

    async def say(self, *events: Any) -> None:
        async with self.transactions(actor="test") as tx:
            for event in events:
                stream = f"{event.stream_key.partition('/')[0]}/{event.evidence}"
                self.versions[stream] = self.versions.get(stream, 100) + 1
                tx.record(event, stream=stream, version=self.versions[stream])

    def verdict(self, evidence: str, verdict: str, before: str, outcome: str, **more: Any) -> VerdictChanged:
        at = self.platform.clock.now()
        values = {"evidence": evidence, "verdict": verdict, "before": before, "outcome": outcome, "since": at}
        values |= {"flags": (), "rests_on": ({"checked_at": at, "outcome": outcome},), "rules": "constancia 1"}
        return VerdictChanged.model_validate({**values, "cited_by": (), **more})


@pytest.fixture
async def voice(platform: Platform, real: dict[str, Any]) -> AsyncIterator[Voice]:
    assert real
    url = SecretStr(platform.databases["evidence"])
    engine = create_engine(url, pool=2, name="test")
    yield Voice(Transactions(engine, platform.clock, CommitSignal(url)), platform)
    await engine.dispose()


async def page(platform: Platform, path: str) -> str:
    answer = await platform.client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text)
    return answer.text


async def evidence_of(platform: Platform, goal: str = "commitments/17/goals/1") -> tuple[str, str]:
    """The id and the address of the first thing that a goal cites."""

    async def cited() -> list[dict[str, Any]]:
        return list((await platform.client.get(f"/v1/plans/{PLAN}/{goal}/evidence")).json()["items"])

    found = await eventually(cited, lambda items: len(items) > 0)
    return found[0]["id"], found[0]["url"]


async def test_what_nobody_has_visited_says_so_in_both_languages(platform: Platform, voice: Voice) -> None:
    evidence, url = await evidence_of(platform)
    await eventually(lambda: platform.client.get(f"/evidencia/{evidence}"), lambda answer: answer.status_code == 200)
    assert "Sin verificar" in await page(platform, f"/evidencia/{evidence}")
    english = await page(platform, f"/en/evidence/{evidence}")
    assert "Not checked yet" in english
    assert url.split("/")[2] in english
    assert (await platform.client.get("/evidencia/ev-00000000000000000000000000000000")).status_code == 404
    assert (await platform.client.get("/evidencia/nada")).status_code in {404, 422}


async def test_a_verdict_is_shown_with_its_words_its_copy_its_disputes_and_its_past(
    platform: Platform, voice: Voice, clock: FixedClock
) -> None:
    evidence, _ = await evidence_of(platform)
    first = clock.now()
    goal = GoalKey.of(PLAN, 17, 1)
    copy = CopyCaptured(
        evidence=evidence,
        copy_sha256="c" * 64,
        payload_sha256="d" * 64,
        media_type="text/html",
        size=4_711,
        final_url="http://a.gob.gt/",
        captured_at=first,
        truncated=False,
    )
    await voice.say(
        voice.verdict(evidence, "live", "unknown", CheckOutcome.OK),
        copy,
        AddressResolved(evidence=evidence, target="https://a.gob.gt/largo"),
    )
    await eventually(lambda: page(platform, f"/evidencia/{evidence}"), lambda text: "Disponible" in text)
    clock.advance(days=10)
    why = {"es": "<script>alert(1)</script> se abre"}
    await voice.say(
        voice.verdict(evidence, "suspect", "live", CheckOutcome.NOT_FOUND),
        voice.verdict(evidence, "dead", "suspect", CheckOutcome.NOT_FOUND),
        VerdictDisputed(evidence=evidence, number=1, verdict="dead", institution="MINFIN", reason=why),
        DisputeSettled(evidence=evidence, number=1, upheld=False, reason={"es": "No se abre"}),
        EvidenceReviewed(evidence=evidence, goal=goal, subgoal=1, accepted=False, reason={"es": "Otro tema"}),
    )
    text = await eventually(lambda: page(platform, f"/evidencia/{evidence}"), lambda text: "Otro tema" in text)
    assert "Enlace roto" in text
    assert "El sitio respondió que esta página no existe." in text
    assert f"/v1/evidence/{evidence}/copies/{'c' * 64}/warc" in text
    assert "c" * 64 in text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "https://a.gob.gt/largo" in text
    assert text.count("<rect data-verdict=") == 3
    then = await page(platform, f"/evidencia/{evidence}?as_of={(first + timedelta(days=5)).date()}")
    assert "Disponible" in then
    assert "Enlace roto" not in then
    assert "Usted mira el pasado" in then or "pasado" in then
    commitment = await page(platform, f"/planes/{PLAN}/compromisos/17")
    assert "Enlace roto" in commitment
    assert f"/evidencia/{evidence}" in commitment
    proof = await page(platform, f"/en/plans/{PLAN}/evidence?verdict=dead")
    assert proof.count('class="chip" data-verdict="dead"') == 2, "the count, and the one address"
    mine = await page(platform, f"/planes/{PLAN}/evidencia?institution=MINFIN")
    assert "Lo que cita MINFIN" in mine
    assert len(mine) < 60_000


async def test_proof_that_is_all_dead_without_a_copy_is_a_finding(platform: Platform, voice: Voice) -> None:
    found = (await platform.client.get(f"/v1/plans/{PLAN}/findings")).json()["items"]
    assert not [one for one in found if one["rule"] == "evidence-dead"]
    goals = (await platform.client.get(f"/v1/plans/{PLAN}/goals", params={"level": "complete", "limit": "100"})).json()
    ids: list[str] = []
    for goal in goals["items"]:
        path = f"/v1/plans/{PLAN}/commitments/{goal['commitment']}/goals/{goal['number']}/evidence"
        ids = [one["id"] for one in (await platform.client.get(path)).json()["items"]]
        if ids:
            break
    await voice.say(*(voice.verdict(one, "dead", "suspect", CheckOutcome.GONE) for one in ids))

    async def dead() -> list[dict[str, Any]]:
        items = (await platform.client.get(f"/v1/plans/{PLAN}/findings")).json()["items"]
        return [one for one in items if one["rule"] == "evidence-dead"]

    one = (await eventually(dead, lambda items: len(items) >= 1))[0]
    assert (one["facts"]["level"], one["since"]) == ("complete", "2026-11-23")
    text = await page(platform, f"/planes/{PLAN}/hallazgos")
    assert "Toda su prueba se perdió" in text
