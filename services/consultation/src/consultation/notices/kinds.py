"""What notices are about."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """Why somebody is written to."""

    RECEIVED = "received"
    MODERATED = "moderated"
    ANSWERED = "answered"
    CHANGED = "changed"
    """A change of the registry was put down to the comment."""
    DIGEST = "digest"
    """To an institution: what waits for its answer."""


class NoticeOutcome(StrEnum):
    """What became of a notice."""

    SENT = "sent"
    NO_ADDRESS = "no_address"
    """None was left, or it was erased meanwhile."""
    GIVEN_UP = "given_up"
