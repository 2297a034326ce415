"""Commit to widget, beside raw JetStream and the floor: one after the other within each round, at each rate."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from statistics import median
from typing import Any, Final

from . import bare, changes
from .figures import Spread, median_ratio, over_rounds
from .offered import Offered
from .plan import Plan
from .stage import Stage

METHOD: Final = (
    "Reports are POSTed with If-Match * by an open loop (each at a random moment of its slot) over all goals of the"
    " plan: 32 connections, one API process, one worker process, PostgreSQL and NATS that fsync before they answer."
    " Commit is when the client has the 201; notice is when a server-sent-events client in another process has the"
    " first change whose version.commitments reaches the report's position, read from the log by (stream, version);"
    " body is when that client, at most twice a second, has fetched the widget's JSON. bare: nats-py publish with"
    " acknowledgement, same bytes and headers, to an ordered consumer in another process. floor: one row committed,"
    " then one such publish acknowledged. All times by one monotonic clock. Ratios are medians over rounds of each"
    " round's own ratio. Where the rate was not kept, latencies are those of a saturated machine."
)


@dataclass(frozen=True, slots=True)
class Round:
    """One rate in one round."""

    platform: changes.Reported
    bare: bare.Bare
    floor: Spread
    floor_offered: Offered


async def measure(stage: Stage, plan: Plan, rates: Sequence[int], say: Callable[[str], None]) -> dict[str, Any]:
    """All rounds at these rates."""
    turns = count()
    rounds: dict[int, list[Round]] = {rate: [] for rate in rates}
    for number in range(1, plan.latency_rounds + 1):
        for rate in rates:
            say(f"latency: round {number} of {plan.latency_rounds}, {rate}/s")
            reported = await changes.measure(stage, turns, rate, plan.platform_seconds[rate])
            published = await bare.measure_jetstream(stage, rate, plan.bare_seconds[rate])
            offered, floor = await bare.measure_floor(stage, rate, plan.bare_seconds[rate])
            rounds[rate].append(Round(reported, published, floor, offered))
    return {
        "method": METHOD,
        "rounds": plan.latency_rounds,
        "unit": "ms",
        "rates": {str(rate): _summary(rate, of_rate) for rate, of_rate in rounds.items()},
    }


def _summary(rate: int, rounds: Sequence[Round]) -> dict[str, Any]:
    notices = [one.platform.to_notice for one in rounds]
    delivers = [one.bare.to_deliver for one in rounds]
    floors = [one.floor for one in rounds]
    bodies = [one.platform.to_body for one in rounds if one.platform.to_body is not None]
    return {
        "asked_per_second": rate,
        "platform": _kept([one.platform.offered for one in rounds])
        | _counts([one.platform for one in rounds])
        | {
            "commit_to_notice": over_rounds(notices),
            "commit_to_widget_body": over_rounds(bodies) if bodies else None,
            "request": over_rounds([one.platform.request for one in rounds]),
            "request_sent_to_notice": over_rounds([one.platform.sent_to_notice for one in rounds]),
            "cpu_ms_per_change": {
                name: round(median(one.platform.cpu_ms_per_change[name] for one in rounds), 2)
                for name in rounds[0].platform.cpu_ms_per_change
            },
        },
        "bare_jetstream": _kept([one.bare.offered for one in rounds])
        | {
            "message_bytes": rounds[-1].bare.bytes,
            "lost": sum(one.bare.lost for one in rounds),
            "publish_to_deliver": over_rounds(delivers),
            "publish_to_acknowledgement": over_rounds([one.bare.to_acknowledge for one in rounds]),
        },
        "floor": _kept([one.floor_offered for one in rounds]) | {"commit_and_publish": over_rounds(floors)},
        "ratios": {
            "notice_to_bare_p50": median_ratio(notices, delivers, lambda s: s["p50_ms"]),
            "notice_to_bare_p99": median_ratio(notices, delivers, lambda s: s["p99_ms"]),
            "notice_to_floor_p50": median_ratio(notices, floors, lambda s: s["p50_ms"]),
            "notice_to_floor_p99": median_ratio(notices, floors, lambda s: s["p99_ms"]),
        },
        "each_round": [asdict(one) for one in rounds],
    }


def _kept(offered: Sequence[Offered]) -> dict[str, Any]:
    """How the rate was kept, over all rounds; the least of the achieved rates."""
    return {
        "asked": sum(o.asked for o in offered),
        "skipped": sum(o.skipped for o in offered),
        "failed": sum(o.failed for o in offered),
        "achieved_per_second": min(o.achieved_per_second for o in offered),
    }


def _counts(reported: Sequence[changes.Reported]) -> dict[str, Any]:
    names = ("committed", "unlogged", "lost", "late", "reconnects", "bodies", "stale_bodies", "wrong_bodies")
    refused: dict[str, int] = {}
    for one in reported:
        for status, times in one.refused.items():
            refused[str(status)] = refused.get(str(status), 0) + times
    return {name: sum(getattr(one, name) for one in reported) for name in names} | {"refused_by_status": refused}
