"""How much work and patience a comment costs."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRules:
    """`cost`: rounds of PBKDF2 for each try; the rest by address and minute, 0 for no limit."""

    cost: int
    shortest: timedelta
    comments_per_minute: int
    unchecked_per_minute: int
    unchecked_in_all_per_minute: int
    longest: timedelta = timedelta(hours=12)
    """So long a form may lie open, and a challenge may be solved."""
