"""Whether it is us: canaries, our own loop, too many sites failing at once. While it is, nothing is judged."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from constancia_events.checks import CheckOutcome
from constancia_events.vocabulary import EvidenceKind
from evidence.checking.rules import CheckerRules
from evidence.probing.probe import Ask, Probe

_BEAT_SECONDS: Final = 0.1
_REMEMBERED_SECONDS: Final = 5.0
_ANSWERED: Final = frozenset(
    {CheckOutcome.OK, CheckOutcome.FORBIDDEN, CheckOutcome.BOT_CHALLENGE, CheckOutcome.RATE_LIMITED}
)
_TIMEOUTS: Final = frozenset({CheckOutcome.TIMEOUT_CONNECT, CheckOutcome.TIMEOUT_READ, CheckOutcome.DNS_TEMPORARY})


class CheckerState(StrEnum):
    """How a checker is."""

    WORKING = "working"
    PAUSED = "paused"
    """Some canaries fail: our network is in doubt."""
    NO_WAY_OUT = "no_way_out"
    """All canaries fail: this machine has no way out."""


@dataclass(slots=True)
class Health:
    """Knows whether what fails may be our own fault."""

    rules: CheckerRules
    probe: Callable[[Ask], Awaitable[Probe]]
    state: CheckerState | None = None
    """Null until the canaries were asked."""
    up: int = 0
    _asked_at: float | None = None
    _lags: deque[tuple[float, float]] = field(default_factory=deque)
    _sites: deque[tuple[float, bool]] = field(default_factory=deque)

    async def ask_canaries(self) -> CheckerState:
        """Visit the canaries, unless that was done lately."""
        now = asyncio.get_running_loop().time()
        if not self.rules.canaries:
            self.state = CheckerState.WORKING
            return self.state
        if self.state is not None and self._asked_at is not None and now - self._asked_at < self.rules.canary_seconds:
            return self.state
        asks = [Ask(url=url, kind=EvidenceKind.PAGE) for url in self.rules.canaries]
        seen = await asyncio.gather(*map(self.probe, asks))
        self.up = sum(one.outcome in _ANSWERED for one in seen)
        if self.up * 2 > len(seen):
            self.state = CheckerState.WORKING
        else:
            self.state = CheckerState.PAUSED if self.up else CheckerState.NO_WAY_OUT
        self._asked_at = asyncio.get_running_loop().time()
        return self.state

    async def watch_lag(self) -> None:
        """Notice when our own loop is held up, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            expected = loop.time() + _BEAT_SECONDS
            await asyncio.sleep(_BEAT_SECONDS)
            now = loop.time()
            self._lags.append((now, now - expected))
            while self._lags and self._lags[0][0] < now - _REMEMBERED_SECONDS:
                self._lags.popleft()

    def note_site(self, *, failed: bool) -> None:
        """Of a site that answered before: whether everything of it fails now."""
        now = asyncio.get_running_loop().time()
        self._sites.append((now, failed))
        while self._sites and self._sites[0][0] < now - self.rules.window_seconds:
            self._sites.popleft()

    def is_ours(self, outcome: CheckOutcome) -> bool:
        """Whether a failure may be our own."""
        lagging = any(lag > self.rules.longest_lag_seconds for _, lag in self._lags)
        return (lagging and outcome in _TIMEOUTS) or self.state is not CheckerState.WORKING or self._is_window_void()

    def _is_window_void(self) -> bool:
        failed = sum(failed for _, failed in self._sites)
        return len(self._sites) >= self.rules.fewest_sites and failed > self.rules.failing_share * len(self._sites)
