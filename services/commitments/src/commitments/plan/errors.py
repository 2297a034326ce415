"""What can go wrong with a plan."""

from constancia_runtime.errors import DomainError, Kind


class PlanNotFound(DomainError):
    """No plan has this id."""

    slug = "plan-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no plan {plan}"


class PlanExists(DomainError):
    """A new plan bears the id of one on record."""

    slug = "plan-exists"
    kind = Kind.CONFLICT
    message = "Plan {plan} is on record already; change it with PATCH"


class PlanRefused(DomainError):
    """What was sent of a plan does not hold together; each fault says where."""

    slug = "plan-refused"
    kind = Kind.INVALID
    message = "Some of what was sent does not fit the plan; see errors"


class StateCannotFollow(DomainError):
    """A plan cannot go from its state to the one asked for."""

    slug = "state-cannot-follow"
    kind = Kind.CONFLICT
    message = "The plan is {state}: from there it can go to {next}, and not to {asked}"


class PlanNotReady(DomainError):
    """A plan is to be adopted that promises nothing, or something that nobody answers for."""

    slug = "plan-not-ready"
    kind = Kind.CONFLICT
    message = "A plan can be adopted when it has a commitment, and each has a lead and a goal; see errors"


class PlanNotBegun(DomainError):
    """A plan is to be implemented before its first day."""

    slug = "plan-not-begun"
    kind = Kind.CONFLICT
    message = "The plan begins on {starts_on}: it cannot be in implementation on {day}"


class TransitionInFuture(DomainError):
    """A change of state speaks of a day that has not come."""

    slug = "transition-in-future"
    kind = Kind.INVALID
    message = "{day} has not come yet: by the plan's time zone ({time_zone}) today is {today}"


class TransitionBeforeLast(DomainError):
    """A change of state speaks of a day before the state that it follows began."""

    slug = "transition-before-last"
    kind = Kind.INVALID
    message = "The plan is {state} since {since}: what follows cannot lie before that, on {day}"


class ReasonNeeded(DomainError):
    """What is said for good is changed without saying why."""

    slug = "reason-needed"
    kind = Kind.INVALID
    message = "This needs a reason; see errors"


class PlanClosed(DomainError):
    """A closed plan is to be changed."""

    slug = "plan-closed"
    kind = Kind.CONFLICT
    message = "The plan is closed: nothing of it can be changed unless it goes back to in_implementation, with a reason"


class PlanNotInImplementation(DomainError):
    """Progress is reported on a plan that is not being implemented."""

    slug = "plan-not-in-implementation"
    kind = Kind.CONFLICT
    message = "Progress can be reported while the plan is in_implementation; it is {state}"


class PeriodNeedsImplementation(DomainError):
    """Leads are asked to report on a plan that takes no reports."""

    slug = "period-needs-implementation"
    kind = Kind.CONFLICT
    message = "Reports can be asked for while the plan is in_implementation; it is {state}"


class NothingToAssess(DomainError):
    """Progress is judged of a plan that has not begun."""

    slug = "nothing-to-assess"
    kind = Kind.CONFLICT
    message = "Progress can be assessed once the plan is in_implementation, and when it is closed; it is {state}"


class TextsRefused(DomainError):
    """Texts are in languages that are none of the plan's, or insert what is not there."""

    slug = "texts-refused"
    kind = Kind.INVALID
    message = "The texts cannot be taken as they are: {count} faults"
