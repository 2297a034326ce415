"""The checker at work: takes sites whose turn it is, visits what is due of them at their pace, has it written down."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError

from constancia_bus.transaction import Transactions
from constancia_events.checks import CheckFlag, CheckOutcome, OutcomeClass
from constancia_runtime.clock import Clock
from constancia_runtime.logs import place_of
from evidence.checking import leases
from evidence.checking.health import CheckerState, Health
from evidence.checking.leases import Due, Lease, Released
from evidence.checking.recorder import Recorder, Slice
from evidence.checking.robots import RobotsBook
from evidence.checking.rules import CheckerRules
from evidence.checking.state import say_state
from evidence.checks.store import ensure_partitions
from evidence.copies import queries as copies
from evidence.copies.capturing import Captured, Capturing
from evidence.copies.retention import has_room
from evidence.probing.probe import Ask, Probe
from evidence.probing.prober import Prober
from evidence.verdict.commands.begin import begin_missing
from evidence.verdict.commands.take_rounds import Round
from evidence.verdict.rules import VerdictRules, is_failure

_log = structlog.get_logger(__name__)
_ENROLLED_AT_ONCE: Final = 500
_ALIKE: Final = 3
_SMOOTHING: Final = 0.3
_WEIGH_SECONDS: Final = 60.0
_STATE_SECONDS: Final = 5.0
_NO_ANSWER: Final = frozenset({OutcomeClass.UNREACHABLE})


@dataclass(slots=True)
class Checker:
    """One checker process. `run` works until cancelled."""

    transactions: Transactions
    prober: Prober
    rules: CheckerRules
    verdicts: VerdictRules
    clock: Clock
    capturing: Capturing | None = None
    """Takes copies; None where none are wanted."""
    recorder: Recorder = field(init=False)
    robots: RobotsBook = field(init=False)
    health: Health = field(init=False)
    _at_work: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Build what belongs to it alone."""
        self.recorder = Recorder(self.transactions, self.rules, self.verdicts)
        if self.capturing is not None:
            self.recorder.copies, self.recorder.blobs = self.capturing.rules, self.capturing.blobs
        kept_for = timedelta(hours=self.rules.robots_hours)
        self.robots = RobotsBook(self.transactions.engine, self.prober.robots, kept_for)
        self.health = Health(self.rules, self.prober.probe)

    async def run(self) -> None:
        """Take sites, as many at once as the rules say."""
        await self._prepare()
        helpers = [
            asyncio.create_task(self.recorder.run(), name="recorder"),
            asyncio.create_task(self.health.watch_lag(), name="lag"),
            asyncio.create_task(self._tell(), name="state"),
            asyncio.create_task(self._weigh(), name="copies"),
        ]
        try:
            while True:
                if await self.health.ask_canaries() is not CheckerState.WORKING:
                    await asyncio.sleep(self.rules.poll_seconds)
                    continue
                if not await self.take_turns():
                    await asyncio.sleep(self.rules.poll_seconds)
        finally:
            for task in (*self._at_work, *helpers):
                task.cancel()
            await asyncio.gather(*self._at_work, *helpers, return_exceptions=True)

    async def work_off(self) -> int:
        """Visit everything that is due now and have it written; says how many rounds. For tests and for commands."""
        await self._prepare()
        writing = asyncio.create_task(self.recorder.run())
        before = self.recorder.written
        try:
            while (
                await self.health.ask_canaries() is CheckerState.WORKING and await self.take_turns()
            ) or self._at_work:
                await asyncio.sleep(0)
                if self._at_work:
                    await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
        return self.recorder.written - before

    async def take_turns(self) -> bool:
        """Begin with sites whose turn it is, if there is room; whether there were any."""
        room = self.rules.sites_at_once - len(self._at_work)
        if room <= 0:
            await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)
            return True
        async with self.transactions.engine.begin() as connection:
            taken = await leases.take(
                connection,
                self.clock.now(),
                sites=room,
                addresses=self.rules.addresses_a_lease,
                seconds=self.rules.lease_seconds,
                rules=self.verdicts,
            )
        for lease in taken:
            task = asyncio.create_task(self._visit_site(lease), name=f"site/{lease.site}")
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        return bool(taken)

    async def _prepare(self) -> None:
        now = self.clock.now()
        async with self.transactions.engine.begin() as connection:
            await ensure_partitions(connection, now)
        more = _ENROLLED_AT_ONCE
        while more == _ENROLLED_AT_ONCE:
            async with self.transactions(actor="checker") as tx:
                more = await begin_missing(tx, limit=_ENROLLED_AT_ONCE)

    async def _visit_site(self, lease: Lease) -> None:
        """Visit what is due of a site, by one or by two at once, and let it go."""
        pace = _Pace(lease.latency_ms, lease.failures)
        waiting = list(reversed(lease.due))
        deadline = asyncio.get_running_loop().time() + self.rules.lease_seconds - self.rules.visit_seconds
        seen: list[Visited] = []

        async def lane() -> None:
            while waiting and asyncio.get_running_loop().time() < deadline:
                due = waiting.pop()
                seen.append(await self._visit(due, pace))
                if waiting:
                    await asyncio.sleep(self._gap(pace))

        try:
            lanes = 2 if pace.is_fast(self.rules) and len(waiting) > 1 else 1
            await asyncio.gather(*(lane() for _ in range(lanes)))
            await self.recorder.add(self._slice(lease, pace, seen))
        except asyncio.CancelledError:
            raise
        except Exception as cause:  # noqa: BLE001 - one site must not end the others; its lease runs out
            _log.error("site_failed", site=lease.site, error=place_of(cause))

    async def _visit(self, due: Due, pace: "_Pace") -> "Visited":
        """One round, if the host lets us and is not known to be down."""
        if pace.failures >= self.rules.breaker_after:
            return Visited(due, self._unvisited(due.ask, CheckOutcome.DEFERRED))
        wishes = await self.robots.of(due.ask.url, self.clock.now())
        pace.delay = max(pace.delay, wishes.delay)
        if not wishes.allows(due.ask.url):
            return Visited(due, self._unvisited(due.ask, CheckOutcome.ROBOTS_DISALLOWED))
        probe = await self.prober.probe(due.ask)
        pace.note(probe)
        captured = await self._captured(due, probe)
        return Visited(due, replace(probe, exchange=None), captured)

    async def _captured(self, due: Due, probe: Probe) -> Captured | None:
        """A copy of what is new or has changed. One that fails is tried again with the next visit."""
        is_new = due.standing.copy_wanted or due.standing.text_sha256 is None
        if self.capturing is None or not (is_new or CheckFlag.CONTENT_CHANGED in probe.flags):
            return None
        try:
            return await self.capturing.capture(probe)
        except Exception as cause:  # noqa: BLE001 - a store that is full or away must not stop the checks
            _log.error("copy_failed", error=place_of(cause))
            return None

    def _judged(self, probe: Probe) -> Probe:
        """A failure that may be our own says nothing about the address."""
        if is_failure(probe.outcome) and self.health.is_ours(probe.outcome):
            return replace(probe, outcome=CheckOutcome.OUR_SIDE_FAILURE)
        return probe

    def _unvisited(self, ask: Ask, outcome: CheckOutcome) -> Probe:
        return Probe(outcome=outcome, checked_at=self.clock.now(), took_ms=0, requests=0, url=ask.url)

    def _gap(self, pace: "_Pace") -> float:
        """How long a host rests between two visits (and after the last one)."""
        by_latency = self.rules.gap_by_latency * (pace.last_ms or 0.0) / 1000
        return min(max(self.rules.shortest_gap, by_latency, pace.delay), self.rules.longest_gap)

    def _slice(self, lease: Lease, pace: "_Pace", seen: "list[Visited]") -> Slice:
        now = self.clock.now()
        probes = [one.probe for one in seen]
        down = _hosts_down(probes)
        if any(one.due.was_seen for one in seen):
            visited = [probe for probe in probes if probe.requests]
            failed = bool(visited) and all(probe.outcome_class in _NO_ANSWER for probe in visited)
            self.health.note_site(failed=failed)
        rest = timedelta(seconds=self._gap(pace))
        if pace.failures >= self.rules.breaker_after:
            rest = timedelta(seconds=self.rules.breaker_seconds)
        rest = max([rest, *(probe.retry_after for probe in probes if probe.retry_after is not None)])
        return Slice(
            rounds=tuple(
                Round(
                    evidence=one.due.standing.evidence,
                    probe=self._judged(one.probe),
                    host_is_down=urlsplit(one.probe.url).netloc in down,
                    captured=one.captured,
                )
                for one in seen
            ),
            released=Released(
                site=lease.site,
                lease=lease.lease,
                latency_ms=pace.latency_ms,
                failures=0 if pace.failures >= self.rules.breaker_after else pace.failures,
                rests_until=now + rest,
            ),
        )

    async def _weigh(self) -> None:
        """See once a minute whether another copy fits, until cancelled."""
        while self.capturing is not None:
            try:
                async with self.transactions.engine.connect() as connection:
                    stored = await copies.stored(connection)
            except (SQLAlchemyError, OSError) as cause:
                _log.warning("copies_not_weighed", error=place_of(cause))
            else:
                was_full = self.capturing.is_full
                self.capturing.is_full = not has_room(stored, self.capturing.rules.largest, self.capturing.rules)
                if self.capturing.is_full and not was_full:
                    _log.warning("copies_are_full", stored=stored)
            await asyncio.sleep(_WEIGH_SECONDS)

    async def _tell(self) -> None:
        """Say how we are, every few seconds, until cancelled."""
        while True:
            try:
                if self.health.state is not None:
                    await say_state(self.transactions.engine, self.health, self.clock.now())
            except (SQLAlchemyError, OSError) as cause:
                _log.warning("state_not_said", error=place_of(cause))
            await asyncio.sleep(_STATE_SECONDS if self.health.state is not None else self.rules.poll_seconds)


@dataclass(frozen=True, slots=True)
class Visited:
    """An address, what its visit showed, and the copy that was taken of it."""

    due: Due
    probe: Probe
    captured: Captured | None = None


@dataclass(slots=True)
class _Pace:
    """How a site takes our visits."""

    latency_ms: float | None
    failures: int
    last_ms: float | None = None
    delay: float = 0.0

    def note(self, probe: Probe) -> None:
        """Learn from a visit."""
        if probe.outcome_class in _NO_ANSWER:
            self.failures += 1
        elif probe.requests:
            self.failures = 0
        if probe.first_byte_ms is not None:
            self.last_ms = float(probe.first_byte_ms)
            mean = self.latency_ms
            self.latency_ms = self.last_ms if mean is None else mean + _SMOOTHING * (self.last_ms - mean)

    def is_fast(self, rules: CheckerRules) -> bool:
        """Whether it bears two visits at once."""
        return self.latency_ms is not None and self.latency_ms < rules.fast_seconds * 1000


def _hosts_down(probes: list[Probe]) -> frozenset[str]:
    """Hosts of which several addresses were visited, and all failed alike."""
    by_host: dict[str, Counter[CheckOutcome]] = {}
    for probe in probes:
        if probe.requests:
            by_host.setdefault(urlsplit(probe.url).netloc, Counter())[probe.outcome] += 1
    return frozenset(
        host
        for host, outcomes in by_host.items()
        if len(outcomes) == 1 and outcomes.total() >= _ALIKE and is_failure(next(iter(outcomes)))
    )
