"""A real Chromium, where there is one. Without it these tests are skipped, and CI fails on the skip."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import altcha
import httpx
import pytest
from playwright.async_api import Browser, async_playwright
from pydantic import SecretStr

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.checks import CheckFlag, CheckOutcome
from constancia_runtime.clock import SystemClock
from constancia_testing.lively import lively
from constancia_testing.orders import Orders
from constancia_testing.people import announce, bearer, eventually, load_plan
from constancia_testing.processes import Processes
from constancia_testing.registry import speaking
from evidence.copies.capturing import Captured
from evidence.copies.commands.keep_copy import keep_copy
from evidence.copies.retention import CopyRules
from evidence.probing.probe import Probe
from evidence.verdict.commands.take_rounds import Round, take_rounds
from evidence.verdict.rules import DEFAULT

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGES = {
    "es": (
        "/",
        "/planes/gt-2016-2018?as_of=2017-09-29",
        "/planes/gt-2016-2018/compromisos/2",
        "/planes/gt-2016-2018/compromisos/17?as_of=2018-03-05",
        "/planes/gt-2016-2018/compromisos/18",
        "/planes/gt-2016-2018/cambios",
        "/planes/gt-2016-2018/participacion",
        "/planes/gt-2016-2018/instituciones",
        "/planes/gt-2016-2018/indicadores",
        "/planes/gt-2016-2018/hallazgos",
        "/planes/gt-2016-2018/reloj?as_of=2018-03-29",
        "/planes/gt-2016-2018/comparar?since=2017-01-01",
        "/planes/gt-2016-2018/buscar?q=salud",
        "/planes/gt-2016-2018/datos",
        "/embed/v1/es/plans/gt-2016-2018",
        "/embed/v1/es/plans/gt-2016-2018/commitments/17",
        "/planes/gt-2016-2018/informes",
        "/planes/gt-2016-2018/informes/1",
        "/v1/plans/gt-2016-2018/reports/1/files/es.html",
        "/planes/gt-2016-2018/evidencia",
        "/planes/gt-2016-2018/evidencia?institution=MINFIN&verdict=dead",
        "/evidencia/{evidence}",
        "/planes/gt-2014-2016/indicadores",
        "/paises/",
        "/paises/guatemala",
        "/embed/",
        "/inscripcion/{code}",
        "/consultas/",
        "/consultas/gt-2016-2018-1",
        "/consultas/{consultation}",
        "/consultas/{consultation}?q=palabra",
        "/consultas/{consultation}/comentar",
        "/consultas/{consultation}/formulario",
        "/consultas/{consultation}/comentarios/{comment}",
        "/consultas/{consultation}/moderacion",
        "/consultas/recibo",
        "/consultas/gt-2016-2018-1/comentar",
        "/consultas/no-hay",
        "/planes/no-hay",
    ),
    "en": (
        "/en/",
        "/en/plans/gt-2016-2018/commitments/17",
        "/en/plans/gt-2014-2016/commitments/5",
        "/en/plans/gt-2016-2018/changes",
        "/en/plans/gt-2016-2018/participation",
        "/en/plans/gt-2016-2018/institutions",
        "/en/plans/gt-2016-2018/indicators?as_of=2018-03-05",
        "/en/plans/gt-2016-2018/findings?as_of=2018-03-05",
        "/en/plans/gt-2016-2018/evidence",
        "/en/plans/gt-2016-2018/clock",
        "/en/plans/gt-2016-2018/compare?since=2017-09-29&as_of=2018-03-05",
        "/en/plans/gt-2016-2018/search",
        "/en/plans/gt-2016-2018/data?as_of=2018-03-05",
        "/embed/v1/en/plans/gt-2016-2018/institutions/MINFIN",
        "/embed/v1/en/plans/gt-2016-2018/latest",
        "/en/plans/gt-2016-2018/reports",
        "/en/plans/gt-2016-2018/reports/1",
        "/v1/plans/gt-2016-2018/reports/1/files/en.html",
        "/en/evidence/{evidence}",
        "/en/countries/",
        "/en/countries/guatemala",
        "/en/embed/",
        "/en/enrolment/{code}",
        "/en/consultations/",
        "/en/consultations/gt-2016-2018-1",
        "/en/consultations/{consultation}",
        "/en/consultations/{consultation}/comment",
        "/en/consultations/{consultation}/comments/{comment}",
        "/en/consultations/{consultation}/moderation",
        "/en/consultations/receipt",
        "/en/plans/no-hay",
    ),
}
"""Every page of the site, by its language; `code` is of a link by which organisations ask to join."""


@pytest.fixture(params=sorted(PAGES))
async def pages(
    request: pytest.FixtureRequest, client: httpx.AsyncClient, orders: Orders, shared: Path
) -> tuple[str, ...]:
    """Every page in one language, of a plan in the middle of its life, beside the past plans of all countries."""
    registry_url = orders.database_urls["commitments"]
    async with speaking(orders.database_urls, SystemClock()) as registry:
        plan = await registry.load(client, registry_url, (shared / "data" / "gt-2016-2018.json").read_bytes())
        await registry.say(*lively(plan))
        table = (shared / "data" / "irm" / "commitments.csv").read_bytes()
        reviewer = await bearer(client, registry_url, "IRM", "irm:write")
        sent = await client.post("/v1/irm/table", content=table, headers=reviewer | {"Content-Type": "text/csv"})
        assert sent.status_code in {200, 201}, sent.text
        await registry.heard()
    contact = await bearer(client, registry_url, "SCSPR", "plan:admin")
    body = {"label": "Convocatoria", "working_group": 1}
    link = (await client.post("/v1/plans/gt-2016-2018/enrolment-links", json=body, headers=contact)).json()
    evidence = await visited(client, orders)
    consultation, comment = await consulted(client, orders)
    await reported(client, contact)
    places = {"code": link["code"], "evidence": evidence, "consultation": consultation, "comment": comment}
    return tuple(path.format(**places) for path in PAGES[request.param])


async def reported(client: httpx.AsyncClient, contact: dict[str, str]) -> None:
    """A report that is out for comment."""
    reports = "/v1/plans/gt-2016-2018/reports"
    begun = await client.post(reports, json={}, headers=contact)
    assert begun.status_code == 201, begun.text
    text = {"es": "## Avances\n\nHay **{{ goals.complete.count }}** metas completas.\n\n- una\n- otra"}
    anyhow = contact | {"If-Match": "*"}
    written = await client.put(f"{reports}/1/sections/introduction", json={"text": text}, headers=anyhow)
    assert written.status_code == 200, written.text
    today = SystemClock().now().date()
    window = {"opens_on": str(today), "closes_on": str(today + timedelta(days=20))}
    asked = await client.post(f"{reports}/1/editions", json={"purpose": "comment", **window}, headers=anyhow)
    assert asked.status_code == 202, asked.text
    await eventually(lambda: client.get(f"{reports}/1/files/es.html"), lambda answer: answer.is_success, within=90)


async def visited(client: httpx.AsyncClient, orders: Orders) -> str:
    """Some of the plan's evidence as a checker would leave it after weeks: gone, walled, in doubt, alive with a copy.

    Gives the one that was alive, was copied, and is gone.
    """
    known = (await client.get("/v1/plans/gt-2016-2018/evidence/verdicts", params={"limit": "100"})).json()["items"]
    ids = [one["evidence"] for one in known]
    url = SecretStr(orders.database_urls["evidence"])
    engine = create_engine(url, pool=2, name="test")
    transactions = Transactions(engine, SystemClock(), CommitSignal(url))
    begin = SystemClock().now() - timedelta(days=20)
    ways = {
        0: ["ok", "not_found", "not_found", "not_found"],
        1: ["forbidden"],
        2: ["http_5xx"],
        3: ["ok"],
        4: ["gone", "gone"],
    }
    for n, outcomes in ways.items():
        for day, outcome in enumerate(outcomes):
            seen = Probe(
                outcome=CheckOutcome(outcome),
                flags=frozenset({CheckFlag.HTTP_ONLY}) if outcome == "ok" else frozenset(),
                checked_at=begin + timedelta(days=2 * day),
                took_ms=120,
                url=known[n]["url"],
                profiles=("robot", "browser"),
                text_sha256="0" * 64,
            )
            async with transactions(actor="checker") as tx:
                await take_rounds(tx, [Round(evidence=ids[n], probe=seen)], DEFAULT)
                if outcome == "ok":
                    await keep_copy(tx, ids[n], a_copy(known[n]["url"], seen.checked_at), CopyRules())
    await engine.dispose()

    async def shown() -> str:
        return (await client.get(f"/evidencia/{ids[0]}")).text

    await eventually(shown, lambda page: "Enlace roto" in page)
    return str(ids[0])


def a_copy(url: str, at: datetime) -> Captured:
    """A copy on record whose bytes nobody asks for."""
    return Captured(
        sha256="a" * 64,
        stored_size=900,
        payload_sha256="b" * 64,
        size=12_345,
        media_type="text/html",
        final_url=url,
        status=200,
        captured_at=at,
        truncated=False,
    )


async def consulted(client: httpx.AsyncClient, orders: Orders) -> tuple[str, str]:
    """A call for proposals with everything that can become of one; gives its id, and that of the one answered."""
    consultation = await announce(client, orders.database_urls["commitments"], kind="proposals")
    contact = await bearer(client, orders.database_urls["commitments"], "SCSPR", "plan:admin")
    path = f"/v1/consultations/{consultation}"

    async def say(text: str, **more: str | int | bool) -> dict[str, str]:
        asked = (await client.get("/v1/consultations/proof-challenge")).json()
        challenge = altcha.Challenge.from_dict(asked)
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        body = {"text": text, "title": "Propuesta", "sector": "civil_society", **more}
        body["proof"] = altcha.Payload(challenge, solution).to_base64()

        async def post() -> httpx.Response:  # until the service knows the commitments of the plan
            return await client.post(f"{path}/comments", json=body)

        receipt: dict[str, str] = (await eventually(post, lambda answer: answer.is_success)).json()
        return receipt

    async def by_contact(where: str, **body: object) -> None:
        (await client.post(f"{path}/{where}", json=body, headers=contact)).raise_for_status()

    one = await say("Una palabra " + "larguísima" * 30, name="Vecina de Xela", department="GT-09", commitment=17)
    reply = await say("De acuerdo, y en la radio también", in_reply_to=one["comment"])
    await client.post(f"{path}/comments/{one['comment']}/endorsements", json={"code": reply["code"]})
    spam = await say("Compre ya")
    shown = await say("Mi número es 5555-1234", personal_data_seen=True)
    why = {"es": "Por la regla publicada", "en": "By the published rule"}
    await by_contact("moderation", comments=[spam["comment"]], act="hide", rule="advertising", reason=why)
    marked = {"rule": "personal_data", "passages": ["5555-1234"], "reason": why}
    await by_contact("moderation", comments=[shown["comment"]], act="redact", **marked)
    await by_contact("moderation", comments=[shown["comment"]], act="release")
    steps = f"proposals/{one['comment']}/steps"
    await by_contact(steps, step="screened")
    criteria = ("specific", "measurable", "achievable", "relevant", "time_bound")
    await by_contact(steps, step="judged", criteria={name: {"met": True, "reason": why} for name in criteria})
    await by_contact(steps, step="adopted", commitment=17, reason=why)
    await by_contact("questionnaire", questions=[{"number": 1, "text": why}])
    return consultation, one["comment"]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium with an empty profile."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def client(processes: Processes, orders: Orders, shared: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client on a platform whose plan has fully arrived."""
    async with processes.client() as client:
        document = (shared / "data" / "gt-2016-2018.json").read_bytes()
        await load_plan(client, orders.database_urls["commitments"], document)

        async def look() -> int:
            seen = (await client.get("/v1/plans/gt-2016-2018/compliance")).json()
            complete: int = seen.get("goals", {}).get("counts", {}).get("complete", 0)
            return complete

        await eventually(look, lambda complete: complete == 30)
        yield client
