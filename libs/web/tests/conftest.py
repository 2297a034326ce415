"""A small API on the real create_app, with one route for each thing the kit must get right."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request, Response
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from pydantic import BaseModel, ConfigDict, Field

from constancia_events.plan_file import PlanFile
from constancia_runtime.errors import DomainError, Kind
from constancia_web.app import create_api
from constancia_web.conditional import IfMatch, etag
from constancia_web.language import Language
from constancia_web.pages import Cursor, Limit, Page, cursor_after, link_next
from constancia_web.problems import problems
from constancia_web.published import PublishedPages, published
from constancia_web.tokens import EDDSA, Actor, TokenVerifier, requires
from constancia_web.translations import Translations

ISSUER = "https://constancia.example"


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2017, 7, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def turn(self, by: timedelta) -> None:
        self.time += by


class Closed(DomainError):
    slug = "plan-closed"
    kind = Kind.CONFLICT
    message = "The plan {plan} is closed"


class Deadlock(Exception):
    """As PostgreSQL's drivers tell it."""

    sqlstate = "40P01"


class ThingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2)]
    level: Annotated[str, Field(pattern="^(a|b)$", alias="a/b~c")]
    day: date | None = None


class Thing(BaseModel):
    name: str


class Counter:
    """How often the published endpoint ran, and what is done while it runs."""

    def __init__(self) -> None:
        self.ran = 0
        self.meanwhile: Any = None
        self.body = b"x" * 5_000
        self.valid_until: datetime | None = None


def _router(counter: Counter) -> APIRouter:  # noqa: C901
    router = APIRouter(prefix="/v1", tags=["things"])

    @router.get("/things", responses=problems(422))
    async def list_things(request: Request, response: Response, cursor: Cursor, limit: Limit) -> Page[Thing]:
        start = 0 if cursor is None else cursor.of(int)[0]
        following = cursor_after(request, start + limit) if start + limit < 10 else None
        link = link_next(request, following)
        if link:
            response.headers["Link"] = link
        items = [Thing(name=str(n)) for n in range(start, min(10, start + limit))]
        return Page[Thing](items=items, next_cursor=following)

    @router.post("/things", status_code=201)
    async def create_thing(body: ThingIn) -> Thing:
        return Thing(name=body.name)

    @router.put("/things/{number}", responses=problems(412, 428))
    async def replace_thing(number: int, body: ThingIn, version: IfMatch, response: Response) -> Thing:
        version.check(7)
        response.headers["ETag"] = etag(8)
        return Thing(name=f"{number}{body.name}")

    @router.get("/things/{number}")
    async def get_thing(number: int, response: Response) -> Thing:
        response.headers["ETag"] = etag(7)
        return Thing(name=str(number))

    @router.delete("/things/{number}", status_code=204)
    async def delete_thing(number: int, actor: Annotated[Actor, requires("plan:admin")]) -> None:
        del number, actor

    @router.get("/secret")
    async def get_secret(actor: Annotated[Actor, requires("reports:write")]) -> Thing:
        return Thing(name=actor.label)

    @router.post("/plans")
    async def create_plan(body: PlanFile) -> Thing:
        return Thing(name=body.plan.id)

    @router.get("/language")
    async def get_language(language: Language) -> Thing:
        return Thing(name=language)

    @router.get("/closed")
    async def get_closed() -> Thing:
        raise Closed(plan="gt-2016-2018")

    @router.get("/crash")
    async def get_crash() -> Thing:
        message = "password is hunter2"
        raise RuntimeError(message)

    @router.get("/deadlock")
    async def get_deadlock() -> Thing:
        raise RuntimeError("rolled back") from Deadlock()

    @router.get("/widget")
    async def get_widget(request: Request) -> Response:
        counter.ran += 1
        body = counter.body
        if counter.meanwhile:
            counter.meanwhile()
        return published(
            request,
            body,
            media_type="text/plain; charset=utf-8",
            cache_control="public, max-age=60",
            valid_until=counter.valid_until,
            headers={"Content-Security-Policy": "frame-ancestors *"},
        )

    return router


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def counter() -> Counter:
    return Counter()


@pytest.fixture
def pages(clock: TurnedClock) -> PublishedPages:
    return PublishedPages(clock=clock)


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", parameters={"kid": "one"})


class KnownKeys:
    """Keys that are simply there; counts how often it was asked to hear again."""

    def __init__(self, *keys: OKPKey) -> None:
        self.known = KeySet(list(keys))
        self.refreshed = 0

    async def keys(self) -> KeySet:
        return self.known

    async def refresh(self) -> None:
        self.refreshed += 1


@pytest.fixture
def known(key: OKPKey) -> KnownKeys:
    return KnownKeys(key)


@pytest.fixture
def app(pages: PublishedPages, counter: Counter, known: KnownKeys, clock: TurnedClock) -> FastAPI:
    api = create_api(
        service="things",
        title="Things",
        description="Things.",
        version="1.0.0",
        public_url=ISSUER,
        routers=[_router(counter)],
        lifespan=None,
        max_body_size=50_000,
        published=pages,
        translations=Translations.load("constancia_web"),
    )
    api.state.tokens = TokenVerifier(known, issuer=ISSUER, audience="constancia", clock=clock)
    return api


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
def claims(clock: TurnedClock) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    return {
        "iss": ISSUER,
        "aud": "constancia",
        "client_id": "minfin",
        "institution": "MINFIN",
        "scope": "reports:write evidence:write",
        "iat": now,
        "exp": now + 300,
    }


@pytest.fixture
def sign() -> Callable[..., str]:
    """Make a token with any claims, whatever they are."""

    def signed(claims: dict[str, Any], key: OKPKey, **header: Any) -> str:
        return jwt.encode({"alg": "EdDSA", "kid": key.kid, **header}, claims, key, registry=EDDSA)

    return signed


@pytest.fixture
def keys_of() -> type[KnownKeys]:
    return KnownKeys
