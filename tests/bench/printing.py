"""The report as PDF beside WeasyPrint, on the same content: each in a process of its own, cold and then warm."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final

from pydantic import SecretStr

from constancia_db.engine import create_engine
from constancia_events.vocabulary import PeriodKind
from reporting.reports.document import Document
from reporting.reports.gathered import Spoken
from reporting.reports.gathering import gather
from reporting.reports.reading import moment_of
from reporting.reports.rendering.html import as_html
from reporting.reports.writing.report import written
from reporting.site.render import Site

from .observing import ROOT
from .plan import Plan
from .stage import PLAN, Stage

METHOD: Final = (
    "The mid-term report on Guatemala's plan as of 2017-09-29, in Spanish: ours from its JSON by Typst, as PDF/UA-1 and"
    " PDF/A-2a with tags; WeasyPrint from the HTML file of the same report, without tags. Each turn is a new Python"
    " process; cold is from its first import of the renderer to the bytes, warm the same once more in that process."
    " In turns within each round, the order reversed every other round. Ratios are medians of each round's own ratio."
)
WEASYPRINT: Final = ROOT / ".tools" / "judges" / "bin" / "python"
_OURS: Final = """
import sys, time
began = time.perf_counter()
from reporting.reports.document import Document
from reporting.reports.rendering.pdf import as_pdf
model = Document.model_validate_json(open(sys.argv[1], "rb").read())
made = as_pdf(model)
cold = time.perf_counter() - began
began = time.perf_counter()
as_pdf(model)
print(cold, time.perf_counter() - began, len(made))
"""
_THEIRS: Final = """
import sys, time
began = time.perf_counter()
from weasyprint import HTML
made = HTML(filename=sys.argv[1]).write_pdf()
cold = time.perf_counter() - began
began = time.perf_counter()
HTML(filename=sys.argv[1]).write_pdf()
print(cold, time.perf_counter() - began, len(made))
"""


def measure(stage: Stage, plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """All rounds; WeasyPrint is left out where `make judges` has not put it."""
    document = asyncio.run(_document(stage))
    with tempfile.TemporaryDirectory(prefix="constancia-bench-") as name:
        model, page = Path(name) / "es.json", Path(name) / "es.html"
        model.write_bytes(document.bytes())
        page.write_bytes(as_html(document))
        turns = {"ours": (sys.executable, _OURS, model)}
        if _is_there():
            turns["weasyprint"] = (str(WEASYPRINT), _THEIRS, page)
        rounds: list[dict[str, dict[str, float]]] = []
        for number in range(plan.printing_rounds):
            say(f"printing: round {number + 1} of {plan.printing_rounds}")
            order = list(turns) if number % 2 == 0 else list(turns)[::-1]
            rounds.append({turn: _turn(*turns[turn]) for turn in order})
    found: dict[str, Any] = {"method": METHOD, "rounds": plan.printing_rounds, "model_bytes": len(document.bytes())}
    found["programs"] = {
        turn: {name: round(median(one[turn][name] for one in rounds), 3) for name in ("cold_s", "warm_s", "bytes")}
        for turn in turns
    }
    if "weasyprint" in turns:
        found["ratios"] = {
            f"weasyprint_to_ours_{name}": round(
                median(one["weasyprint"][f"{name}_s"] / one["ours"][f"{name}_s"] for one in rounds), 2
            )
            for name in ("cold", "warm")
        }
    return found


async def _document(stage: Stage) -> Document:
    engine = create_engine(SecretStr(stage.databases["reporting"]), pool=1, name="bench")
    try:
        async with engine.connect() as connection:
            moment = moment_of(date(2017, 9, 29), datetime.now(UTC))
            gathered = await gather(connection, PLAN, moment, Spoken())
    finally:
        await engine.dispose()
    return written(
        gathered,
        number=1,
        kind=PeriodKind.MID_TERM,
        language="es",
        narratives={},
        site=Site(),
        origin="https://constancia.example",
    )


def _is_there() -> bool:
    if not WEASYPRINT.exists():
        return False
    return (
        subprocess.run([str(WEASYPRINT), "-c", "import weasyprint"], capture_output=True, check=False).returncode == 0
    )


def _turn(python: str, program: str, file: Path) -> dict[str, float]:
    told = subprocess.run([python, "-c", program, str(file)], capture_output=True, text=True, check=True)
    cold, warm, size = told.stdout.split()
    return {"cold_s": float(cold), "warm_s": float(warm), "bytes": float(size)}
