"""A registry with one of everything that a path can name, and those who ask for it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import httpx

from constancia_runtime.clock import Clock
from constancia_testing.orders import Orders
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.platform import Platform, in_process
from constancia_testing.rightful import AGENCY, EVERY_SCOPE, PLAN, WHY, Right

GOAL: Final = f"/v1/plans/{PLAN}/commitments/17/goals/1"
Headers = dict[str, str]


@dataclass(slots=True, kw_only=True)
class World:
    """`places` are values of parameters of paths, `held` bodies that are bytes, `headers` those of each who asks.

    `scoped` are tokens of the institution that leads, by their one scope.
    """

    platform: Platform
    places: dict[str, str]
    held: dict[str, bytes]
    headers: Mapping[str, Headers]
    scoped: Mapping[str, Headers]

    @property
    def client(self) -> httpx.AsyncClient:
        """A client on the platform."""
        return self.platform.client

    async def credential(self, institution: str, *scopes: str) -> Headers:
        """A token of a new credential."""
        return await bearer(self.client, self.platform.databases["commitments"], institution, *scopes)

    async def send(self, method: str, path: str, right: Right, headers: Headers) -> httpx.Response:
        """Send a right request, whoever sends it."""
        body = self.held[right.body] if isinstance(right.body, str) else right.body
        said = dict(headers)
        if right.if_match:
            said["If-Match"] = "*"
        if isinstance(body, bytes):
            said["Content-Type"] = right.media_type
            return await self.client.request(method, self.address(path, right), content=body, headers=said)
        return await self.client.request(method, self.address(path, right), json=body, headers=said)

    def address(self, path: str, right: Right | None = None) -> str:
        """A path of the document with its places filled in."""
        return path.format_map(self.places | dict(right.places if right else {}))


@asynccontextmanager
async def one_of_everything(orders: Orders, clock: Clock, document: bytes) -> AsyncIterator[World]:
    """The world, with no worker at work in it: nothing changes but by a request."""
    async with in_process(orders, clock) as platform:
        imported = await load_plan(platform.client, orders.database_urls["commitments"], document)
        lead = await bearer(platform.client, orders.database_urls["commitments"], "MINFIN", *AGENCY)
        await eventually(lambda: _cites(platform.client, lead), lambda status: status == httpx.codes.CREATED, within=60)
        contact = await bearer(platform.client, orders.database_urls["commitments"], "SCSPR", "plan:admin")
        now = clock.now()
        announced = await eventually(
            lambda: _announces(platform.client, contact, now), lambda answer: answer.is_success, within=60
        )
        await eventually(
            lambda: platform.client.get(f"/v1/plans/{PLAN}/reports"), lambda answer: answer.is_success, within=60
        )
    async with in_process(orders, clock, workers=False) as platform:
        world = World(platform=platform, places={}, held={}, headers={}, scoped={})
        world.headers = {
            "point of contact": await world.credential("SCSPR", "plan:admin"),
            "lead": lead,
            "group": await world.credential("CONRED", "assessments:write"),
            "irm": await world.credential("SCSPR", "irm:write"),
            "stranger": await world.credential("INAP", *AGENCY),
            "other group": await world.credential("INAP", "assessments:write"),
        }
        world.places = {
            "plan": PLAN,
            "commitment": "17",
            "goal": "1",
            "group": "12",
            "institution": "ANAM",
            "letter": "a",
            "key": "cifra",
            "import_id": imported["import_id"],
            "consultation": announced.json()["id"],
            "name": "comments",
        }
        world.scoped = {scope: await world.credential("MINFIN", scope) for scope in EVERY_SCOPE}
        await _fill(world)
        yield world


async def _cites(client: httpx.AsyncClient, lead: Headers) -> int:
    """Until the plan has reached the service of evidence, it knows neither the goal nor its lead."""
    body = {"url": "https://example.org/primera", "kind": "page"}
    return (await client.post(f"{GOAL}/evidence", json=body, headers=lead)).status_code


async def _announces(client: httpx.AsyncClient, contact: Headers, now: datetime) -> httpx.Response:
    """Until the plan has reached the service of consultations, it knows neither the plan nor who leads what."""
    told = await client.post(f"/v1/plans/{PLAN}/consultations", json=_window(now), headers=contact)
    if told.is_success:
        sent = {"text": "Propongo algo", "title": "Algo", "sector": "citizen", "commitment": 17}
        knows = await client.post(f"/v1/consultations/{told.json()['id']}/comments", json=sent)
        if not knows.is_success:
            return knows
    return told


def _window(now: datetime) -> dict[str, Any]:
    days = {"opens_on": str((now - timedelta(days=2)).date()), "closes_on": str((now + timedelta(days=20)).date())}
    return {"title": {"es": "Convocatoria"}, "kind": "proposals", **days}


async def _fill(world: World) -> None:
    contact, lead = world.headers["point of contact"], world.headers["lead"]
    plan = f"/v1/plans/{PLAN}"

    async def made(path: str, body: Any, by: Headers) -> Any:
        answer = await world.client.post(path, json=body, headers=by | {"If-Match": "*"})
        assert answer.is_success, (path, answer.text)
        return answer.json()

    places = world.places
    for path in (f"{plan}/working-groups/12/members", f"{plan}/working-groups/1/members"):
        acronym = "CONRED" if "/12/" in path else "INAP"
        await made(path, {"institution": acronym, "joined_on": "2020-01-01"}, contact)
    shown = {"institution": "MINFIN", "office": {"es": "Presupuesto"}, "position": {"es": "Dirección"}}
    places["contact"] = str((await made(f"{plan}/commitments/17/contacts", shown, lead))["id"])
    issued = await made("/v1/credentials", {"institution": "MINFIN", "scopes": ["comments:moderate"]}, contact)
    places["client_id"] = issued["credential"]["client_id"]
    key = await made(f"/v1/credentials/{places['client_id']}/keys", None, contact)
    places["key_id"] = key["key_id"]
    world.headers = {**world.headers, "key": {"X-API-Key": key["api_key"]}}
    link = await made(f"{plan}/enrolment-links", {"label": "Mesa"}, contact)
    places |= {"link": link["id"], "code": link["code"]}
    asked = {"name": {"es": "Organización"}, "acronym": "ONUEVA", "kind": "civil_society", "motive": "Participar"}
    asked["contact_email"] = "alguien@example.org"
    places["receipt"] = (await made(f"/v1/enrolments/{link['code']}", asked, {}))["receipt"]
    waiting = await world.client.get(f"{plan}/enrolments", headers=contact)
    places["enrolment"] = waiting.json()["items"][0]["id"]
    await made(f"{plan}/indicators", {"key": "cifra", "commitment": 17, "label": WHY, "unit": WHY}, lead)
    meeting = {"kind": "working_group", "working_group": 12, "held_on": "2026-12-01"}
    places["meeting"] = str((await made(f"{plan}/meetings", meeting, lead))["number"])
    period = {"kind": "mid_term", "starts_on": "2016-07-01", "ends_on": "2017-06-30", "due_on": "2017-08-31"}
    places["period"] = str((await made(f"{plan}/periods", period, contact))["number"])
    earlier = {"id": "gt-2014-2016", "country": "GT", "ordinal": 2, "title": {"es": "Segundo plan"}}
    earlier |= {"starts_on": "2014-07-01", "ends_on": "2016-06-29"}
    earlier |= {"themes": [{"number": 1, "slug": "uno", "title": {"es": "Uno"}}]}
    await made("/v1/plans", earlier, contact)
    for number in (1, 2):
        promise = {"number": number, "theme": 1, "title": {"es": "Uno"}, "starts_on": "2014-07", "ends_on": "2016-06"}
        await made("/v1/plans/gt-2014-2016/commitments", promise, contact)
    drops = {"kind": "drops", "from_plan": "gt-2014-2016", "from_commitment": 2}
    places["n"] = str((await made(f"{plan}/lineage", drops, contact))["n"])
    hook = await made("/v1/webhooks", {"url": "https://93.184.215.14/hook"}, lead)
    places["webhook"] = hook["id"]
    places["delivery"] = (await made(f"/v1/webhooks/{hook['id']}/test", None, lead))["id"]
    cited = (await world.client.get(f"{GOAL}/evidence")).json()["items"]
    places["evidence"] = next(one["id"] for one in cited if one["url"].endswith("/primera"))
    await _fill_consultation(world, contact, lead)
    await made(f"{plan}/reports", {}, contact)
    await made(f"{plan}/reports/1/editions", {"purpose": "preview"}, contact)
    places |= {"sha256": "0" * 64, "report": "1", "edition": "1", "section": "introduction"}
    evidence = await asyncpg.connect(world.platform.databases["evidence"])
    await evidence.execute("update standings set verdict = 'suspect', outcome = 'not_found'")
    await evidence.close()
    for name in ("file", "workbook"):
        answer = await world.client.get(f"{plan}/{name}")
        assert answer.is_success, answer.text
        world.held[name] = answer.content


async def _fill_consultation(world: World, contact: Headers, lead: Headers) -> None:
    """A proposal that waits for a moderator, and another that has its answer."""
    places = world.places
    heard = f"/v1/consultations/{places['consultation']}"
    held = await world.client.get(f"{heard}/held-comments", headers=contact)
    places["comment"] = held.json()["items"][0]["id"]
    second = {"text": "Y otra cosa", "title": "Otra", "sector": "citizen", "commitment": 17}
    others = (await world.client.post(f"{heard}/comments", json=second)).raise_for_status().json()["comment"]
    answer = {"comments": [others], "outcome": "accepted", "text": WHY}
    given = await world.client.post(f"{heard}/responses", json=answer, headers=lead)
    places["response"] = given.raise_for_status().json()["id"]
    about = {"comments": [places["comment"]]}
    for name, body in (
        ("release", about | {"act": "release"}),
        ("assignment", about | {"institution": "MINFIN"}),
        ("response", about | {"outcome": "partly", "text": WHY}),
    ):
        world.held[name] = json.dumps(body).encode()
