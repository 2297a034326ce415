"""Builds the HTTP face of the evidence service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text

from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.limits import RateLimits
from constancia_web.translations import Translations
from evidence.means_of_verification import endpoints as means_of_verification
from evidence.settings import Settings


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the evidence service; it connects when it is first asked and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="evidence-api")

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await engine.dispose()

    async def ready() -> dict[str, str]:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return {"database": "ok"}

    app = create_api(
        service="evidence",
        title="Constancia: evidence",
        description="Means of verification: every address cited as proof, once, with all its uses.",
        version=version("constancia-evidence"),
        public_url=settings.public_url,
        routers=[means_of_verification.router],
        lifespan=lifespan,
        ready=ready,
        limits=RateLimits.of(settings, clock),
        translations=Translations.load("constancia_web", "evidence"),
    )
    app.state.engine = engine
    app.state.clock = clock
    return app
