"""Sparse answers: `?fields=number,title` leaves of an answer, or of each item of a page, only the members named."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, TypeGuard
from urllib.parse import parse_qsl

from pydantic import BaseModel, RootModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from constancia_runtime.errors import DomainError, Fault, Kind
from constancia_web.pages import Page
from constancia_web.problems import refusal

PARAMETER: Final = "fields"
_SCOPE_KEY: Final = "constancia.narrowed"
_ASKED: Final = re.compile(rb"(^|&)fields=")
_NO_FIELD: Final = "Name one or more of these, with commas between: {names}"


class FieldsUnknown(DomainError):
    """`fields` names what the answer does not have."""

    slug = "fields-unknown"
    kind = Kind.INVALID
    message = "Some of the fields asked for do not exist; see errors"

    def __init__(self, names: Sequence[str]) -> None:
        values = {"names": ", ".join(names)}
        super().__init__(faults=(Fault(message=_NO_FIELD, values=values, code="fields", parameter=PARAMETER),))


class Sparse:
    """Narrows the answers of GETs whose route answers a model or a page of models."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever names no fields."""
        asked = scope["type"] == "http" and scope["method"] == "GET" and _ASKED.search(scope["query_string"])
        if not asked or not scope["path"].startswith("/v1/"):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def narrowing(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_whole(scope, message):
                start = message
            elif message["type"] == "http.response.body" and start is not None:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_narrowed(scope, receive, send, start, bytes(body))
            else:
                await send(message)

        await self.app(scope, receive, narrowing)


def narrowed(scope: Scope, body: bytes) -> bytes:
    """A JSON body of the present route with only the members that the query names; whole when it names none.

    Raises FieldsUnknown.
    """
    model = _model_of(scope)
    if model is None or not _ASKED.search(scope["query_string"]):
        return body
    kept = _names(scope, model)
    whole = json.loads(body)
    items = [_only(item, kept) for item in whole["items"]] if _is_page(model) else []
    small = whole | {"items": items} if _is_page(model) else _only(whole, kept)
    scope[_SCOPE_KEY] = True
    return json.dumps(small, ensure_ascii=False, separators=(",", ":")).encode()


def members_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The names that `fields` may hold for a route that answers this model: those of an item, where it is a page."""
    if _is_page(model):
        [item] = model.__pydantic_generic_metadata__["args"]
        return members_of(item) if _has_members(item) else ()
    return _members(model)


@lru_cache
def _members(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(model.model_json_schema(mode="serialization").get("properties", {}))


def _is_page(model: type[BaseModel]) -> bool:
    return issubclass(model, Page)


def _has_members(model: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(model, type) and issubclass(model, BaseModel) and not issubclass(model, RootModel)


def _model_of(scope: Scope) -> type[BaseModel] | None:
    model = getattr(scope.get("route"), "response_model", None)
    return model if _has_members(model) and members_of(model) else None


def _names(scope: Scope, model: type[BaseModel]) -> frozenset[str]:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = {name.strip() for key, value in query if key == PARAMETER for name in value.split(",")}
    known = members_of(model)
    if not asked <= set(known):
        raise FieldsUnknown(known)
    return frozenset(asked)


def _only(whole: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name in kept}


def _is_whole(scope: Scope, start: Message) -> bool:
    """Whether this is the beginning of an answer to narrow."""
    kind = Headers(raw=list(start["headers"])).get("content-type", "")
    return bool(
        start["status"] == HTTPStatus.OK
        and kind.partition(";")[0] == "application/json"
        and _model_of(scope) is not None
        and not scope.get(_SCOPE_KEY)
    )


async def _send_narrowed(scope: Scope, receive: Receive, send: Send, start: Message, body: bytes) -> None:
    try:
        small = narrowed(scope, body)
    except FieldsUnknown as refused:
        await refusal(Request(scope), refused)(scope, receive, send)
        return
    headers = MutableHeaders(scope=start)
    headers["content-length"] = str(len(small))
    if "etag" in headers:
        headers["etag"] = _etag(scope, headers["etag"])
    await send(start)
    await send({"type": "http.response.body", "body": small})


def _etag(scope: Scope, whole: str) -> str:
    """The tag of the version and the members: equal only to that of the same members, and no version to change."""
    model = _model_of(scope)
    names = "" if model is None else ",".join(sorted(_names(scope, model)))
    return f'{whole[:-1]};{names}"'
