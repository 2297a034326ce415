"""RFC 9457 problem details in the reader's language: the only place that maps `Kind` to HTTP numbers."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from constancia_runtime.errors import DomainError, Fault, Kind
from constancia_web.language import language_in_query, language_of
from constancia_web.translations import Translations
from constancia_web.validation import faults_of, pointer

__all__ = [
    "PROBLEM_MEDIA_TYPE",
    "STATUS_OF",
    "Problem",
    "ProblemFault",
    "faults_of",
    "pointer",
    "problem_response",
    "problems",
    "refusal",
]

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
MOST_FAULTS: Final = 100
_MORE: Final = "{count} more errors are not listed"

STATUS_OF: Final[Mapping[Kind, HTTPStatus]] = {
    Kind.MALFORMED: HTTPStatus.BAD_REQUEST,
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.GONE: HTTPStatus.GONE,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.STALE: HTTPStatus.PRECONDITION_FAILED,
    Kind.PRECONDITION_REQUIRED: HTTPStatus.PRECONDITION_REQUIRED,
    Kind.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Kind.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

TITLES: Final[Mapping[int, str]] = {
    400: "The request cannot be read",
    401: "A valid token is needed",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This method is not allowed here",
    406: "There is no such representation",
    410: "This is no longer here",
    409: "This conflicts with the present state",
    412: "The resource has changed in the meantime",
    413: "The body is too large",
    415: "This media type is not taken here",
    422: "The request is not valid",
    428: "The request must be conditional",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "The service is not available for the moment",
}
_ANY_CLIENT_ERROR: Final = "The request was refused"


class ProblemFault(BaseModel):
    """One thing wrong with a request."""

    model_config = ConfigDict(frozen=True)

    pointer: str | None = Field(None, description="JSON Pointer (RFC 6901) into the body.", examples=["/goals/0/level"])
    parameter: str | None = Field(None, description="Name of the parameter or header.", examples=["limit"])
    sheet: str | None = Field(None, description="Sheet of the workbook that was sent.", examples=["Metas"])
    cell: str | None = Field(None, description="Cell of that sheet.", examples=["B7"])
    code: str = Field(description="What is wrong, for machines.", examples=["missing"])
    detail: str = Field(description="What would be right, in the asked language.", examples=["Esto es obligatorio"])


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="URI that names the kind of problem.", json_schema_extra={"format": "uri"})
    title: str = Field(description="The kind of problem, in the asked language.")
    status: int = Field(description="The HTTP status, repeated.", ge=400, le=599, examples=[404])
    detail: str = Field(description="What happened this time, in the asked language.")
    instance: str = Field(description="The path that was asked for.", json_schema_extra={"format": "uri-reference"})
    errors: list[ProblemFault] = Field([], description="Each thing that is wrong, at most 100 and a word on the rest.")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: every status it may refuse with. The app's document defines Problem."""
    content = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": title_of(status), "content": content} for status in statuses}


def title_of(status: int) -> str:
    """The English title of a status; any 4xx or 5xx has one."""
    return TITLES.get(status) or (_ANY_CLIENT_ERROR if status < HTTPStatus.INTERNAL_SERVER_ERROR else TITLES[500])


def refusal(request: Request, error: DomainError) -> Response:
    """The response to a refusal by a rule."""
    return problem_response(
        request.scope,
        status=STATUS_OF[error.kind],
        slug=error.slug,
        detail=error.message,
        values=error.values,
        faults=error.faults,
        headers=_headers_for(error),
        members=error.members,
    )


def problem_response(  # noqa: PLR0913 - the members of a problem, all of them by name
    scope: Scope,
    *,
    status: int,
    slug: str,
    detail: str,
    values: Mapping[str, object] | None = None,
    faults: tuple[Fault, ...] = (),
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, str] | None = None,
) -> Response:
    """A problem as an HTTP response; `detail` is an English message with places for `values`; `members` are added."""
    language = language_of(scope)
    translations: Translations = scope["app"].state.translations
    problem = Problem(
        type=f"{scope['app'].state.public_url}/problems/{slug}",
        title=translations.text(language, title_of(status)),
        status=status,
        detail=translations.text(language, detail, **(values or {})),
        instance=quote(scope["path"], safe="/:@!$&'()*+,;=~"),
        errors=[_said(fault, translations, language) for fault in _capped(faults)],
    )
    body = problem.model_dump_json(exclude_none=True)
    if members:
        body = json.dumps({**json.loads(body), **members}, ensure_ascii=False)
    response = Response(body, status, media_type=PROBLEM_MEDIA_TYPE)
    response.headers["Content-Language"] = language
    response.headers["Cache-Control"] = "no-store"
    if language_in_query(scope["query_string"]) is None:
        response.headers["Vary"] = "Accept-Language"
    response.headers.update(headers or {})
    return response


def _said(fault: Fault, translations: Translations, language: str) -> ProblemFault:
    return ProblemFault(
        pointer=fault.pointer,
        parameter=fault.parameter,
        sheet=fault.sheet,
        cell=fault.cell,
        code=fault.code,
        detail=translations.text(language, fault.message, **fault.values),
    )


def _capped(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    if len(faults) <= MOST_FAULTS:
        return faults
    rest = Fault(message=_MORE, values={"count": str(len(faults) - MOST_FAULTS)}, code="more")
    return (*faults[:MOST_FAULTS], rest)


def _headers_for(error: DomainError) -> dict[str, str]:
    headers: dict[str, str] = {}
    challenge = getattr(error, "challenge", None)
    if challenge is not None or error.kind is Kind.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = challenge or "Bearer"
    if error.kind is Kind.STALE and "etag" in error.values:
        headers["ETag"] = error.values["etag"]
    if error.kind is Kind.UNAVAILABLE:
        headers["Retry-After"] = "5"
    retry_after = getattr(error, "retry_after", None)  # seconds, of an error that knows when asking again may help
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return headers
