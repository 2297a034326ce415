"""`constancia irm load`: what it says, and that it draws no bar where nobody looks."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from constancia import demo
from constancia.cli import app
from constancia.platform import migrate
from constancia.terminal import Terminal, bars
from constancia_embedded.servers import provisioned, running_postgres

LANDED = "Landed: 1927 of 1927 rows (61 countries, 100 plans); refused: 0; notices: 54; {events} events"


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """A registry below the folder of this test, as a platform leaves it that has been stopped."""
    with running_postgres(tmp_path, {}) as admin_url:
        urls = provisioned(tmp_path, admin_url)
        migrate(urls)
        yield urls["commitments"]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def table(shared: Path) -> Path:
    """IRM's table, as published."""
    return shared / "data" / "irm" / "commitments.csv"


def test_the_command_says_what_landed_and_a_second_time_that_nothing_is_new(
    tmp_path: Path, registry: str, table: Path
) -> None:
    del registry
    ask = ("irm", "load", str(table), "--data", str(tmp_path))
    dry = CliRunner().invoke(app, (*ask, "--dry-run"))
    assert dry.exit_code == 0
    assert dry.stdout.splitlines()[-1] == LANDED.format(events=100) + " (dry run)"
    first = CliRunner().invoke(app, ask)
    assert first.stdout.splitlines()[-1] == LANDED.format(events=100)
    assert "Reading" not in first.output
    assert CliRunner().invoke(app, ask).stdout.splitlines()[-1] == LANDED.format(events=0)


def test_a_table_that_is_none_is_refused_in_one_sentence_with_its_fault(tmp_path: Path, registry: str) -> None:
    del registry
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"a,b\n1,2\n")
    refused = CliRunner().invoke(app, ("irm", "load", str(bad), "--data", str(tmp_path)))
    assert refused.exit_code == 1
    assert "One of the first rows should be the header" in " ".join(refused.output.split())
    nowhere = CliRunner().invoke(app, ("irm", "load", str(tmp_path / "no.csv"), "--data", str(tmp_path)))
    assert nowhere.exit_code == 1
    assert "cannot be read" in nowhere.output


def test_the_demonstration_loads_the_table_that_it_is_given(
    tmp_path: Path, registry: str, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(demo.show(tmp_path, registry, "http://origin", Terminal(), table))
    said = "".join(capsys.readouterr())
    assert LANDED.format(events=100) in said
    assert "http://origin/paises/" in said


def test_bars_are_drawn_on_a_terminal_and_nowhere_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for is_terminal in (False, True):
        monkeypatch.setattr(sys.stdout, "isatty", lambda is_terminal=is_terminal: is_terminal)
        with bars(Terminal()) as bar:
            step = bar("Reading")
            step(0, 2)
            step(2, 2)
        out, err = capsys.readouterr()
        assert out == ""
        assert ("Reading" in err and "2/2" in err) is is_terminal
