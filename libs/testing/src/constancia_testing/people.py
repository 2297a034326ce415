"""Those who use the platform, as a test plays them: an agency's system with its token, a reader who waits for news."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, TypeVar

import httpx

T = TypeVar("T")


async def bearer(client: httpx.AsyncClient, registry_url: str, institution: str, *scopes: str) -> dict[str, str]:
    """The Authorization header of an institution's system: a credential issued on the server, a token got over HTTP."""
    issue = import_module("commitments.operations").issue_credential
    credential, secret = await issue(registry_url, institution, frozenset(scopes))
    form = {"grant_type": "client_credentials"}
    answer = await client.post("/oauth2/token", data=form, auth=(credential.client_id, secret))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def load_plan(
    client: httpx.AsyncClient, registry_url: str, document: bytes, *, reason: str | None = None
) -> dict[str, Any]:
    """The point of contact sends a plan file, with the reason for what it amends; gives the answer's body."""
    headers = await bearer(client, registry_url, "SCSPR", "plan:admin") | {"Content-Type": "application/json"}
    why = {} if reason is None else {"reason": reason}
    answer = await client.post("/v1/imports", content=document, headers=headers, params=why)
    assert answer.status_code in {200, 201}, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def announce(client: httpx.AsyncClient, registry_url: str, **differs: str) -> str:
    """The point of contact announces a consultation that is open, by the machine's clock; gives its id.

    Waits until the consultation service knows the plan and the consultation of its file, which is number 1.
    """

    async def of_file() -> list[object]:
        listed = await client.get("/v1/plans/gt-2016-2018/consultations")
        return list(listed.json().get("items", []))

    await eventually(of_file, bool, within=60)
    contact = await bearer(client, registry_url, "SCSPR", "plan:admin")
    today = datetime.now(UTC).date()
    window = {"opens_on": str(today - timedelta(days=2)), "closes_on": str(today + timedelta(days=20)), **differs}
    body = {"title": {"es": "Autoevaluación final del plan", "en": "Final self-assessment of the plan"}, **window}

    async def post() -> httpx.Response:
        return await client.post("/v1/plans/gt-2016-2018/consultations", json=body, headers=contact)

    made = await eventually(post, lambda answer: answer.is_success, within=60)
    return str(made.json()["id"])


async def eventually(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool], *, within: float = 20.0) -> T:
    """Look until it is as wanted; fails with what was seen last. A bound on patience, not a promise of speed."""
    seen = await look()
    try:
        async with asyncio.timeout(within):
            while not wanted(seen):
                await asyncio.sleep(0.02)
                seen = await look()
    except TimeoutError:
        message = f"still {seen!r}"
        raise AssertionError(message) from None
    return seen
