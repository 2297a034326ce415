"""Real reports on goals, and when the public had each: from the answer 201 to the notice, and to the widget's bytes.

Which position a report got is read from the log after the run, by (stream, version): the answer names the version.
The notice of position p is the first one whose `version.commitments` is p or more: a batch is noticed once.
"""

import asyncio
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import asyncpg

from constancia_events.vocabulary import Level

from .figures import Spread, spread
from .observer import Observed
from .observing import observing
from .offered import Offered, offer
from .stage import PLAN, Stage
from .wire import Pool

LEVELS = (Level.INITIATED, Level.SUBSTANTIAL, Level.COMPLETE, Level.NOT_STARTED)
LATE_NS = 1_000_000_000
_CONNECTIONS = 32
_PATIENCE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Committed:
    """One report that was answered with 201; times in nanoseconds of the monotonic clock."""

    stream: str
    version: int
    sent_at: int
    committed_at: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the log that states a level."""

    position: int
    commitment: int
    goal: int
    level: str
    effective_at: datetime


@dataclass(slots=True)
class Reporter:
    """Reports on one goal after the other, each time another level, as the goal's lead."""

    stage: Stage
    tokens: Mapping[str, str]
    pool: Pool
    turns: "count[int]"
    committed: list[Committed] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)

    async def report(self) -> None:
        """Make the next report."""
        turn = next(self.turns)
        goals = self.stage.goals
        commitment, goal, lead = goals[turn % len(goals)]
        headers = {
            "Authorization": f"Bearer {self.tokens[lead]}",
            "If-Match": "*",
            "Content-Type": "application/json",
        }
        level = LEVELS[(turn // len(goals)) % len(LEVELS)]
        body = json.dumps({"level": level, "reason": {"es": "Se midió otra vez"}}).encode()  # it falls now and then
        path = f"/v1/plans/{PLAN}/commitments/{commitment}/goals/{goal}/reports"
        async with self.pool.connection() as connection:
            answer = await connection.ask("POST", path, headers=headers, body=body)
        if answer.status != 201:
            self.refused[answer.status] = self.refused.get(answer.status, 0) + 1
            return
        stream, version = f"goal/{PLAN}/{commitment}/{goal}", json.loads(answer.body)["version"]
        self.committed.append(Committed(stream, version, answer.sent_at, answer.arrived_at))


async def tokens_of(stage: Stage) -> dict[str, str]:
    """An access token for every institution."""
    pool = Pool(stage.url, 1)
    tokens = {}
    for institution, (client_id, secret) in stage.credentials.items():
        form = f"grant_type=client_credentials&client_id={client_id}&client_secret={secret}".encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with pool.connection() as connection:
            answer = await connection.ask("POST", "/oauth2/token", headers=headers, body=form)
        tokens[institution] = json.loads(answer.body)["access_token"]
    pool.close()
    return tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What one rate gave. `lost`: answered 201 but never noticed; `late`: noticed after more than a second."""

    offered: Offered
    refused: dict[int, int]
    committed: int
    unlogged: int
    lost: int
    late: int
    reconnects: int
    bodies: int
    stale_bodies: int
    wrong_bodies: int
    request: Spread
    to_notice: Spread
    sent_to_notice: Spread
    to_body: Spread | None
    cpu_ms_per_change: dict[str, float]


async def measure(stage: Stage, turns: "count[int]", rate: int, seconds: float) -> Reported:
    """Report at `rate` per second for so long, beside one watcher."""
    reporter = Reporter(stage, await tokens_of(stage), Pool(stage.url, _CONNECTIONS), turns)
    database = await asyncpg.connect(stage.databases["commitments"])
    try:
        before = int(await database.fetchval("select pos from log_head"))
        async with observing("sse", stage.url, PLAN) as observer:
            await reporter.report()  # opens connections, fills caches; not counted
            reporter.committed.clear()
            cpu = stage.cpu_seconds()
            offered = await offer(rate, seconds, reporter.report)
            spent = {name: took - cpu[name] for name, took in stage.cpu_seconds().items()}
            positions = await _positions(database, before, reporter.committed)
            if not positions:
                raise RuntimeError(f"no report was taken: {offered}, refused {reporter.refused}")
            observed = await observer.seen(max(positions.values()))
        statements = await _statements(database)
    finally:
        await database.close()
        reporter.pool.close()
    return _judge(reporter, (offered, spent), positions, observed, statements)


async def _positions(
    database: "asyncpg.Connection[asyncpg.Record]", before: int, committed: Sequence[Committed]
) -> dict[tuple[str, int], int]:
    """Positions by (stream, version) of everything since `before`, waiting until the sequencer has come by."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while await database.fetchval("select count(*) from event_stage"):  # noqa: ASYNC110 - rows say nothing
            await asyncio.sleep(0.05)
    rows = await database.fetch("select stream, version, pos from event_log where pos > $1", before)
    known = {(row["stream"], row["version"]): row["pos"] for row in rows}
    return {key: known[key] for one in committed if (key := (one.stream, one.version)) in known}


async def _statements(database: "asyncpg.Connection[asyncpg.Record]") -> list[Statement]:
    rows = await database.fetch(
        "select pos, body from event_log where type = 'commitments.progress_reported.v1' order by pos"
    )
    bodies = [(row["pos"], json.loads(row["body"])) for row in rows]
    return [
        Statement(
            position=position,
            commitment=body["goal"]["commitment"],
            goal=body["goal"]["goal"],
            level=body["level"],
            effective_at=datetime.fromisoformat(body["effective_at"]),
        )
        for position, body in bodies
        if body["subgoal"] is None
    ]


@dataclass(slots=True)
class _Followed:
    """Every report that was answered, found in the log and among the notices, or not."""

    to_notice: list[int] = field(default_factory=list)
    sent_to_notice: list[int] = field(default_factory=list)
    committed_at: dict[int, int] = field(default_factory=dict)
    unlogged: int = 0
    lost: int = 0


def _follow(
    committed: Sequence[Committed], positions: Mapping[tuple[str, int], int], arrivals: Sequence[tuple[int, int]]
) -> _Followed:
    followed = _Followed()
    seen = [position for _, position in arrivals]
    for one in committed:
        position = positions.get((one.stream, one.version))
        if position is None:
            followed.unlogged += 1
            continue
        followed.committed_at[position] = one.committed_at
        index = bisect_left(seen, position)
        if index == len(seen):
            followed.lost += 1
            continue
        followed.to_notice.append(arrivals[index][0] - one.committed_at)
        followed.sent_to_notice.append(arrivals[index][0] - one.sent_at)
    return followed


def _judge(
    reporter: Reporter,
    kept: tuple[Offered, Mapping[str, float]],
    positions: Mapping[tuple[str, int], int],
    observed: Observed,
    statements: Sequence[Statement],
) -> Reported:
    offered, spent = kept
    committed = reporter.committed
    followed = _follow(committed, positions, observed.arrivals)
    counted = [body for body in observed.bodies if body["position"] in followed.committed_at]
    to_body = [body["arrived_at"] - followed.committed_at[body["position"]] for body in counted]
    return Reported(
        offered=offered,
        refused=reporter.refused,
        committed=len(committed),
        unlogged=followed.unlogged,
        lost=followed.lost,
        late=sum(1 for latency in followed.to_notice if latency > LATE_NS),
        reconnects=observed.openings - 1,
        bodies=len(counted),
        stale_bodies=sum(1 for body in observed.bodies if body["version"] < body["position"]),
        wrong_bodies=sum(1 for body in observed.bodies if not _is_right(body, statements)),
        request=spread([one.committed_at - one.sent_at for one in committed]),
        to_notice=spread(followed.to_notice),
        sent_to_notice=spread(followed.sent_to_notice),
        to_body=spread(to_body) if to_body else None,
        cpu_ms_per_change={name: round(s / len(committed) * 1e3, 2) for name, s in spent.items()},
    )


def _is_right(body: Mapping[str, Any], statements: Sequence[Statement]) -> bool:
    """Whether a widget shows, for every goal, the level that the log states by the version that the widget names."""
    newest: dict[int, Statement] = {}
    for one in statements:
        if one.commitment != body["commitment"] or one.position > body["version"]:
            continue
        known = newest.get(one.goal)
        if known is None or (one.effective_at, one.position) > (known.effective_at, known.position):
            newest[one.goal] = one
    levels: dict[str, str] = body["levels"]
    return all(
        level == (newest[int(goal)].level if int(goal) in newest else "not_started") for goal, level in levels.items()
    )
