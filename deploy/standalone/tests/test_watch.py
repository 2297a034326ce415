"""A server that falls is started again, but not for ever."""

import asyncio
from typing import Any, cast

import pytest

from constancia import watch as watching
from constancia.refusals import Refused
from constancia.watch import BEGUN_AGAIN, FALLS_AGAIN, NEVER_AGAIN, watch
from constancia_embedded.errors import ServerUnusable
from constancia_embedded.servers import Standing


class AServer:
    name = "NATS"

    def __init__(self, *outcomes: str) -> None:
        self.outcomes = list(outcomes)
        self.lies = True

    def fell(self) -> bool:
        return self.lies

    def begin_again(self) -> None:
        outcome = self.outcomes.pop(0)
        if outcome == "fails":
            raise ServerUnusable("no room")
        self.lies = outcome == "falls"


async def seen(server: AServer) -> list[str]:
    told: list[str] = []

    def say(message: str, **_: Any) -> None:
        told.append(message)

    task = asyncio.create_task(watch(cast("Standing", server), say))
    await asyncio.wait({task}, timeout=0.5)
    task.cancel()
    (outcome,) = await asyncio.gather(task, return_exceptions=True)
    return [*told, outcome.message] if isinstance(outcome, Refused) else told


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_SECONDS", 0.001)


async def test_it_is_told_once_that_a_server_was_started_again() -> None:
    assert await seen(AServer("stands")) == [BEGUN_AGAIN]


async def test_two_failures_are_forgiven() -> None:
    assert await seen(AServer("fails", "fails", "stands")) == [BEGUN_AGAIN]


async def test_after_three_failures_nobody_tries_again() -> None:
    assert await seen(AServer("fails", "fails", "fails")) == [NEVER_AGAIN]


async def test_a_start_that_does_not_last_is_a_failure() -> None:
    assert await seen(AServer("falls", "falls", "falls")) == [*[BEGUN_AGAIN] * 3, FALLS_AGAIN]
