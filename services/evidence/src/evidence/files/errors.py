"""What can go wrong with a file."""

from constancia_runtime.errors import DomainError, Kind


class FileNotFound(DomainError):
    """No file has this hash, or nothing cites it."""

    slug = "file-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no file {sha256} that anything cites"


class FileUnknown(DomainError):
    """A citation names a file that was not uploaded."""

    slug = "file-unknown"
    kind = Kind.INVALID
    message = "No file {sha256} was uploaded; send it to /v1/evidence/files first"


class FileEmpty(DomainError):
    """A body without a byte."""

    slug = "file-empty"
    kind = Kind.INVALID
    message = "The file is empty"


class FileTypeRefused(DomainError):
    """Bytes of a type that is not taken: what could act on a reader's machine, or nobody can open."""

    slug = "file-type-refused"
    kind = Kind.INVALID
    message = "The bytes are {found}, which is not taken; taken are {taken}"


class DigestDiffers(DomainError):
    """What came is not what was sent."""

    slug = "digest-differs"
    kind = Kind.INVALID
    message = "The bytes do not match the Repr-Digest that came with them; send the file again"
