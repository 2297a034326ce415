"""What can go wrong when two days are compared."""

from constancia_runtime.errors import DomainError, Kind


class SinceAfterAsOf(DomainError):
    """The first moment lies behind the second."""

    slug = "since-after-as-of"
    kind = Kind.INVALID
    message = "since should be before as_of"
