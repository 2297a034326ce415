"""What can go wrong when somebody asks for open data."""

from constancia_runtime.errors import DomainError, Kind


class InstitutionLeadsNothing(DomainError):
    """No commitment of the plan is led by this institution."""

    slug = "institution-leads-nothing"
    kind = Kind.NOT_FOUND
    message = "{institution} leads no commitment of plan {plan}"
