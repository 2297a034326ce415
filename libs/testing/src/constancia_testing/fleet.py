"""The outside web as a test plays it: hosts on 127.0.0.x that show every behaviour of real sites, by the path.

`python -m constancia_testing.fleet --hosts 200 --urls 5000` serves until its standard input ends, after a line
of JSON for each address with what a right checker says of it, and an empty line.
"""

import argparse
import asyncio
import contextlib
import gzip
import json
import random
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

_WORDS: Final = (
    "acta",
    "avance",
    "datos",
    "informe",
    "licitacion",
    "mesa",
    "obra",
    "plan",
    "reunion",
    "salud",
    "taller",
)
_PDF: Final = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_BIG: Final = 64 * 1024
_ENDLESS: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4"


def page(title: str, words: int = 120) -> bytes:
    """A page with words of its own, the same each time."""
    chosen = random.Random(title)  # noqa: S311 - the same each time
    text = " ".join(f"{chosen.choice(_WORDS)}{chosen.randrange(1_000)}" for _ in range(words))
    head = f"<!doctype html><html lang=es><title>{title}</title>"
    return f"{head}<body><h1 id=alto>{title}</h1><p>{text}</p></body></html>".encode()


def answer(status: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str) -> bytes:
    """A whole answer over a connection that stays."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", f"Content-Type: {kind}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass(frozen=True, slots=True)
class Request:
    """What came: the path without its query, the rest as it was sent."""

    path: str
    host: str
    agent: str
    headers: Mapping[str, str]
    times: int
    """How often this address was asked for before."""

    @property
    def is_made_up(self) -> bool:
        """Whether it is a path that nobody published: a checker's own."""
        return not self.path.rpartition("/")[2].partition(".")[0].isdigit() or len(self.path.rpartition("/")[2]) > 12


Play = Callable[[Request], bytes | None]
"""The answer to a request; None for a connection that is cut without one."""


def _ok(request: Request) -> bytes:
    return answer(404, page("No existe", 20)) if request.is_made_up else answer(200, page(request.path))


def _pdf(request: Request) -> bytes:
    return answer(404, b"no") if request.is_made_up else answer(200, _PDF + request.path.encode(), "application/pdf")


def _robotless(request: Request) -> bytes:
    return _ok(request) if "Mozilla" in request.agent else answer(403, page("Prohibido", 9))


def _once(failing: bytes | None) -> Play:
    return lambda request: failing if request.times % 2 == 0 else _ok(request)


def _with_cookie(request: Request) -> bytes:
    if request.headers.get("cookie") == "seen=1":
        return _ok(request)
    return answer(302, Location=request.path, Set_Cookie="seen=1; Path=/")


def _zipped(request: Request) -> bytes:
    return answer(200, gzip.compress(page(request.path)), Content_Encoding="gzip")


def _bomb(_request: Request) -> bytes:
    return answer(200, _BOMB, Content_Encoding="gzip")


_BOMB: Final = gzip.compress(b"<html>" + b"\0" * 200_000_000, 9)
_LOGIN: Final = b"<html><form><input name=u><input type='password' name=p></form></html>"

PLAYS: Final[Mapping[str, tuple[Play, str, tuple[str, ...]]]] = {
    # name: what it answers, the outcome that is right, the flags that must be there
    "ok": (_ok, "ok", ()),
    "pdf": (_pdf, "ok", ()),
    "zipped": (_zipped, "ok", ()),
    "bomb": (_bomb, "ok", ()),
    "moved": (
        lambda r: _ok(r) if "to" in r.path else answer(301, Location=f"/moved/to/{r.path.rpartition('/')[2]}"),
        "ok",
        ("moved_permanently",),
    ),
    "cookie": (_with_cookie, "ok", ()),
    "robotless": (_robotless, "ok", ("ua_sensitive",)),
    "reset_once": (_once(None), "ok", ("retried",)),
    "fault_once": (_once(answer(500, b"oops")), "ok", ("retried",)),
    "busy_once": (_once(answer(429, b"wait", Retry_After="0")), "ok", ("rate_limited_once",)),
    "missing": (lambda _: answer(404, page("No existe", 20)), "not_found", ()),
    "gone": (lambda _: answer(410, page("Retirado", 20)), "gone", ()),
    "soft404": (lambda _: answer(200, page("No encontramos lo que busca", 60)), "soft_404", ()),
    "home": (lambda _: answer(302, Location="/"), "soft_404", ()),
    "forbidden": (lambda _: answer(403, page("Prohibido", 9)), "forbidden", ()),
    "auth": (lambda _: answer(401, b"", WWW_Authenticate="Basic"), "auth_required", ()),
    "payment": (lambda _: answer(402, b"pay"), "payment_required", ()),
    "legal": (lambda _: answer(451, b"law"), "legal_block", ()),
    "login": (
        lambda r: answer(200, _LOGIN) if "entry" in r.path else answer(302, Location="/login/entry/login"),
        "login_wall",
        (),
    ),
    "challenge": (
        lambda _: answer(403, b"<title>Just a moment...</title>", cf_mitigated="challenge"),
        "bot_challenge",
        (),
    ),
    "busy": (lambda _: answer(429, b"wait", Retry_After="3600"), "rate_limited", ()),
    "maintenance": (lambda _: answer(503, b"soon", Retry_After="3600"), "maintenance", ()),
    "fault": (lambda _: answer(500, b"oops"), "http_5xx", ()),
    "teapot": (lambda _: answer(418, b"tea"), "http_4xx_other", ()),
    "loop": (lambda r: answer(302, Location=r.path), "redirect_loop", ()),
    "endless": (lambda r: answer(302, Location=f"{r.path}0"), "too_many_redirects", ()),
    "cut": (lambda _: None, "conn_reset", ()),
    "half": (lambda _: answer(200, page("x"))[:-9], "truncated", ()),
    "nonsense": (lambda _: b"BLAH / 7\r\n\r\n", "protocol_error", ()),
    "empty": (lambda _: answer(200, b""), "empty_body", ()),
    "mismatch": (lambda r: answer(404, b"no") if r.is_made_up else answer(200, page(r.path)), "type_mismatch", ()),
    "parked": (lambda _: answer(200, b"<html><script src=//img.sedoparking.com/x.js></script>"), "parked", ()),
    "private": (lambda _: answer(302, Location="http://10.0.0.1/"), "blocked_by_policy", ()),
    "metadata": (lambda _: answer(302, Location="http://169.254.169.254/latest/meta-data/"), "blocked_by_policy", ()),
    "elsewhere": (lambda _: answer(302, Location="ftp://a.gob.gt/x"), "protocol_error", ()),
}
STREAMS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "drip": ("timeout_read", ()),
    "silent": ("timeout_read", ()),
    "slow": ("ok", ("slow_body",)),
    "huge": ("ok", ("truncated_by_us",)),
    "headers": ("protocol_error", ()),
}
"""What holds a connection: a byte a second, the same behind 2 KB, nothing at all, a body or headers without end."""

ENDINGS: Final = {"pdf": ".pdf", "mismatch": ".pdf"}
MIX: Final = (
    *["ok"] * 50, *["pdf"] * 20, *["zipped"] * 4, *["moved"] * 6, *["robotless"] * 2,
    "cookie", "reset_once", "fault_once",
    *["missing"] * 4, *["soft404"] * 3, *["home"] * 2, "gone", "forbidden", "auth", "fault", "cut",
)  # fmt: skip
"""What a fleet of many hosts plays, by frequency: an eighth of it truly gone, as real plans of years ago are."""


@dataclass(slots=True)
class Fleet:
    """Hosts that answer, and what they were asked. `delay` seconds pass before each answer."""

    delay: float = 0.0
    robots: str | None = None
    scripts: dict[str, list[str]] = field(default_factory=dict)
    """For a path, the behaviours that it shows in turn; the last one stays."""
    port: int = 0
    tls_port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=dict)
    agents: set[str] = field(default_factory=set)
    open: set[asyncio.Transport] = field(default_factory=set)

    def url(self, behaviour: str, n: int = 1, host: str = "127.0.0.1") -> str:
        """An address that shows a behaviour."""
        return f"http://{host}:{self.port}/{behaviour}/{n}{ENDINGS.get(behaviour, '')}"

    def began(self, key: str) -> None:
        """Count a request that is being answered."""
        self.asked[key] += 1
        self.at_once[key] += 1
        self.most_at_once[key] = max(self.most_at_once[key], self.at_once[key])


class _Connection(asyncio.Protocol):
    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.transport: asyncio.Transport
        self.pending = b""
        self.keys: tuple[str, ...] = ()
        self.task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.fleet.open.add(transport)

    def data_received(self, data: bytes) -> None:
        self.pending += data
        while b"\r\n\r\n" in self.pending:
            head, _, self.pending = self.pending.partition(b"\r\n\r\n")
            self._asked(head)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.fleet.open.discard(self.transport)
        self._over()
        if self.task is not None:
            self.task.cancel()

    def _asked(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        target = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        host, fleet = headers.get("host", ""), self.fleet
        path = target.partition("?")[0]
        request = Request(path, host, headers.get("user-agent", ""), headers, fleet.asked[f"{host}{path}"])
        self.keys = (f"{host}{path}", host)
        for key in self.keys:
            fleet.began(key)
        fleet.agents.add(request.agent)
        if path != "/robots.txt":
            fleet.times.setdefault(host, []).append(asyncio.get_running_loop().time())
        if fleet.delay:
            asyncio.get_running_loop().call_later(fleet.delay, self._answer, request)
        else:
            self._answer(request)

    def _answer(self, request: Request) -> None:
        self._over()
        if self.transport.is_closing():
            return
        behaviour = request.path.split("/")[1]
        script = self.fleet.scripts.get(request.path)
        if script:
            behaviour = script[min(request.times, len(script) - 1)]
        if request.path == "/robots.txt":
            robots = self.fleet.robots
            self.transport.write(answer(404) if robots is None else answer(200, robots.encode(), "text/plain"))
        elif behaviour in STREAMS:
            self.task = asyncio.ensure_future(self._stream(behaviour))
        elif request.path == "/":
            self.transport.write(answer(200, page("Inicio")))
        else:
            play = PLAYS.get(behaviour)
            said = answer(404, page("No existe", 20)) if play is None else play[0](request)
            if said is not None:
                self.transport.write(said)
            if said is None or behaviour in {"half", "nonsense"}:
                self.transport.close()

    async def _stream(self, behaviour: str) -> None:
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            if behaviour == "silent":
                await asyncio.sleep(600)
            if behaviour == "headers":
                self.transport.write(b"HTTP/1.1 200 OK\r\n")
                part = b"X-Much: " + b"a" * 1_000 + b"\r\n"
            elif behaviour == "drip":
                self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nContent-Type: text/html\r\n\r\n")
                part = b"<"
            elif behaviour == "slow":
                self.transport.write(_ENDLESS + b" " * 2_000)
                part = b" "
            else:
                self.transport.write(_ENDLESS)
                part = b"\0" * _BIG
            while not self.transport.is_closing():
                self.transport.write(part)
                full = self.transport.get_write_buffer_size() > 4 * _BIG
                await asyncio.sleep(1 if behaviour in {"drip", "slow"} else 0.01 if full else 0)

    def _over(self) -> None:
        for key in self.keys:
            self.fleet.at_once[key] -= 1
        self.keys = ()


@asynccontextmanager
async def running_fleet(
    fleet: Fleet | None = None, *, hosts: Sequence[str] = ("127.0.0.1",), tls: ssl.SSLContext | None = None
) -> Any:
    """A fleet on these addresses of this machine, all on one port; with `tls` on another one too."""
    fleet = fleet or Fleet()
    loop = asyncio.get_running_loop()
    servers = []
    try:
        for host in hosts:
            server = await loop.create_server(lambda: _Connection(fleet), host, fleet.port, backlog=512)
            fleet.port = server.sockets[0].getsockname()[1]
            servers.append(server)
        if tls is not None:
            server = await loop.create_server(lambda: _Connection(fleet), hosts[0], 0, ssl=tls)
            fleet.tls_port = server.sockets[0].getsockname()[1]
            servers.append(server)
        yield fleet
    finally:
        for server in servers:
            server.close()
        for transport in list(fleet.open):
            transport.abort()
        await asyncio.sleep(0)


def hosts_of(count: int) -> list[str]:
    """So many addresses of this machine."""
    return [f"127.0.{n // 250 + 1}.{n % 250 + 1}" for n in range(count)]


def mixed(fleet: Fleet, hosts: Sequence[str], urls: int) -> Iterator[dict[str, str]]:
    """So many addresses of mixed behaviours, spread over hosts, with the outcome that is right for each."""
    chosen = random.Random(2026)  # noqa: S311 - the same each time
    behaviours = [MIX[n % len(MIX)] for n in range(urls)]
    chosen.shuffle(behaviours)
    for n, behaviour in enumerate(behaviours):
        outcome = PLAYS[behaviour][1]
        yield {"url": fleet.url(behaviour, n + 1, hosts[n % len(hosts)]), "behaviour": behaviour, "outcome": outcome}


async def _serve(hosts: int, urls: int, delay: float) -> None:
    addresses = hosts_of(hosts)
    async with running_fleet(Fleet(delay=delay), hosts=addresses) as fleet:
        for one in mixed(fleet, addresses, urls):
            sys.stdout.write(json.dumps(one) + "\n")
        sys.stdout.write("\n")
        sys.stdout.flush()
        while line := await asyncio.to_thread(sys.stdin.readline):
            if line.strip() == "report":
                most = max((count for key, count in fleet.most_at_once.items() if "/" in key), default=0)
                made = {"asked": dict(fleet.asked), "most_at_once_of_one_url": most, "times": fleet.times}
                sys.stdout.write(json.dumps(made) + "\n")
                sys.stdout.flush()


def main() -> None:
    """Serve what the command line asks for, until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--urls", type=int, default=100)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    asked = parser.parse_args()
    asyncio.run(_serve(asked.hosts, asked.urls, asked.delay))


if __name__ == "__main__":
    main()
