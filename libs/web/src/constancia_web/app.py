"""Builds the app of a service: the same refusals, headers, limits and document for all of them."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from typing import Any, Final, Literal

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from constancia_runtime.errors import DomainError, Kind
from constancia_web.idempotent import Idempotent
from constancia_web.limits import Limited, RateLimits
from constancia_web.middleware import BodyLimit, Head, Revalidated, StandardHeaders, Traced, Unhandled
from constancia_web.openapi import Abilities, finish
from constancia_web.problems import problems
from constancia_web.published import PublishedMiddleware, PublishedPages
from constancia_web.refusals import handlers
from constancia_web.sparse import Sparse
from constancia_web.surface import Surface
from constancia_web.translations import Translations

Ready = Callable[[], Awaitable[dict[str, str]]]
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_READY_WITHIN_SECONDS: Final = 5.0
_HOSTS: Final[dict[int, APIRouter]] = {}
"""By the identity of a router, which its host holds on to: the host through which all apps include it."""
_log = structlog.get_logger("constancia_web")


class NotReady(DomainError):
    """Something that the service needs does not answer."""

    slug = "not-ready"
    kind = Kind.UNAVAILABLE
    message = "The service waits for something that it needs"


class Health(BaseModel):
    """The process is alive."""

    model_config = ConfigDict(frozen=True)

    status: Literal["alive"] = "alive"


class Readiness(BaseModel):
    """The service can answer."""

    model_config = ConfigDict(frozen=True)

    status: Literal["ready"] = "ready"
    checks: dict[str, str] = Field(description="State of each thing that the service needs, by name.")


class Api(FastAPI):
    """A FastAPI whose published pages are answered before anything else, and whose document generators can read."""

    @cached_property
    def surface(self) -> Surface:
        """What it answers to; read with the first request, when every route is there."""
        return Surface(self.routes)

    @cached_property
    def entry(self) -> ASGIApp:
        """Where requests come in: the published pages, when there are any, then everything else."""
        pages: PublishedPages | None = getattr(self.state, "published", None)
        return super().__call__ if pages is None else PublishedMiddleware(super().__call__, pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self.entry(scope, receive, send)

    def let_go(self) -> None:
        """End every answer that has no end of its own, because the server stops: `app.state.let_go`, if any."""
        let_go: Callable[[], None] | None = getattr(self.state, "let_go", None)
        if let_go is not None:
            let_go()

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document, made once."""
        if not self.openapi_schema:
            self.openapi_schema = finish(super().openapi(), getattr(self.state, "abilities", None))
        return self.openapi_schema


def create_api(  # noqa: PLR0913 - the whole of what an app is made from, in one place and by name
    *,
    service: str,
    title: str,
    description: str,
    version: str,
    public_url: str,
    routers: Sequence[APIRouter],
    lifespan: Lifespan | None,
    translations: Translations,
    ready: Ready | None = None,
    max_body_size: int = 8 * 1024 * 1024,
    published: PublishedPages | None = None,
    limits: RateLimits | None = None,
    abilities: Abilities | None = None,
) -> Api:
    """Build the app of `service`. Put the TokenVerifier into `app.state.tokens` where a router uses `requires`.

    `public_url` is the origin without a slash at its end; `ready` gives the state of what the service needs by name, or
    raises. `limits` are how much a client may ask. `abilities` say what more the service can do: for API keys put a
    KeyJudge into `app.state.judge`, for Idempotency-Key an engine into `app.state.aside`, whose database has the table
    of `constancia_db.idempotency`. Raises ValueError when two routes have functions of one name, since those are the
    operationIds.
    """
    abilities = abilities or Abilities()
    api: Api = Api(
        title=title,
        description=description,
        version=version,
        servers=[{"url": "/"}],  # whatever the origin: one document holds everywhere
        contact={"name": "Constancia", "url": public_url},
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        redirect_slashes=False,
        separate_input_output_schemas=False,
        generate_unique_id_function=_function_name,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(Head),
            Middleware(Traced),
            Middleware(Revalidated),
            Middleware(StandardHeaders, surface=lambda: api.surface),
            Middleware(Limited, limits=limits),
            Middleware(Unhandled),
            Middleware(BodyLimit, most_bytes=max_body_size),
            Middleware(Sparse),
            *([Middleware(Idempotent, engine=lambda: api.state.aside)] if abilities.idempotency else []),
        ],
        exception_handlers=handlers(lambda: api.surface, most_bytes=max_body_size),
    )
    api.state.public_url = public_url.rstrip("/")
    api.state.translations = translations
    api.state.published = published
    api.state.abilities = abilities
    api.state.judge = None
    api.include_router(_operations(service, ready))
    for router in routers:
        api.router.routes.extend(_included(router))
    _refuse_repeated_names(api)
    return api


def _function_name(route: APIRoute) -> str:
    return route.name


def _included(router: APIRouter) -> list[BaseRoute]:
    """The routes of a router under our operationIds, worked out once for every app of this process.

    FastAPI analyses each function again for every app that includes it; a test builds an app of its own.
    """
    host = _HOSTS.get(id(router))
    if host is None:
        host = _HOSTS[id(router)] = APIRouter(generate_unique_id_function=_function_name)
        host.include_router(router)
    return host.routes


def _operations(service: str, ready: Ready | None) -> APIRouter:
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", operation_id=f"{service}_get_health")
    async def get_health() -> Health:
        """Say that the process is alive; asks nothing of anybody."""
        return Health()

    @router.get("/readyz", operation_id=f"{service}_get_readiness", responses=problems(503))
    async def get_readiness() -> Readiness:
        """Say whether the service can answer: whether everything it needs answers within five seconds."""
        if ready is None:
            return Readiness(checks={})
        try:
            async with asyncio.timeout(_READY_WITHIN_SECONDS):
                return Readiness(checks=await ready())
        except Exception as cause:
            _log.warning("not_ready", error=type(cause).__qualname__)
            raise NotReady from cause

    return router


def _refuse_repeated_names(api: Api) -> None:
    routes = [route for route in iter_route_contexts(api.routes) if isinstance(route.original_route, APIRoute)]
    counted = Counter(route.operation_id or route.name for route in routes if route.include_in_schema)
    repeated = sorted(str(name) for name, count in counted.items() if count > 1)
    if repeated:
        message = f"operationIds are the names of functions, and these are there twice: {', '.join(repeated)}"
        raise ValueError(message)
