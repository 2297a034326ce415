"""Builds the registry's HTTP face."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from sqlalchemy import text

from commitments.amendment import endpoints as amendment
from commitments.assessment import endpoints as assessment
from commitments.audit import endpoints as audit
from commitments.commitment import endpoints as commitment
from commitments.contact import endpoints as contact
from commitments.credential import endpoints as credential
from commitments.credential.commands.grant_token import TokenMint
from commitments.credential.judge import CredentialJudge
from commitments.credential.keys import SigningKeys
from commitments.enrolment import endpoints as enrolment
from commitments.enrolment import pages as enrolment_pages
from commitments.enrolment.rendering import EnrolmentPages
from commitments.goal import endpoints as goal
from commitments.imports import endpoints as imports
from commitments.indicator import endpoints as indicator
from commitments.institution import endpoints as institution
from commitments.irm import endpoints as irm
from commitments.lineage import endpoints as lineage
from commitments.meeting import endpoints as meeting
from commitments.membership import endpoints as membership
from commitments.period import endpoints as period
from commitments.plan import endpoints as plan
from commitments.recommendation import endpoints as recommendation
from commitments.settings import Settings
from commitments.vocabulary import endpoints as vocabulary
from commitments.webhook import endpoints as webhook
from commitments.webhook.vetting import AddressCheck, manners_of
from commitments.workbook import endpoints as workbook
from commitments.working_group import endpoints as working_group
from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.app import Api, create_api
from constancia_web.limits import RateLimits
from constancia_web.openapi import Abilities
from constancia_web.tokens import AUDIENCE, TokenVerifier
from constancia_web.translations import Translations

_ASIDE = 3


def create_app(settings: Settings, clock: Clock | None = None) -> Api:
    """The app of the registry; it connects when it starts and closes everything when it stops."""
    clock = clock or SystemClock()
    engine = create_engine(settings.database_url, pool=settings.database_pool, name="commitments-api")

    # What is done beside a request (judge a credential, keep an answer) never waits for a connection of the requests,
    # each of which may hold one by then.
    aside = create_engine(settings.database_url, pool=_ASIDE, name="commitments-aside")

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
                await aside.dispose()

    async def ready() -> dict[str, str]:
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
        return {"database": "ok"}

    translations = Translations.load("constancia_web", "constancia_pages", "commitments")
    app = create_api(
        service="commitments",
        title="Constancia: registry",
        description="Plans, institutions, commitments, goals and the progress reported on them.",
        version=version("constancia-commitments"),
        public_url=settings.public_url,
        routers=[
            plan.router,
            institution.router,
            commitment.router,
            goal.router,
            workbook.router,
            imports.router,
            credential.router,
            credential.administration,
            audit.router,
            irm.router,
            webhook.router,
            goal.of_plan,
            assessment.router,
            period.router,
            amendment.router,
            lineage.router,
            contact.router,
            vocabulary.router,
            membership.router,
            working_group.router,
            enrolment.router,
            enrolment_pages.router,
            meeting.router,
            recommendation.router,
            indicator.router,
        ],
        lifespan=lifespan,
        ready=ready,
        abilities=Abilities(api_keys=True, idempotency=True),
        limits=RateLimits.of(settings, clock),
        translations=translations,
    )
    app.state.engine = engine
    app.state.aside = aside
    app.state.judge = CredentialJudge(aside, clock)
    app.state.clock = clock
    app.state.enrolment_pages = EnrolmentPages(translations)
    app.state.check_address = AddressCheck(manners_of(settings))
    return app
