"""W3C Trace Context: the thread that ties a request to its events and to what they cause in other services."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Self

_HEADER = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace id and the span that is at work (https://www.w3.org/TR/trace-context/)."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @classmethod
    def new(cls) -> Self:
        """A trace that begins here."""
        return cls(secrets.token_hex(16), secrets.token_hex(8))

    @classmethod
    def parse(cls, header: str | None) -> Self:
        """Continue the trace of a `traceparent` header in a span of its own; a missing or malformed one begins anew."""
        found = _HEADER.fullmatch(header or "")
        if found is None or set(found[1]) == {"0"} or set(found[2]) == {"0"}:
            return cls.new()
        return cls(found[1], secrets.token_hex(8), found[3])

    @property
    def header(self) -> str:
        """The `traceparent` header that hands this trace on."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("constancia_trace", default=None)


def current() -> Trace:
    """The trace of the present task; one begins when there is none."""
    trace = _current.get()
    if trace is None:
        trace = Trace.new()
        _current.set(trace)
    return trace


def enter(trace: Trace) -> None:
    """Make `trace` the trace of the present task."""
    _current.set(trace)
