"""Builds the public face: figures, pages, widgets, the stream of changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text

from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_pages.refusals import say_by_page
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.asking import knowing
from constancia_web.limits import RateLimits
from constancia_web.openapi import Abilities
from constancia_web.published import PublishedPages
from constancia_web.translations import Translations
from reporting.cards import endpoints as cards
from reporting.clock import endpoints as clock_face
from reporting.comparison import endpoints as comparison
from reporting.compliance import endpoints as compliance
from reporting.compliance.reading import Reader
from reporting.consultations import endpoints as consultations
from reporting.findings import endpoints as findings
from reporting.findings.reading import FindingsReader
from reporting.open_data import endpoints as open_data
from reporting.open_data import page_endpoints as data_pages
from reporting.open_data.catalogue import Publisher
from reporting.reports import endpoints as reports
from reporting.reports import page_endpoints as report_pages
from reporting.search import endpoints as search
from reporting.settings import Settings
from reporting.site import country_endpoints as countries
from reporting.site import endpoints as site
from reporting.site import evidence_endpoints as evidence_pages
from reporting.site import registry_endpoints as registry_pages
from reporting.site.render import Site
from reporting.site.serving import is_page, not_found
from reporting.stream import endpoints as stream
from reporting.stream.following import Following
from reporting.stream.hub import Hub
from reporting.widgets import endpoints as badges

ROUTERS = (
    compliance.router,
    comparison.router,
    search.router,
    findings.router,
    badges.router,
    cards.router,
    clock_face.router,
    consultations.router,
    reports.router,
    open_data.router,
    data_pages.router,
    stream.router,
    registry_pages.router,
    report_pages.router,
    evidence_pages.router,
    site.router,
    countries.router,
)


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of reporting; it follows its read models and serves what is made from them."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="reporting-api")
    pages = PublishedPages(clock=clock)
    reader = Reader()
    hub = Hub(most=settings.stream_clients)
    following = Following(database_url=settings.database_url, engine=engine, pages=pages, reader=reader, hub=hub)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        who = knowing(
            app,
            clock,
            public_url=settings.public_url,
            registry_url=settings.registry_url,
            jwks_url=settings.jwks_url,
        )
        try:
            async with signalling(settings.database_url) as signal, who, following.running():
                app.state.transactions = Transactions(engine, clock, signal)
                yield
        finally:
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
        routers=ROUTERS,
        lifespan=lifespan,
        ready=ready,
        limits=RateLimits.of(settings, clock),
        published=pages,
        translations=Translations.load("constancia_web", "reporting"),
        abilities=Abilities(api_keys=True),
    )
    app.state.engine = engine
    app.state.clock = clock
    app.state.site = Site()
    say_by_page(app, is_page=is_page, not_found=partial(not_found, app.state.site))
    app.state.publisher = Publisher(
        origin=settings.public_url.rstrip("/"),
        name=settings.open_data_publisher,
        licence=settings.open_data_license,
    )
    app.state.reader = reader
    app.state.findings = FindingsReader(reader)
    app.state.hub = hub
    app.state.let_go = hub.close
    return app
