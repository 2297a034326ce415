"""How a visit is made: who we say we are, how much we read, how long we wait. Figures are settings. Pure."""

from dataclasses import dataclass, field
from typing import Final

from constancia_web.addresses import Manners

# Ports on which something else than the web answers to whoever speaks HTTP to it (URL Standard, "bad port").
_NEVER: Final = frozenset({*range(1, 80), *range(81, 443), *range(444, 1024), 1719, 1720, 1723, 2049, 3306, 3659})
_NEVER_EITHER: Final = frozenset(
    {4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, *range(6665, 6670), 6679, 6697, 10080}
)
PORTS: Final = frozenset(range(1, 65_536)) - _NEVER - _NEVER_EITHER - {11211, 27017}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProberRules:
    """`manners` says which ports and addresses may be called; times in seconds, sizes in bytes."""

    robot_agent: str
    """An honest name with an address that says who we are."""
    browser_agent: str = (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
    )
    """What a site is asked as when it refuses the robot: many refuse every robot, and show a person the page."""
    manners: Manners = field(default=Manners(schemes=frozenset({"http", "https"}), ports=PORTS))
    look_bytes: int = 262_144
    """How much of a body is read, before and after it is decompressed."""
    head_bytes: int = 4_096
    total_seconds: float = 30.0
    connect_seconds: float = 10.0
    slow_after_seconds: float = 10.0
    most_hops: int = 15
    retry_pause: tuple[float, float] = (0.5, 2.0)
    patience_seconds: float = 10.0
    """A Retry-After as short as this is waited for within the round."""
    oembed_url: str = "https://www.youtube.com/oembed"
    sibling_days: int = 7
    connections: int = 200
    ca_file: str | None = None
    """Certificates to trust besides the usual ones: for tests, or a government's own authority."""
