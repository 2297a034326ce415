"""What can go wrong with a commitment."""

from constancia_runtime.errors import DomainError, Kind


class CommitmentNotFound(DomainError):
    """The plan has no commitment of this number."""

    slug = "commitment-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no commitment {commitment}"


class CommitmentExists(DomainError):
    """A new commitment bears the number of one on record."""

    slug = "commitment-exists"
    kind = Kind.CONFLICT
    message = "Plan {plan} has a commitment {commitment} already; change it with PATCH"


class CommitmentRefused(DomainError):
    """What was sent of a commitment does not fit what is on record; each fault says where."""

    slug = "commitment-refused"
    kind = Kind.INVALID
    message = "Some of what was sent does not fit the plan; see errors"
