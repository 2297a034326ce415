"""Writes down what was seen, the work of many sites in one transaction, and lets the sites go in it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from constancia_bus.transaction import Transaction, Transactions
from constancia_runtime.logs import place_of
from evidence.blobs import Blobs
from evidence.checking import leases
from evidence.checking.leases import Released
from evidence.checking.rules import CheckerRules
from evidence.copies.capturing import FOLDER
from evidence.copies.commands.keep_copy import keep_copy
from evidence.copies.retention import CopyRules
from evidence.verdict.commands.take_rounds import Round, take_rounds
from evidence.verdict.rules import VerdictRules

_log = structlog.get_logger(__name__)
_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What was seen of a site during one lease, and how it was left."""

    rounds: tuple[Round, ...]
    released: Released


@dataclass(slots=True)
class Recorder:
    """Gathers slices and writes them together. `add` waits until its slice is written, so nothing piles up."""

    transactions: Transactions
    rules: CheckerRules
    verdicts: VerdictRules
    copies: CopyRules = field(default_factory=CopyRules)
    blobs: Blobs | None = None
    written: int = 0
    _waiting: list[tuple[Slice, asyncio.Future[None]]] = field(default_factory=list)
    _filled: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, one: Slice) -> None:
        """Have a slice written."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, done))
        if sum(len(waiting.rounds) for waiting, _ in self._waiting) >= self.rules.rounds_a_batch:
            self._filled.set()
        await done

    async def run(self) -> None:
        """Write what has come, until cancelled; then what is left."""
        try:
            while True:
                await self._wait()
                await self.flush()
        finally:
            await asyncio.shield(self.flush())

    async def flush(self) -> None:
        """Write everything that waits, in one transaction; what cannot be written together is written alone."""
        taken, self._waiting = self._waiting, []
        self._filled.clear()
        if not taken:
            return
        try:
            await self._write([one for one, _ in taken])
        except Exception as cause:  # noqa: BLE001 - whatever it was, each slice gets its own chance
            _log.warning("checks_written_one_by_one", slices=len(taken), error=place_of(cause))
            for one, _ in taken:
                await self._write_alone(one)
        for _, done in taken:
            if not done.done():
                done.set_result(None)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self._filled.wait(), self.rules.flush_seconds)
        except TimeoutError:
            return

    async def _write_alone(self, one: Slice) -> None:
        for n in range(_TRIES):
            try:
                await self._write([one])
            except Exception as cause:  # noqa: BLE001 - the lease runs out, and somebody visits again
                _log.error("checks_not_written", site=one.released.site, error=place_of(cause))
                await asyncio.sleep(0.2 * 2**n)
            else:
                return

    async def _write(self, slices: Sequence[Slice]) -> None:
        async with self.transactions(actor="checker") as tx:
            kept = await self._still_ours(tx, slices)
            rounds = [one for slice_ in kept for one in slice_.rounds]
            await take_rounds(tx, rounds, self.verdicts)
            superfluous = await self._keep_copies(tx, rounds)
            await leases.release(tx.connection, [slice_.released for slice_ in kept])
        self.written += len(rounds)
        for sha256 in superfluous:
            if self.blobs is not None:
                await self.blobs.drop(FOLDER, sha256)

    async def _keep_copies(self, tx: Transaction, rounds: Sequence[Round]) -> list[str]:
        """Put the copies that were taken on record; gives the hashes whose bytes may go after the commit."""
        gone: list[str] = []
        for one in rounds:
            if one.captured is not None:
                gone += await keep_copy(tx, one.evidence, one.captured, self.copies)
        return gone

    async def _still_ours(self, tx: Transaction, slices: Sequence[Slice]) -> list[Slice]:
        """Only what was seen under a lease that still holds is written: whoever has it now sees for themselves."""
        by_lease: dict[UUID, list[Slice]] = {}
        for one in slices:
            by_lease.setdefault(one.released.lease, []).append(one)
        kept: list[Slice] = []
        for lease, of_lease in by_lease.items():
            held = await leases.hold(tx.connection, lease, [one.released.site for one in of_lease], tx.now)
            kept += [one for one in of_lease if one.released.site in held]
        return kept
