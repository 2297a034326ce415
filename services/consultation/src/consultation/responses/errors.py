"""What can go wrong with an answer."""

from constancia_runtime.errors import DomainError, Kind


class ResponseNotFound(DomainError):
    """The consultation has no answer of this id."""

    slug = "response-not-found"
    kind = Kind.NOT_FOUND
    message = "Consultation {consultation} has no answer {response}"


class NotYours(DomainError):
    """The comment is another institution's to answer."""

    slug = "not-yours-to-answer"
    kind = Kind.FORBIDDEN
    message = "Comment {comment} is for {institution} to answer"


class NobodysYet(DomainError):
    """The comment was assigned to nobody."""

    slug = "not-assigned"
    kind = Kind.FORBIDDEN
    message = "Comment {comment} is not assigned to an institution yet; the point of contact does that"


class AnsweredAlready(DomainError):
    """The comment has its answer."""

    slug = "answered-already"
    kind = Kind.CONFLICT
    message = "Comment {comment} has an answer already: {response}"


class HiddenNow(DomainError):
    """The comment is hidden."""

    slug = "comment-hidden"
    kind = Kind.CONFLICT
    message = "Comment {comment} is hidden; restore it before it is answered or assigned"


class InstitutionUnknown(DomainError):
    """The registry knows no such institution."""

    slug = "institution-unknown"
    kind = Kind.INVALID
    message = "There is no institution {institution}"


class ChangeUnknown(DomainError):
    """The registry has told of no such change."""

    slug = "change-unknown"
    kind = Kind.INVALID
    message = "The record knows no change of commitment {commitment}{goal} there"


class ChangeBefore(DomainError):
    """A change that came first was not caused by what came later."""

    slug = "change-before-comment"
    kind = Kind.INVALID
    message = "That change was recorded on {changed_on}, before the comment came in: it did not lead to it"


class DeclinedChange(DomainError):
    """What was declined led to nothing."""

    slug = "declined-leads-to-nothing"
    kind = Kind.CONFLICT
    message = "The answer declines what was said, so no change can be put down to it"


class LinkedAlready(DomainError):
    """The change is linked already."""

    slug = "change-linked-already"
    kind = Kind.CONFLICT
    message = "That change is linked to this answer already"
