"""Builds the HTTP face of the consultation service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from constancia_web.translations import Translations
from consultation.comments import endpoints as comments
from consultation.comments.taking import Taking
from consultation.consultations import endpoints as consultations
from consultation.exports import endpoints as exports
from consultation.guard.guard import Guard
from consultation.moderation import endpoints as moderation
from consultation.notices import endpoints as notices
from consultation.proposals import endpoints as proposals
from consultation.questionnaires import endpoints as questionnaires
from consultation.receipts import endpoints as receipts
from consultation.receipts.keys import ReceiptKeys
from consultation.responses import endpoints as responses
from consultation.settings import Settings
from consultation.site import form_endpoints, public_endpoints, receipt_endpoints
from consultation.site.serving import Site, is_page

ROUTERS = (
    moderation.router,  # its fixed paths come before those with a consultation in them
    comments.router,
    consultations.router,
    exports.router,
    responses.router,
    proposals.router,
    questionnaires.router,
    receipts.router,
    notices.router,
    receipt_endpoints.router,
    public_endpoints.router,
    form_endpoints.router,
)


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the consultation service; it connects when it is first asked and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="consultation-api")

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
            app.state.receipt_keys = await ReceiptKeys.open(engine, clock)
            try:
                yield
            finally:
                await engine.dispose()

    async def ready() -> dict[str, str]:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return {"database": "ok"}

    translations = Translations.load("constancia_web", "constancia_pages", "consultation")
    app = create_api(
        service="consultation",
        title="Constancia: consultations",
        description="Consultations, comments with receipts, public moderation, reasoned answers.",
        version=version("constancia-consultation"),
        public_url=settings.public_url,
        routers=ROUTERS,
        lifespan=lifespan,
        ready=ready,
        limits=RateLimits.of(settings, clock),
        translations=translations,
        abilities=Abilities(api_keys=True),
    )
    secrets = settings.secrets()
    guard = Guard(secrets, clock, settings.guard_rules())
    app.state.engine = engine
    app.state.clock = clock
    app.state.secrets = secrets
    app.state.guard = guard
    app.state.taking = Taking(guard, secrets, contact_days=settings.contact_days, mails=settings.mails)
    app.state.site = Site.of(translations)
    say_by_page(app, is_page=is_page, not_found=app.state.site.not_found)
    return app
