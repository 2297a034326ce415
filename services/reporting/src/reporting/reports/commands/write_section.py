"""The point of contact writes a section of a report."""

from collections.abc import Collection
from dataclasses import dataclass

from constancia_bus.transaction import Transaction
from constancia_web.conditional import ExpectedVersion
from reporting.reports import store
from reporting.reports.aggregate import Report
from reporting.reports.errors import FigureUnknown, NarrativeLanguage
from reporting.reports.markdown import references
from reporting.reports.narratives import Narrative
from reporting.reports.rendering.formats import LANGUAGES
from reporting.reports.store import SectionText


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteSection:
    """`text` is Markdown by language; `figures` are the names of those that it may insert."""

    plan: str
    number: int
    section: Narrative
    text: dict[str, str]
    figures: Collection[str]
    expected: ExpectedVersion
    by: str


async def write_section(tx: Transaction, command: WriteSection) -> tuple[Report, SectionText]:
    """Keep the text beside those before it; the same text again changes nothing.

    Raises ReportNotFound, Stale, AlreadyPublished, NarrativeLanguage, FigureUnknown.
    """
    before = await store.hold(tx, command.plan, command.number)
    command.expected.check(before.version)
    _check(command)
    texts = await store.texts_of(tx.connection, command.plan, command.number, command.section)
    if texts and texts[0].text == command.text:
        return before, texts[0]
    written = SectionText(
        section=command.section,
        section_version=len(texts) + 1,
        text=command.text,
        written_by=command.by,
        written_at=tx.now,
    )
    report, event = before.write(command.section, written.section_version, command.text)
    await store.save(tx, report)
    await store.add_section(tx, report, written)
    tx.record(event, stream=report.stream, version=report.version)
    return report, written


def _check(command: WriteSection) -> None:
    other = sorted(set(command.text) - set(LANGUAGES))
    if "es" not in command.text or other:
        raise NarrativeLanguage.at("/text", languages=", ".join(other or command.text))
    for language, text in command.text.items():
        unknown = [name for name in references(text) if name not in command.figures]
        if unknown:
            raise FigureUnknown.at(f"/text/{language}", names=", ".join(unknown))
