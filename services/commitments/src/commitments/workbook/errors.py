"""What can go wrong with a workbook."""

from constancia_runtime.errors import DomainError, Kind


class WorkbookUnreadable(DomainError):
    """The bytes are no workbook that can be read."""

    slug = "workbook-unreadable"
    kind = Kind.INVALID
    message = "This is no XLSX workbook that can be read; save it as .xlsx and send that"


class WorkbookLocked(WorkbookUnreadable):
    """The workbook is encrypted, or of the format before 2007, which looks the same."""

    slug = "workbook-locked"
    message = "The workbook has a password or is in an old format; save it as .xlsx without a password and send that"


class WorkbookTooLarge(DomainError):
    """The workbook would unpack to more than is read."""

    slug = "workbook-too-large"
    kind = Kind.TOO_LARGE
    message = "The workbook is too large: unpacked, at most {bytes} bytes, {rows} rows and {cells} cells are read"


class WorkbookRefused(DomainError):
    """The workbook has faults; nothing of it was taken."""

    slug = "workbook-refused"
    kind = Kind.INVALID
    message = "Nothing was taken: the workbook has {count} faults"


class DoesNotFit(DomainError):
    """The plan is too large for a workbook that people could work with."""

    slug = "plan-does-not-fit"
    kind = Kind.CONFLICT
    message = "The plan has more than {most} rows, or outgrows cells; take it as a plan file (JSON) instead"
