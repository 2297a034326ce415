"""What can go wrong with a plan file."""

from constancia_runtime.errors import DomainError, Kind


class FileRefused(DomainError):
    """The file has faults; nothing of it was taken."""

    slug = "plan-file-refused"
    kind = Kind.INVALID
    message = "Nothing was taken: the plan file has {count} faults"


class LevelsInFuture(DomainError):
    """The levels are said to be of a day that has not come."""

    slug = "levels-in-future"
    kind = Kind.INVALID
    message = "levels_as_of is {day}, which has not come yet: by the plan's time zone ({time_zone}) today is {today}"


class ImportNotFound(DomainError):
    """No plan file was taken under this id."""

    slug = "import-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no import {import_id}"


class NothingToExport(DomainError):
    """The plan's record is not yet enough for a plan file."""

    slug = "nothing-to-export"
    kind = Kind.CONFLICT
    message = (
        "Plan {plan} cannot be given as a plan file yet: it needs a theme, and a commitment with a lead and a goal"
    )


class PromisesMissing(DomainError):
    """The file lacks goals or commitments that are on record: what was promised may not vanish by loading a file."""

    slug = "promises-missing"
    kind = Kind.CONFLICT
    message = "Nothing was taken: the file lacks {missing}, which are on record and may not vanish"


class AmendmentNeedsReason(DomainError):
    """The file changes what an adopted plan promises, without saying why; each fault is a place of the file."""

    slug = "amendment-needs-reason"
    kind = Kind.INVALID
    message = (
        "Nothing was taken: the plan is adopted and the file amends it in {count} places; give a reason for that"
        " (?reason=, or --reason on the command line)"
    )
