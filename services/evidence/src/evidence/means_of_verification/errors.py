"""What can go wrong with a means of verification."""

from constancia_runtime.errors import DomainError, Kind


class EvidenceNotFound(DomainError):
    """No means of verification has this id."""

    slug = "evidence-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no evidence {evidence}"


class EvidenceIdTaken(DomainError):
    """Two addresses have one id: by chance once in 2^64, or because somebody made them so."""

    slug = "evidence-id-taken"
    kind = Kind.CONFLICT
    message = "Another address is on record as {evidence}"
