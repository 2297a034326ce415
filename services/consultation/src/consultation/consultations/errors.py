"""What can go wrong with a consultation."""

from constancia_runtime.errors import DomainError, Kind


class ConsultationNotFound(DomainError):
    """No consultation has this id."""

    slug = "consultation-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no consultation {consultation}"
