"""Builds the HTTP face of the evidence service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text

from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.asking import knowing
from constancia_web.limits import RateLimits
from constancia_web.openapi import Abilities
from constancia_web.translations import Translations
from evidence.checks import endpoints as checks
from evidence.copies import endpoints as copies
from evidence.files import endpoints as files
from evidence.means_of_verification import endpoints as means_of_verification
from evidence.settings import Settings
from evidence.verdict import endpoints as verdict


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the evidence service; it connects when it is first asked and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="evidence-api")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        who = knowing(
            app,
            clock,
            public_url=settings.public_url,
            registry_url=settings.registry_url,
            jwks_url=settings.jwks_url,
        )
        async with signalling(settings.database_url) as signal, who:
            app.state.transactions = Transactions(engine, clock, signal)
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
        routers=[verdict.router, files.router, checks.router, copies.router, means_of_verification.router],
        lifespan=lifespan,
        ready=ready,
        limits=RateLimits.of(settings, clock),
        translations=Translations.load("constancia_web", "evidence"),
        abilities=Abilities(api_keys=True),
    )
    app.state.engine = engine
    app.state.blobs = settings.blobs()
    app.state.clock = clock
    return app
