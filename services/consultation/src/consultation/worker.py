"""Builds what the consultation service does behind its API: speaks, hears the registry, keeps time, sends mail."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

from constancia_bus.ask import answer
from constancia_bus.projection import Projector
from constancia_bus.reaction import Reactor
from constancia_bus.signal import signalling
from constancia_bus.speaker import speaking
from constancia_bus.transaction import Transactions
from constancia_bus.worker import Task, Worker
from constancia_runtime.clock import Clock, SystemClock
from constancia_web.translations import Translations
from consultation.comments.handing import QUESTION, hand_comments
from consultation.consultations.commands.advance_consultations import keep_advancing
from consultation.forgetting import keep_forgetting
from consultation.notices.digest import issue_weekly
from consultation.notices.mail import mailer_of
from consultation.notices.postman import Postman
from consultation.settings import Settings
from consultation.subscriptions import PROJECTIONS, reactions

SERVICE = "consultation"


def build_worker(settings: Settings, clock: Clock | None = None) -> Worker:
    """The worker of the consultation service; `clock` gives the time of what it does by itself."""
    clock = clock or SystemClock()

    @asynccontextmanager
    async def tasks() -> AsyncIterator[Mapping[str, Task]]:
        async with speaking(SERVICE, settings) as speaker, signalling(settings.database_url) as signal:
            transactions = Transactions(speaker.engine, clock, signal)
            await answer(speaker.bus, SERVICE, QUESTION, partial(hand_comments, speaker.engine))
            heard = reactions(speaker.bus, transactions)
            running: dict[str, Task] = {
                **speaker.tasks,
                **{p.name: Projector(p, speaker.engine, speaker.bus).run for p in PROJECTIONS},
                **{one.name: Reactor(SERVICE, one, speaker.bus, speaker.engine).run for one in heard},
                "windows": partial(keep_advancing, transactions, clock),
                "digests": partial(issue_weekly, transactions, clock),
                "forgetting": partial(keep_forgetting, transactions, clock),
            }
            mailer = mailer_of(settings, clock)
            if mailer is not None:
                postman = Postman(
                    transactions=transactions,
                    secrets=settings.secrets(),
                    mailer=mailer,
                    translations=Translations.load("constancia_web", "constancia_pages", "consultation"),
                    origin=settings.public_url.rstrip("/"),
                )
                running["notices"] = postman.run
            yield running

    return Worker(SERVICE, tasks)
