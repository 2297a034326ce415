"""What can go wrong with a consultation."""

from constancia_runtime.errors import DomainError, Kind


class ConsultationNotFound(DomainError):
    """No consultation has this id."""

    slug = "consultation-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no consultation {consultation}"


class PlanUnknown(DomainError):
    """The registry has told of no such plan."""

    slug = "plan-unknown"
    kind = Kind.NOT_FOUND
    message = "There is no plan {plan}"


class TitleLanguage(DomainError):
    """A text is missing in a language of the plan, or in one that the plan does not have."""

    slug = "title-language"
    kind = Kind.INVALID
    message = "The texts of this plan are in these languages: {languages}"


class WindowBackwards(DomainError):
    """The last day is before the first."""

    slug = "window-backwards"
    kind = Kind.INVALID
    message = "The last day should not be before the first, {opens_on}"


class WindowPast(DomainError):
    """A new consultation whose last day is over."""

    slug = "window-past"
    kind = Kind.INVALID
    message = "The last day is over; what was held in the past comes with a plan file"


class WindowTooShort(DomainError):
    """OGP: a self-assessment is open for comments for two weeks at least."""

    slug = "window-too-short"
    kind = Kind.INVALID
    message = (
        "A self-assessment is open for comments for at least {least} days, and this would be {days};"
        " choose a later last day, or give a reason, which will be public"
    )


class WindowFixed(DomainError):
    """The window has begun: it may only be extended."""

    slug = "window-fixed"
    kind = Kind.CONFLICT
    message = "The consultation has begun: it may only be extended, from {closes_on} to a later day"


class WindowOver(DomainError):
    """The window is closed."""

    slug = "window-over"
    kind = Kind.CONFLICT
    message = "The consultation closed on {closes_on}; hold another one"


class ReasonMissing(DomainError):
    """An open window is extended without a word of why."""

    slug = "extension-reason-missing"
    kind = Kind.INVALID
    message = "Say why the consultation is extended; it will be public"


class StillOpen(DomainError):
    """A consultation is reported before it has closed."""

    slug = "consultation-not-closed"
    kind = Kind.CONFLICT
    message = "The consultation is open until {closes_on}; only then can it be reported"


class AlreadyReported(DomainError):
    """A consultation is reported once."""

    slug = "consultation-already-reported"
    kind = Kind.CONFLICT
    message = "The consultation was reported on {reported_on}"


class Unanswered(DomainError):
    """Comments wait for an answer, or for somebody to look at them."""

    slug = "comments-unanswered"
    kind = Kind.CONFLICT
    message = (
        "{count} comments have no answer yet, so the consultation cannot be closed as reported; the first are {first}"
    )
