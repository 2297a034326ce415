"""What can go wrong with a questionnaire."""

from constancia_runtime.errors import DomainError, Kind


class QuestionnaireNotFound(DomainError):
    """The consultation has no questionnaire."""

    slug = "questionnaire-not-found"
    kind = Kind.NOT_FOUND
    message = "Consultation {consultation} has no questionnaire"


class QuestionnaireAnsweredAlready(DomainError):
    """Questions do not change under those who answered them."""

    slug = "questionnaire-answered"
    kind = Kind.CONFLICT
    message = "The questionnaire has answers, so its questions stay as they are"


class QuestionUnknown(DomainError):
    """An answer to what was not asked."""

    slug = "question-unknown"
    kind = Kind.INVALID
    message = "The questionnaire has no question {question}"


class AnswerEmpty(DomainError):
    """An answer that says nothing."""

    slug = "answer-empty"
    kind = Kind.INVALID
    message = "Answer with a rating, with points, or both"


class AnswersNotTaken(DomainError):
    """The window of the consultation is not open."""

    slug = "questionnaire-not-open"
    kind = Kind.CONFLICT
    message = "The questionnaire is answered from {opens_on} to {closes_on}"


class InstitutionNeeded(DomainError):
    """Nobody is named who answers."""

    slug = "answering-institution-missing"
    kind = Kind.INVALID
    message = "Say which institutions answer together"


class NotTheirAnswer(DomainError):
    """An institution answers for itself."""

    slug = "answer-of-others"
    kind = Kind.FORBIDDEN
    message = "Your institution answers for itself; the point of contact enters what several answered together"
