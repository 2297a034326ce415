"""From pydantic's errors to faults: where in the input (RFC 6901), and what would be right there."""

from collections.abc import Iterable, Sequence
from string import Formatter

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from constancia_runtime.errors import Fault
from constancia_web.messages import NOT_ACCEPTABLE, PYDANTIC_MESSAGES

_OWN_TYPES = frozenset(ErrorType.__args__)  # type: ignore[attr-defined]
_PARAMETERS = frozenset({"query", "path", "header", "cookie"})


def faults_of(errors: Sequence[ErrorDetails], *, strip: int) -> tuple[Fault, ...]:
    """Say pydantic's errors as faults that hold nothing of what was typed but the names of members in their pointers.

    `strip` is how many leading parts of each location are no part of the document: 1 for FastAPI's ("body", …), 0 where
    the model was validated on its own. With `strip`, a location in the query, path, headers or cookies becomes
    `parameter`. A message of a PydanticCustomError is taken as it stands, so it must not quote the value.
    """
    return tuple(_fault(error, strip) for error in errors)


def pointer(parts: Iterable[int | str]) -> str:
    """The JSON Pointer of a location (RFC 6901, section 3); the whole document is the empty string."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _fault(error: ErrorDetails, strip: int) -> Fault:
    code, location = error["type"], error["loc"]
    message, values = _message(error)
    if strip and location and location[0] in _PARAMETERS:
        return Fault(message=message, values=values, code=code, parameter=str(location[1]) if location[1:] else None)
    inside = location[strip:]
    if inside and inside[-1] == "[key]":  # pydantic's mark for a fault in the name of a member
        inside = inside[:-1]
    return Fault(message=message, values=values, code=code, pointer=pointer(inside))


def _message(error: ErrorDetails) -> tuple[str, dict[str, str]]:
    code = error["type"]
    if code not in _OWN_TYPES:
        return error["msg"], {}
    message = PYDANTIC_MESSAGES.get(code, NOT_ACCEPTABLE)
    context = error.get("ctx", {})
    places = (name for _, name, _, _ in Formatter().parse(message) if name)
    # pydantic joins its lists with an English word; commas read the same in every language.
    return message, {name: str(context.get(name, "")).replace(" or ", ", ") for name in places}
