"""What a person reads: in Spanish where LANG says so, else in English; a refusal is one sentence, no traceback."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from constancia.processes import ChildFailed
from constancia.refusals import Refused
from constancia_embedded.errors import ServerUnusable
from constancia_runtime.errors import DomainError, Fault
from constancia_web.translations import Translations

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Step = Callable[[int, int], None]
"""Told how much is done, and how much there is."""
NEVER_READY = "The {name} process does not start; its log above says why"


class Terminal:
    """Says messages (English, with `{name}` places) in the person's language: answers on stdout, the rest on stderr."""

    def __init__(self) -> None:
        wished = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        self.language = "es" if wished.startswith("es") else "en"
        self._texts = Translations.load("constancia", "constancia_web", "commitments")
        self._out = Console(highlight=False, soft_wrap=True)

    def text(self, message: str, /, **values: object) -> str:
        """`message` in the person's language."""
        return self._texts.text(self.language, message, **values)

    def say(self, message: str, /, **values: object) -> None:
        """Tell how things go."""
        typer.echo(self.text(message, **values), err=True)

    def answer(self, message: str, /, **values: object) -> None:
        """Give what was asked for."""
        typer.echo(self.text(message, **values))

    def table(self, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
        """Give rows, under headings in the person's language."""
        table = Table(box=None)
        for place, column in enumerate(columns):  # what names a row stays whole, to be copied; the rest may break
            table.add_column(self.text(column), no_wrap=place == 0, overflow="fold")
        for row in rows:
            table.add_row(*(Text(str(cell)) for cell in row))  # as it is: brackets in it are no markup
        self._out.print(table)

    def faults(self, faults: tuple[Fault, ...]) -> None:
        """Show what is wrong with a document: where, and why."""
        rows = ((_place(f), self.text(f.message, **f.values)) for f in faults)
        self.table(("Where", "Why"), iter(rows))


def _place(fault: Fault) -> str:
    """Where a fault is: the cell of a workbook as `Metas!B7`, else the place in a document."""
    if fault.sheet is not None:
        return fault.sheet if fault.cell is None else f"{fault.sheet}!{fault.cell}"
    return fault.pointer or fault.parameter or "/"


@contextmanager
def refusals_told() -> Iterator[Terminal]:
    """Turn every refusal inside into its sentence and exit code 1."""
    terminal = Terminal()
    try:
        yield terminal
    except Refused as refusal:
        terminal.say(refusal.message, **refusal.values)
    except DomainError as refusal:
        terminal.faults(refusal.faults) if refusal.faults else None
        terminal.say(refusal.message, **refusal.values)
    except ServerUnusable as refusal:
        terminal.say("{why}", why=refusal)
    except ChildFailed as refusal:
        terminal.say(NEVER_READY, name=refusal)
    else:
        return
    raise typer.Exit(1)


def told(command: "Callable[Arguments, Result]") -> "Callable[Arguments, Result]":
    """A command whose refusals are told."""

    @wraps(command)
    def careful(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with refusals_told():
            return command(*args, **kwargs)

    return careful


@contextmanager
def bars(terminal: Terminal) -> Iterator[Callable[[str], Step]]:
    """Give a way to make bars on stderr, `bar(what)`; none is drawn where stdout is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stdout.isatty()) as progress:

        def bar(what: str) -> Step:
            task = progress.add_task(terminal.text(what), total=None)
            return lambda done, total: progress.update(task, completed=done, total=total)

        yield bar
