"""Errors that rules raise: a slug for machines, a kind for the web kit, a message that can be said in any language."""

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Self


class Kind(Enum):
    """What sort of refusal it is; only `constancia_web.problems` turns it into an HTTP number."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    CONFLICT = "conflict"
    STALE = "stale"
    PRECONDITION_REQUIRED = "precondition_required"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with an input: where (a JSON Pointer into the body, or the name of a parameter), and why.

    Of a workbook, `sheet` and `cell` (as `B7`) say where, too.

    `message` is English with `{name}` places for `values`, and the key of its translations.
    """

    message: str
    values: dict[str, str] = field(default_factory=dict)
    code: str = "invalid"
    pointer: str | None = None
    parameter: str | None = None
    sheet: str | None = None
    cell: str | None = None


class DomainError(Exception):
    """The root of every refusal by a rule. A subclass names its slug, kind and message; values fill the message."""

    slug: ClassVar[str]
    kind: ClassVar[Kind]
    message: ClassVar[str]

    def __init__(self, *, faults: tuple[Fault, ...] = (), **values: object) -> None:
        self.values = {name: str(value) for name, value in values.items()}
        self.faults = faults
        super().__init__(self.message.format(**self.values))

    @classmethod
    def at(cls, pointer: str, **values: object) -> Self:
        """The refusal of one field of the body: its message stands at that place too."""
        said = {name: str(value) for name, value in values.items()}
        fault = Fault(message=cls.message, values=said, code=cls.slug.replace("-", "_"), pointer=pointer)
        return cls(faults=(fault,), **values)

    @property
    def members(self) -> dict[str, str]:
        """What the problem document says beside its standard members (RFC 9457, section 3.2)."""
        return {}
