"""Builds the public face: figures, pages, widgets, the stream of changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from constancia_bus.signal import listen
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.published import PublishedPages
from constancia_web.translations import Translations
from reporting.compliance import endpoints as compliance
from reporting.compliance.queries import version_of
from reporting.compliance.reading import Reader
from reporting.settings import Settings
from reporting.site import endpoints as site
from reporting.site.refusals import say_by_page
from reporting.site.render import Site
from reporting.stream import endpoints as stream
from reporting.stream.announce import CHANNEL
from reporting.stream.hub import Hub


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of reporting; it hears of every change of its read models and forgets the bytes made before it."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="reporting-api")
    pages = PublishedPages(clock=clock)
    reader = Reader()
    hub = Hub(most=settings.stream_clients)

    missed = asyncio.Event()

    def changed(payload: str) -> None:
        reader.forget()
        pages.clear()
        if payload:
            hub.tell(payload)
        else:  # the listener has just connected: it may have missed something
            missed.set()

    async def catch_up() -> None:
        while True:
            await missed.wait()
            missed.clear()
            try:
                async with engine.connect() as connection:
                    hub.catch_up(await version_of(connection))
            except (SQLAlchemyError, OSError):
                await asyncio.sleep(1)
                missed.set()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with engine.connect() as connection:
            hub.catch_up(await version_of(connection))
        tasks = [
            asyncio.create_task(listen(settings.database_url, CHANNEL, changed), name="record-changed"),
            asyncio.create_task(catch_up(), name="catch-up"),
        ]
        try:
            yield
        finally:
            hub.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await engine.dispose()

    async def ready() -> dict[str, str]:
        async with engine.connect() as connection:
            parked = await connection.scalar(text("select count(*) from projection_parked where resolved_at is null"))
        return {"database": "ok", "parked_events": str(parked)}

    app = create_api(
        service="reporting",
        title="Constancia: public record",
        description="Compliance of plans as of any instant, the public pages, widgets, and the stream of changes.",
        version=version("constancia-reporting"),
        public_url=settings.public_url,
        routers=[compliance.router, stream.router, site.router],
        lifespan=lifespan,
        ready=ready,
        published=pages,
        translations=Translations.load("constancia_web", "reporting"),
    )
    app.state.engine = engine
    app.state.clock = clock
    app.state.site = Site()
    say_by_page(app, app.state.site, site.POLICY)
    app.state.reader = reader
    app.state.hub = hub
    app.state.let_go = hub.close
    return app
