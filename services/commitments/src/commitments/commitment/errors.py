"""What can go wrong with a commitment."""

from constancia_runtime.errors import DomainError, Kind


class CommitmentNotFound(DomainError):
    """The plan has no commitment of this number."""

    slug = "commitment-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no commitment {commitment}"
