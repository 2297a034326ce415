"""Which of several statements about one thing holds. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar


class Stated(Protocol):
    """A statement that counts from an instant."""

    @property
    def effective_at(self) -> datetime:
        """From when it counts, in UTC."""


S = TypeVar("S", bound=Stated)


def newest(statements: Iterable[S]) -> S | None:
    """The one that counts from the latest instant; of several, the one stated last. They come as they were stated."""
    return max(enumerate(statements), key=lambda pair: (pair[1].effective_at, pair[0]), default=(0, None))[1]
