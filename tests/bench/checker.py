"""Our checker beside a bare loop and LinkChecker, on the same fleet, in turns within each round."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import asyncpg

from constancia_events.checks import CLASS_OF, CheckOutcome, OutcomeClass

from .observing import ROOT
from .plan import Plan
from .visiting import peak_mb

METHOD: Final = (
    "A fleet in a process of its own, anew for each turn; every host answers after the same delay. `ours` is the"
    " checker with its real database and history, with and without copies, its gaps set to nought, two at once per"
    " host; `half` is one that may visit half of the hosts at once, `two` is two of those on one database;"
    " `bare` is aiohttp with the same concurrency that reads bodies"
    " and judges nothing; `linkchecker` has its rate limit lifted and its threads set. CPU is user and system time of"
    " the client alone, without loading its code. The floor is the requests that the busiest host was asked, by the"
    " fleet's own count, times its delay, over two. `called_wrong` counts alive addresses called broken and broken ones"
    " called alive (restricted ones are left out); `wrong_outcomes` compares each outcome of ours with the fleet's."
)
_ONCE: Final = frozenset({"half", "ours_copies", "linkchecker"})
"""Only in the first round: they take long, and the whole must not."""
LINKCHECKER: Final = ROOT / ".tools" / "judges" / "bin" / "linkchecker"
_THREADS: Final = 400
_BROKEN: Final = {OutcomeClass.GONE, OutcomeClass.UNREACHABLE}
_EMPTY: Final = "truncate means_of_verification, sites, robots, checks cascade"
_FILL: Final = """
with cited as (
    select format('ev-%s', lpad(to_hex(n), 32, '0')) as id, url, site
    from unnest($1::text[], $2::text[]) with ordinality as given(url, site, n)
), means as (insert into means_of_verification (id, url, version) select id, url, 1 from cited),
used as (insert into uses (evidence, n, plan, commitment, goal, kind, "order", from_file, cited_at)
    select id, 1, 'gt-2016-2018', 1, 1, case when url like '%.pdf' then 'document' else 'page' end, 0, false, now()
    from cited),
turn as (insert into sites (site, ready_at, failures, latency_ms) select distinct site, now(), 0, $3::float from cited)
insert into standings (evidence, url, site, verdict, flags, since, due_at, interval_seconds, failures, recoveries,
    copy_wanted, disputes, version)
select id, url, site, 'unknown', '{}', now(), now(), 0, '[]', '{}', false, 0, 0 from cited
"""


@dataclass(frozen=True, slots=True)
class Fleet:
    """A fleet at work, with what is right for each of its addresses."""

    process: "subprocess.Popen[str]"
    right: Mapping[str, CheckOutcome]

    def asked(self) -> Mapping[str, int]:
        """How many requests each host got."""
        told = _asked(self.process, "report")["asked"]
        return {key: count for key, count in told.items() if "/" not in key}


def measure(database_url: str, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """All rounds; the order of the turns is reversed every other round."""
    rounds: list[dict[str, Any]] = []
    turns = [turn for turn in plan.checker_turns if turn != "linkchecker" or LINKCHECKER.exists()]
    for number in range(plan.checker_rounds):
        done = {}
        for turn in turns if number % 2 == 0 else [one for one in turns[::-1] if one not in _ONCE]:
            say(f"checker: round {number + 1} of {plan.checker_rounds}, {turn}")
            done[turn] = _turn(turn, database_url, plan)
        rounds.append(done)
    return {
        "method": METHOD,
        "rounds": plan.checker_rounds,
        "hosts": plan.checker_hosts,
        "urls": plan.checker_urls,
        "delay_seconds": plan.checker_delay,
        "programs": {turn: _over_rounds([one[turn] for one in rounds if turn in one]) for turn in turns},
        "ratios": _ratios(rounds, turns),
        "each_round": rounds,
    }


def _turn(turn: str, database_url: str, plan: Plan) -> dict[str, Any]:
    with _fleet(plan) as fleet, tempfile.TemporaryDirectory(prefix="constancia-bench-") as folder:
        if turn == "linkchecker":
            took, alive = _linkchecker(Path(folder), list(fleet.right))
        elif turn == "bare":
            [took] = _visit("bare", [{"urls": list(fleet.right)}])
            alive = took.pop("alive")
        else:
            sites = plan.checker_hosts // 2 if turn in {"half", "two"} else plan.checker_hosts
            orders = {"database_url": database_url, "sites_at_once": sites, "folder": folder}
            orders["copies"] = turn == "ours_copies"
            asyncio.run(_filled(database_url, list(fleet.right), plan.checker_delay))
            all_took = _visit("ours", [orders] * (2 if turn == "two" else 1))
            took = _together(all_took)
            found = asyncio.run(_outcomes(database_url))
            took["unchecked"] = len(fleet.right) - len(found)
            took["wrong_outcomes"] = _differing(found, fleet.right)
            alive = {url: CLASS_OF[outcome] not in _BROKEN for url, outcome in found.items()}
        took["called_wrong"] = _called_wrong(alive, fleet.right)
        took["requests"] = sum(fleet.asked().values())
        floor = max(fleet.asked().values()) * plan.checker_delay / 2
    took["wall_to_floor"] = round(took["wall_seconds"] / floor, 3)
    took["checks_per_second"] = round(len(fleet.right) / took["wall_seconds"], 1)
    took["cpu_seconds_per_1000"] = round(took["cpu_seconds"] / len(fleet.right) * 1000, 4)
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in took.items()}


@contextmanager
def _fleet(plan: Plan) -> Iterator[Fleet]:
    size = ["--hosts", str(plan.checker_hosts), "--urls", str(plan.checker_urls), "--delay", str(plan.checker_delay)]
    with _program("constancia_testing.fleet", *size) as process:
        if process.stdout is None:
            raise RuntimeError("started without pipes")
        lines = [json.loads(line) for line in iter(process.stdout.readline, "\n")]
        yield Fleet(process, {one["url"]: CheckOutcome(one["outcome"]) for one in lines})


@contextmanager
def _program(module: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _asked(process: "subprocess.Popen[str]", said: str) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("started without pipes")
    process.stdin.write(said + "\n")
    process.stdin.flush()
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def _visit(program: str, orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """So many programs, begun together once all are loaded."""
    with ExitStack() as stack:
        processes = [stack.enter_context(_program("tests.bench.visiting", program)) for _ in orders]
        for process, told in zip(processes, orders, strict=True):
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("started without pipes")
            process.stdin.write(json.dumps(told) + "\n")
            process.stdin.flush()
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"{program} did not start")
        for process in processes:
            if process.stdin is not None:
                process.stdin.write("go\n")
                process.stdin.flush()
        return [json.loads(p.stdout.readline()) for p in processes if p.stdout is not None]


def _together(all_took: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "wall_seconds": max(one["wall_seconds"] for one in all_took),
        "cpu_seconds": sum(one["cpu_seconds"] for one in all_took),
        "peak_mb": max(one["peak_mb"] for one in all_took),
        "rounds": [one["rounds"] for one in all_took],
    }


def _linkchecker(folder: Path, urls: Sequence[str]) -> tuple[dict[str, Any], dict[str, bool]]:
    """It reads its addresses from standard input; loading its code is taken off, as with the others."""
    folder.chmod(0o755)  # as root it becomes nobody
    config = folder / "linkcheckerrc"
    config.write_text(f"[checking]\nmaxrequestspersecond=10000\nthreads={_THREADS}\ntimeout=10\nrecursionlevel=0\n")
    _, loading, _ = _run([str(LINKCHECKER), "--version"], "")
    command = [str(LINKCHECKER), f"--config={config}", "--stdin", "--verbose", "--output=csv", "--no-status"]
    began = time.perf_counter()
    out, cpu, peak = _run(command, "\n".join(urls) + "\n")
    wall = time.perf_counter() - began
    rows = csv.DictReader((line for line in io.StringIO(out) if not line.startswith("#")), delimiter=";")
    alive = {row["urlname"]: row["valid"] == "True" for row in rows if row.get("valid") in {"True", "False"}}
    return {"wall_seconds": wall, "cpu_seconds": cpu - loading, "peak_mb": peak, "rounds": len(alive)}, alive


def _run(command: Sequence[str], given: str) -> tuple[str, float, float]:
    """What it wrote, its CPU seconds, its peak in MB."""
    with tempfile.TemporaryFile("w+") as standard_in, tempfile.TemporaryFile("w+") as out:
        standard_in.write(given)
        standard_in.seek(0)
        process = subprocess.Popen(command, stdin=standard_in, stdout=out, stderr=subprocess.DEVNULL)
        peak = 0.0
        while True:
            peak = max(peak, peak_mb(process.pid))
            ended, _, used = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            time.sleep(0.1)
        process.returncode = 0
        out.seek(0)
        return out.read(), used.ru_utime + used.ru_stime, peak


async def _filled(database_url: str, urls: Sequence[str], delay: float) -> None:
    """Only these addresses, all due, on hosts that are known to be as fast as they are."""
    database = await asyncpg.connect(database_url)
    await database.execute(_EMPTY)
    sites = [url.split("/")[2].partition(":")[0] for url in urls]
    await database.execute(_FILL, list(urls), sites, delay * 1000)
    await database.execute("analyze standings; analyze sites; analyze means_of_verification; analyze uses")
    await database.close()


async def _outcomes(database_url: str) -> dict[str, CheckOutcome]:
    database = await asyncpg.connect(database_url)
    rows = await database.fetch("select url, outcome from standings where checked_at is not null")
    await database.close()
    return {row["url"]: CheckOutcome(row["outcome"]) for row in rows}


def _differing(found: Mapping[str, CheckOutcome], right: Mapping[str, CheckOutcome]) -> dict[str, int]:
    """How often which outcome stands for which."""
    wrong: dict[str, int] = {}
    for url, outcome in found.items():
        if outcome is not right[url]:
            name = f"{right[url]} called {outcome}"
            wrong[name] = wrong.get(name, 0) + 1
    return wrong


def _called_wrong(alive: Mapping[str, bool], right: Mapping[str, CheckOutcome]) -> dict[str, int]:
    judged = {url: CLASS_OF[outcome] for url, outcome in right.items()}
    return {
        "alive_called_broken": sum(c is OutcomeClass.ALIVE and alive.get(url) is False for url, c in judged.items()),
        "broken_called_alive": sum(c in _BROKEN and alive.get(url) is True for url, c in judged.items()),
        "unjudged": sum(url not in alive for url in right),
    }


def _over_rounds(rounds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = ("checks_per_second", "cpu_seconds_per_1000", "peak_mb", "wall_seconds", "wall_to_floor", "requests")
    told: dict[str, Any] = {name: round(median(one[name] for one in rounds), 3) for name in names}
    worst = max(rounds, key=lambda one: sum(one["called_wrong"].values()))
    told["called_wrong"] = worst["called_wrong"]
    if "wrong_outcomes" in worst:
        told["wrong_outcomes"] = max((one["wrong_outcomes"] for one in rounds), key=lambda one: sum(one.values()))
        told["unchecked"] = max(one["unchecked"] for one in rounds)
    return told


def _ratios(rounds: Sequence[Mapping[str, Any]], turns: Sequence[str]) -> dict[str, float]:
    def ratio(over: str, under: str, name: str) -> float:
        return float(
            round(median(one[over][name] / one[under][name] for one in rounds if over in one and under in one), 3)
        )

    ratios = {"ours_to_bare_cpu": ratio("ours", "bare", "cpu_seconds")}
    if "linkchecker" in turns:
        ratios["ours_to_linkchecker_cpu"] = ratio("ours", "linkchecker", "cpu_seconds")
    if "ours_copies" in turns:
        ratios["copies_to_none_cpu"] = ratio("ours_copies", "ours", "cpu_seconds")
    if "half" in turns:
        ratios["two_processes_to_one_speed"] = ratio("two", "half", "checks_per_second")
    return ratios
