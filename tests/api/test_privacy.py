"""Personal data and secrets are in the columns that are for them and nowhere else, whatever is run, read or logged."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import asyncpg
import httpx
import nats
import pytest

from constancia_testing.orders import Orders
from constancia_testing.people import bearer, eventually, load_plan
from constancia_testing.processes import Processes, in_processes

pytestmark = pytest.mark.timeout(300)
PLAN: Final = "/v1/plans/gt-2016-2018"
PRIVATE: Final = {"name": "Zoila Xilonem", "email": "zoila@plantada.example", "phone": "+502 5550 1001"}
REMOVED: Final = {"name": "Ramiro Xilonem", "email": "ramiro@plantado.example", "phone": "+502 5550 1002"}
PUBLIC: Final = {"name": "Petrona Xilonem", "email": "petrona@plantada.example", "phone": "+502 5550 1003"}
ASKER: Final = "xochitl@plantada.example"
ON_PAPER: Final = "citlali@plantada.example"
CITIZEN: Final = "izel@plantada.example"
TYPED_WRONG: Final = "dos@arrobas@plantadas.example"
HOOK_PATH: Final = "ruta-plantada-7731"
OWN_COLUMNS: Final = {
    *(("contacts", column) for column in PRIVATE),
    ("enrolments", "contact_email"),
    *(("webhooks", column) for column in ("url", "secret", "previous_secret")),
}
MOST_PAGES: Final = 100


@dataclass(slots=True)
class Planted:
    """What must be found nowhere (`hidden`), and what is public by its owner's word (`shown`), by what it is."""

    hidden: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def found_in(self, text: str, *, shown_too: bool = True) -> list[str]:
        """What of it is in a text."""
        sought = {**self.hidden, **self.shown} if shown_too else self.hidden
        return [name for name, value in sought.items() if value in text]


@pytest.fixture
def processes(capfd: pytest.CaptureFixture[str], orders: Orders) -> Iterator[Processes]:
    """At work with every log line there is, which `capfd` holds."""
    del capfd
    with in_processes(replace(orders, log_level="DEBUG"), {"WEBHOOK_ALLOW_LOOPBACK": "true"}) as running:
        yield running


async def test_personal_data_and_secrets_are_nowhere_but_in_their_own_columns(
    capfd: pytest.CaptureFixture[str],
    processes: Processes,
    orders: Orders,
    plan_document: bytes,
) -> None:
    registry = orders.database_urls["commitments"]
    async with processes.client() as client:
        await load_plan(client, registry, plan_document)
        contact = await bearer(client, registry, "SCSPR", "plan:admin")
        lead = await bearer(client, registry, "MINFIN", "reports:write")
        planted, own = await plant(client, contact, lead)
        await eventually(lambda: client.get(f"{PLAN}/compliance"), lambda answer: answer.status_code == httpx.codes.OK)
        own_places = await crawl_the_api(client, planted, own)
        await crawl_the_pages(client, planted)
        audit = (await client.get("/v1/audit?limit=100", headers=contact)).text
        assert planted.found_in(audit) == []
        hooks = (await client.get("/v1/webhooks", headers=lead)).text
        assert planted.found_in(hooks) == ["hook path"], "whoever made it sees where it leads, and not its secret"
    assert own_places, "what is marked public is shown"
    for service, url in orders.database_urls.items():
        found = await in_tables(url, planted)
        assert found <= OWN_COLUMNS, service
        if service == "commitments":
            assert found == OWN_COLUMNS, "all of it was planted"
    assert planted.found_in(await in_streams(orders.nats_urls["admin"])) == []
    processes.stop()
    logged = "".join(capfd.readouterr())
    assert '"event": "worker_started"' in logged, "these are the logs of both processes"
    assert [(name, line_with(logged, planted, name)) for name in planted.found_in(logged)] == []


async def plant(
    client: httpx.AsyncClient, contact: dict[str, str], lead: dict[str, str]
) -> tuple[Planted, Mapping[str, str]]:
    """Personal data and secrets in every place that takes them, every POST with a key of its own."""
    keys = iter(range(100))

    async def send(method: str, path: str, body: Any = None, by: Mapping[str, str] | None = None) -> Any:
        headers = {"If-Match": "*", "Idempotency-Key": f"clave-{next(keys)}", **(by or {})}
        answer = await client.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    place = {"institution": "MINFIN", "office": {"es": "Presupuesto"}, "position": {"es": "Dirección"}}
    contacts = f"{PLAN}/commitments/17/contacts"
    kept = await send("POST", contacts, place | REMOVED, lead)
    await send("PUT", f"{contacts}/{kept['id']}", place | PRIVATE, lead)
    gone = await send("POST", contacts, place | REMOVED, lead)
    await send("DELETE", f"{contacts}/{gone['id']}", None, lead)
    await send("POST", contacts, place | PUBLIC | {"public": True}, lead)
    wrong = await client.post(contacts, json=place | {"email": TYPED_WRONG}, headers=lead)
    assert (wrong.status_code, TYPED_WRONG in wrong.text) == (422, False)
    link = await send("POST", f"{PLAN}/enrolment-links", {"label": "Mesa"}, contact)
    asked = {"name": {"es": "Organización"}, "acronym": "ONUEVA", "kind": "civil_society", "motive": "Participar"}
    receipt = (await send("POST", f"/v1/enrolments/{link['code']}", asked | {"contact_email": ASKER}))["receipt"]
    form = {"name_es": "Otra", "acronym": "OTRA", "kind": "academia", "motive": "Sí", "contact_email": ON_PAPER}
    paper = await client.post(f"/inscripcion/{link['code']}", data=form)
    assert paper.status_code == 303, paper.text
    issued = await send("POST", "/v1/credentials", {"institution": "MINFIN", "scopes": ["reports:write"]}, contact)
    key = await send("POST", f"/v1/credentials/{issued['credential']['client_id']}/keys", None, contact)
    hook = await send("POST", "/v1/webhooks", {"url": f"http://127.0.0.1:9/{HOOK_PATH}"}, lead)
    await send("POST", f"/v1/webhooks/{hook['id']}/test", None, lead)
    newer = await send("POST", f"/v1/webhooks/{hook['id']}/secret", None, lead)
    report = f"{PLAN}/commitments/17/goals/1/reports"
    await send("POST", report, {"level": "complete"}, {"X-API-Key": key["api_key"]})
    window = {"title": {"es": "Consulta"}, "opens_on": "2020-01-01", "closes_on": "2099-12-31"}

    async def announced() -> httpx.Response:
        return await client.post(f"{PLAN}/consultations", json=window, headers=contact)

    heard = await eventually(announced, lambda answer: answer.status_code == 201, within=60)
    comments = f"/v1/consultations/{heard.json()['id']}/comments"
    said = await send("POST", comments, {"text": "Sin correo a la vista", "sector": "citizen", "email": CITIZEN})
    denied = await client.post("/oauth2/token", data={"client_id": "nadie", "client_secret": "clave-plantada-99"})
    assert denied.status_code == 400
    planted = Planted(
        {f"private {name}": value for name, value in PRIVATE.items()}
        | {f"removed {name}": value for name, value in REMOVED.items()}
        | {
            "citizen": CITIZEN,
            "receipt of a comment": said["code"],
            "enrolment": ASKER,
            "enrolment by form": ON_PAPER,
            "typed wrong": TYPED_WRONG,
            "hook path": HOOK_PATH,
        }
        | {"code": link["code"], "receipt": receipt, "second receipt": paper.headers["location"].rpartition("/")[2]}
        | {"client secret": issued["client_secret"], "API key": key["api_key"], "guess": "clave-plantada-99"}
        | {"hook secret": hook["secret"], "newer hook secret": newer["secret"]}
        | {"token": lead["Authorization"].removeprefix("Bearer ")},
        {f"public {name}": value for name, value in PUBLIC.items()},
    )
    return planted, {"code": link["code"], "receipt": receipt}


async def crawl_the_api(client: httpx.AsyncClient, planted: Planted, secret: Mapping[str, str]) -> list[str]:
    """Every public GET of the document; gives where the public contact is."""
    places = {"plan": "gt-2016-2018", "commitment": "17", "goal": "1", "group": "12", "institution": "MINFIN"}
    places |= {"letter": "a", "key": "plan_commitments", "period": "1", "n": "1", "meeting": "1", "country": "GT"}
    places |= {
        "number": "1",
        "sha256": "0" * 64,
        "vocabulary": "levels",
        "evidence": "none",
        "consultation": "gt-2016-2018-2",
        "comment": "1",
        "response": "1",
        "report": "1",
        "table": "goals",
        "form": "csv",
        "q": "salud",
        "name": "comments",
        **secret,
    }
    document = (await client.get("/openapi.json")).json()
    shown = []
    for path, item in document["paths"].items():
        said = item.get("get")
        if said is None or said["security"] or path == "/v1/stream":
            continue
        answer = await client.get(path.format_map(places))
        assert answer.headers["x-content-type-options"] == "nosniff", path
        found = planted.found_in(text_of(answer))
        if said["operationId"] == "list_contacts":
            assert found == list(planted.shown)
            shown.append(path)
            continue
        assert [name for name in found if name not in {"code", "receipt"} or "{" + name + "}" not in path] == [], path
    return shown


async def crawl_the_pages(client: httpx.AsyncClient, planted: Planted) -> None:
    """Pages in both languages, by their links."""
    waiting, seen = ["/", "/en/", "/embed/"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        page = waiting.pop(0)
        seen.add(page)
        answer = await client.get(page, follow_redirects=True)
        assert planted.found_in(text_of(answer), shown_too=False) == [], page
        for link in re.findall(r'href="(/[^"#]*)"', answer.text):
            if link not in seen and link not in waiting:
                waiting.append(link)
    assert any(re.search("compromisos/17$", page) for page in seen), sorted(seen)


def text_of(answer: httpx.Response) -> str:
    """An answer with its headers, a workbook unpacked."""
    said = str(answer.headers)
    if answer.content[:2] != b"PK":
        return said + answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        return said + "".join(book.read(name).decode(errors="replace") for name in book.namelist())


async def in_tables(url: str, planted: Planted) -> set[tuple[str, str]]:
    """The tables and columns of a database that hold any of it."""
    connection = await asyncpg.connect(url)
    found = set()
    tables = await connection.fetch("select table_name from information_schema.tables where table_schema = 'public'")
    for (table,) in tables:
        for row in await connection.fetch(f'select * from "{table}"'):
            found |= {(table, column) for column, value in row.items() if planted.found_in(readable(value))}
    await connection.close()
    return found


def readable(value: Any) -> str:
    """A value of a column as text: JSON is text already, and what is bytes here is JSON too, or a hash."""
    if not isinstance(value, bytes):
        return str(value)
    text = value.decode(errors="replace")
    try:
        return text + json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


async def in_streams(url: str) -> str:
    """Every message of every stream, as text."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    held = []
    for stream in await jetstream.streams_info():
        if not stream.state.messages:  # nobody has said anything yet
            continue
        name = stream.config.name or ""
        for sequence in range(stream.state.first_seq, stream.state.last_seq + 1):
            message = await jetstream.get_msg(name, sequence)
            held.append(f"{message.subject} {message.headers} {readable(message.data or b'')}")
    await client.close()
    assert held
    return "\n".join(held)


def line_with(logged: str, planted: Planted, name: str) -> str:
    """The first line of a log that holds something."""
    value = {**planted.hidden, **planted.shown}[name]
    return next(line for line in logged.splitlines() if value in line)[:300]
