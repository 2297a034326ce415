"""A checker has visited addresses: each round changes a standing by the rules, and every check is kept."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from constancia_bus.transaction import Transaction
from constancia_events.checks import CheckFlag
from constancia_events.evidence import RestsOnPart, VerdictChanged
from evidence.checks import store as checks
from evidence.checks.store import Check
from evidence.copies.capturing import Captured
from evidence.means_of_verification.commands.resolve_address import resolve_address
from evidence.probing.probe import Probe
from evidence.verdict import queries, store
from evidence.verdict.aggregate import Seen, Standing
from evidence.verdict.rules import VerdictRules
from evidence.verdict.schedule import interval_after, jittered

_MOST_TOLD: Final = 20
_random: Final = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one visit to an address showed; `host_is_down` where everything of its host fails alike."""

    evidence: str
    probe: Probe
    host_is_down: bool = False
    captured: Captured | None = None
    """The copy that was taken of what it saw; its bytes are stored already."""

    @property
    def seen(self) -> Seen:
        """It, as far as a verdict cares."""
        probe = self.probe
        return Seen(
            outcome=probe.outcome,
            at=probe.checked_at,
            flags=probe.flags,
            profiles=probe.profiles,
            host_is_down=self.host_is_down,
            text_sha256=probe.text_sha256,
            body_sha256=probe.body_sha256,
        )


async def take_rounds(tx: Transaction, rounds: Sequence[Round], rules: VerdictRules) -> dict[str, Standing]:
    """Write them down in a fixed number of statements; gives the standings after them, by address.

    An address is there once at most. One that is on record no longer is passed over.
    """
    before = await store.hold(tx, [one.evidence for one in rounds])
    known = [one for one in rounds if one.evidence in before]
    if not known:
        return {}
    after = {one.evidence: _taken(before[one.evidence], one, rules) for one in known}
    await store.save(tx, list(after.values()), answered=True)
    kept = [Check(evidence=one.evidence, probe=one.probe, verdict=after[one.evidence][0].verdict) for one in known]
    await checks.add(tx.connection, kept)
    changed = [standing for standing, _ in after.values() if standing.version != before[standing.evidence].version]
    await say(tx, [(before[one.evidence], one) for one in changed], rules)
    for one in known:
        if CheckFlag.SHORTENER_AT_RISK in one.probe.flags and one.probe.final_url is not None:
            await resolve_address(tx, one.evidence, one.probe.final_url)
    return {evidence: standing for evidence, (standing, _) in after.items()}


async def say(tx: Transaction, changes: Sequence[tuple[Standing, Standing]], rules: VerdictRules) -> None:
    """Say of each change of a verdict what it rests on, and to whom it matters."""
    if not changes:
        return
    cited_by = await queries.cited_by(tx.connection, [after.evidence for _, after in changes])
    for before, after in changes:
        rests_on = [RestsOnPart(checked_at=one.at, outcome=one.outcome) for one in after.rests_on()]
        assert after.outcome is not None  # noqa: S101 - a verdict changes by a check
        event = VerdictChanged(
            evidence=after.evidence,
            verdict=after.verdict,
            before=before.verdict,
            outcome=after.outcome,
            flags=tuple(sorted(after.flags)),
            since=after.since,
            rests_on=tuple(rests_on[-_MOST_TOLD:]),
            rules=rules.name,
            cited_by=cited_by.get(after.evidence, ()),
        )
        tx.record(event, stream=f"verdict/{after.evidence}", version=after.version)


def _taken(before: Standing, one: Round, rules: VerdictRules) -> tuple[Standing, datetime | None]:
    """The standing after a round, and when the next is due."""
    after = before.take(one.seen, rules)
    wait = interval_after(before, after, one.probe.outcome, rules, at_least=one.probe.retry_after)
    if wait is None:
        return after, None
    # A void round moves the next check alone: the pace that was reached stays.
    after = replace(after, interval=before.interval if one.seen.is_void else wait)
    return after, one.probe.checked_at + jittered(wait, rules, _random.random())
