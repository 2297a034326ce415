"""The demonstration: the bundled plan, one credential, and what to open and type."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import httpx
from pydantic import SecretStr

from commitments import operations
from commitments.plan import store
from constancia.irm import LANDED, document_of, summary
from constancia.terminal import Terminal
from constancia_db.engine import create_engine
from constancia_embedded.passwords import write_private

INSTITUTION = "MINFIN"
SCOPES = frozenset({"reports:write", "evidence:write"})
_PATIENCE_SECONDS = 15.0
_REPORT_SECONDS = 30.0
_CHECKER_SECONDS = 40.0
CHECKER = {
    "working": "The link checker visits {addresses} addresses of evidence, politely; see /v1/evidence/checker",
    "paused": "Some sites that always answer do not: the link checker waits, and judges nothing",
    "no_way_out": "This machine has no way out: the link checker waits, and judges nothing",
}
_PLAN = "gt-2016-2018"
_TITLE = {"es": "Consulta de demostración: pruebe a comentar", "en": "A demonstration: try to comment"}
_GOAL = f"/v1/plans/{_PLAN}/commitments/17/goals/3"
LOADED = "Loaded the plan {plan}: {events} events"
COUNTRIES = "  {origin}/paises/   (past plans, country by country)"
OPEN = """
Open in a browser:
  {origin}/   (the public site)
  {origin}/planes/{plan}   (the plan)
  {origin}/consultas/   (consultations)
  {origin}/docs   (the API)

Report progress as {institution} (commitment 17, goal 3):
"""
COMMENT = """\
Comment, as anybody may (a demonstration that is open for thirty days from the first start):
  {origin}/consultas/{consultation}/comentar
  Letters to those who leave an address are files in {mailbox}
"""
REPORT = """\
Read the self-assessment report of 2017, written from the record (HTML, PDF, Word, workbook, CSV, JSON):
  {origin}/planes/{plan}/informes/{number}
"""
_NARRATIVES = {
    "introduction": {
        "es": "Este informe de demostración da cuenta de las {{ goals.total }} metas del plan: "
        "**{{ goals.complete.count }}** están completas ({{ goals.complete.percent }}).",
        "en": "This demonstration report tells of the plan's {{ goals.total }} goals: "
        "**{{ goals.complete.count }}** are complete ({{ goals.complete.percent }}).",
    },
}
_CURL = """\
  TOKEN=$(curl -s -u '{client_id}:{secret}' -d grant_type=client_credentials \\
    {origin}/oauth2/token | sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/')
  ETAG=$(curl -s -D - -o /dev/null {origin}{goal} | tr -d '\\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
  curl -i -H "Authorization: Bearer $TOKEN" -H "If-Match: $ETAG" -H 'Content-Type: application/json' \\
    -d '{{"level": "complete"}}' {origin}{goal}/reports
"""


def demo_plan() -> bytes:
    """The plan file of Guatemala's third action plan, 2016-2018."""
    return files("constancia").joinpath("demo", "gt-2016-2018.json").read_bytes()


async def show(data: Path, database_url: str, origin: str, terminal: Terminal, irm_table: Path | None = None) -> None:
    """Load the plan, and IRM's table if given; issue the credential once; say what to do. Raises DomainError, Refused.

    A plan on record stays as it is: the bundled file would undo what was corrected since, or lack what it has grown by.
    """
    if not await on_record(database_url, _PLAN):
        taken = await operations.load_plan(database_url, demo_plan(), dry_run=False, levels_as_of=None)
        terminal.say(LOADED, plan=taken.plan, events=taken.events)
        await _arrived(origin, _PLAN)
    consultation, report = await _prepared(origin, database_url)
    if irm_table is not None:
        loaded = await operations.load_irm_table(database_url, document_of(irm_table), dry_run=False)
        terminal.say(LANDED, **summary(loaded))
        terminal.answer(COUNTRIES, origin=origin)
    credential = await _credential(data / "demo-credential.json", database_url)
    terminal.answer(OPEN, origin=origin, plan=_PLAN, institution=INSTITUTION)
    terminal.answer("{line}", line=_CURL.format(origin=origin, goal=_GOAL, **credential))
    if consultation is not None:
        terminal.answer(COMMENT, origin=origin, consultation=consultation, mailbox=data / "mailbox")
    if report is not None:
        terminal.answer(REPORT, origin=origin, plan=_PLAN, number=report)


async def _prepared(origin: str, database_url: str) -> tuple[str | None, int | None]:
    """What a point of contact prepares: a consultation in which one can comment, and a report; None: it did not come.

    The consultation is the one that is open, or else one announced for that; the report is that on the plan file's day.
    """
    credential, secret = await operations.issue_credential(database_url, "SCSPR", frozenset({"plan:admin"}))
    consultation = report = None
    try:
        with suppress(TimeoutError, httpx.HTTPError, KeyError, ValueError):
            async with httpx.AsyncClient(base_url=origin) as client:
                grant, by = {"grant_type": "client_credentials"}, (credential.client_id, secret)
                token = (await client.post("/oauth2/token", data=grant, auth=by)).json()
                client.headers["Authorization"] = f"Bearer {token['access_token']}"
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    consultation = await _announced(client)
                async with asyncio.timeout(_REPORT_SECONDS):
                    report = await _reported(client)
    finally:
        await operations.revoke_credential(database_url, credential.client_id)
    return consultation, report


async def _reported(client: httpx.AsyncClient) -> int | None:
    """The number of the newest published report, one made for that if there is none at all; None: it is not public."""
    reports = f"/v1/plans/{_PLAN}/reports"
    known = (await client.get(reports)).json()
    if known:
        return next((int(one["number"]) for one in known if one["state"] == "published"), None)
    client.headers["If-Match"] = "*"
    body = {"kind": "mid_term", "as_of": "2017-09-29", "consultation": f"{_PLAN}-1"}
    while True:  # until the consultation of the plan file has come
        begun = await client.post(reports, json=body)
        if begun.status_code == httpx.codes.CREATED:
            break
        await asyncio.sleep(0.5)
    cited = sum(len(goal["evidence"]) for one in json.loads(demo_plan())["commitments"] for goal in one["goals"])
    while True:  # until the proof that the plan file cites has come, so that the report has it
        proof = await client.get(f"/v1/plans/{_PLAN}/open-data/evidence.json")
        if len(proof.json()["items"]) >= cited:
            break
        await asyncio.sleep(0.5)
    here = f"{reports}/{begun.json()['number']}"
    for section, text in _NARRATIVES.items():
        (await client.put(f"{here}/sections/{section}", json={"text": text})).raise_for_status()
    asked = await client.post(f"{here}/editions", json={"purpose": "final"})
    where = asked.raise_for_status().headers["location"]
    while True:
        made = await client.get(where)
        if made.json()["state"] != "waiting":
            break
        await asyncio.sleep(0.5)
    published = await client.post(f"{here}/publication")
    return int(published.raise_for_status().json()["number"])


async def _announced(client: httpx.AsyncClient) -> str:
    today = datetime.now(UTC).date() - timedelta(days=1)
    window = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=30)).isoformat()}
    while True:
        known = (await client.get(f"/v1/plans/{_PLAN}/consultations")).json().get("items", [])
        is_open = next((one["id"] for one in known if one["state"] == "open"), None)
        if is_open is not None:
            return str(is_open)
        if known:  # that of the plan file has come, which is number 1
            made = await client.post(f"/v1/plans/{_PLAN}/consultations", json={"title": _TITLE, **window})
            if made.status_code == httpx.codes.CREATED:
                return str(made.json()["id"])
        await asyncio.sleep(0.2)


async def _arrived(origin: str, plan: str) -> None:
    """Wait until the public can read the plan, so that what is printed is there to be opened; not for ever."""
    async with httpx.AsyncClient(base_url=origin) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while True:
                    with suppress(httpx.HTTPError):
                        answer = await client.get(f"/v1/plans/{plan}/compliance")
                        if answer.status_code == httpx.codes.OK and answer.json()["items"]:
                            return
                    await asyncio.sleep(0.1)


async def tell_of_checker(origin: str, terminal: Terminal) -> None:
    """Say how the checker of evidence is, once it knows: whether it has a way out, above all."""
    async with httpx.AsyncClient(base_url=origin) as client:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CHECKER_SECONDS):
                while True:
                    with suppress(httpx.HTTPError):
                        known = (await client.get("/v1/evidence/checker")).json()
                        if known.get("state") in CHECKER and known["addresses"]:
                            terminal.say(CHECKER[known["state"]], addresses=known["addresses"])
                            return
                    await asyncio.sleep(0.5)


async def on_record(database_url: str, plan: str) -> bool:
    """Whether the registry's database knows the plan of this id."""
    engine = create_engine(SecretStr(database_url), pool=1, name="constancia-demo")
    try:
        async with engine.connect() as connection:
            return await store.find(connection, plan) is not None
    finally:
        await engine.dispose()


async def _credential(file: Path, database_url: str) -> dict[str, str]:
    """The credential of the first start, kept so that a second start prints the same; another if that was revoked."""
    if file.exists():  # noqa: ASYNC240 - a hundred bytes, once
        kept: dict[str, str] = json.loads(file.read_text("utf-8"))  # noqa: ASYNC240
        known = {c.client_id for c in await operations.list_credentials(database_url) if c.revoked_at is None}
        if kept["client_id"] in known:
            return kept
    credential, secret = await operations.issue_credential(database_url, INSTITUTION, SCOPES)
    made = {"client_id": credential.client_id, "secret": secret}
    write_private(file, json.dumps(made))
    return made
