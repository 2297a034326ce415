"""What can go wrong with a goal."""

from constancia_runtime.errors import DomainError, Kind


class GoalNotFound(DomainError):
    """The commitment has no goal of this number."""

    slug = "goal-not-found"
    kind = Kind.NOT_FOUND
    message = "Commitment {commitment} of plan {plan} has no goal {goal}"


class SubgoalNotFound(DomainError):
    """The goal has no subgoal of this number."""

    slug = "subgoal-not-found"
    kind = Kind.INVALID
    message = "Goal {goal} of commitment {commitment} has no subgoal {subgoal}"


class NotTheLead(DomainError):
    """An institution reports on a goal that others answer for."""

    slug = "not-the-lead"
    kind = Kind.FORBIDDEN
    message = "Only the institutions that lead commitment {commitment} may report on its goals: {leads}"


class LevelFalls(DomainError):
    """A report states less than the one that holds at its day, and does not say why."""

    slug = "level-falls"
    kind = Kind.INVALID
    message = "The level falls from {before} to {level}: say why in reason"


class EvidenceRequired(DomainError):
    """The plan takes no `complete` for which nothing is cited."""

    slug = "evidence-required"
    kind = Kind.CONFLICT
    message = (
        "This plan takes no complete without proof: first cite a means of verification with"
        " POST /v1/plans/{plan}/commitments/{commitment}/goals/{goal}/evidence"
    )


class ReportedInFuture(DomainError):
    """A report speaks of a day that has not come."""

    slug = "reported-in-future"
    kind = Kind.INVALID
    message = "{reported_on} has not come yet: by the plan's time zone ({time_zone}) today is {today}"


class GoalExists(DomainError):
    """A new goal bears the number of one on record."""

    slug = "goal-exists"
    kind = Kind.CONFLICT
    message = "Commitment {commitment} of plan {plan} has a goal {goal} already; change it with PATCH"


class GoalRefused(DomainError):
    """What was sent of a goal does not fit what is on record; each fault says where."""

    slug = "goal-refused"
    kind = Kind.INVALID
    message = "Some of what was sent does not fit the plan; see errors"


class SubgoalsMissing(DomainError):
    """Subgoals of an adopted plan are to be taken away: what was promised may not vanish."""

    slug = "subgoals-missing"
    kind = Kind.CONFLICT
    message = "Subgoals {missing} were promised and may not vanish; the next plan can drop them by lineage"
