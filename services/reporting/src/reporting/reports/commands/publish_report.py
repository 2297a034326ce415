"""The point of contact publishes a report, which is frozen by that."""

from constancia_bus.transaction import Transaction
from constancia_web.conditional import ExpectedVersion
from reporting.reports import store
from reporting.reports.aggregate import Report
from reporting.reports.commands.finish_edition import made_of
from reporting.reports.document import Document
from reporting.reports.errors import NotFinal
from reporting.reports.reading import plan_today
from reporting.reports.rendering.formats import Form, name_of


async def publish_report(tx: Transaction, plan: str, number: int, expected: ExpectedVersion) -> Report:
    """Publish its final edition. Raises ReportNotFound, Stale, AlreadyPublished, NotFinal, WrittenSince."""
    before = await store.hold(tx, plan, number)
    expected.check(before.version)
    if before.edition is None:
        raise NotFinal(state=before.state)
    edition = await store.edition(tx.connection, plan, number, before.edition)
    content = await store.content_of(tx.connection, plan, number, edition.edition, name_of("es", Form.JSON))
    _, today = await plan_today(tx.connection, plan, tx.now)
    after, event = before.publish(made_of(edition, Document.model_validate_json(content)), today)
    await store.save(tx, after)
    await store.make_public(tx, edition)
    tx.record(event, stream=after.stream, version=after.version)
    return after
