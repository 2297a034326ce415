"""At which pace the checker works. Times in seconds; all of it settings. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerRules:
    """What a checker process does at once, and how much of a host's time it takes."""

    sites_at_once: int = 100
    addresses_a_lease: int = 20
    """How many addresses of a site are visited before others have their turn."""
    lease_seconds: float = 300.0
    visit_seconds: float = 120.0
    """What a visit may take with all its second tries; none begins when less is left of the lease."""
    shortest_gap: float = 1.0
    longest_gap: float = 30.0
    gap_by_latency: float = 2.0
    """A host rests for so many times what its last answer took."""
    fast_seconds: float = 1.0
    """A host whose answers take less is visited by two at once."""
    breaker_after: int = 5
    """After so many visits of a site in a row of which nothing came, the others are put off."""
    breaker_seconds: float = 3_600.0
    poll_seconds: float = 1.0
    flush_seconds: float = 0.2
    rounds_a_batch: int = 500
    robots_hours: int = 24
    longest_lag_seconds: float = 1.0
    """When our own process was held up for longer, a time-out may be ours."""
    canaries: tuple[str, ...] = ()
    """Addresses that are always there: while most of them fail, it is us who have no way out."""
    canary_seconds: float = 60.0
    failing_share: float = 0.2
    """When more of the sites that answered before fail within a window, the window is void."""
    window_seconds: float = 60.0
    fewest_sites: int = 10
