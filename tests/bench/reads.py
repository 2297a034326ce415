"""Public reads beside constant bytes: same server settings, same answers, same requests, in turns."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final
from urllib.parse import urlsplit

import psutil

from .load import CONNECTIONS, load, program
from .observing import ROOT
from .plan import Plan
from .stage import PLAN, Stage

METHOD: Final = (
    "Three server processes, all on constancia_web.server (uvicorn, uvloop, httptools): `constant` sends headers and"
    " bytes from a dictionary by path, as recorded from `reporting` but for Date; `reporting` is the reporting app"
    " alone; `front` is the platform's API process, which dispatches to the same app. In turns within each round, the"
    " order reversed every other round; a browser's request headers; nothing is written meanwhile. CPU is user and"
    " system time of the server process, by request. Ratios are medians over rounds of each round's own ratio."
)
BROWSER: Final = {
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "es-GT,es;q=0.9,en;q=0.8",
    "User-Agent": "Mozilla/5.0 (bench)",
}
_WIDGET: Final = f"/v1/plans/{PLAN}/commitments/17/compliance"
_TARGETS: Final = ("constant", "reporting", "front")
_HOP: Final = frozenset({"date", "server", "connection", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of read: its answer as recorded, the request headers, and the path under which `constant` has it."""

    name: str
    path: str
    constant_path: str
    asked: Mapping[str, str]
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """One target at one case in one round."""

    per_second: float
    cpu_us_per_request: float
    errors: str


@dataclass(frozen=True, slots=True)
class Target:
    """A server and its process."""

    origin: str
    pid: int


def measure(stage: Stage, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """All rounds of all cases."""
    settings = {
        "database_url": stage.databases["reporting"],
        "nats_url": stage.orders.nats_urls["reporting"],
        "public_url": stage.url,
    }
    with serving("reporting", settings) as reporting:
        cases = _cases(reporting.origin)
        answers = [
            {
                "path": c.constant_path,
                "status": c.status,
                "headers": c.headers,
                "body": c.body.decode("latin-1"),
            }
            for c in cases
        ]
        with serving("constant", answers) as constant:
            targets = {
                "constant": constant,
                "reporting": reporting,
                "front": Target(stage.url, stage.processes.pid("api")),
            }
            rounds = [_round(number, plan, cases, targets, say) for number in range(1, plan.read_rounds + 1)]
    return {
        "method": METHOD,
        "load": f"{program()}, {CONNECTIONS} connections, one thread",
        "rounds": plan.read_rounds,
        "cases": {case.name: _summary(case, [one[case.name] for one in rounds]) for case in cases},
    }


@contextmanager
def serving(what: str, orders: object) -> Iterator[Target]:
    """A server process of the bench, as long as the block."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.serving", what, str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(listening.fileno(),),
            start_new_session=True,
            cwd=ROOT,
        )
        with process:
            try:
                if process.stdin is None or process.stdout is None:
                    raise RuntimeError("started without pipes")
                process.stdin.write(json.dumps(orders).encode() + b"\n")
                process.stdin.flush()
                if process.stdout.readline() != b"ready\n":
                    raise RuntimeError(f"the {what} server did not start")
                yield Target(f"http://127.0.0.1:{listening.getsockname()[1]}", process.pid)
            finally:
                process.terminate()


def _cases(origin: str) -> list[Case]:
    cases = []
    for name, path in (("widget", _WIDGET), ("page", "/")):
        _get(origin, path, BROWSER)  # makes the bytes; the next answer is what every later reader gets
        full = _get(origin, path, BROWSER)
        known = BROWSER | {"If-None-Match": dict(full[1])["etag"]}
        for kind, asked, (status, headers, body) in (
            ("200", BROWSER, full),
            ("304", known, _get(origin, path, known)),
        ):
            if str(status) != kind:
                raise RuntimeError(f"{path} answered {status} and not {kind}")
            constant_path = path if kind == "200" else f"{path}~"
            cases.append(Case(f"{name} {kind}", path, constant_path, asked, status, headers, body))
    return cases


def _get(origin: str, path: str, headers: Mapping[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    kept = [(name.lower(), value) for name, value in answer.getheaders() if name.lower() not in _HOP]
    return answer.status, kept, body


def _round(
    number: int, plan: Plan, cases: list[Case], targets: Mapping[str, Target], say: Callable[[str], None]
) -> dict[str, dict[str, Turn]]:
    order = _TARGETS if number % 2 else _TARGETS[::-1]
    done = {}
    for case in cases:
        say(f"reads: round {number} of {plan.read_rounds}, {case.name}")
        turns = {name: _turn(case, name, targets[name], plan.read_seconds) for name in order}
        done[case.name] = turns
    return done


def _turn(case: Case, name: str, target: Target, seconds: float) -> Turn:
    path = case.constant_path if name == "constant" else case.path
    _get(target.origin, path, case.asked)  # bytes that a minute has made stale are made again before the clock runs
    process = psutil.Process(target.pid)
    before = process.cpu_times()
    done = load(target.origin + path, seconds, case.asked)
    after = process.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    return Turn(round(done.requests / done.seconds, 1), round(cpu / done.requests * 1e6, 1), done.errors)


def _summary(case: Case, rounds: list[dict[str, Turn]]) -> dict[str, Any]:
    told: dict[str, Any] = {"path": case.path, "status": case.status, "body_bytes": len(case.body)}
    for name in _TARGETS:
        turns = [one[name] for one in rounds]
        told[name] = {
            "requests_per_second": median(t.per_second for t in turns),
            "cpu_us_per_request": median(t.cpu_us_per_request for t in turns),
            "errors": [t.errors for t in turns if t.errors],
        }
    ratios: dict[str, float | None] = {}
    for name in _TARGETS[1:]:
        pairs = [(one[name], one["constant"]) for one in rounds]
        ratios[f"{name}_to_constant_throughput"] = round(median(a.per_second / b.per_second for a, b in pairs), 3)
        cpus = [a.cpu_us_per_request / b.cpu_us_per_request for a, b in pairs if b.cpu_us_per_request]
        ratios[f"{name}_to_constant_cpu"] = round(median(cpus), 2) if cpus else None
    told["ratios"] = ratios
    told["each_round"] = [{name: asdict(turn) for name, turn in one.items()} for one in rounds]
    return told
