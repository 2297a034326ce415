"""Percentiles of one measurement, and medians over rounds. Times come in as nanoseconds and go out as milliseconds."""

import math
from collections.abc import Callable, Sequence
from statistics import median
from typing import TypedDict


class Spread(TypedDict):
    """Latencies in milliseconds; with fewer than 100 samples the p99 is the slowest of them."""

    samples: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def spread(nanoseconds: Sequence[int]) -> Spread:
    """The percentiles of at least one latency, by nearest rank."""
    ordered = sorted(nanoseconds)

    def at(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)] / 1e6, 3)

    return {"samples": len(ordered), "p50_ms": at(0.5), "p99_ms": at(0.99), "max_ms": at(1)}


def over_rounds(spreads: Sequence[Spread]) -> dict[str, float]:
    """Medians of each round's percentiles, the slowest of all, and how far the rounds' p50 lie apart."""
    return {
        "samples": sum(s["samples"] for s in spreads),
        "p50_ms": round(median(s["p50_ms"] for s in spreads), 3),
        "p99_ms": round(median(s["p99_ms"] for s in spreads), 3),
        "max_ms": max(s["max_ms"] for s in spreads),
        "p50_ms_least": min(s["p50_ms"] for s in spreads),
        "p50_ms_most": max(s["p50_ms"] for s in spreads),
    }


def median_ratio(over: Sequence[Spread], under: Sequence[Spread], key: Callable[[Spread], float]) -> float:
    """The median, over rounds, of each round's own ratio: what disturbs a round disturbs both sides of it."""
    return round(median(key(a) / key(b) for a, b in zip(over, under, strict=True)), 2)
