"""`constancia irm load`: IRM's table of past plans into the registry, with bars on a terminal only."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from constancia.offline import databases_of
from constancia.refusals import Refused
from constancia.terminal import Terminal, bars, told

if TYPE_CHECKING:
    from commitments.irm.commands.load_irm_table import Loaded

irm = typer.Typer(no_args_is_help=True, help="Past plans of all countries, as OGP's IRM assessed them.")

LANDED = (
    "Landed: {landed} of {rows} rows ({countries} countries, {plans} plans); refused: {refused}; notices: {notices};"
    " {events} events"
)


@irm.callback()
def about() -> None:
    """Past plans of all countries, as OGP's IRM assessed them."""


@irm.command("load")
@told
def load(
    file: Annotated[Path, typer.Argument(help="IRM's table of commitments (CSV).")],
    data: Annotated[
        Path, typer.Option(envvar="CONSTANCIA_DATA", help="Folder for all that the platform keeps.")
    ] = Path("var"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,  # noqa: FBT002
) -> None:
    """Take IRM's table into the registry: every row lands, or is told why not."""
    from commitments import operations  # noqa: PLC0415 - takes seconds, and the command may be wrongly asked

    document, terminal = document_of(file), Terminal()
    with databases_of(data.resolve()) as databases, bars(terminal) as bar:
        reading, writing = bar("Reading"), bar("Writing")
        loading = operations.load_irm_table(
            databases["commitments"], document, dry_run=dry_run, reading=reading, writing=writing
        )
        loaded = asyncio.run(loading)
    _show(terminal, loaded, dry_run=dry_run)


def document_of(file: Path) -> bytes:
    """The bytes of a file, and no more of them than show that it is too large. Raises Refused."""
    from commitments.irm.reading import MOST_BYTES  # noqa: PLC0415

    try:
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except OSError as cause:
        raise Refused("{file} cannot be read: {why}", file=file, why=cause.strerror) from cause


def summary(loaded: "Loaded") -> dict[str, object]:
    """The values of LANDED."""
    table = loaded.table
    return {
        "landed": table.landed,
        "rows": table.rows,
        "countries": table.countries,
        "plans": len(table.plans),
        "refused": table.rows - table.landed,
        "notices": len(table.notices),
        "events": loaded.events,
    }


def _show(terminal: Terminal, loaded: "Loaded", *, dry_run: bool) -> None:
    remarks = [("Refused", remark) for remark in loaded.table.refused]
    remarks += [("Notice", remark) for remark in loaded.table.notices]
    if remarks:
        terminal.table(
            ("What", "Row", "Column", "Why"),
            ((terminal.text(w), r.row, r.column or "", terminal.text(r.message, **r.values)) for w, r in remarks),
        )
    terminal.answer(f"{LANDED} (dry run)" if dry_run else LANDED, **summary(loaded))
