"""What can go wrong with a plan."""

from constancia_runtime.errors import DomainError, Kind


class PlanNotFound(DomainError):
    """No plan has this id."""

    slug = "plan-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no plan {plan}"
