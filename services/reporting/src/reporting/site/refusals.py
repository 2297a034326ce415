"""A reader who asks for a page that is not there gets a page that says so; a program gets a problem document."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from constancia_runtime.errors import DomainError
from reporting.site.render import Site

_NO_PAGES = ("/v1/", "/oauth2/", "/.well-known/", "/openapi.json", "/healthz", "/readyz", "/static/")
_NOT_THERE = (404, 422)


def say_by_page(app: FastAPI, site: Site, policy: str) -> None:
    """Let the app answer 404 and 422 with a page wherever people read; the rest stays as the web kit does it."""
    for error in (DomainError, RequestValidationError, HTTPException):
        app.add_exception_handler(error, _page_or(app.exception_handlers[error], site, policy))


def _page_or(default: Any, site: Site, policy: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def refuse(request: Request, error: Exception) -> Response:
        problem: Response = await default(request, error)
        path, accept = request.url.path, request.headers.get("accept", "")
        if problem.status_code not in _NOT_THERE or path.startswith(_NO_PAGES) or "text/html" not in accept:
            return problem
        language = "en" if path.startswith("/en/") else "es"
        return HTMLResponse(site.not_found_page(language), 404, {"Content-Security-Policy": policy})

    return refuse
