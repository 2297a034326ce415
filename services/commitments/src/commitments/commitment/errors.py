"""What can go wrong with a commitment."""

from constancia_runtime.errors import DomainError, Kind


class NotTheCommitmentsLead(DomainError):
    """An institution states the level of a commitment that others answer for."""

    slug = "not-the-commitments-lead"
    kind = Kind.FORBIDDEN
    message = "Only the institutions that lead commitment {commitment} may state its level: {leads}"


class DeclaredLevelFalls(DomainError):
    """A statement of the whole is less than the one that holds at its day, and does not say why."""

    slug = "declared-level-falls"
    kind = Kind.INVALID
    message = "The declared level falls from {before} to {level}: say why in reason"


class DeclaredInFuture(DomainError):
    """A statement of the whole speaks of a day that has not come."""

    slug = "declared-in-future"
    kind = Kind.INVALID
    message = "{reported_on} has not come yet: by the plan's time zone ({time_zone}) today is {today}"


class CommitmentNotFound(DomainError):
    """The plan has no commitment of this number."""

    slug = "commitment-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no commitment {commitment}"


class CommitmentExists(DomainError):
    """A new commitment bears the number of one on record."""

    slug = "commitment-exists"
    kind = Kind.CONFLICT
    message = "Plan {plan} has a commitment {commitment} already; change it with PATCH"


class CommitmentRefused(DomainError):
    """What was sent of a commitment does not fit what is on record; each fault says where."""

    slug = "commitment-refused"
    kind = Kind.INVALID
    message = "Some of what was sent does not fit the plan; see errors"
