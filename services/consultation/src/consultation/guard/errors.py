"""Why a comment is not taken as it came."""

from constancia_runtime.errors import DomainError, Kind


class ProofInvalid(DomainError):
    """The proof of work is none, or not one of ours."""

    slug = "proof-invalid"
    kind = Kind.INVALID
    message = (
        "This proof of work is not right; get a new challenge and solve it, or leave the proof out and wait to be read"
    )


class ProofSpent(DomainError):
    """The proof of work was used, or its time is over."""

    slug = "proof-spent"
    kind = Kind.INVALID
    message = "This proof of work was used before or is too old; get a new challenge"


class FormTooFast(DomainError):
    """The form came back sooner than anybody types."""

    slug = "form-too-fast"
    kind = Kind.INVALID
    message = "That was faster than anybody types. Your text is below: look at it once more and send it again"


class FormTooOld(DomainError):
    """The form lay open for too long, or did not come from us."""

    slug = "form-too-old"
    kind = Kind.INVALID
    message = "The form lay open for too long. Your text is below: send it again"


class TrapFilled(DomainError):
    """A field was filled that people do not see."""

    slug = "trap-filled"
    kind = Kind.INVALID
    message = "Leave this field empty: it is there for programs that fill in everything"


class TooManyComments(DomainError):
    """An address has sent many comments. `retry_after`: seconds."""

    slug = "too-many-comments"
    kind = Kind.TOO_MANY
    message = (
        "Many comments came from your connection in this minute."
        " Nothing is lost: send yours again in {retry_after} seconds"
    )

    @property
    def retry_after(self) -> int:
        """Seconds until the next minute."""
        return int(self.values["retry_after"])


class TooManyUnchecked(TooManyComments):
    """Many comments came without proof of work, from whatever address."""

    slug = "too-many-unchecked"
    message = (
        "Many comments come in at this moment that no browser has vouched for. Turn scripts on,"
        " or send yours again in {retry_after} seconds"
    )
