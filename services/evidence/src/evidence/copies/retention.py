"""Which copies are given up when there are too many or they are too large. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRules:
    """How much is kept. Sizes in bytes."""

    largest: int = 10 * 1024 * 1024
    """Of one payload; of a larger one its beginning is kept, and that is said."""
    of_one_address: int = 10
    """Copies of one address: the first, and the newest."""
    all_together: int = 20 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A copy that is kept, by its number within its address."""

    n: int
    size: int


def to_drop(kept: Sequence[Kept], rules: CopyRules) -> tuple[int, ...]:
    """The numbers of an address's copies that go: never the first, never the newest."""
    inner = sorted(kept, key=lambda one: one.n)[1:-1]
    surplus = max(0, len(kept) - max(2, rules.of_one_address))
    return tuple(one.n for one in inner[:surplus])


def has_room(stored: int, size: int, rules: CopyRules) -> bool:
    """Whether another copy fits, with so much stored."""
    return stored + size <= rules.all_together
