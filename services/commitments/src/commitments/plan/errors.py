"""What can go wrong with a plan."""

from constancia_runtime.errors import DomainError, Kind


class PlanNotFound(DomainError):
    """No plan has this id."""

    slug = "plan-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no plan {plan}"


class TextsRefused(DomainError):
    """Texts are in languages that are none of the plan's, or insert what is not there."""

    slug = "texts-refused"
    kind = Kind.INVALID
    message = "The texts cannot be taken as they are: {count} faults"
