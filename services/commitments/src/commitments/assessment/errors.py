"""What can go wrong with an assessment."""

from constancia_runtime.errors import DomainError, Kind


class NotInTheGroup(DomainError):
    """An institution judges a commitment that no working group of its own follows."""

    slug = "not-in-the-group"
    kind = Kind.FORBIDDEN
    message = "Only members of a working group that follows commitment {commitment} may judge its reports: {groups}"


class OwnReport(DomainError):
    """An institution judges what it reported itself, which is a conflict of interest."""

    slug = "own-report"
    kind = Kind.FORBIDDEN
    message = "{institution} made this report, or answers for it: another member of the working group has to judge it"


class GroupNeeded(DomainError):
    """The institution is in several groups that follow the commitment, and does not say for which it speaks."""

    slug = "group-needed"
    kind = Kind.INVALID
    message = "Say in working_group for which of these you speak: {groups}"


class NotThatGroup(DomainError):
    """The institution is not in the group that it says it speaks for, or the group does not follow the commitment."""

    slug = "not-that-group"
    kind = Kind.FORBIDDEN
    message = "You do not speak for working group {group} about commitment {commitment}; you may for {groups}"


class ReportNotFound(DomainError):
    """The goal has no report of this number."""

    slug = "report-not-found"
    kind = Kind.INVALID
    message = "Goal {goal} of commitment {commitment} has no report {report}"


class AssessedInFuture(DomainError):
    """An assessment speaks of a day that has not come."""

    slug = "assessed-in-future"
    kind = Kind.INVALID
    message = "{assessed_on} has not come yet: by the plan's time zone ({time_zone}) today is {today}"
