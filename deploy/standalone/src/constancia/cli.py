"""The command `constancia`. Exit codes: 0 done, 1 refused, 2 wrongly asked.

What the services are made of takes seconds to import, so a command imports it when it comes to it.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from constancia.export_site import export_site
from constancia.irm import irm
from constancia.offline import databases_of
from constancia.orders import Addresses, Orders
from constancia.platform import Options
from constancia.platform import up as run_platform
from constancia.rebuild import rebuild
from constancia.refusals import Refused
from constancia.report import report
from constancia.terminal import Terminal, told
from constancia.verify import verify
from constancia_embedded.servers import SERVICES

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
credentials = typer.Typer(no_args_is_help=True, help="Credentials with which institutions' systems call the API.")
parked = typer.Typer(no_args_is_help=True, help="Events that a service could not take in.")
app.add_typer(credentials, name="credentials")
app.add_typer(parked, name="parked")
app.add_typer(irm, name="irm")
app.command("export-site")(export_site)
app.command("rebuild")(rebuild)
app.add_typer(report, name="report")
app.add_typer(verify, name="verify")

READY = "Constancia listens at {origin} (Ctrl-C stops it)"
KEY_ISSUED = "api_key: {key}\n(the key is not shown again; send it as X-API-Key)"
ISSUED = "client_id: {client_id}\nclient_secret: {secret}\n(the secret is not shown again)"

Data = Annotated[Path, typer.Option(envvar="CONSTANCIA_DATA", help="Folder for all that the platform keeps.")]
Host = Annotated[str, typer.Option(envvar="CONSTANCIA_HOST", help="Address to listen on.")]
Port = Annotated[int, typer.Option(envvar="CONSTANCIA_PORT", min=1, max=65_535, help="Port to listen on.")]
Checkers = Annotated[
    int, typer.Option(min=0, max=64, envvar="CONSTANCIA_CHECKERS", help="Processes that visit evidence; 0 for none.")
]
Count = Annotated[int, typer.Option(min=1, max=64, help="Number of processes.")]
PublicUrl = Annotated[
    str | None, typer.Option(envvar="CONSTANCIA_PUBLIC_URL", help="Origin by which the public reaches it.")
]
LogLevel = Annotated[str, typer.Option(envvar="LOG_LEVEL", help="DEBUG, INFO, WARNING or ERROR.")]
IrmTable = Annotated[
    Path | None,
    typer.Option("--irm", envvar="CONSTANCIA_IRM", exists=True, dir_okay=False, help="IRM's table to load too (CSV)."),
]
HERE = Path("var")
Answer = TypeVar("Answer")


class Form(StrEnum):
    """As what a plan is written."""

    XLSX = "xlsx"
    JSON = "json"


@app.command()
@told
def up(  # noqa: PLR0913, PLR0917 - the options of a command
    data: Data = HERE,
    host: Host = "127.0.0.1",
    port: Port = 8080,
    workers: Count = 1,
    apis: Count = 1,
    checkers: Checkers = 1,
    public_url: PublicUrl = None,
    log_level: LogLevel = "WARNING",
) -> None:
    """Start the platform: its servers (unless DATABASE_URL and NATS_URL name others), its APIs and its workers."""
    options = _options(data, host, port, workers, apis, checkers, public_url, log_level)
    terminal = Terminal()

    async def greet(_databases: dict[str, str]) -> None:
        terminal.say(READY, origin=options.origin)

    run_platform(options, terminal.say, greet)


@app.command()
@told
def demo(  # noqa: PLR0913, PLR0917 - the options of a command
    data: Data = HERE,
    host: Host = "127.0.0.1",
    port: Port = 8080,
    workers: Count = 1,
    apis: Count = 1,
    checkers: Checkers = 1,
    public_url: PublicUrl = None,
    log_level: LogLevel = "WARNING",
    irm_table: IrmTable = None,
) -> None:
    """Start the platform with Guatemala's third plan in it, and print what to open and type."""
    options = _options(data, host, port, workers, apis, checkers, public_url, log_level)
    terminal = Terminal()

    async def show(databases: dict[str, str]) -> None:
        from constancia import demo as demonstration  # noqa: PLC0415

        await demonstration.show(options.data, databases["commitments"], options.origin, terminal, irm_table)
        terminal.say(READY, origin=options.origin)
        if options.checkers:
            await demonstration.tell_of_checker(options.origin, terminal)

    run_platform(options, terminal.say, show)


def _options(  # noqa: PLR0913, PLR0917 - the options of a command
    data: Path, host: str, port: int, workers: int, apis: int, checkers: int, public_url: str | None, log_level: str
) -> Options:
    return Options(
        data=data.resolve(),
        host=host,
        port=port,
        apis=apis,
        workers=workers,
        checkers=checkers,
        public_url=None if public_url is None else public_url.rstrip("/"),
        log_level=log_level.upper(),
        log_json=not sys.stderr.isatty(),
    )


@app.command()
@told
def load(
    file: Annotated[Path, typer.Argument(help="A plan file (JSON) or a workbook (XLSX).")],
    data: Data = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,  # noqa: FBT002
    levels_as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that its levels speak of.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why an adopted plan is amended, in Spanish.")] = None,
) -> None:
    """Take a plan file or a workbook into the registry: all of it, or nothing."""
    try:
        document = file.read_bytes()
    except OSError as cause:
        raise Refused("{file} cannot be read: {why}", file=file, why=cause.strerror) from cause
    from commitments import operations  # noqa: PLC0415

    day = None if levels_as_of is None else levels_as_of.date()
    terminal = Terminal()
    taken = _ask(
        data,
        lambda url: operations.load_plan(
            url, document, dry_run=dry_run, levels_as_of=day, reason=reason, language=terminal.language
        ),
    )
    message = "{plan}: nothing new" if not taken.changed else "{plan}: {events} events"
    terminal.answer(f"{message} (dry run)" if dry_run else message, plan=taken.plan, events=taken.events)


@app.command()
@told
def export(
    plan: Annotated[str, typer.Argument(help="Identifier of the plan, as gt-2016-2018.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    form: Annotated[Form, typer.Option("--format", help="A workbook, or a plan file.")] = Form.XLSX,
    language: Annotated[str | None, typer.Option("--lang", help="Language of the workbook's words: es or en.")] = None,
    data: Data = HERE,
) -> None:
    """Write a plan as it stands to a workbook or a plan file; taking it again changes nothing."""
    from commitments import operations  # noqa: PLC0415

    terminal = Terminal()
    words = language or terminal.language
    content = _ask(data, lambda url: operations.export_plan(url, plan, form.value, words))
    try:
        output.write_bytes(content)
    except OSError as cause:
        raise Refused("{file} cannot be written: {why}", file=output, why=cause.strerror) from cause
    terminal.answer("{plan} is in {file}", plan=plan, file=output)


@app.command()
@told
def migrate(data: Data = HERE) -> None:
    """Bring the databases of a stopped platform to the newest revision."""
    with databases_of(data.resolve(), new=True) as databases:
        Terminal().answer("Up to date: {services}", services=", ".join(databases))


@app.command()
@told
def openapi() -> None:
    """Print the merged OpenAPI document."""
    from constancia.documents import merged_document  # noqa: PLC0415
    from constancia.services import create_apps  # noqa: PLC0415

    nowhere = Addresses(database_url="postgresql://nobody@127.0.0.1/nothing", nats_url="nats://127.0.0.1")
    orders = Orders(
        public_url="http://127.0.0.1:8080",
        log_level="WARNING",
        log_json=True,
        services=dict.fromkeys(SERVICES, nowhere),
        consultation_secret="0" * 32,  # nothing is sealed with it
    )
    typer.echo(json.dumps(merged_document(create_apps(orders)), ensure_ascii=False, indent=2))


@credentials.command("issue")
@told
def issue(
    institution: Annotated[str, typer.Argument(help="Acronym, as MINFIN.")],
    scope: Annotated[list[str], typer.Option(help="What it may do; give it more than once for more.")],
    data: Data = HERE,
    label: Annotated[str | None, typer.Option(help="The office or system that uses it; not a person.")] = None,
    expires_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it is taken.")
    ] = None,
) -> None:
    """Issue a credential to an institution and print its secret, once."""
    from commitments import operations  # noqa: PLC0415

    until = None if expires_on is None else expires_on.date()
    made, secret = _ask(
        data, lambda url: operations.issue_credential(url, institution, frozenset(scope), label=label, expires_on=until)
    )
    Terminal().answer(ISSUED, client_id=made.client_id, secret=secret)


@credentials.command("list")
@told
def list_credentials(data: Data = HERE) -> None:
    """List credentials, newest first."""
    from commitments import operations  # noqa: PLC0415

    rows = _ask(data, operations.list_credentials)
    Terminal().table(
        ("Client", "Institution", "Label", "Scopes", "Issued", "Until", "Revoked", "Keys and last use"),
        (
            (
                c.client_id,
                c.institution,
                c.label or "",
                " ".join(sorted(c.scopes)),
                f"{c.issued_at:%Y-%m-%d}",
                c.expires_on or "",
                f"{c.revoked_at:%Y-%m-%d}" if c.revoked_at else "",
                "\n".join(_key_and_use(k.id, k.last_used_at) for k in c.keys if k.revoked_at is None),
            )
            for c in rows
        ),
    )


@credentials.command("key")
@told
def key(
    client_id: Annotated[str, typer.Argument(help="A client id, as `credentials list` shows it.")],
    revoke: Annotated[str | None, typer.Option(metavar="KEY", help="End this key instead, at once.")] = None,
    data: Data = HERE,
) -> None:
    """Give a credential an API key, two live ones at most, and print it, once; or end one."""
    from commitments import operations  # noqa: PLC0415

    if revoke is None:
        _, made = _ask(data, lambda url: operations.issue_key(url, client_id))
        Terminal().answer(KEY_ISSUED, key=made)
    else:
        _ask(data, lambda url: operations.revoke_key(url, client_id, revoke))
        Terminal().answer("Revoked: {client_id}", client_id=revoke)


@credentials.command("revoke")
@told
def revoke(client_id: str, data: Data = HERE) -> None:
    """End a credential with its keys and tokens, at once."""
    from commitments import operations  # noqa: PLC0415

    credential = _ask(data, lambda url: operations.revoke_credential(url, client_id))
    Terminal().answer("Revoked: {client_id}", client_id=credential.client_id)


@parked.command("list")
@told
def list_parked(data: Data = HERE) -> None:
    """List the events that wait because a service could not take them in."""
    from constancia import parked as waiting  # noqa: PLC0415

    with databases_of(data.resolve()) as databases:
        rows = [(s, row) for s, url in databases.items() for row in asyncio.run(waiting.listed(url))]
    Terminal().table(
        ("Service", "Projection", "Source", "Position", "Stream", "Error", "Since"),
        (
            (s, f"{r['name']} v{r['version']}", r["source"], r["pos"], r["stream"], r["error"], r["parked_at"])
            for s, r in rows
        ),
    )


@parked.command("retry")
@told
def retry_parked(data: Data = HERE) -> None:
    """Take in what waits, in order; for after the cause is repaired."""
    from constancia import parked as waiting  # noqa: PLC0415

    with databases_of(data.resolve()) as databases:
        resolved, stuck = asyncio.run(waiting.retried(databases["reporting"]))
    Terminal().answer("Taken in: {resolved}; still waiting: {stuck} streams", resolved=resolved, stuck=stuck)


def _key_and_use(key_id: str, last_used_at: datetime | None) -> str:
    return f"{key_id} {last_used_at:%Y-%m-%d %H:%M}" if last_used_at else f"{key_id} -"


def _ask(data: Path, question: Callable[[str], Awaitable[Answer]]) -> Answer:
    """Put a question to the registry's database."""

    async def ask(url: str) -> Answer:
        return await question(url)

    with databases_of(data.resolve()) as databases:
        return asyncio.run(ask(databases["commitments"]))
