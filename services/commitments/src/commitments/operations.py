"""What is done on the server itself, through the same handlers as the API: its rules hold here too.

The command `constancia` and `python -m commitments` both come here.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from pydantic import SecretStr, ValidationError

from commitments.credential import store as credential_store
from commitments.credential.aggregate import Credential
from commitments.credential.commands.issue_credential import IssueCredential
from commitments.credential.commands.issue_credential import issue_credential as issue
from commitments.credential.commands.revoke_credential import revoke_credential as revoke
from commitments.enrolment.commands.forget_contacts import forget_contacts as forget
from commitments.imports.commands.take_import import TakeImport, Taken, take_import
from commitments.imports.errors import FileRefused
from constancia_bus.signal import signalling
from constancia_bus.transaction import Transactions
from constancia_db.engine import create_engine
from constancia_events.plan_file import PlanFile
from constancia_runtime.clock import SystemClock
from constancia_web.validation import faults_of

ACTOR = "constancia"
"""Who the record says it was: the command on the server's own machine."""


async def load_plan(database_url: str, document: bytes, *, dry_run: bool, levels_as_of: date | None) -> Taken:
    """Take a plan file into the registry, or only say what that would do. Raises DomainError, with its faults."""
    try:
        file = PlanFile.model_validate_json(document)
    except ValidationError as cause:
        faults = faults_of(cause.errors(include_url=False), strip=0)
        raise FileRefused(faults=faults, count=len(faults)) from cause
    command = TakeImport(document=document, file=file, levels_as_of=levels_as_of)
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR, dry_run=dry_run) as tx:
        return await take_import(tx, command)


async def issue_credential(database_url: str, institution: str, scopes: frozenset[str]) -> tuple[Credential, str]:
    """Make a credential; returns it with its secret, which is never shown again. Raises DomainError."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await issue(tx, IssueCredential(institution=institution, scopes=scopes))


async def revoke_credential(database_url: str, client_id: str) -> Credential:
    """End a credential. Raises DomainError when there is none of this id."""
    async with _transactions(database_url) as transactions, transactions(actor=ACTOR) as tx:
        return await revoke(tx, client_id)


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
