"""Every file of an edition is there: the report goes on to what the edition was made for."""

from constancia_bus.transaction import Transaction
from reporting.reports import store
from reporting.reports.aggregate import Made, Purpose, Window
from reporting.reports.document import Document
from reporting.reports.errors import WindowNeeded
from reporting.reports.reading import address_of
from reporting.reports.store import Edition


async def finish_edition(
    tx: Transaction, edition: Edition, model: Document, titles: dict[str, str], origin: str
) -> None:
    """Mark it as ready, and say what it brings about. `model` is the document in Spanish; `titles` by language.

    Raises AlreadyPublished, NotYetDraft.
    """
    report = await store.hold(tx, edition.plan, edition.number)
    made = made_of(edition, model)
    if edition.purpose is Purpose.COMMENT:
        window: Window | None = edition.window
        if window is None:
            raise WindowNeeded
        address = address_of(report.plan, report.number, origin)
        out, put_out = report.put_out(made, window, titles, address)
        await store.save(tx, out)
        tx.record(put_out, stream=out.stream, version=out.version)
    elif edition.purpose is Purpose.FINAL:
        final, finalised = report.finalise(made)
        await store.save(tx, final)
        tx.record(finalised, stream=final.stream, version=final.version)
    await store.done(tx, edition, public=edition.purpose is Purpose.COMMENT)


def made_of(edition: Edition, model: Document) -> Made:
    """An edition whose files are there, as the report is told of it."""
    return Made(
        edition=edition.edition,
        as_of=model.as_of,
        written=edition.written,
        files=edition.files,
        positions=model.version,
    )
