"""What can go wrong with reports."""

from constancia_runtime.errors import DomainError, Kind


class ReportNotFound(DomainError):
    """The plan has no report of this number."""

    slug = "report-not-found"
    kind = Kind.NOT_FOUND
    message = "Plan {plan} has no report {number}"


class EditionNotFound(DomainError):
    """The report has no edition of this number."""

    slug = "edition-not-found"
    kind = Kind.NOT_FOUND
    message = "Report {number} of plan {plan} has no edition {edition}"


class ReportFileNotFound(DomainError):
    """Nothing of this name is public of the report, or not yet."""

    slug = "report-file-not-found"
    kind = Kind.NOT_FOUND
    message = "Report {number} of plan {plan} has no file {name}"


class FigureUnknown(DomainError):
    """A narrative inserts what is not a figure of the report."""

    slug = "figure-unknown"
    kind = Kind.INVALID
    message = "There is no figure named {names}; GET …/figures lists those that there are"


class NarrativeLanguage(DomainError):
    """A narrative lacks Spanish, or is in a language that reports are not written in."""

    slug = "narrative-language"
    kind = Kind.INVALID
    message = "A section is written in Spanish (es), and may be written in English (en) too; not in {languages}"


class AsOfTooLate(DomainError):
    """A report is to tell of a day that has not come."""

    slug = "report-as-of-in-future"
    kind = Kind.INVALID
    message = "A report cannot tell of {day}: that day has not come"


class AsOfBeforePlan(DomainError):
    """A report is to tell of a day on which there was no plan."""

    slug = "report-as-of-before-plan"
    kind = Kind.INVALID
    message = "The plan begins on {starts_on}; a report cannot tell of a day before"


class ConsultationUnknown(DomainError):
    """The consultation that is named is not one on a self-assessment of this plan."""

    slug = "report-consultation-unknown"
    kind = Kind.INVALID
    message = "{consultation} is not a consultation on a self-assessment of this plan"


class AlreadyPublished(DomainError):
    """The report is frozen."""

    slug = "report-published"
    kind = Kind.CONFLICT
    message = "The report was published on {published_on} and is frozen; begin another one"


class WindowNeeded(DomainError):
    """An edition for comment came without its window."""

    slug = "report-window-needed"
    kind = Kind.INVALID
    message = "Say from when to when the public may comment: opens_on and closes_on"


class WindowRefused(DomainError):
    """A window that cannot be held."""

    slug = "report-window-refused"
    kind = Kind.INVALID
    message = "The first day should be today ({today}) or later, and the last day not before it"


class WindowTooShort(DomainError):
    """A self-assessment must be open for comment for two weeks, or say why it is not."""

    slug = "report-window-too-short"
    kind = Kind.INVALID
    message = "{days} days are fewer than the {least} that OGP asks for; extend them, or give a reason"


class NotYetDraft(DomainError):
    """The report is out for comment, or beyond that."""

    slug = "report-not-draft"
    kind = Kind.CONFLICT
    message = "The report is no draft any more: it is {state}"


class NotHeard(DomainError):
    """A report is to be final and the public was not heard on it."""

    slug = "report-not-heard"
    kind = Kind.CONFLICT
    message = "No consultation on this report is on record; put an edition out for comment first"


class StillHearing(DomainError):
    """A report is to be final while the public may still comment on it."""

    slug = "report-still-out"
    kind = Kind.CONFLICT
    message = "The public may comment until {closes_on}; the report can be final from the day after"


class EditionWaits(DomainError):
    """Another edition of the report is being made."""

    slug = "edition-waits"
    kind = Kind.CONFLICT
    message = "Edition {edition} is being made; wait until it is ready"


class NotFinal(DomainError):
    """A report is to be published that has no final edition."""

    slug = "report-not-final"
    kind = Kind.CONFLICT
    message = "The report is {state}; have a final edition made first"


class WrittenSince(DomainError):
    """Somebody wrote on after the final edition was made."""

    slug = "report-written-since"
    kind = Kind.CONFLICT
    message = "A section was written after the final edition {edition} was made; have another one made"
