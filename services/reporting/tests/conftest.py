"""The real plan with all that its file says, through the registry's log, the stream and the projector."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from constancia_db.engine import create_engine
from constancia_events.vocabulary import DisplayState, PeriodKind
from constancia_testing.hostile import HOSTILE
from constancia_testing.platform import Platform
from constancia_testing.registry import Registry, speaking
from reporting.reports.document import (
    Bar,
    Cell,
    Chart,
    Document,
    Figure,
    Heading,
    Items,
    Paragraph,
    Run,
    Section,
    Table,
    plain,
)
from reporting.reports.gathered import Spoken
from reporting.reports.gathering import gather
from reporting.reports.reading import moment_of
from reporting.reports.rendering.formats import RENDERERS, Form, name_of
from reporting.reports.writing.report import written
from reporting.site.render import Site


@pytest.fixture
def document(shared: Path) -> bytes:
    """The demonstration plan."""
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
def plan_on_record(request: pytest.FixtureRequest, shared: Path) -> bytes | None:
    """The demonstration plan for the tests that ask for it whole; the others begin empty."""
    if not {"real", "real_report"} & set(request.fixturenames):
        return None
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
async def registry(platform: Platform) -> AsyncIterator[Registry]:
    """The registry's voice on the platform of this test."""
    async with speaking(platform.databases, platform.clock) as voice:
        yield voice


@pytest.fixture
async def real(registry: Registry, document: bytes) -> dict[str, Any]:
    """The demonstration plan, on record with all that its file says of people and figures."""
    return await registry.arrived(document)


@pytest.fixture
async def real_report(platform: Platform, real: dict[str, Any]) -> dict[str, bytes]:
    """Every file of a report on the real plan as of the day of its own, by name."""
    engine = create_engine(SecretStr(platform.databases["reporting"]), pool=1, name="test-report")
    try:
        async with engine.connect() as connection:
            moment = moment_of(date(2017, 9, 29), platform.clock.now())
            gathered = await gather(connection, real["plan"]["id"], moment, Spoken())
    finally:
        await engine.dispose()
    files: dict[str, bytes] = {}
    for language in ("es", "en"):
        document = written(
            gathered,
            number=1,
            kind=PeriodKind.MID_TERM,
            language=language,
            narratives={"introduction": {"es": "Hay **{{ goals.complete.count }}** metas completas."}},
            site=Site(),
            origin="https://constancia.example",
        )
        files |= {name_of(language, form): RENDERERS[form].render(document) for form in Form}
    return files


@pytest.fixture(scope="session")
def hostile() -> Document:
    """A document of hostile texts alone, in every place that holds text."""
    return _document(HOSTILE)


def _cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text=text) for text in texts)


def _document(texts: Sequence[str]) -> Document:
    rows = tuple((*_cells(text, text[::-1]), Cell(text=f"{n:,}", number=n)) for n, text in enumerate(texts, 1_000))
    return Document(
        plan="gt-2016-2018",
        number=1,
        kind=PeriodKind.MID_TERM,
        language="es",
        title=texts[0],
        subtitle=texts[1],
        cover=tuple(texts),
        as_of="2017-09-29",
        time_zone="America/Guatemala",
        version={"commitments": 1},
        source="https://constancia.example",
        figures=tuple(Figure(key=f"f.n{n}", value=n, text=text) for n, text in enumerate(texts)),
        sections=(
            Section(
                key="s",
                title=texts[0],
                blocks=(
                    Heading(text=texts[1]),
                    *(
                        Paragraph(runs=(Run(text=text, bold=True, href="https://e.example/a?b=1&c=\"'<"),))
                        for text in texts
                    ),
                    Items(items=tuple(plain(text) for text in texts), ordered=True),
                    Table(key="t", caption=texts[1], columns=(*texts[:2], "n"), widths=(0.4, 0.4, 0.2), rows=rows),
                    Chart(
                        caption=texts[0],
                        said=texts[1],
                        lines=(
                            (texts[2], (Bar(state=DisplayState.COMPLETE, label=texts[0], count=3),)),
                            (texts[3], ()),
                        ),
                    ),
                ),
            ),
        ),
    )
