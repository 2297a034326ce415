"""Builds the HTTP face of the consultation service."""

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
from consultation.comments import endpoints as comments
from consultation.consultations import endpoints as consultations
from consultation.settings import Settings


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the consultation service; it connects when it is first asked and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="consultation-api")

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
        service="consultation",
        title="Constancia: consultations",
        description="Consultations, their windows in the time zone of the plan, and the comments they received.",
        version=version("constancia-consultation"),
        public_url=settings.public_url,
        routers=[consultations.router, comments.router],
        lifespan=lifespan,
        ready=ready,
        limits=RateLimits.of(settings, clock),
        translations=Translations.load("constancia_web", "consultation"),
    )
    app.state.engine = engine
    app.state.clock = clock
    return app
