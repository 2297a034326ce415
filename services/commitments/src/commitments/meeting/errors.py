"""What can go wrong with a meeting."""

from constancia_runtime.errors import DomainError, Kind


class MeetingNotFound(DomainError):
    """The plan has no meeting of this number."""

    slug = "meeting-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no meeting {meeting}"


class MeetingRefused(DomainError):
    """What is said of the meeting cannot be, or names what is not on record."""

    slug = "meeting-refused"
    kind = Kind.INVALID
    message = "Some of what is said of the meeting cannot be so; see errors"


class NotTheConvener(DomainError):
    """An agency records a meeting of a group that others call together."""

    slug = "not-the-convener"
    kind = Kind.FORBIDDEN
    message = (
        "Only the point of contact, and the conveners of a working group for its own meetings, may record meetings"
    )


HELD_IN_FUTURE = "A meeting on {held_on} cannot have been held: by the plan's time zone ({time_zone}) today is {today}"
ONLY_HELD = "Attendance is of meetings that were held: set status to held, or leave it out"
NOT_MOVED = "originally_on should be another day than held_on, or null for a meeting that was not moved"
