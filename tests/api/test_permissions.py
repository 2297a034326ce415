"""Who may do what: every operation of the document, asked by everybody who may not, and by one who may."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest

from constancia_runtime.clock import Clock
from constancia_testing.orders import Orders
from constancia_testing.rightful import EVERY_SCOPE, OWN_TO_EVERY_AGENCY, PUBLIC_WRITES, RIGHT, Right
from constancia_testing.world import World, one_of_everything
from constancia_web.tokens import SCOPES

pytestmark = pytest.mark.timeout(300)
_READS = {"get", "head"}
_ROWS = {
    "commitments": "select (select pos from log_head) + (select count(*) from event_stage)"
    " + (select count(*) from audit_log) + (select count(*) from webhook_deliveries)",
    "evidence": "select (select pos from log_head) + (select count(*) from event_stage)",
    "consultation": "select (select pos from log_head) + (select count(*) from event_stage)",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the document; `scopes` are those of which one is enough, none where it is public."""

    name: str
    method: str
    path: str
    scopes: frozenset[str]
    takes_keys: bool


def operations(document: Any) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, said in item.items():
            scopes = [scope for one in said["security"] for scope in one.get("oauth2", [])]
            # Two scopes in one entry would both be needed; nothing here needs two.
            assert all(len(one.get("oauth2", [])) <= 1 for one in said["security"]), path
            takes_keys = {"apiKey": []} in said["security"]
            yield Operation(said["operationId"], method.upper(), path, frozenset(scopes), takes_keys)


@pytest.fixture
async def world(orders: Orders, clock: Clock, plan_document: bytes) -> AsyncIterator[World]:
    async with one_of_everything(orders, clock, plan_document) as world:
        yield world


async def test_nobody_does_what_they_may_not_and_whoever_may_does(world: World) -> None:
    """One world for all of it: to make it takes longer than the thousand requests of the refusals."""
    await every_operation_is_public_or_says_the_scopes_that_the_domain_gives_it(world)
    before = await rows(world)
    await a_stranger_is_told_to_say_who_they_are_and_nothing_else(world)
    await no_scope_suffices_but_those_that_the_operation_names(world)
    await an_agency_changes_and_sees_nothing_of_what_another_one_leads(world)
    await a_working_group_says_nothing_about_commitments_that_it_does_not_follow(world)
    assert await rows(world) == before, "who was refused has left a trace"
    await what_was_refused_to_others_is_done_for_whoever_may(world)


async def document_of(world: World) -> list[Operation]:
    """The operations of the whole platform, as it serves them; test_documents says that docs/openapi.json is this."""
    return list(operations((await world.client.get("/openapi.json")).json()))


async def guarded(world: World) -> list[tuple[Operation, Right]]:
    return [(one, RIGHT[one.name]) for one in await document_of(world) if one.scopes]


async def reserved(world: World) -> list[tuple[Operation, Right]]:
    """What some credentials may and others may not."""
    return [(one, right) for one, right in await guarded(world) if one.scopes != frozenset(EVERY_SCOPE)]


async def rows(world: World) -> dict[str, int]:
    """How much was ever written: events, audit, messages that wait."""
    counted = {}
    for service, query in _ROWS.items():
        connection = await asyncpg.connect(world.platform.databases[service])
        counted[service] = await connection.fetchval(query)
        await connection.close()
    return counted


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2].rpartition(":")[2]


async def every_operation_is_public_or_says_the_scopes_that_the_domain_gives_it(world: World) -> None:
    assert set(EVERY_SCOPE) == SCOPES.keys()
    found = await document_of(world)
    written = {one.name for one in found if one.method.lower() not in _READS and not one.scopes}
    assert written == PUBLIC_WRITES
    said = {one.name: one.scopes for one in found if one.scopes}
    assert said == {name: right.scopes for name, right in RIGHT.items()}


async def a_stranger_is_told_to_say_who_they_are_and_nothing_else(world: World) -> None:
    forged = world.headers["lead"]["Authorization"][:-6] + "AAAAAA"
    for one, right in await guarded(world):
        for headers in ({}, {"Authorization": forged}, {"X-API-Key": "cst_00000000_" + "A" * 43}):
            answer = await world.send(one.method, one.path, right, headers)
            assert answer.status_code == 401, (one, headers, answer.text)
            assert answer.headers["www-authenticate"].startswith("Bearer"), one
        bare = await world.client.request(one.method, world.address(one.path, right))
        assert bare.status_code == 401, (one, "who asks comes before what is asked", bare.text)
        nowhere = one.path.replace("{plan}", "gt-1900-1902").replace("{webhook}", "wh_none")
        absent = await world.client.request(one.method, world.address(nowhere, right))
        assert absent.status_code == 401, (one, absent.text)


async def no_scope_suffices_but_those_that_the_operation_names(world: World) -> None:
    tokens = world.scoped
    for one, right in await reserved(world):
        missing = "scope-missing" if len(one.scopes) == 1 else "scopes-missing"
        for scope in tokens.keys() - right.scopes:
            answer = await world.send(one.method, one.path, right, tokens[scope])
            assert (answer.status_code, slug(answer)) == (403, missing), (one, scope, answer.text)
            assert "insufficient_scope" in answer.headers["www-authenticate"], one
        if "comments:moderate" in right.scopes:  # the scope of the key
            continue
        keyed = await world.send(one.method, one.path, right, world.headers["key"])
        expected = (403, missing) if one.takes_keys else (401, "keys-not-taken")
        assert (keyed.status_code, slug(keyed)) == expected, (one, keyed.text)


async def an_agency_changes_and_sees_nothing_of_what_another_one_leads(world: World) -> None:
    for one, right in await reserved(world):
        if one.name in OWN_TO_EVERY_AGENCY:
            continue
        answer = await world.send(one.method, one.path, right, world.headers["stranger"])
        # Another's webhook is not there at all; everything else is known to be, and refused.
        expected = 404 if "{webhook}" in one.path else 403
        assert answer.status_code == expected, (one, answer.text)
    others = await world.client.get("/v1/webhooks", headers=world.headers["stranger"])
    assert others.json()["items"] == []


async def a_working_group_says_nothing_about_commitments_that_it_does_not_follow(world: World) -> None:
    for one, right in await reserved(world):
        answer = await world.send(one.method, one.path, right, world.headers["other group"])
        assert answer.status_code == 403, (one, answer.text)


async def what_was_refused_to_others_is_done_for_whoever_may(world: World) -> None:
    by_name = {one.name: one for one in await document_of(world)}
    for name, right in RIGHT.items():
        who = next(
            asker
            for asker, scope in (
                ("lead", "reports:write"),
                ("lead", "evidence:write"),
                ("group", "assessments:write"),
                ("irm", "irm:write"),
                ("lead", "responses:write"),
                ("point of contact", "plan:admin"),
            )
            if scope in right.scopes
        )
        one = by_name[name]
        answer = await world.send(one.method, one.path, right, world.headers[who])
        assert answer.status_code == right.status, (name, answer.text)
