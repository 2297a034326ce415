"""Every refusal that comes from the framework rather than from a rule, said as a problem."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from constancia_db.idempotency import Replayed
from constancia_runtime.errors import DomainError
from constancia_web.idempotent import replay
from constancia_web.middleware import too_large
from constancia_web.problems import problem_response, refusal, title_of
from constancia_web.surface import Surface
from constancia_web.validation import faults_of

_JSON_TYPE: Final = re.compile(r"application/(json|[^;\s]+\+json)\s*(;|$)", re.IGNORECASE)

Handler = Callable[[Request, Any], Any]

DETAILS: Final[Mapping[int, str]] = {
    400: "The body cannot be read",
    404: "Nothing is kept at this address",
    405: "This address takes {allow}",
}


def handlers(surface: Callable[[], Surface], *, most_bytes: int) -> dict[int | type[Exception], Handler]:
    """The exception handlers of an app."""

    async def by_rule(request: Request, error: DomainError) -> Response:
        return refusal(request, error)

    async def by_validation(request: Request, error: RequestValidationError) -> Response:
        return _invalid(request, error)

    async def by_framework(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return too_large(request, most_bytes)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(surface().methods(request.scope["path"]))
        if error.status_code == HTTPStatus.BAD_REQUEST and isinstance(error.__cause__, UnicodeDecodeError):
            return problem_response(
                request.scope, status=400, slug="malformed-json", detail="The body is not UTF-8", headers=headers
            )
        return problem_response(
            request.scope,
            status=error.status_code,
            slug=_slug(error.status_code),
            detail=DETAILS.get(error.status_code, title_of(error.status_code)),
            values={"allow": headers.get("Allow", "")},
            headers=headers,
        )

    async def by_repetition(_request: Request, repeated: Replayed) -> Response:
        return replay(repeated)

    return {
        DomainError: by_rule,
        RequestValidationError: by_validation,
        HTTPException: by_framework,
        Replayed: by_repetition,
    }


def _invalid(request: Request, error: RequestValidationError) -> Response:
    errors = error.errors()
    if any(one["type"] == "json_invalid" and one["loc"][:1] == ("body",) for one in errors):
        return _malformed(request, error)
    if isinstance(error.body, bytes) and not _JSON_TYPE.match(request.headers.get("content-type", "")):
        return problem_response(
            request.scope,
            status=415,
            slug="unsupported-media-type",
            detail="Send the body as application/json",
            headers={"Accept": "application/json"},
        )
    return problem_response(
        request.scope,
        status=422,
        slug="invalid-request",
        detail="Some of it is missing or not as it should be; see errors",
        faults=faults_of(errors, strip=1),
    )


def _malformed(request: Request, error: RequestValidationError) -> Response:
    """Not JSON: 400, with the place (counted from one) where reading stopped."""
    position = next((one["loc"][1] for one in error.errors() if len(one["loc"]) > 1), 0)
    before = error.body[:position] if isinstance(error.body, str) and isinstance(position, int) else ""
    return problem_response(
        request.scope,
        status=400,
        slug="malformed-json",
        detail="The body is not JSON from line {line}, column {column}",
        values={"line": before.count("\n") + 1, "column": len(before) - before.rfind("\n")},
    )


def _slug(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower().replace(" ", "-").replace("'", "")
    except ValueError:
        return "refused"
