"""What can go wrong with a reporting period."""

from constancia_runtime.errors import DomainError, Kind


class PeriodNotFound(DomainError):
    """The plan has no reporting period of this number."""

    slug = "period-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no reporting period {number}"


class PeriodAlreadyOpen(DomainError):
    """Another period of the same kind waits for reports."""

    slug = "period-already-open"
    kind = Kind.CONFLICT
    message = "Period {number} of the same kind is still open: close it before you open another"


class PeriodClosed(DomainError):
    """The period was closed, which is for good."""

    slug = "period-closed"
    kind = Kind.CONFLICT
    message = "Period {number} is closed, and a closed period is not opened again: open a new one"


class PeriodDaysWrong(DomainError):
    """The days of a period cannot be: in the wrong order, or beside the plan."""

    slug = "period-days-wrong"
    kind = Kind.INVALID
    message = "These days cannot be those of a reporting period: {count} faults"


class ReasonMissing(DomainError):
    """A period is closed while some have not reported, and nobody says why."""

    slug = "reason-missing"
    kind = Kind.INVALID
    message = "{missing} have not reported: say in reason why the period is closed all the same"
