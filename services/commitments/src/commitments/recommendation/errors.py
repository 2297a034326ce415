"""What can go wrong with a recommendation."""

from constancia_runtime.errors import DomainError, Kind


class RecommendationNotFound(DomainError):
    """The plan answers to no recommendation of this letter."""

    slug = "recommendation-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no recommendation {letter}"


class DoneInFuture(DomainError):
    """What was done is of a day that has not come."""

    slug = "done-in-future"
    kind = Kind.INVALID
    message = "{done_on} has not come yet: by the plan's time zone ({time_zone}) today is {today}"


class FollowUpRefused(DomainError):
    """It names a commitment that is not on record."""

    slug = "follow-up-refused"
    kind = Kind.INVALID
    message = "Plan {plan} has no commitment {commitment}"
