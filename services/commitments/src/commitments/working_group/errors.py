"""What can go wrong with a working group."""

from constancia_runtime.errors import DomainError, Kind


class WorkingGroupNotFound(DomainError):
    """The plan has no working group of this number."""

    slug = "working-group-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no working group {group}"


class WorkingGroupExists(DomainError):
    """The number is taken."""

    slug = "working-group-exists"
    kind = Kind.CONFLICT
    message = "Plan {plan} already has a working group {group}"


class GroupRefused(DomainError):
    """It names what is not on record."""

    slug = "working-group-refused"
    kind = Kind.INVALID
    message = "Some of what the working group names is not on record; see errors"
