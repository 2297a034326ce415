"""Conditional requests (RFC 9110, section 13): no change without having seen what is changed, no body sent twice."""

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Header
from starlette.requests import Request

from constancia_runtime.errors import DomainError, Fault, Kind

_TAG: Final = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_LIST: Final = re.compile(rf"[\s,]*{_TAG.pattern}(?:\s*,[\s,]*{_TAG.pattern})*[\s,]*")


class PreconditionRequired(DomainError):
    """A change came without If-Match."""

    slug = "precondition-required"
    kind = Kind.PRECONDITION_REQUIRED
    message = "Send the ETag of what you are changing as If-Match, so that nobody's change is lost"


class Stale(DomainError):
    """The resource is no longer the one that the client saw. Value: `etag`, the present one."""

    slug = "stale"
    kind = Kind.STALE
    message = "Somebody has changed this since you read it; its ETag is now {etag}. Read it again and decide"


class IfMatchUnreadable(DomainError):
    """If-Match is neither `*` nor a list of entity tags."""

    slug = "if-match-unreadable"
    kind = Kind.INVALID
    message = "If-Match should hold the ETag exactly as it was given, in its double quotes"


def etag(version: int | str) -> str:
    """The strong entity tag of a version, or of a text that changes with what is shown."""
    return f'"{version}"'


@dataclass(frozen=True, slots=True)
class ExpectedVersion:
    """What the client believes to be changing: any present version, or one of these strong tags (with their quotes)."""

    anything: bool
    tags: frozenset[str]

    def check(self, version: int | str) -> None:
        """Let the present version pass, or raise Stale."""
        present = etag(version)
        if not self.anything and present not in self.tags:
            raise Stale(etag=present)

    def check_part(self, version: int) -> None:
        """The same for tags that begin with the version and go on with what the clock and others bring: `"3-open-12"`.

        Whoever changes such a resource must have seen its version, not the newest of everything else in it.
        """
        seen = {tag.strip('"').partition("-")[0] for tag in self.tags}
        if not self.anything and str(version) not in seen:
            raise Stale(etag=etag(version))


async def _expected_version(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="The ETag of the version to change; required.", examples=['"7"']),
    ] = None,
) -> ExpectedVersion:
    if if_match is None:
        raise PreconditionRequired
    lines = ", ".join(request.headers.getlist("if-match"))
    if lines.strip() == "*":
        return ExpectedVersion(anything=True, tags=frozenset())
    if not _LIST.fullmatch(lines):
        raise IfMatchUnreadable(
            faults=(Fault(message=IfMatchUnreadable.message, code="if_match", parameter="If-Match"),)
        )
    # Strong comparison: a weak tag promises less than a change needs, so it matches nothing.
    return ExpectedVersion(anything=False, tags=frozenset(tag for weak, tag in _TAG.findall(lines) if not weak))


IfMatch = Annotated[ExpectedVersion, Depends(_expected_version)]


async def _expected_to_replace(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="The ETag of what is replaced; none for a new one.", examples=['"7"']),
    ] = None,
) -> ExpectedVersion | None:
    return None if if_match is None else await _expected_version(request, if_match)


IfMatchToReplace = Annotated[ExpectedVersion | None, Depends(_expected_to_replace)]
"""For a PUT that may also make something new: the command raises PreconditionRequired where there is one already."""


UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "What the client holds, as If-None-Match names it, is still so."}
}
"""The `responses=` of a read that has an ETag: `problems(404) | UNCHANGED`."""


def matches_any(if_none_match: str, *etags: str) -> bool:
    """Weak comparison (RFC 9110, section 8.8.3.2) of an If-None-Match value with some entity tags."""
    if if_none_match.strip() == "*":
        return True
    opaque = {tag.removeprefix("W/") for tag in etags}
    return any(tag in opaque for _, tag in _TAG.findall(if_none_match))
