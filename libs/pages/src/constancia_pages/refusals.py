"""A reader who asks for a page that is not there gets a page that says so; a program gets a problem document."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from constancia_runtime.errors import DomainError

_NOT_THERE: Final = (404, 422)


def say_by_page(app: FastAPI, *, is_page: Callable[[str], bool], not_found: Callable[[str], Response]) -> None:
    """Let the app answer 404 and 422 with `not_found(language)` where people read; the rest stays as the kit does it.

    `is_page` tells whether a path is one of pages; `language` follows from it.
    """
    for error in (DomainError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _page_or(app.exception_handlers[error], is_page, not_found))


def _page_or(
    default: Any, is_page: Callable[[str], bool], not_found: Callable[[str], Response]
) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(request: Request, error: Exception) -> Response:
        problem: Response = await default(request, error)
        path, accept = request.url.path, request.headers.get("accept", "")
        if problem.status_code not in _NOT_THERE or not is_page(path) or "text/html" not in accept:
            return problem
        return not_found("en" if path.startswith("/en/") else "es")

    return refuse
