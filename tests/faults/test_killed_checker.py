"""A checker that is killed loses nothing: another visits what it had taken, and nothing is visited twice at once."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from constancia_testing.people import eventually
from constancia_testing.plugin import StartProcesses


@pytest.fixture
def fleet() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "constancia_testing.fleet", "--hosts", "12", "--urls", "240", "--delay", "0.1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def urls_of(fleet: subprocess.Popen[str]) -> list[dict[str, str]]:
    assert fleet.stdout is not None
    return [json.loads(line) for line in iter(fleet.stdout.readline, "\n")]


def report_of(fleet: subprocess.Popen[str]) -> dict[str, Any]:
    assert fleet.stdin is not None
    assert fleet.stdout is not None
    fleet.stdin.write("report\n")
    fleet.stdin.flush()
    return dict(json.loads(fleet.stdout.readline()))


CITE = """
with means as (insert into means_of_verification (id, url, version) values ($1, $2, 1)),
used as (insert into uses (evidence, n, plan, commitment, goal, kind, "order", from_file, cited_at)
    values ($1, 1, 'gt-2016-2018', 1, 1, 'document', 0, false, now()))
select 1
"""


@pytest.mark.timeout(180)
async def test_killed_in_mid_run_no_address_is_left_out_and_none_visited_twice_at_once(
    start_processes: StartProcesses, fleet: subprocess.Popen[str], databases: dict[str, str]
) -> None:
    known = urls_of(fleet)
    database = await asyncpg.connect(databases["evidence"])
    await database.executemany(CITE, [(f"ev-{n:032x}", one["url"]) for n, one in enumerate(known)])
    with start_processes() as processes:
        pace = {"CHECKER_LEASE": "8", "CHECKER_VISIT": "2", "CHECKER_POLL": "0.1", "CHECKER_SECOND_TRY": "0.05"}
        processes.start_checker(**pace)
        await eventually(lambda: database.fetchval("select count(*) from checks"), lambda count: count >= 20)
        await asyncio.sleep(0.5)  # the next addresses of each site are under way
        processes.kill_checker()
        left = await database.fetchval("select count(*) from sites where lease is not null")
        seen = await database.fetchval("select count(*) from checks")
        processes.start_checker(**pace)
        unseen = "select count(*) filter (where checked_at is null) + 240 - count(*) from standings"
        await eventually(lambda: database.fetchval(unseen), lambda count: count == 0, within=90)
    assert left > 0, "it was killed while it had sites"
    assert seen < len(known)
    assert await database.fetchval("select count(*) from standings") == len(known)
    outcomes = dict(await database.fetch("select s.url, c.outcome from checks c join standings s using (evidence)"))
    assert {one["url"]: one["outcome"] for one in known if outcomes[one["url"]] != one["outcome"]} == {}
    assert report_of(fleet)["most_at_once_of_one_url"] == 1
    await database.close()
