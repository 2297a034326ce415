"""Sends what waits: takes notices that are due, writes each letter anew, keeps what came of it.

At least once: a notice whose sender died before it had kept the outcome is sent again.
"""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_bus.ending import end_if_told
from constancia_bus.transaction import Transactions
from constancia_events.texts import text_in
from constancia_pages.formats import Formats
from constancia_runtime.logs import place_of
from constancia_web.translations import Translations
from consultation.comments import queries as comment_queries
from consultation.comments import store as comment_store
from consultation.comments.aggregate import Comment
from consultation.comments.schemas import code_of
from consultation.consultations import store as consultation_store
from consultation.contacts import store as contact_store
from consultation.moderation import store as moderation_store
from consultation.notices import outbox
from consultation.notices.kinds import NoticeKind, NoticeOutcome
from consultation.notices.letters import Letter, written
from consultation.notices.mail import Mailer, NotSent
from consultation.projections import registry
from consultation.responses import store as response_store
from consultation.secrets import Secrets
from consultation.site.paths import Paths
from consultation.site.words import ACTS, OUTCOMES

_log = structlog.get_logger(__name__)
_POLL_SECONDS: Final = 2.0
_AT_ONCE: Final = 20
_LISTED: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Postman:
    """One worker's; as many workers as one likes may have theirs on the same database."""

    transactions: Transactions
    secrets: Secrets
    mailer: Mailer
    translations: Translations
    origin: str

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            end_if_told()
            if not await self.round():
                await asyncio.sleep(_POLL_SECONDS)

    async def round(self) -> int:
        """Send what is due at this moment; says how many notices that were."""
        async with self.transactions.engine.connect() as connection:
            if not await outbox.waiting(connection, self.transactions.clock.now()):
                return 0
        async with self.transactions(actor=Transactions.SYSTEM) as tx:
            taken = await outbox.take(tx, _AT_ONCE)
        for row in taken:
            await self._carry(row)
        return len(taken)

    async def _carry(self, row: Any) -> None:
        outcome: NoticeOutcome | None = None
        try:
            async with self.transactions.engine.connect() as connection:
                found = await self._written(connection, row)
            if found is None:
                outcome = NoticeOutcome.NO_ADDRESS
            else:
                await self.mailer.send(found[0], found[1], row.id)
                outcome = NoticeOutcome.SENT
        except NotSent as cause:
            _log.warning("notice_not_sent", notice=row.id, tries=row.tries, cause=str(cause))
        except Exception as cause:  # noqa: BLE001 - one letter must never hold up those behind it
            _log.error("notice_failed", notice=row.id, tries=row.tries, error=place_of(cause))
        async with self.transactions(actor=Transactions.SYSTEM) as tx:
            if outcome is None:
                await outbox.again(tx, row.id, row.tries)
            else:
                await outbox.settle(tx, row.id, outcome)

    async def _written(self, connection: AsyncConnection, row: Any) -> tuple[str, Letter] | None:
        """Where a letter goes, and what it says; None where no address is left."""
        if row.kind == NoticeKind.DIGEST:
            return await self._digest(connection, row)
        comment = await comment_store.find(connection, row.comment)
        contact = await contact_store.find(connection, self.secrets, row.comment)
        if comment is None or contact is None:
            return None
        consultation = await consultation_store.load(connection, comment.consultation)
        paths, formats = Paths(contact.language), Formats(contact.language)
        erase_on = await contact_store.has(connection, comment.id)
        values: dict[str, Any] = {
            "title": text_in(consultation.name, contact.language),
            "code": code_of(self.secrets, comment) or "",
            "received_at": formats.moment(comment.received_at, consultation.time_zone),
            "text_sha256": comment.text_sha256,
            "receipt_page": self.origin + paths.receipt(),
            "comment_page": self.origin + paths.comment(consultation.id, comment.id),
            "erase_on": formats.plan_date(str(erase_on or date.max)),
        }
        more = await self._more(connection, contact.language, comment, row)
        letter = written(self.translations, contact.language, row.kind, leave=True, **values, **more)
        return contact.email, letter

    async def _more(self, connection: AsyncConnection, language: str, comment: Comment, row: Any) -> dict[str, Any]:
        """What a letter says beside what all of them do."""
        say = self.translations.text
        if row.kind == NoticeKind.MODERATED:
            acts = await moderation_store.of_comment(connection, comment.id)
            act = next((one for one in acts if one.number == row.detail["number"]), acts[-1])
            reason = text_in(act.reason, language) if act.reason else say(language, "Nothing was found against it.")
            return {"act": say(language, ACTS[act.act]), "reason": reason}
        if row.kind not in {NoticeKind.ANSWERED, NoticeKind.CHANGED}:
            return {}
        response = await response_store.load(connection, comment.consultation, row.detail["response"])
        names = await registry.institution_names(connection)
        by = say(language, "the point of contact of the plan")
        if response.institution is not None:
            name = names.get(response.institution)
            by = text_in(name, language) if name else response.institution
        changes = ", ".join(
            say(language, "commitment {number}", number=one.commitment)
            if one.goal is None
            else say(language, "goal {number}", number=f"{one.commitment}.{one.goal}")
            for one in response.changes
        )
        return {
            "institution": by,
            "outcome": say(language, OUTCOMES[response.outcome]),
            "answer": text_in(response.text, language),
            "changes": changes,
        }

    async def _digest(self, connection: AsyncConnection, row: Any) -> tuple[str, Letter] | None:
        to = await contact_store.digest_address(connection, self.secrets, row.institution)
        owed = await comment_queries.owed(connection, row.detail["plan"], row.institution)
        if to is None or not owed:
            return None
        plan = await registry.find_plan(connection, row.detail["plan"])
        today = self.transactions.clock.now().astimezone(ZoneInfo(plan.time_zone if plan else "UTC")).date()
        paths = Paths("es")
        letter = written(
            self.translations,
            "es",
            row.kind,
            leave=False,
            institution=row.institution,
            waiting=len(owed),
            overdue=sum(one.due_on is not None and one.due_on < today for one in owed),
            listed="\n".join(
                f"{one.due_on or '-'}  {self.origin}{paths.comment(one.consultation, one.id)}" for one in owed[:_LISTED]
            ),
            docs_page=f"{self.origin}/docs#responses",
        )
        return to, letter
