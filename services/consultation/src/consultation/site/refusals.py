"""A reader who asks for a page that is not there gets a page that says so; a program gets a problem document."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from constancia_runtime.errors import DomainError
from consultation.site.paths import address
from consultation.site.serving import PRIVATE, Site

_PAGES: Final = ("/consultas/", "/en/consultations/")
_NOT_THERE: Final = (404, 422)


def say_by_page(app: FastAPI, site: Site) -> None:
    """Let the app answer 404 and 422 with a page wherever people read; the rest stays as the web kit does it."""
    for error in (DomainError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _page_or(app.exception_handlers[error], site))


def _page_or(default: Any, site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(request: Request, error: Exception) -> Response:
        problem: Response = await default(request, error)
        path, accept = request.url.path, request.headers.get("accept", "")
        if problem.status_code not in _NOT_THERE or not path.startswith(_PAGES) or "text/html" not in accept:
            return problem
        language = "en" if path.startswith("/en/") else "es"
        return site.answer("not_found.html", language, address("consultations"), status=404, headers=PRIVATE)

    return refuse
