"""What is done on the server itself, through the same handlers as the API: its rules hold here too.

The command `constancia` and `python -m commitments` both come here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date

from pydantic import SecretStr, TypeAdapter, ValidationError

from commitments.credential import store as credential_store
from commitments.credential.aggregate import Credential
from commitments.credential.commands.issue_credential import IssueCredential
from commitments.credential.commands.issue_credential import issue_credential as issue
from commitments.credential.commands.issue_key import issue_key as issue_api_key
from commitments.credential.commands.revoke_credential import revoke_credential as revoke
from commitments.credential.commands.revoke_key import revoke_key as revoke_api_key
from commitments.enrolment.commands.forget_contacts import forget_contacts as forget
from commitments.imports.commands.take_import import TakeImport, Taken, take_import
from commitments.imports.errors import FileRefused
from commitments.imports.exporting import present_file
from commitments.irm.commands.load_irm_table import Loaded, LoadIrmTable
from commitments.irm.commands.load_irm_table import load_irm_table as take_irm_table
from commitments.irm.reading import Progress, read_table
from commitments.workbook.commands.take_workbook import TakeWorkbook, take_workbook
from commitments.workbook.rows import document_of
from commitments.workbook.writing import write
from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.plan_file import PlanFile
from constancia_events.texts import Text
from constancia_runtime.clock import SystemClock
from constancia_runtime.versions import AnyVersion
from constancia_web.validation import faults_of

_ZIP = b"PK"
"""How a workbook begins, whatever its name ends with."""
ACTOR = "constancia"
"""Who the record says it was: the command on the server's own machine."""


async def load_plan(  # noqa: PLR0913 - the file, and how to take it
    database_url: str,
    document: bytes,
    *,
    dry_run: bool,
    levels_as_of: date | None,
    reason: str | None = None,
    language: str = "es",
) -> Taken:
    """Take a plan file, or a workbook, into the registry, or only say what that would do.

    `reason` is in Spanish, for an amendment; `language` that of the words which faults of a workbook quote. Raises
    DomainError, with its faults.
    """
    if document.startswith(_ZIP):
        workbook = TakeWorkbook.read(document, language, levels_as_of, _why(reason))
        async with _transactions(database_url) as transactions, transactions(actor=ACTOR, dry_run=dry_run) as tx:
            return await take_workbook(tx, workbook)
    try:
        file = PlanFile.model_validate_json(document)
    except ValidationError as cause:
        faults = faults_of(cause.errors(include_url=False), strip=0)
        raise FileRefused(faults=faults, count=len(faults)) from cause
    command = TakeImport(document=document, file=file, levels_as_of=levels_as_of, reason=_why(reason))
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR, dry_run=dry_run) as tx:
        return await take_import(tx, command)


def _why(text: str | None) -> dict[str, str] | None:
    """A reason typed at the command line, in Spanish."""
    if text is None:
        return None
    try:
        return {"es": TypeAdapter(Text).validate_python(text)}
    except ValidationError as cause:
        faults = faults_of(cause.errors(include_url=False), strip=0)
        raise FileRefused(
            faults=tuple(replace(f, pointer=None, parameter="reason") for f in faults), count=1
        ) from cause


async def export_plan(database_url: str, plan: str, form: str, language: str) -> bytes:
    """The present record of a plan: its plan file (`json`), or its workbook (`xlsx`) in a language.

    Raises DomainError.
    """
    engine = create_engine(SecretStr(database_url), pool=1, name="constancia-cli")
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            file = await present_file(connection, plan, SystemClock().now())
    finally:
        await engine.dispose()
    if form == "xlsx":
        return write(document_of(file), language)
    return file.model_dump_json(indent=2).encode() + b"\n"


async def load_irm_table(
    database_url: str,
    document: bytes,
    *,
    dry_run: bool,
    reading: Progress = lambda _done, _all: None,
    writing: Progress = lambda _done, _all: None,
) -> Loaded:
    """Take IRM's table into the registry, or only say what that would do. Raises DomainError, with its faults.

    `reading` and `writing` are told how many of how many rows are read, and written.
    """
    table = read_table(document, reading)
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR, dry_run=dry_run) as tx:
        return await take_irm_table(tx, LoadIrmTable(table=table, progress=writing))


async def issue_credential(
    database_url: str,
    institution: str,
    scopes: frozenset[str],
    *,
    label: str | None = None,
    expires_on: date | None = None,
) -> tuple[Credential, str]:
    """Make a credential; returns it with its secret, which is never shown again. Raises DomainError."""
    command = IssueCredential(institution=institution, scopes=scopes, label=label, expires_on=expires_on)
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await issue(tx, command)


async def revoke_credential(database_url: str, client_id: str) -> Credential:
    """End a credential. Raises DomainError when there is none of this id."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await revoke(tx, client_id, AnyVersion())


async def issue_key(database_url: str, client_id: str) -> tuple[str, str]:
    """Give a credential one more API key; returns its id and the key, which is shown once. Raises DomainError."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        _, key_id, key = await issue_api_key(tx, client_id, AnyVersion())
    return key_id, key


async def revoke_key(database_url: str, client_id: str, key_id: str) -> Credential:
    """End one API key. Raises DomainError when there is none of this id."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await revoke_api_key(tx, client_id, key_id, AnyVersion())


async def list_credentials(database_url: str) -> list[Credential]:
    """All credentials, newest first; their secrets are nowhere."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR, dry_run=True) as tx:
        return await credential_store.every(tx.connection)


async def forget_contacts(database_url: str) -> int:
    """Erase the contacts of organisations that asked to join, once their time is over; gives how many. Run it daily."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await forget(tx)


@asynccontextmanager
async def _transactions(database_url: str) -> AsyncIterator[Transactions]:
    """Transactions as the API opens them; the relay of a running platform is woken by each commit."""
    url = SecretStr(database_url)
    engine = create_engine(url, pool=1, name="constancia-cli")
    try:
        async with signalling(url) as signal:
            yield Transactions(engine, SystemClock(), signal)
    finally:
        await engine.dispose()
