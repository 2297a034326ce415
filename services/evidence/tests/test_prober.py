"""One visit: every way in which a page can be there, in the way, gone or out of reach, and a server that plays it."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from constancia_events.checks import CLASS_OF, CheckFlag, CheckOutcome, OutcomeClass
from constancia_events.vocabulary import EvidenceKind
from constancia_testing.clock import FixedClock
from constancia_testing.fleet import PLAYS, STREAMS, Fleet, running_fleet
from constancia_urls.reading import read
from constancia_web.addresses import Address, Manners
from evidence.probing.names import NameTrouble, NoSuchName
from evidence.probing.probe import Ask, Probe
from evidence.probing.prober import Prober
from evidence.probing.rules import PORTS, ProberRules

ANY_PORT = Manners(schemes=frozenset({"http", "https"}), ports=frozenset(range(1, 65_536)), loopback=True)
RULES = ProberRules(
    robot_agent="ConstanciaBot/test (+http://127.0.0.1; test)",
    manners=ANY_PORT,
    total_seconds=1.0,
    connect_seconds=0.5,
    retry_pause=(0.0, 0.01),
)
Names = dict[str, Sequence[str]]


def looked_up(names: Names) -> Callable[[str], Any]:
    """Name servers as a test has them: what is not among the names does not exist, an empty one cannot be asked."""
    answers = {name: list(addresses) for name, addresses in names.items()}

    async def look_up(name: str) -> Sequence[Address]:
        if name not in answers:
            raise NoSuchName
        if not answers[name]:
            raise NameTrouble
        found = answers[name]
        first = found.pop(0) if len(found) > 1 and names.get("rebinding") else found[0]
        return [ipaddress.ip_address(one) for one in ([first] if names.get("rebinding") else found)]

    return look_up


@asynccontextmanager
async def prober(names: Names | None = None, **changed: Any) -> AsyncIterator[Prober]:
    async with Prober(replace(RULES, **changed), FixedClock(), looked_up(names or {})) as made:
        yield made


async def seen(
    url: str, *, names: Names | None = None, kind: str = "page", confirm: bool = False, **changed: Any
) -> Probe:
    async with prober(names, **changed) as made:
        return await made.probe(Ask(url=url, kind=EvidenceKind(kind), confirm=confirm))


@pytest.mark.parametrize("behaviour", [*PLAYS, *STREAMS])
async def test_every_behaviour_is_told_for_what_it_is(behaviour: str) -> None:
    outcome, flags = PLAYS[behaviour][1:] if behaviour in PLAYS else STREAMS[behaviour]
    async with running_fleet() as fleet:
        found = await seen(fleet.url(behaviour), kind="document" if behaviour in {"pdf", "mismatch"} else "page")
    assert found.outcome == outcome
    assert set(flags) <= set(found.flags)
    assert (found.exchange is not None) == (outcome == "ok")
    assert found.url == fleet.url(behaviour)


PLAYED_ELSEWHERE = {
    "dns_nxdomain", "dns_temporary", "timeout_connect", "conn_refused", "net_unreachable", "tls_handshake",
    "tls_name_mismatch", "invalid_url", "unsupported_scheme", "robots_disallowed", "deferred", "our_side_failure",
}  # fmt: skip


def test_no_outcome_is_left_out() -> None:
    played = {outcome for _, outcome, _ in PLAYS.values()} | {outcome for outcome, _ in STREAMS.values()}
    assert played | PLAYED_ELSEWHERE == set(CheckOutcome)


async def test_names_that_are_not_there_differ_from_servers_that_fail() -> None:
    assert (await seen("http://nada.gob.gt/")).outcome == "dns_nxdomain"
    assert (await seen("http://tal.vez.gob.gt/", names={"tal.vez.gob.gt": []})).outcome == "dns_temporary"


async def test_a_port_that_is_closed_refuses_and_one_that_is_full_keeps_silent() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.settimeout(0)
            one.connect_ex(("127.0.0.1", port))
            waiting.append(one)
        assert (await seen(f"http://127.0.0.1:{port}/")).outcome == "timeout_connect"
        for one in waiting:
            one.close()
    assert (await seen(f"http://127.0.0.1:{port}/")).outcome == "conn_refused"


async def test_our_own_trouble_is_not_the_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object, **__: object) -> socket.socket:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("evidence.probing.names.socket.socket", none_left)
    assert (await seen("http://127.0.0.1:1234/")).outcome == "our_side_failure"


async def test_no_way_to_a_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_way(*_: object, **__: object) -> socket.socket:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("evidence.probing.names.socket.socket", no_way)
    assert (await seen("http://127.0.0.1:1234/")).outcome == "net_unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://interno.gob.gt/",
        "http://mezclado.gob.gt/",
        "http://cambia.gob.gt/",
    ],
)
async def test_no_address_that_is_not_public_is_ever_connected_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    real = socket.socket

    def noted(*arguments: Any) -> socket.socket:
        opened.append(arguments)
        return real(*arguments)

    monkeypatch.setattr("evidence.probing.names.socket.socket", noted)
    names: Names = {
        "interno.gob.gt": ["10.1.2.3"],
        "mezclado.gob.gt": ["93.184.215.14", "127.0.0.1"],
        "cambia.gob.gt": ["127.0.0.1"],
    }
    strict = Manners(schemes=frozenset({"http", "https"}), ports=PORTS)
    normal = read(url).url
    assert normal is not None
    found = await seen(normal, names=names, manners=strict)
    assert (found.outcome, opened) == (CheckOutcome.BLOCKED_BY_POLICY, [])


async def test_a_name_that_changes_its_answer_is_vetted_when_the_socket_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check gets a public address, the connection a private one: the second is judged too."""
    monkeypatch.setattr("evidence.probing.names.VettedNames.resolve", _resolved_to("127.0.0.1"))
    strict = Manners(schemes=frozenset({"http", "https"}), ports=PORTS)
    assert (await seen("http://cambia.gob.gt/", manners=strict)).outcome == "blocked_by_policy"


def _resolved_to(address: str) -> Callable[..., Any]:
    async def resolve(_self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        return [{"hostname": host, "host": address, "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    return resolve


async def test_a_redirect_to_a_private_name_is_refused_at_its_hop() -> None:
    async with running_fleet() as fleet:
        found = await seen(fleet.url("private"))
    assert [hop.status for hop in found.hops] == [302]
    assert found.outcome == "blocked_by_policy"


async def test_a_port_of_another_service_is_never_asked() -> None:
    assert {22, 25, 110, 143, 465, 587, 6379, 11211, 5432, 3306} & PORTS == set()
    assert {80, 443, 8080, 8443, 8000, 9443} <= PORTS


@pytest.mark.parametrize("behaviour", ["huge", "bomb", "drip", "headers", "silent"])
async def test_no_body_stalls_or_swells_us(behaviour: str) -> None:
    async with running_fleet() as fleet, prober() as made:
        tracemalloc.start()
        asks = [Ask(url=fleet.url(behaviour, n), kind=EvidenceKind.DOCUMENT) for n in range(5)]
        async with asyncio.timeout(10):
            found = await asyncio.gather(*map(made.probe, asks))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert {one.outcome for one in found} == {
        CheckOutcome(PLAYS.get(behaviour, (0, STREAMS.get(behaviour, ("",))[0]))[1])
    }
    assert most < 48 * 1024**2
    assert all(one.size is None or one.size <= RULES.look_bytes for one in found)


async def test_a_place_in_a_page_is_looked_for_and_never_sent() -> None:
    async with running_fleet() as fleet, prober() as made:
        url = fleet.url("ok")
        there = await made.probe(Ask(url=url, kind=EvidenceKind.PAGE, fragment="alto"))
        gone = await made.probe(Ask(url=url, kind=EvidenceKind.PAGE, fragment="bajo"))
        script = await made.probe(Ask(url=url, kind=EvidenceKind.PAGE, fragment="!/vista"))
    flag = CheckFlag.FRAGMENT_MISSING
    assert [flag in one.flags for one in (there, gone, script)] == [False, True, False]


async def test_a_change_is_one_of_the_text_that_a_person_sees() -> None:
    async with running_fleet() as fleet, prober() as made:
        first = await made.probe(Ask(url=fleet.url("ok", 1), kind=EvidenceKind.PAGE))
        same = await made.probe(Ask(url=fleet.url("ok", 1), kind=EvidenceKind.PAGE, text_sha256=first.text_sha256))
        other = await made.probe(Ask(url=fleet.url("ok", 2), kind=EvidenceKind.PAGE, text_sha256=first.text_sha256))
    assert [CheckFlag.CONTENT_CHANGED in one.flags for one in (first, same, other)] == [False, False, True]


async def test_a_robot_is_honest_and_a_second_client_asks_before_anything_condemns() -> None:
    async with running_fleet() as fleet:
        found = await seen(fleet.url("fault"), confirm=True)
        assert found.profiles == ("robot", "browser")
        assert RULES.robot_agent in fleet.agents
        plain = await seen(fleet.url("fault", 2))
        assert plain.profiles == ("robot",)
        assert (await seen(fleet.url("missing", 3))).profiles == ("robot", "browser")


async def test_a_sibling_is_asked_for_once_for_many_pages_of_a_folder() -> None:
    async with running_fleet() as fleet, prober() as made:
        for n in range(1, 9):
            assert (await made.probe(Ask(url=fleet.url("ok", n), kind=EvidenceKind.PAGE))).outcome == "ok"
        made_up = [
            key for key in fleet.asked if len(key.rpartition("/")[2]) == 16
        ]  # 8 bytes in hexadecimal, maybe all digits
    assert len(made_up) == 1


async def test_a_video_is_asked_for_where_its_provider_says_the_truth() -> None:
    async with running_fleet() as fleet:
        fleet.scripts["/oembed/1"] = ["missing"]
        gone = await seen("https://www.youtube.com/watch?v=abc", oembed_url=fleet.url("oembed"))
        fleet.scripts["/oembed/2"] = ["auth"]
        private = await seen("https://youtu.be/abc", oembed_url=fleet.url("oembed", 2))
    assert (gone.outcome, private.outcome) == (CheckOutcome.NOT_FOUND, CheckOutcome.AUTH_REQUIRED)


async def test_a_shortened_address_keeps_where_it_led() -> None:
    async with running_fleet() as fleet:
        fleet.scripts["/x"] = ["moved"]
        found = await seen(f"http://bit.ly:{fleet.port}/moved/1", names={"bit.ly": ["127.0.0.1"]})
    assert (found.outcome, found.final_url) == (CheckOutcome.OK, f"http://bit.ly:{fleet.port}/moved/to/1")
    assert CheckFlag.SHORTENER_AT_RISK in found.flags


async def test_a_large_document_goes_to_a_sink_and_not_to_memory() -> None:
    parts: list[int] = []
    async with running_fleet() as fleet, prober() as made:
        exchange = await made.fetch(fleet.url("huge"), lambda part: parts.append(len(part)), max_bytes=3_000_000)
        assert await made.fetch(fleet.url("missing"), lambda _part: None, max_bytes=3_000_000) is None
    assert exchange is not None
    assert (sum(parts), exchange.is_whole, exchange.body) == (3_000_000, False, b"")


async def test_robots_are_read_and_their_absence_is_told() -> None:
    async with running_fleet(Fleet(robots="User-agent: *\nDisallow: /x")) as fleet, prober() as made:
        origin = f"http://127.0.0.1:{fleet.port}"
        assert await made.robots(origin) == (200, "User-agent: *\nDisallow: /x")
        fleet.robots = None
        assert (await made.robots(origin))[0] == 404
    async with prober() as made:
        assert await made.robots(origin) == (None, "")


NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@asynccontextmanager
async def secured(
    tmp_path: Path, authority: trustme.CA, issued: trustme.LeafCert
) -> AsyncIterator[tuple[Fleet, dict[str, Any]]]:
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    async with running_fleet(tls=context) as fleet:
        yield fleet, {"ca_file": str(trusted), "names": {"seguro.gob.gt": ["127.0.0.1"]}}


@pytest.mark.parametrize(
    ("dates", "flag"),
    [
        ((NOW - 9 * DAY, NOW + 9 * DAY), None),
        ((NOW - 9 * DAY, NOW - DAY), CheckFlag.TLS_EXPIRED),
        ((NOW + DAY, NOW + 9 * DAY), CheckFlag.TLS_NOT_YET_VALID),
    ],
)
async def test_a_certificate_out_of_its_time_is_a_flag_and_no_death(
    tmp_path: Path, authority: trustme.CA, dates: tuple[dt.datetime, dt.datetime], flag: CheckFlag | None
) -> None:
    issued = authority.issue_cert("seguro.gob.gt", not_before=dates[0], not_after=dates[1])
    async with secured(tmp_path, authority, issued) as (fleet, how):
        found = await seen(f"https://seguro.gob.gt:{fleet.tls_port}/ok/1", **how)
    assert (found.outcome, found.flags) == (CheckOutcome.OK, frozenset({flag} if flag else ()))
    assert found.tls is not None
    assert (found.tls.fault, found.tls.not_after.date()) == (flag, dates[1].date())


async def test_a_certificate_of_nobody_known_is_a_flag_and_one_of_another_site_a_failure(
    tmp_path: Path, authority: trustme.CA
) -> None:
    async with secured(tmp_path, authority, trustme.CA().issue_cert("seguro.gob.gt")) as (fleet, how):
        found = await seen(f"https://seguro.gob.gt:{fleet.tls_port}/ok/1", **how)
    assert (found.outcome, found.flags) == (CheckOutcome.OK, frozenset({CheckFlag.TLS_UNTRUSTED}))
    async with secured(tmp_path, authority, authority.issue_cert("otro.gob.gt")) as (fleet, how):
        found = await seen(f"https://seguro.gob.gt:{fleet.tls_port}/ok/1", **how)
    assert found.outcome == CheckOutcome.TLS_NAME_MISMATCH


async def test_a_port_that_speaks_no_tls_is_told() -> None:
    async with running_fleet() as fleet:
        assert (await seen(f"https://127.0.0.1:{fleet.port}/ok/1")).outcome in {"tls_handshake", "timeout_connect"}


def test_every_class_has_outcomes() -> None:
    assert set(CLASS_OF.values()) == set(OutcomeClass)
