"""Builds the registry's HTTP face."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text

from commitments.commitment import endpoints as commitment
from commitments.credential import endpoints as credential
from commitments.credential.commands.grant_token import AUDIENCE, TokenMint
from commitments.credential.keys import SigningKeys
from commitments.goal import endpoints as goal
from commitments.imports import endpoints as imports
from commitments.institution import endpoints as institution
from commitments.plan import endpoints as plan
from commitments.settings import Settings
from commitments.workbook import endpoints as workbook
from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.tokens import TokenVerifier
from constancia_web.translations import Translations


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the registry; it connects when it starts and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="commitments-api")

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with signalling(settings.database_url) as signal:
            keys = await SigningKeys.open(engine, clock)
            app.state.transactions = Transactions(engine, clock, signal)
            app.state.mint = TokenMint(keys=keys, issuer=settings.public_url, seconds=settings.token_seconds)
            app.state.tokens = TokenVerifier(keys, issuer=settings.public_url, audience=AUDIENCE, clock=clock)
            try:
                yield
            finally:
                await engine.dispose()

    async def ready() -> dict[str, str]:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return {"database": "ok"}

    app = create_api(
        service="commitments",
        title="Constancia: registry",
        description="Plans, institutions, commitments, goals and the progress reported on them.",
        version=version("constancia-commitments"),
        public_url=settings.public_url,
        routers=[r.router for r in (plan, institution, commitment, goal, workbook, imports, credential)],
        lifespan=lifespan,
        ready=ready,
        translations=Translations.load("constancia_web", "commitments"),
    )
    app.state.engine = engine
    app.state.clock = clock
    return app
