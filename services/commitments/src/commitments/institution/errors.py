"""What can go wrong with an institution."""

from constancia_runtime.errors import DomainError, Kind


class InstitutionNotFound(DomainError):
    """No institution has this acronym."""

    slug = "institution-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no institution {acronym}"
