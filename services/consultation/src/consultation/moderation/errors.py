"""What cannot be done about a comment."""

from constancia_runtime.errors import DomainError, Kind


class ActUnfit(DomainError):
    """The comment does not stand so that this could be done."""

    slug = "act-unfit"
    kind = Kind.CONFLICT
    message = "A comment that is {visibility} cannot be treated so"


class RuleMissing(DomainError):
    """Without a published rule nothing is hidden."""

    slug = "rule-missing"
    kind = Kind.INVALID
    message = "Name the published rule: {rules}"


class RuleUnfit(DomainError):
    """A rule that is no reason for this act."""

    slug = "rule-unfit"
    kind = Kind.INVALID
    message = "This rule is no reason to do that; fitting ones are {rules}"


class ReasonNeeded(DomainError):
    """An act without a word of why."""

    slug = "moderation-reason-missing"
    kind = Kind.INVALID
    message = "Say why, in a sentence; it will be public"


class PassageMissing(DomainError):
    """What is to be taken out is not in the text."""

    slug = "passage-missing"
    kind = Kind.INVALID
    message = "This passage does not stand in the comment; send it exactly as it stands there"


class PassagesNeeded(DomainError):
    """A redaction of nothing."""

    slug = "passages-missing"
    kind = Kind.INVALID
    message = "Send the passages that show personal data; only they are taken out"


class TooMuchRedacted(DomainError):
    """More than personal data."""

    slug = "too-much-redacted"
    kind = Kind.INVALID
    message = (
        "At most {most} characters of this comment can be taken out as personal data, and these are {characters};"
        " hide it instead"
    )


class AppealOpen(DomainError):
    """One appeal at a time."""

    slug = "appeal-open"
    kind = Kind.CONFLICT
    message = "An appeal about this comment waits for a decision already"


class NothingToAppeal(DomainError):
    """Nobody did anything to the comment."""

    slug = "nothing-to-appeal"
    kind = Kind.CONFLICT
    message = "Nothing was done to this comment that could be appealed against"


class NoAppeal(DomainError):
    """There is no appeal to dismiss."""

    slug = "no-appeal"
    kind = Kind.CONFLICT
    message = "No appeal about this comment waits for a decision"
