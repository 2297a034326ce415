"""What can go wrong with a comment."""

from constancia_runtime.errors import DomainError, Kind


class CommentNotFound(DomainError):
    """The consultation has no comment of this id."""

    slug = "comment-not-found"
    kind = Kind.NOT_FOUND
    message = "Consultation {consultation} has no comment {comment}"
