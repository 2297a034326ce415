"""Keyset pages: a list goes on after the sort key of its last item, so that nothing shifts under the reader."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from constancia_runtime.errors import DomainError, Fault, Kind

S = TypeVar("S")
T = TypeVar("T")

Key = str | int | None
MOST_ITEMS: Final = 100
_DEFAULT_ITEMS: Final = 50
_LONGEST_CURSOR: Final = 2_000


class Page(BaseModel, Generic[T]):
    """Some items of a list, and the cursor that asks for those after them; null at the end."""

    model_config = ConfigDict(frozen=True)

    items: Sequence[T]
    next_cursor: str | None = Field(description="Send as `cursor` for the items that follow; null at the end.")


class CursorUnreadable(DomainError):
    """The cursor is not one that this list gave."""

    slug = "cursor-unreadable"
    kind = Kind.INVALID
    message = "This cursor was not given by this list; begin again without it"

    def __init__(self) -> None:
        super().__init__(faults=(Fault(message=self.message, code="cursor", parameter="cursor"),))


@dataclass(frozen=True, slots=True)
class After:
    """The sort key of the last item that the reader has."""

    keys: tuple[Key, ...]

    def of(self, *kinds: type) -> tuple[Any, ...]:
        """The keys, when they are as many and of these kinds; raises CursorUnreadable for a forged one."""
        if len(kinds) != len(self.keys):
            raise CursorUnreadable
        for key, kind in zip(self.keys, kinds, strict=True):
            # bool is an int to Python, and no cursor of ours holds one.
            if isinstance(key, bool) or not isinstance(key, kind) or not _storable(key):
                raise CursorUnreadable
        return self.keys


def _storable(key: Key) -> bool:
    """Whether a column could hold it: a forged key must not reach the database as an error of ours."""
    if isinstance(key, str):
        return "\x00" not in key and not any("\ud800" <= c <= "\udfff" for c in key)
    return key is None or abs(key) < 2**31


def cursor_after(request: Request, *keys: Key) -> str:
    """The cursor for the items after the one with these sort keys, good for this path only."""
    body = json.dumps(list(keys), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(json.dumps([_seal(request, body), body]).encode()).rstrip(b"=").decode()


async def _cursor(
    request: Request,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before; opaque.")] = None,
) -> After | None:
    if cursor is None:
        return None
    try:
        return _read(request, cursor)
    # RecursionError: brackets nested without end are no cursor either.
    except (binascii.Error, ValueError, TypeError, RecursionError) as cause:
        raise CursorUnreadable from cause


def _read(request: Request, cursor: str) -> After:
    if len(cursor) > _LONGEST_CURSOR:
        raise CursorUnreadable
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    seal, body = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    keys = json.loads(body)
    if seal != _seal(request, body) or not isinstance(keys, list):
        raise CursorUnreadable
    if not all(key is None or isinstance(key, str | int) for key in keys):
        raise CursorUnreadable
    return After(tuple(keys))


def _seal(request: Request, body: str) -> str:
    # No secret: it finds mistakes and cursors of another list. A forger only skips items of what he may read anyway.
    return hashlib.sha256(f"{request.scope['path']}\n{body}".encode()).hexdigest()[:10]


Cursor = Annotated[After | None, Depends(_cursor)]


async def _limit(
    limit: Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items at most.")] = _DEFAULT_ITEMS,
) -> int:
    return limit


Limit = Annotated[int, Depends(_limit)]


def link_next(request: Request, cursor: str | None) -> str | None:
    """The value of a `Link` header (RFC 8288) to the next page, the other parameters kept; None at the end."""
    if cursor is None:
        return None
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    others = [(name, value) for name, value in query if name != "cursor"]
    return f'<{quote(request.scope["path"])}?{urlencode([*others, ("cursor", cursor)])}>; rel="next"'


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for, and the way to answer with it."""

    request: Request
    response: Response
    cursor: After | None
    limit: int

    @property
    def fetch(self) -> int:
        """How many items to look for: one more than is shown, to know whether others follow."""
        return self.limit + 1

    def after(self, *beginning: Any) -> tuple[Any, ...]:
        """The sort keys of the last item that the reader has, of the kinds of `beginning`, which stands for no item.

        Raises CursorUnreadable.
        """
        return self.cursor.of(*map(type, beginning)) if self.cursor else beginning

    def page(self, found: Sequence[S], show: Callable[[S], T], keys: Callable[[S], tuple[Key, ...]]) -> Page[T]:
        """The page of what was found, with its `Link` to the next one; `keys` are the sort keys of an item."""
        next_cursor = cursor_after(self.request, *keys(found[self.limit - 1])) if len(found) > self.limit else None
        if link := link_next(self.request, next_cursor):
            self.response.headers["Link"] = link
        return Page(items=[show(item) for item in found[: self.limit]], next_cursor=next_cursor)


async def _page_request(request: Request, response: Response, cursor: Cursor, limit: Limit) -> PageRequest:
    return PageRequest(request, response, cursor, limit)


Paging = Annotated[PageRequest, Depends(_page_request)]
