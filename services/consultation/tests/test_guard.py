"""Spam: a wave of it does not keep real comments out, and costs its sender more than us."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from constancia_testing.clock import FixedClock
from consultation.forgetting import forget
from consultation.guard.errors import FormTooFast, FormTooOld, TooManyComments, TooManyUnchecked
from consultation.guard.guard import Guard
from consultation.guard.rules import GuardRules
from consultation.secrets import Secrets

RULES = GuardRules(
    cost=1,
    shortest=timedelta(seconds=3),
    comments_per_minute=30,
    unchecked_per_minute=6,
    unchecked_in_all_per_minute=60,
)


@pytest.fixture
def guard(clock: FixedClock) -> Guard:
    return Guard(Secrets("x" * 32), clock, RULES)


def test_an_address_has_so_many_comments_a_minute_and_fewer_without_proof(guard: Guard, clock: FixedClock) -> None:
    for _ in range(30):
        guard.count("192.0.2.1", checked=True)
    with pytest.raises(TooManyComments) as refused:
        guard.count("192.0.2.1", checked=True)
    assert 0 < refused.value.retry_after <= 60
    guard.count("192.0.2.2", checked=True)
    for _ in range(6):
        guard.count("192.0.2.3", checked=False)
    with pytest.raises(TooManyComments):
        guard.count("192.0.2.3", checked=False)
    guard.count("192.0.2.3", checked=True)
    clock.turn_to(clock.now() + timedelta(minutes=1))
    guard.count("192.0.2.3", checked=False)


def test_a_wave_without_proof_from_everywhere_leaves_those_with_proof_alone(guard: Guard) -> None:
    refused = 0
    for number in range(10_000):
        try:
            guard.count(f"198.51.{number // 256}.{number % 256}", checked=False)
        except TooManyUnchecked:
            refused += 1
    assert refused == 10_000 - 60
    guard.count("192.0.2.1", checked=True)


def test_a_form_is_stamped_for_its_place_and_its_time(guard: Guard, clock: FixedClock) -> None:
    stamp = guard.stamp("gt-2016-2018-1")
    with pytest.raises(FormTooFast):
        guard.number_of(stamp, "gt-2016-2018-1")
    clock.turn_to(clock.now() + timedelta(seconds=3))
    assert guard.number_of(stamp, "gt-2016-2018-1") != guard.stamp("gt-2016-2018-1").split(".")[2]
    with pytest.raises(FormTooOld):
        guard.number_of(stamp, "gt-2016-2018-2")
    clock.turn_to(clock.now() + timedelta(hours=12))
    with pytest.raises(FormTooOld):
        guard.number_of(stamp, "gt-2016-2018-1")


async def test_ten_thousand_posts_of_spam_and_the_real_comments_arrive(public: Any) -> None:
    """One program that posts without proof as fast as it can, while people comment."""
    consultation = await public.announce()
    app = public.platform.apps["consultation"]
    app.state.guard.__init__(app.state.secrets, public.clock, RULES)
    path = f"/v1/consultations/{consultation}/comments"
    seen: dict[int, int] = {}

    async def flood(client: httpx.AsyncClient, share: int) -> None:
        for number in range(share):
            answer = await client.post(path, json={"text": f"Compre ya {share} {number}", "sector": "other"})
            seen[answer.status_code] = seen.get(answer.status_code, 0) + 1

    async def comment(number: int) -> str:
        await asyncio.sleep(number * 0.2)
        return str((await public.comment(consultation, f"Comentario de verdad {number}"))["visibility"])

    transport = httpx.ASGITransport(app, client=("198.51.100.7", 1), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as spammer:
        people = asyncio.gather(*(comment(number) for number in range(20)))
        await asyncio.gather(*(flood(spammer, 1_000) for _ in range(10)))
        assert set(await people) == {"published"}
    assert sum(seen.values()) == 10_000
    assert seen[429] >= 10_000 - 6
    listed = await public.client.get(f"/v1/consultations/{consultation}/comments?limit=100")
    assert len(listed.json()["items"]) == 20, "and nobody reads any of the spam"


async def test_one_that_is_refused_is_told_when_to_come_again_and_keeps_its_text(public: Any) -> None:
    consultation = await public.announce()
    app = public.platform.apps["consultation"]
    app.state.guard.__init__(app.state.secrets, public.clock, RULES)
    for number in range(6):
        assert (await public.send(consultation, f"Sin prueba {number}", checked=False)).status_code == 201
    refused = await public.send(consultation, "Sin prueba 7", checked=False)
    assert (refused.status_code, refused.headers["Retry-After"].isdigit()) == (429, True)
    assert (await public.send(consultation, "Con prueba")).status_code == 201


async def test_what_is_kept_of_posts_and_proofs_is_forgotten(public: Any) -> None:
    consultation = await public.announce()
    await public.comment(consultation, "Uno")
    rows = await public.database.fetch("select fingerprint from recent_posts")
    assert [len(row["fingerprint"]) for row in rows] == [32], "no address, no text"
    await public.wait(2)
    await forget(public.platform.apps["consultation"].state.transactions, public.clock)
    for table in ("recent_posts", "spent_proofs"):
        assert await public.database.fetchval(f"select count(*) from {table}") == 0
