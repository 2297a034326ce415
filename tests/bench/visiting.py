"""A program that visits the addresses of a fleet: `python -m tests.bench.visiting ours|bare`, told by a line of JSON.

It answers a line of JSON: what it took after everything was loaded, and for the bare loop what each address showed.
"""

import asyncio
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import uvloop
from pydantic import SecretStr

from constancia_runtime.clock import SystemClock
from evidence.checker import checking
from evidence.settings import Settings


def peak_mb(pid: int) -> float:
    """The most memory that a process ever had; `ru_maxrss` would be that of whoever forked it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def main() -> None:
    """Visit everything once."""
    program, orders = sys.argv[1], json.loads(sys.stdin.readline())
    uvloop.run((_ours if program == "ours" else _bare)(orders))


async def _ours(orders: dict[str, Any]) -> None:
    """Our checker as it is, but for its pace: a loopback fleet is nobody's machine."""
    settings = Settings(
        database_url=SecretStr(orders["database_url"]),
        checker_allow_loopback=True,
        checker_canaries="",
        checker_sites_at_once=orders["sites_at_once"],
        checker_shortest_gap=0,
        checker_second_try=0.05,
        blob_store=orders["folder"],
        copy_largest=10 * 2**20 if orders["copies"] else 0,
    )
    async with checking(settings, SystemClock()) as checker:
        checker.rules = replace(checker.rules, gap_by_latency=0.0)
        await _go()
        began, cpu = time.perf_counter(), time.process_time()
        rounds = await checker.work_off()
        _tell(began, cpu, rounds=rounds)


async def _bare(orders: dict[str, Any]) -> None:
    """aiohttp, two at once per host, the body read, nothing judged and nothing kept."""
    by_host: dict[str, list[str]] = {}
    for url in orders["urls"]:
        by_host.setdefault(urlsplit(url).netloc, []).append(url)
    alive: dict[str, bool] = {}
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=2)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30)) as http:

        async def lane(waiting: list[str]) -> None:
            while waiting:
                url = waiting.pop()
                try:
                    async with http.get(url) as answer:
                        await answer.read()
                        alive[url] = answer.status < 400
                except (aiohttp.ClientError, TimeoutError):
                    alive[url] = False

        await _go()
        began, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(lane(waiting) for waiting in by_host.values() for _ in range(2)))
        _tell(began, cpu, rounds=len(alive), alive=alive)


async def _go() -> None:
    """Say that everything is loaded, and wait to be told to begin, so that two begin together."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


def _tell(began: float, cpu: float, **more: object) -> None:
    took = {
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - cpu,
        "peak_mb": peak_mb(os.getpid()),
    }
    sys.stdout.write(json.dumps({**took, **more}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
