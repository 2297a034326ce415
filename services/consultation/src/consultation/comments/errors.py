"""What can go wrong with a comment."""

from constancia_runtime.errors import DomainError, Kind


class CommentNotFound(DomainError):
    """The consultation has no comment of this id."""

    slug = "comment-not-found"
    kind = Kind.NOT_FOUND
    message = "Consultation {consultation} has no comment {comment}"


class NotOpenYet(DomainError):
    """The window has not begun."""

    slug = "consultation-not-open"
    kind = Kind.CONFLICT
    message = "The consultation opens on {opens_on}; comments are taken from then on"


class ClosedForComments(DomainError):
    """The window is over."""

    slug = "consultation-closed"
    kind = Kind.CONFLICT
    message = "The consultation closed on {closes_on}, and takes no more comments"


class TextEmpty(DomainError):
    """Nothing that can be read."""

    slug = "text-empty"
    kind = Kind.INVALID
    message = "Write your comment: it holds nothing that can be read"


class TextTooLong(DomainError):
    """More than a comment may hold."""

    slug = "text-too-long"
    kind = Kind.INVALID
    message = "A comment has at most {most} characters, and this has {length}; shorten it, or send it in parts"


class TextUnreadable(DomainError):
    """Characters that cannot be shown."""

    slug = "text-unreadable"
    kind = Kind.INVALID
    message = (
        "The text holds characters that cannot be shown (control characters or halves of characters); type it anew"
    )


class ShortTooLong(DomainError):
    """A title or name that is too long."""

    slug = "short-text-too-long"
    kind = Kind.INVALID
    message = "This has at most {most} characters"


class EmailUnfit(DomainError):
    """No e-mail address."""

    slug = "email-unfit"
    kind = Kind.INVALID
    message = "This is no e-mail address; correct it, or leave it empty"


class NoMail(DomainError):
    """Nobody could send an answer."""

    slug = "no-mail"
    kind = Kind.INVALID
    message = "This platform sends no e-mail; leave the address out, and keep the receipt"


class PersonalDataFound(DomainError):
    """The text would show personal data to everybody."""

    slug = "personal-data-found"
    kind = Kind.INVALID
    message = (
        "The text shows personal data ({kinds}), which everybody could read. Take it out, or send it as it is:"
        " then a moderator looks at it before it is shown"
    )


class ThemeUnknown(DomainError):
    """The plan has no such theme."""

    slug = "theme-unknown"
    kind = Kind.INVALID
    message = "The plan has no theme {theme}"


class CommitmentUnknown(DomainError):
    """The plan has no such commitment."""

    slug = "commitment-unknown"
    kind = Kind.INVALID
    message = "The plan has no commitment {commitment}"


class TitleMissing(DomainError):
    """A proposal without a title."""

    slug = "title-missing"
    kind = Kind.INVALID
    message = "Give your proposal a title of a few words"


class ReplyUnfit(DomainError):
    """A reply to what is not there to be read."""

    slug = "reply-unfit"
    kind = Kind.INVALID
    message = "The comment that this replies to is not there to be read"


class OwnComment(DomainError):
    """Nobody endorses what they said themselves."""

    slug = "own-comment"
    kind = Kind.CONFLICT
    message = "This receipt is that of the comment itself; with it you can endorse the comments of others"


class EndorsedAlready(DomainError):
    """One endorsement for each receipt."""

    slug = "endorsed-already"
    kind = Kind.CONFLICT
    message = "With this receipt the comment was endorsed already"
