"""What can go wrong with a copy."""

from constancia_runtime.errors import DomainError, Kind


class CopyNotFound(DomainError):
    """No copy of this address has this hash."""

    slug = "copy-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no copy {sha256} of {evidence}"


class CopyGivenUp(DomainError):
    """The bytes were given up; that they were there stays on record."""

    slug = "copy-given-up"
    kind = Kind.GONE
    message = "This copy was given up on {dropped_at} by the rule {rule}; its hash and time stay on record"


class CopyDamaged(DomainError):
    """What is stored is not what was captured: it is never given out."""

    slug = "copy-damaged"
    kind = Kind.UNAVAILABLE
    message = "The stored bytes of this copy are missing or no longer match its hash, so they are not given out"
