"""Measure, print the ratios, write them down: `python -m tests.bench [--quick] [--only PART] [--out FILE]`."""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from constancia.platform import migrate
from constancia_embedded.servers import provisioned, running_postgres

from . import checker, latency, printing, reads, scale
from .machine import facts
from .observing import ROOT
from .plan import FULL, QUICK, RATES, Plan
from .report import lines
from .stage import staged

_LAST_SECONDS = 20.0
_ON_THE_PLATFORM = frozenset({"latency", "reads", "printing"})
_PARTS = ("latency", "reads", "printing", "checker", "scale")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round of each: to see that it works")
    parser.add_argument("--only", choices=_PARTS, help="only this")
    parser.add_argument("--rate", type=int, choices=RATES, action="append", help="latency only at this rate")
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results.json", help="where the figures go")
    asked = parser.parse_args()
    plan = QUICK if asked.quick else FULL
    _end_in_time(plan.limit_seconds)
    results = measure(plan, {asked.only} if asked.only else set(_PARTS), asked.rate or RATES)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps({"quick": asked.quick, **results}, indent=1, ensure_ascii=False) + "\n")
    print(*lines(results), f"Written to {asked.out}", sep="\n")


def measure(plan: Plan, parts: set[str], rates: Sequence[int]) -> dict[str, Any]:
    """Everything asked for; what needs the platform on one that is started for it."""
    began = time.monotonic()
    results: dict[str, Any] = {}
    if parts & _ON_THE_PLATFORM:
        _on_the_platform(plan, parts, rates, results)
    if parts - _ON_THE_PLATFORM:
        _on_a_database(plan, parts, results)
    results["machine"]["load_average_after"] = [round(load, 2) for load in os.getloadavg()]
    results["took_seconds"] = round(time.monotonic() - began)
    return results


def _on_the_platform(plan: Plan, parts: set[str], rates: Sequence[int], results: dict[str, Any]) -> None:
    _say("starting the platform")
    with staged() as stage:
        results["machine"] = asyncio.run(facts(stage.folder, stage.admin_url))
        if "latency" in parts:
            results["latency"] = uvloop.run(latency.measure(stage, plan, rates, _say))
        if "reads" in parts:
            results["reads"] = reads.measure(stage, plan, _say)
        if "printing" in parts:
            results["printing"] = printing.measure(stage, plan, _say)


def _on_a_database(plan: Plan, parts: set[str], results: dict[str, Any]) -> None:
    """The checker's parts: no plan is loaded, so nothing outside this machine is there to be visited."""
    _say("starting a database")
    with (
        tempfile.TemporaryDirectory(prefix="constancia-bench-") as name,
        running_postgres(Path(name), {}) as admin_url,
    ):
        databases = provisioned(Path(name), admin_url)
        migrate({"evidence": databases["evidence"]})
        results.setdefault("machine", asyncio.run(facts(Path(name), admin_url)))
        if "checker" in parts:
            results["checker"] = checker.measure(databases["evidence"], plan, _say)
        if "scale" in parts:
            results["scale"] = uvloop.run(scale.measure(databases["evidence"], plan, _say))


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def _end_in_time(seconds: float) -> None:
    """End with everything cleared away on SIGTERM and after `seconds`; at the very latest without."""

    def end(number: int, _frame: object) -> None:
        sys.exit(f"ended by signal {signal.Signals(number).name}")

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    last = threading.Timer(seconds + _LAST_SECONDS, os._exit, (1,))
    last.daemon = True
    last.start()


if __name__ == "__main__":
    main()
