"""The copy that outlives the link: taken once and at each change, told in an event, served safely, verified."""

import asyncio
import base64
import hashlib
import io
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from constancia_bus.signal import CommitSignal
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.keys import GoalKey
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.clock import FixedClock
from constancia_testing.fleet import Fleet, running_fleet
from constancia_testing.orders import BLOBS
from constancia_testing.people import eventually
from evidence.blobs import BlobChanged, BlobMissing, Blobs
from evidence.checker import checking
from evidence.copies.capturing import FOLDER
from evidence.copies.retention import CopyRules, Kept, to_drop
from evidence.copies.tidying import drop_orphans, drop_uncited_files
from evidence.copies.warc import unpack, write_warc
from evidence.files.commands import keep_bytes, upload_file
from evidence.means_of_verification.aggregate import evidence_id
from evidence.means_of_verification.commands.cite_evidence import CiteEvidence, cite_evidence
from evidence.probing.probe import Exchange, Hop
from evidence.settings import Settings

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
EXCHANGE = Exchange(
    method="GET",
    url="http://a.gob.gt/acta%201.pdf?x=1",
    http_version="HTTP/1.1",
    request_headers=(("Host", "a.gob.gt"), ("User-Agent", "ConstanciaBot/1")),
    status=200,
    reason="OK",
    response_headers=(("Content-Type", "application/pdf"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")),
    address="93.184.215.14",
    body=b"%PDF-1.4 \x00\xff",
    is_whole=True,
)


@pytest.fixture
async def transactions(running: Any, clock: FixedClock) -> AsyncIterator[Transactions]:
    engine = create_engine(running.database_url, pool=4, name="test")
    yield Transactions(engine, clock, CommitSignal(running.database_url))
    await engine.dispose()


async def cite(transactions: Transactions, url: str) -> str:
    async with transactions(actor="test") as tx:
        goal = GoalKey.of("gt-2016-2018", 1, 1)
        command = CiteEvidence(url=url, goal=goal, subgoal=None, kind=EvidenceKind.PAGE, order=0, from_file=False)
        return (await cite_evidence(tx, command)).id


async def check(running: Any, clock: FixedClock, folder: Path, **changed: Any) -> None:
    settings = Settings(
        database_url=running.database_url,
        checker_allow_loopback=True,
        checker_canaries="",
        checker_shortest_gap=0,
        checker_visit=2.0,
        blob_store=str(folder),
        **changed,
    )
    async with checking(settings, clock) as checker:
        checker.recorder.rules = replace(checker.rules, flush_seconds=0.01)
        await checker.work_off()


@pytest.fixture
def folder(running: Any) -> Path:
    """Where the running service has its copies."""
    return BLOBS


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"reason": "", "http_version": "HTTP/1.0"},
        {"response_headers": (("Transfer-Encoding", "chunked"), ("Content-Encoding", "br"), ("X-Odd", "\xe9\x80"))},
        {"response_headers": tuple((f"X-{n}", "v" * 500) for n in range(60))},
        {"status": 206, "reason": "Partial Content", "is_whole": False},
        {"body": b""},
        {"body": b"<html>" + bytes(range(256)) * 4_000},
        {"response_headers": (("X-Split", "a\r\nEvil: yes"),)},
    ],
)
def test_a_copy_is_a_file_that_public_tools_verify(changed: dict[str, Any], tmp_path: Path) -> None:
    exchange = replace(EXCHANGE, **changed)
    hops = [
        Hop(url="http://goo.gl/x", status=301, address="93.184.215.14"),
        Hop(url=exchange.url, status=200, address="x"),
    ]

    def written() -> bytes:
        with write_warc(exchange, io.BytesIO(exchange.body), at=AT, hops=hops, operator="test") as warc:
            warc.seek(0)
            return warc.read()

    content = written()
    assert written() == content, "the same exchange gives the same bytes"
    file = tmp_path / "copy.warc.gz"
    file.write_bytes(content)
    command = [sys.executable, "-c", "from warcio.cli import main; main()", "check", "-v", str(file)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "digest pass" in checked.stdout
    found = unpack(content)
    assert (found.url, found.payload) == (exchange.url, exchange.body)
    assert found.captured_at.startswith("2026-11-23T15:00:00")
    assert b"Evil: yes\r\n" not in content


async def test_a_first_success_and_each_change_are_copied_and_told(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path
) -> None:
    async with running_fleet() as fleet:
        evidence = await cite(transactions, fleet.url("ok"))
        await check(running, clock, folder)
        clock.advance(days=2)
        await check(running, clock, folder)
        fleet.scripts["/ok/1"] = ["parked", "parked", "parked", "pdf"]
        clock.advance(days=3)
        fleet.scripts["/ok/1"] = ["pdf"]
        await check(running, clock, folder)
    copies = (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]
    assert [one["media_type"] for one in copies] == ["application/pdf", "text/html"]
    events = await running.events()
    told = [body["copy_sha256"] for kind, body in events if kind == "evidence.copy_captured.v1"]
    assert told == [one["sha256"] for one in reversed(copies)]
    page = copies[1]
    warc = await running.client.get(page["warc"])
    assert hashlib.sha256(warc.content).hexdigest() == page["sha256"]
    digest = base64.b64encode(bytes.fromhex(page["sha256"])).decode()
    assert warc.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert warc.headers["content-disposition"].startswith("attachment")
    one = (await running.client.get(f"/v1/evidence/{evidence}/copies/{page['sha256']}")).json()
    assert one == page
    assert (await running.client.get(f"/v1/evidence/{evidence}/copies/{'0' * 64}")).status_code == 404


async def test_a_copied_page_cannot_act_on_our_origin(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path
) -> None:
    async with running_fleet() as fleet:
        evidence = await cite(transactions, fleet.url("ok"))
        await check(running, clock, folder)
    [copy] = (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]
    for kind in ("content", "text", "warc"):
        answer = await running.client.get(f"/v1/evidence/{evidence}/copies/{copy['sha256']}/{kind}")
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert "set-cookie" not in answer.headers
        if kind != "text":
            assert answer.headers["content-disposition"].startswith("attachment")
        else:
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert "<" not in answer.text
    assert b"<h1" in (await running.client.get(copy["content"])).content


async def test_a_large_document_is_copied_up_to_its_budget(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path
) -> None:
    async with running_fleet(Fleet()) as fleet:
        evidence = await cite(transactions, fleet.url("huge"))
        await check(running, clock, folder, copy_largest=1_000_000)
    [copy] = (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]
    assert (copy["size"], copy["truncated"], copy["media_type"]) == (1_000_000, True, "application/pdf")
    assert len((await running.client.get(copy["content"])).content) == 1_000_000


async def test_a_store_that_fails_stops_no_check_and_the_copy_is_taken_later(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "copies").write_text("no folder")
    async with running_fleet() as fleet:
        evidence = await cite(transactions, fleet.url("ok"))
        await check(running, clock, tmp_path)
        assert (await running.client.get(f"/v1/evidence/{evidence}/verdict")).json()["verdict"] == "live"
        assert (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"] == []
        clock.advance(days=2)
        await check(running, clock, folder)
    assert len((await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]) == 1


async def test_bytes_that_were_changed_or_are_gone_are_never_given_out(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path
) -> None:
    async with running_fleet() as fleet:
        evidence = await cite(transactions, fleet.url("ok"))
        await check(running, clock, folder)
    [copy] = (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]
    file = folder / FOLDER / copy["sha256"][:2] / copy["sha256"]
    file.write_bytes(file.read_bytes() + b"x")
    answer = await running.client.get(copy["content"])
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "copy-damaged")
    file.unlink()
    assert (await running.client.get(copy["warc"])).status_code == 503
    await running.database.execute("update copies set dropped_at = now(), rule = 'retention'")
    gone = await running.client.get(copy["warc"])
    assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (410, "copy-given-up")


async def test_bytes_of_a_checker_that_was_killed_before_it_recorded_are_dropped(
    running: Any, transactions: Transactions, clock: FixedClock, tmp_path: Path
) -> None:
    blobs = Blobs.of(str(tmp_path))
    orphan = await blobs.put(io.BytesIO(b"nobody tells of this"), FOLDER)
    async with running_fleet() as fleet:
        await cite(transactions, fleet.url("ok"))
        await check(running, clock, tmp_path)
    assert await drop_orphans(transactions, blobs) == 0, "it may be recorded at this moment"
    assert await drop_orphans(transactions, blobs, older_than=-1) == 1
    assert not await blobs.has(FOLDER, orphan.sha256)
    assert len([one async for one in blobs.every(FOLDER)]) == 1


async def test_the_oldest_and_the_newest_copies_stay_and_those_between_are_given_up_by_a_told_rule(
    running: Any, transactions: Transactions, clock: FixedClock, folder: Path
) -> None:
    async with running_fleet() as fleet:
        evidence = await cite(transactions, fleet.url("ok"))
        for behaviour in ("pdf", "ok", "zipped", "pdf"):
            fleet.scripts["/ok/1"] = [behaviour]
            await check(running, clock, folder, copy_of_one_address=2)
            clock.advance(days=15)
    copies = (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"]
    assert [one["rule"] for one in copies] == [None, "retention", None][-len(copies) :] or len(copies) == 3
    assert [body["rule"] for kind, body in await running.events() if kind == "evidence.copy_dropped.v1"]
    given_up = next(one for one in copies if one["rule"])
    assert (await running.client.get(given_up["warc"])).status_code == 410
    assert not (folder / FOLDER / given_up["sha256"][:2] / given_up["sha256"]).exists()


@given(st.lists(st.integers(1, 10**9), max_size=60), st.integers(2, 20))
def test_no_rule_gives_up_the_first_or_the_newest(sizes: list[int], most: int) -> None:
    kept = [Kept(n=n, size=size) for n, size in enumerate(sizes, start=1)]
    gone = to_drop(kept, CopyRules(of_one_address=most))
    assert len(kept) - len(gone) <= max(2, most)
    assert not {1, len(kept)} & set(gone)


async def test_the_store_keeps_the_same_bytes_once_and_tells_what_changed(tmp_path: Path) -> None:
    blobs = Blobs.of(str(tmp_path))
    first = await blobs.put(io.BytesIO(b"abc"), "files")
    assert await blobs.put(io.BytesIO(b"abc"), "files") == first
    assert await blobs.read("files", first.sha256) == b"abc"
    (tmp_path / "files" / first.sha256[:2] / first.sha256).write_bytes(b"abd")
    with pytest.raises(BlobChanged):
        await blobs.read("files", first.sha256)
    await blobs.drop("files", first.sha256)
    await blobs.drop("files", first.sha256)
    with pytest.raises(BlobMissing):
        await blobs.read("files", first.sha256)


async def test_the_store_may_be_any_that_speaks_s3(monkeypatch: pytest.MonkeyPatch) -> None:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        for name, value in {"ACCESS_KEY_ID": "test", "SECRET_ACCESS_KEY": "test", "REGION": "us-east-1"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        async with httpx.AsyncClient() as client:
            assert (await client.put(f"{endpoint}/pruebas")).is_success
        blobs = Blobs.of("s3://pruebas/evidencia", endpoint=endpoint)
        stored = await blobs.put(io.BytesIO(b"abc" * 100_000), "copies")
        assert await blobs.has("copies", stored.sha256)
        assert len(await blobs.read("copies", stored.sha256)) == 300_000
        assert [sha256 async for sha256, _ in blobs.every("copies")] == [stored.sha256]
        await blobs.drop("copies", stored.sha256)
        assert not await blobs.has("copies", stored.sha256)
    finally:
        server.stop()


def test_an_address_of_evidence_is_its_hash() -> None:
    assert evidence_id("x").startswith("ev-")


async def test_a_file_that_nothing_cites_is_dropped_after_a_week(
    running: Any, transactions: Transactions, clock: FixedClock, tmp_path: Path
) -> None:
    blobs = Blobs.of(str(tmp_path))
    kept = []
    for content in (b"a,b\n1,2\n", b"c,d\n3,4\n"):
        one = await keep_bytes(blobs, content, claimed="text/csv", digest=None)
        async with transactions(actor="test") as tx:
            await upload_file(tx, one, "MINFIN")
        kept.append(one.sha256)
    await cite(transactions, f"urn:sha256:{kept[0]}")
    assert await drop_uncited_files(transactions, blobs) == 0
    clock.advance(days=8)
    assert await drop_uncited_files(transactions, blobs) == 1
    assert [await blobs.has("files", one) for one in kept] == [True, False]
    assert await running.database.fetchval("select sha256 from files") == kept[0]


async def test_when_all_copies_together_are_too_many_no_more_are_taken_and_checks_go_on(
    running: Any, transactions: Transactions, clock: FixedClock, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=running.database_url,
        checker_allow_loopback=True,
        checker_canaries="",
        checker_shortest_gap=0,
        checker_poll=0.05,
        blob_store=str(tmp_path),
        copy_largest=1_000,
        copy_all_together=999,
    )
    async with running_fleet() as fleet, checking(settings, clock) as checker:
        working = asyncio.create_task(checker.run())

        async def full() -> bool:
            return checker.capturing is not None and checker.capturing.is_full

        await eventually(full, bool)
        evidence = await cite(transactions, fleet.url("ok"))

        async def verdict() -> Any:
            return (await running.client.get(f"/v1/evidence/{evidence}/verdict")).json()["verdict"]

        await eventually(verdict, lambda one: one == "live")
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert (await running.client.get(f"/v1/evidence/{evidence}/copies")).json()["items"] == []
