"""What the record says of an address, and how one more check changes it. Pure rules.

No single check ever says "dead": of links that one visit called broken, a fifth to nine tenths were found alive.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from constancia_events.checks import CLASS_OF, CheckFlag, CheckOutcome, EvidenceVerdict, OutcomeClass
from evidence.verdict.rules import VerdictRules, is_failure, is_void

_REMEMBERED: Final = timedelta(days=90)
_MOST_FAILURES: Final = 20
_SATURDAY: Final = 5
_BROWSER: Final = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A round that counted against the address, and how it failed."""

    at: datetime
    outcome: CheckOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one round showed, as far as a verdict cares."""

    outcome: CheckOutcome
    at: datetime
    flags: frozenset[CheckFlag] = frozenset()
    profiles: tuple[str, ...] = ("robot",)
    host_is_down: bool = False
    """Whether everything else of its host fails alike: then it is the host that is down, and only for now."""
    text_sha256: str | None = None
    body_sha256: str | None = None

    @property
    def is_void(self) -> bool:
        """Whether it says nothing about the address."""
        return is_void(self.outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An address as the record has it. `version` counts its changes of verdict; 0 is one that was never checked."""

    evidence: str
    url: str
    site: str | None
    since: datetime
    verdict: EvidenceVerdict = EvidenceVerdict.UNKNOWN
    outcome: CheckOutcome | None = None
    flags: frozenset[CheckFlag] = frozenset()
    checked_at: datetime | None = None
    ok_at: datetime | None = None
    interval: timedelta = timedelta(0)
    """The time between the last check and the next, before jitter."""
    failures: tuple[Failure, ...] = ()
    """The counted failures since the last success, oldest first."""
    recoveries: tuple[datetime, ...] = ()
    text_sha256: str | None = None
    body_sha256: str | None = None
    copy_wanted: bool = False
    disputes: int = 0
    version: int = 0

    def take(self, seen: Seen, rules: VerdictRules) -> Self:
        """The standing after one more round; an equal verdict keeps its version."""
        if is_void(seen.outcome):
            return replace(self, checked_at=seen.at)
        of_class = CLASS_OF[seen.outcome]
        if is_failure(seen.outcome):
            after = self._fail(seen, rules)
        elif of_class is OutcomeClass.ALIVE:
            after = self._succeed(seen, rules)
        elif of_class is OutcomeClass.RESTRICTED:
            after = self._become(EvidenceVerdict.RESTRICTED, seen.at, failures=())
        else:
            after = self._become(EvidenceVerdict.INVALID, seen.at, failures=())
        flags = after.flags if of_class is OutcomeClass.ALIVE else seen.flags
        return replace(after, outcome=seen.outcome, flags=flags, checked_at=seen.at)

    def rests_on(self) -> tuple[Failure, ...]:
        """The rounds that the verdict rests on, oldest first: the failures, or else the last check alone."""
        if self.failures:
            return self.failures
        if self.checked_at is None or self.outcome is None:
            return ()
        return (Failure(at=self.checked_at, outcome=self.outcome),)

    def wants_confirmation(self, now: datetime, rules: VerdictRules) -> bool:
        """Whether one more failure at `now` could condemn it: then a second client profile has to fail as well."""
        return self.verdict is EvidenceVerdict.SUSPECT and any(
            _is_met((*self.failures, Failure(at=now, outcome=outcome)), rules)
            for outcome in {failure.outcome for failure in self.failures}
        )

    def uphold(self, now: datetime) -> Self:
        """A dispute about it was upheld: it is live, and failures are counted from zero."""
        return self._become(EvidenceVerdict.LIVE, now, failures=())

    def _succeed(self, seen: Seen, rules: VerdictRules) -> Self:
        was_down = self.verdict in {EvidenceVerdict.SUSPECT, EvidenceVerdict.DEAD}
        recent = [at for at in self.recoveries if seen.at - at <= _REMEMBERED]
        recoveries = (*recent, seen.at) if was_down else tuple(recent)
        changed = None not in (self.text_sha256, seen.text_sha256) and self.text_sha256 != seen.text_sha256
        flags = set(seen.flags) - {CheckFlag.CONTENT_CHANGED}
        flags |= {CheckFlag.RECOVERED} if was_down else set()
        flags |= {CheckFlag.FLAKY} if len(recoveries) >= rules.flaky_after else set()
        flags |= {CheckFlag.CONTENT_CHANGED} if changed else set()
        after = self._become(EvidenceVerdict.LIVE, seen.at, failures=())
        return replace(
            after,
            flags=frozenset(flags),
            ok_at=seen.at,
            recoveries=recoveries,
            text_sha256=seen.text_sha256 or self.text_sha256,
            body_sha256=seen.body_sha256 or self.body_sha256,
            copy_wanted=self.copy_wanted or changed or self.text_sha256 is None,
        )

    def _fail(self, seen: Seen, rules: VerdictRules) -> Self:
        failed = (*self.failures, Failure(at=seen.at, outcome=seen.outcome))
        # The first stays, for it tells since when; of the rest the newest.
        failed = failed if len(failed) <= _MOST_FAILURES else (failed[0], *failed[-_MOST_FAILURES + 1 :])
        if self.verdict is EvidenceVerdict.DEAD:
            return replace(self, failures=failed)
        confirmed = _BROWSER in seen.profiles or _asks_no_server(seen.outcome)
        if self.verdict is EvidenceVerdict.SUSPECT and confirmed and _is_met(failed, rules, soft=seen.host_is_down):
            return self._become(EvidenceVerdict.DEAD, failed[0].at, failures=failed)
        return self._become(EvidenceVerdict.SUSPECT, failed[0].at, failures=failed)

    def _become(self, verdict: EvidenceVerdict, since: datetime, *, failures: tuple[Failure, ...]) -> Self:
        if verdict is self.verdict:
            return replace(self, failures=failures)
        return replace(self, verdict=verdict, since=since, failures=failures, version=self.version + 1)


def _asks_no_server(outcome: CheckOutcome) -> bool:
    """Whether it failed before any server was asked, so that no other client could have fared better."""
    return outcome is CheckOutcome.DNS_NXDOMAIN


def _is_met(failures: Sequence[Failure], rules: VerdictRules, *, soft: bool = False) -> bool:
    """Whether failures are enough to condemn.

    Of one kind they meet their own threshold. Mixed ones meet each threshold that any of them has, so the mildest
    reading of what happened decides. With `soft` all count as what may pass.
    """
    hard = {failure.outcome for failure in failures}
    thresholds = {rules.unreachable} if soft else {rules.threshold(outcome) for outcome in hard}
    over = failures[-1].at - failures[0].at
    if any(len(failures) < one.rounds or over < one.over for one in thresholds):
        return False
    return rules.unreachable not in thresholds or any(_in_office_hours(failure.at, rules) for failure in failures)


def _in_office_hours(at: datetime, rules: VerdictRules) -> bool:
    local = at.astimezone(ZoneInfo(rules.zone))
    first, last = rules.office_hours
    return local.weekday() < _SATURDAY and first <= local.hour < last
