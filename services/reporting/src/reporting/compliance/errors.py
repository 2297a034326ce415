"""What can go wrong when somebody asks for figures."""

from constancia_runtime.errors import DomainError, Kind


class PlanUnknown(DomainError):
    """No plan of this id has reached the public record."""

    slug = "plan-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no plan {plan}"


class CommitmentUnknown(DomainError):
    """The plan has no commitment of this number."""

    slug = "commitment-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no commitment {commitment}"


class AsOfUnreadable(DomainError):
    """The date is neither a day nor an instant."""

    slug = "as-of-unreadable"
    kind = Kind.INVALID
    message = "{parameter} should be a day YYYY-MM-DD or an instant such as 2017-09-29T18:00:00Z"


class AsOfInFuture(DomainError):
    """A record of what has not happened is asked for."""

    slug = "as-of-in-future"
    kind = Kind.INVALID
    message = "{parameter} lies in the future; the record reaches up to today"


class PastCountryUnknown(DomainError):
    """No past plan of this country is on record."""

    slug = "past-country-unknown"
    kind = Kind.NOT_FOUND
    message = "No past plan of this country is on record"


class InstitutionLeadsNothing(DomainError):
    """No commitment of the plan is led by this institution."""

    slug = "institution-leads-nothing"
    kind = Kind.NOT_FOUND
    message = "{institution} leads no commitment of plan {plan}"
