"""What an app answers to: which methods each address takes, and which addresses anybody may read."""

from collections.abc import Iterator
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.security.base import SecurityBase
from starlette.routing import BaseRoute
from starlette.types import Scope


class Surface:
    """The routes of an app, read once: ask after the last one was added."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = [route for route in iter_route_contexts(routes) if hasattr(route, "path_regex")]
        self._secured = {id(route.original_route) for route in self._routes if _is_secured(route)}
        self._public = {id(route.original_route) for route in self._routes if _is_read(route)} - self._secured

    def is_public(self, scope: Scope) -> bool:
        """Whether the route that answered is a GET that needs no token; no route, no."""
        return id(scope.get("route")) in self._public

    def is_secured(self, scope: Scope) -> bool:
        """Whether the route that answered needs a token or a key; no route, no."""
        return id(scope.get("route")) in self._secured

    def methods(self, path: str) -> list[str]:
        """Every method that this path takes, over all its routes; Starlette names those of the first one only."""
        found: set[str] = set()
        for route in self._matching(path):
            found |= route.methods or set()
        if "GET" in found:
            found.add("HEAD")
        if self.has_public_read(path):
            found.add("OPTIONS")
        return sorted(found)

    def has_public_read(self, path: str) -> bool:
        """Whether anybody may GET this path."""
        return any(id(route.original_route) in self._public for route in self._matching(path))

    def _matching(self, path: str) -> Iterator[RouteContext]:
        return (route for route in self._routes if route.path_regex.match(path))


def _is_read(route: RouteContext) -> bool:
    return "GET" in (route.methods or ())


def _is_secured(route: RouteContext) -> bool:
    # A plain Starlette route, as that of /openapi.json, has no dependencies.
    dependant: Dependant | None = getattr(route, "dependant", None)
    return dependant is not None and _needs_token(dependant)


def _needs_token(dependant: Dependant) -> bool:
    call: Any = dependant.call
    return isinstance(call, SecurityBase) or any(map(_needs_token, dependant.dependencies))
