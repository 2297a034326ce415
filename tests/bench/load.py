"""As many requests as fit into some seconds: by `wrk` where it is installed, else by a small client of our own.

Run as a program it is that client: `load URL SECONDS NAME:VALUE…`, and prints JSON.
"""

import asyncio
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import uvloop

from .observing import ROOT
from .wire import Connection

CONNECTIONS = 16
_WRK_COUNT = re.compile(r"(\d+) requests in ([\d.]+)(ms|s|m)")
_WRK_BAD = re.compile(r"(?:Non-2xx or 3xx responses|Socket errors)[^\n]*")


@dataclass(frozen=True, slots=True)
class Load:
    """How many answers came in how many seconds; `errors` says what else came, empty when nothing did."""

    requests: int
    seconds: float
    errors: str


def program() -> str:
    """What makes the load."""
    return "wrk" if shutil.which("wrk") else "asyncio client"


def load(url: str, seconds: float, headers: Mapping[str, str]) -> Load:
    """Ask `url` on 16 connections, from one thread of another process."""
    wrk = shutil.which("wrk")
    given = [f"{name}: {value}" for name, value in headers.items()]
    if wrk is None:
        command = [sys.executable, "-m", "tests.bench.load", url, str(seconds), *given]
        return Load(**json.loads(_run(command, seconds)))
    # wrk takes whole seconds only, so a shorter load is one second long.
    lasting = f"{max(1, round(seconds))}s"
    told = _run([wrk, "-t1", f"-c{CONNECTIONS}", f"-d{lasting}", *(w for h in given for w in ("-H", h)), url], seconds)
    found = _WRK_COUNT.search(told)
    if found is None:
        raise RuntimeError(f"wrk said: {told}")
    unit = {"ms": 0.001, "s": 1.0, "m": 60.0}[found[3]]
    return Load(int(found[1]), float(found[2]) * unit, "; ".join(_WRK_BAD.findall(told)))


def _run(command: list[str], seconds: float) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds + 20, cwd=ROOT).stdout


async def _main(url: str, seconds: float, headers: dict[str, str]) -> None:
    parts = urlsplit(url)
    began = time.monotonic()
    until = began + seconds
    statuses: dict[int, int] = {}

    async def ask_on() -> None:
        connection = await Connection.open(f"{parts.scheme}://{parts.netloc}")
        while time.monotonic() < until:
            answer = await connection.ask("GET", parts.path, headers=headers)
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
        connection.close()

    await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS)))
    bad = {status: times for status, times in statuses.items() if status >= 400}
    done = Load(sum(statuses.values()), time.monotonic() - began, json.dumps(bad) if bad else "")
    print(json.dumps(asdict(done)))


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1], float(sys.argv[2]), dict(h.split(": ", 1) for h in sys.argv[3:])))
