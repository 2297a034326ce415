"""Claim checks: an event carries a key, and the service that is to own the content asks for it over the bus.

Content that is too large for an event, or that may be personal, travels so and never in an event (docs/adr/0004).
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import nats.errors
import structlog
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from constancia_bus.streams import Bus

_log = structlog.get_logger(__name__)
Answer = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Answers one question; None when there is nothing under that key."""


class Unanswerable(Exception):
    """The service that was asked failed on this question; it may fail again however often it is asked."""


class NobodyAnswers(Exception):
    """Nobody who could answer is there now."""


class NothingThere(Exception):
    """The service that was asked has nothing under that key."""


async def answer(bus: Bus, service: str, question: str, give: Answer) -> Subscription:
    """Answer `question` for others, as one of all workers of `service`, until the connection closes."""

    async def take(message: Msg) -> None:
        try:
            found = await give(json.loads(message.data))
            await message.respond(json.dumps({"found": found}, ensure_ascii=False).encode())
        except Exception as cause:  # noqa: BLE001 - whoever asked waits for a word
            _log.error("answer_failed", question=question, cause=type(cause).__name__)
            await message.respond(b'{"error": true}')

    subscription = await bus.client.subscribe(f"rq.{service}.{question}", queue=service, cb=take)
    # nats-py writes the PING of a flush ahead of what was waiting: only the second one's PONG says that the server has
    # the subscription, and that whoever asks from now on is heard.
    await bus.client.flush()
    await bus.client.flush()
    return subscription


async def ask(bus: Bus, service: str, question: str, **about: str | int) -> dict[str, Any]:
    """Ask another service. Raises NothingThere, Unanswerable, NobodyAnswers."""
    try:
        message = await bus.client.request(f"rq.{service}.{question}", json.dumps(about).encode(), timeout=10)
    except (nats.errors.Error, TimeoutError) as cause:
        raise NobodyAnswers(question) from cause
    said = json.loads(message.data)
    if "error" in said:
        raise Unanswerable(question)
    if said["found"] is None:
        raise NothingThere(question)
    found: dict[str, Any] = said["found"]
    return found
