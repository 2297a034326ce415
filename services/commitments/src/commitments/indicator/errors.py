"""What can go wrong with an indicator."""

from constancia_runtime.errors import DomainError, Kind


class IndicatorNotFound(DomainError):
    """The plan has no indicator of this key."""

    slug = "indicator-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no indicator {key}"


class IndicatorExists(DomainError):
    """The key is taken."""

    slug = "indicator-exists"
    kind = Kind.CONFLICT
    message = "Plan {plan} already has an indicator {key}"


class IndicatorRefused(DomainError):
    """It is said to be of a commitment or goal that is not on record."""

    slug = "indicator-refused"
    kind = Kind.INVALID
    message = "Some of what is said of the indicator cannot be so; see errors"


class NotTheirIndicator(DomainError):
    """An agency speaks of an indicator that is not of a commitment that it leads."""

    slug = "not-their-indicator"
    kind = Kind.FORBIDDEN
    message = "Only the point of contact, and the leads of a commitment for its own indicators, may state them"


COMMITMENT_NEEDED = "Say of which commitment the goal is"
AS_OF_FUTURE = "{as_of} has not come yet: by the plan's time zone ({time_zone}) today is {today}"
