"""Makes the editions that wait: writes the document once, renders each file, keeps it, and goes on where it was.

A press that dies leaves what it had made; the next one, here or in another process, renders what is missing from the
same document. Which press is at work on an edition is a lock of its connection, which ends with it.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from constancia_bus.ask import NobodyAnswers, Unanswerable
from constancia_bus.ending import end_if_told
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transactions
from constancia_events.reporting import ReportFilePart
from constancia_runtime.errors import DomainError
from constancia_runtime.logs import place_of
from reporting.compliance.queries import zone_of
from reporting.reports import store
from reporting.reports.commands.finish_edition import finish_edition
from reporting.reports.document import Document
from reporting.reports.gathering import ask_others, consultations_of, gather
from reporting.reports.reading import moment_of
from reporting.reports.rendering.formats import FILES, LANGUAGES, RENDERERS, Form, name_of
from reporting.reports.store import Edition, EditionState
from reporting.reports.writing.report import Language, written
from reporting.site.render import Site

_log = structlog.get_logger(__name__)
_POLL_SECONDS: Final = 1.0
_AGAIN_SECONDS: Final = 5.0
_MOST_TRIES: Final = 12
_CLAIM: Final = text("select pg_try_advisory_lock(hashtextextended(:key, 6))")
_RELEASE: Final = text("select pg_advisory_unlock(hashtextextended(:key, 6))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One worker's; as many workers as one likes may have theirs on the same database."""

    transactions: Transactions
    bus: Bus
    origin: str
    site: Site = field(default_factory=Site)

    @property
    def _engine(self) -> AsyncEngine:
        return self.transactions.engine

    async def run(self) -> None:
        """Make editions until cancelled."""
        while True:
            end_if_told()
            try:
                await self.round()
            except (SQLAlchemyError, OSError) as cause:
                _log.warning("press_waits", cause=type(cause).__name__)
            await asyncio.sleep(_POLL_SECONDS)

    async def round(self) -> None:
        """Make whatever waits at this moment."""
        async with self._engine.connect() as connection:
            waiting = await store.waiting(connection)
        for plan, number, edition in waiting:
            end_if_told()
            await self._claimed(plan, number, edition)

    async def _claimed(self, plan: str, number: int, wanted: int) -> None:
        key = {"key": f"report/{plan}/{number}/{wanted}"}
        async with self._engine.connect() as bare:
            claim = await bare.execution_options(isolation_level="AUTOCOMMIT")
            if not await claim.scalar(_CLAIM, key):
                return
            try:
                edition = await store.edition(claim, plan, number, wanted)
                if edition.state == EditionState.WAITING:
                    await self._try(claim, edition)
            finally:
                await claim.execute(_RELEASE, key)

    async def _try(self, claim: AsyncConnection, edition: Edition) -> None:
        """Make it, or keep why not: after some tries whoever asked is told that it failed."""
        try:
            await self._make(edition)
        except DomainError as refusal:  # trying again would not help
            await store.tried(claim, edition, refusal.slug, most=1)
        except (NobodyAnswers, Unanswerable) as cause:
            await store.tried(claim, edition, "others-do-not-answer", most=_MOST_TRIES)
            _log.warning("edition_waits", plan=edition.plan, number=edition.number, cause=type(cause).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as cause:  # noqa: BLE001 - one report must not stop the others
            await store.tried(claim, edition, "could-not-be-made", most=3)
            _log.error("edition_failed", plan=edition.plan, number=edition.number, at=place_of(cause))

    async def _make(self, edition: Edition) -> None:
        documents = await self._documents(edition)
        there = {part.name for part in edition.files}
        for name, language, form in FILES:
            if name not in there and form is not Form.JSON:
                end_if_told()
                content = await asyncio.to_thread(RENDERERS[form].render, documents[language])
                async with self._engine.begin() as connection:
                    await store.keep_file(connection, edition, part_of(name, content), content)
        async with self.transactions(actor=edition.asked_by) as tx:
            whole = await store.edition(tx.connection, edition.plan, edition.number, edition.edition)
            titles = {language: f"{one.title}. {one.subtitle}" for language, one in documents.items()}
            await finish_edition(tx, whole, documents["es"], titles, self.origin)

    async def _documents(self, edition: Edition) -> dict[str, Document]:
        """The document in each language: as it was kept, or else written from the record, all languages at once."""
        there = {part.name for part in edition.files}
        of = (edition.plan, edition.number, edition.edition)
        if name_of("es", Form.JSON) in there:
            async with self._engine.connect() as connection:
                return {
                    language: Document.model_validate_json(
                        await store.content_of(connection, *of, name_of(language, Form.JSON))
                    )
                    for language in LANGUAGES
                }
        documents = await self._written(edition)
        async with self._engine.begin() as connection:
            for language, document in documents.items():
                content = document.bytes()
                await store.keep_file(connection, edition, part_of(name_of(language, Form.JSON), content), content)
        return documents

    async def _written(self, edition: Edition) -> dict[str, Document]:
        moment = moment_of(edition.as_of, self.transactions.clock.now())
        async with self._engine.connect() as connection:
            zone: ZoneInfo = await zone_of(connection, edition.plan)
            heard = await consultations_of(connection, edition.plan, moment, zone)
        spoken = await ask_others(self.bus, edition.plan, heard, moment.instant(zone).isoformat())
        async with self._engine.connect() as bare:
            snapshot = await bare.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            gathered = await gather(snapshot, edition.plan, moment, spoken)
            kind = (await store.load(snapshot, edition.plan, edition.number)).kind
        languages: tuple[Language, ...] = ("es", "en")
        return {
            language: await asyncio.to_thread(
                written,
                gathered,
                number=edition.number,
                kind=kind,
                language=language,
                narratives=edition.narratives,
                site=self.site,
                origin=self.origin,
            )
            for language in languages
        }


def part_of(name: str, content: bytes) -> ReportFilePart:
    """A file by its name and hash."""
    return ReportFilePart(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
