"""How much is measured: rounds, rates and seconds, for the full run and for a quick look."""

from dataclasses import dataclass
from typing import Final

RATES: Final = (1, 50, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Seconds for each measurement of one round, and how many rounds there are. Rates are changes per second."""

    latency_rounds: int
    platform_seconds: dict[int, float]
    bare_seconds: dict[int, float]
    read_rounds: int
    read_seconds: float
    checker_rounds: int
    checker_turns: tuple[str, ...]
    checker_hosts: int
    checker_urls: int
    checker_delay: float
    """Seconds before a host of the fleet answers."""
    printing_rounds: int
    scale_sizes: tuple[int, ...]
    scale_times: int
    limit_seconds: float
    """After so long the run ends itself, whatever it was doing."""


FULL: Final = Plan(
    latency_rounds=3,
    platform_seconds={1: 12, 50: 8, 200: 6},
    bare_seconds={1: 6, 50: 3, 200: 3},
    read_rounds=5,
    read_seconds=1,
    checker_rounds=2,
    checker_turns=("ours", "bare", "two", "half", "ours_copies", "linkchecker"),
    checker_hosts=200,
    checker_urls=5_000,
    checker_delay=0.5,
    printing_rounds=5,
    scale_sizes=(1_000, 100_000, 1_000_000),
    scale_times=5,
    limit_seconds=900,
)
QUICK: Final = Plan(
    latency_rounds=1,
    platform_seconds={1: 3, 50: 2, 200: 2},
    bare_seconds={1: 2, 50: 1, 200: 1},
    read_rounds=1,
    read_seconds=0.5,
    checker_rounds=1,
    checker_turns=("ours", "bare"),
    checker_hosts=20,
    checker_urls=200,
    checker_delay=0.1,
    printing_rounds=1,
    scale_sizes=(1_000,),
    scale_times=3,
    limit_seconds=90,
)
