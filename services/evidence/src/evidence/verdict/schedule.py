"""When an address is visited next. Pure."""

from datetime import timedelta
from typing import Final

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict
from evidence.verdict.aggregate import Standing
from evidence.verdict.rules import VerdictRules, is_void

_LONGEST_WAIT: Final = timedelta(days=7)


def interval_after(
    before: Standing, after: Standing, outcome: CheckOutcome, rules: VerdictRules, *, at_least: timedelta | None = None
) -> timedelta | None:
    """How long to wait, before jitter; None for what is never visited again. `at_least` is what the host asked for."""
    if after.verdict is EvidenceVerdict.INVALID and outcome is not CheckOutcome.BLOCKED_BY_POLICY:
        return None
    if is_void(outcome):
        wait = rules.void_interval
    elif after.verdict is EvidenceVerdict.SUSPECT:
        wait = _nth(rules.suspect_intervals, len(after.failures))
    elif after.verdict is EvidenceVerdict.DEAD:
        shortest, longest = rules.dead_intervals
        wait = min(before.interval * 2, longest) if before.verdict is EvidenceVerdict.DEAD else shortest
    elif after.verdict in {EvidenceVerdict.RESTRICTED, EvidenceVerdict.INVALID}:  # what a name leads to may change
        wait = rules.restricted_interval
    else:
        wait = _while_live(before, after, rules)
    return max(wait, min(at_least or timedelta(0), _LONGEST_WAIT))


def jittered(wait: timedelta, rules: VerdictRules, random: float) -> timedelta:
    """The wait, longer or shorter by a fifth, so that what came at once does not stay together; 0 ≤ random < 1."""
    return wait * (1 + rules.jitter * (2 * random - 1))


def _while_live(before: Standing, after: Standing, rules: VerdictRules) -> timedelta:
    if before.verdict is not EvidenceVerdict.LIVE or CheckFlag.FLAKY in after.flags:
        return rules.first_interval
    if CheckFlag.CONTENT_CHANGED in after.flags:
        return max(rules.first_interval, before.interval / 2)
    return min(max(before.interval, rules.first_interval) * rules.growth, rules.longest_interval)


def _nth(waits: tuple[timedelta, ...], n: int) -> timedelta:
    return waits[min(max(n, 1), len(waits)) - 1]
