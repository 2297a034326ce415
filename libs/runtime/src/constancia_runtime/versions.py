"""What a writer expects the present version to be."""

from typing import Protocol


class Expectation(Protocol):
    """Says whether a writer has seen the present state."""

    def check(self, version: int | str) -> None:
        """Raise a DomainError of kind STALE when `version` is not what the writer saw.

        It is a text for what changes with more than its own version.
        """
        ...


class AnyVersion:
    """The expectation of a writer who overrides whatever is there."""

    def check(self, version: int | str) -> None:
        """Accept every version."""
