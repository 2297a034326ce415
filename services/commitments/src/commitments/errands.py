"""What `python -m commitments` does once on the registry's own database, where the command `constancia` is not."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

from commitments import operations
from commitments.irm.commands.load_irm_table import Loaded
from commitments.settings import Settings
from constancia_runtime.errors import DomainError
from constancia_web.translations import fill

Errand = Callable[[str, argparse.Namespace], Awaitable[str]]


def run(arguments: list[str]) -> None:
    """Do one errand and say what came of it; exits with 1 when it is refused."""
    asked = _parser().parse_args(arguments)
    url = Settings.from_environment().database_url.get_secret_value()

    async def done() -> str:
        return await ERRANDS[asked.what](url, asked)

    try:
        sys.stdout.write(f"{asyncio.run(done())}\n")
    except DomainError as refusal:
        for fault in refusal.faults:
            sys.stderr.write(f"{fault.pointer}: {fault.message.format(**fault.values)}\n")
        sys.exit(f"{refusal.slug}: {refusal}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m commitments")
    what = parser.add_subparsers(dest="what", required=True)
    load = what.add_parser("load", help="take a plan file, or nothing of it")
    load.add_argument("file", type=Path)
    load.add_argument("--dry-run", action="store_true")
    load.add_argument("--reason", help="why an adopted plan is amended, in Spanish")
    irm = what.add_parser("irm-load", help="take IRM's table of past plans; rows that cannot be taken are told")
    irm.add_argument("file", type=Path)
    irm.add_argument("--dry-run", action="store_true")
    issue = what.add_parser("issue", help="give an institution a credential; its secret is shown once")
    issue.add_argument("institution")
    issue.add_argument("--scope", action="append", required=True)
    key = what.add_parser("key", help="give a credential an API key, which is shown once, or end one")
    key.add_argument("client_id")
    key.add_argument("--revoke", metavar="KEY")
    revoke = what.add_parser("revoke", help="end a credential")
    revoke.add_argument("client_id")
    what.add_parser("forget-contacts", help="erase contact data of enrolments that are past their day")
    return parser


async def _load(url: str, asked: argparse.Namespace) -> str:
    document = asked.file.read_bytes()
    taken = await operations.load_plan(url, document, dry_run=asked.dry_run, levels_as_of=None, reason=asked.reason)
    return f"{taken.plan}: {taken.events} events"


async def _load_irm(url: str, asked: argparse.Namespace) -> str:
    return "\n".join(_remarks(await operations.load_irm_table(url, asked.file.read_bytes(), dry_run=asked.dry_run)))


def _remarks(loaded: Loaded) -> Iterator[str]:
    for told, remarks in (("refused", loaded.table.refused), ("notice", loaded.table.notices)):
        for remark in remarks:
            yield f"{told}: row {remark.row}, {remark.column or '-'}: {fill(remark.message, remark.values)}"
    yield f"{loaded.table.landed} of {loaded.table.rows} rows, {loaded.events} events"


async def _issue(url: str, asked: argparse.Namespace) -> str:
    credential, secret = await operations.issue_credential(url, asked.institution, frozenset(asked.scope))
    return f"client_id={credential.client_id}\nclient_secret={secret}"


async def _key(url: str, asked: argparse.Namespace) -> str:
    if asked.revoke is not None:
        await operations.revoke_key(url, asked.client_id, asked.revoke)
        return f"{asked.revoke} is revoked"
    _, key = await operations.issue_key(url, asked.client_id)
    return f"api_key={key}"


async def _revoke(url: str, asked: argparse.Namespace) -> str:
    await operations.revoke_credential(url, asked.client_id)
    return f"{asked.client_id} is revoked"


async def _forget_contacts(url: str, _asked: argparse.Namespace) -> str:
    return f"{await operations.forget_contacts(url)} contacts erased"


ERRANDS: Final[dict[str, Errand]] = {
    "load": _load,
    "irm-load": _load_irm,
    "issue": _issue,
    "key": _key,
    "revoke": _revoke,
    "forget-contacts": _forget_contacts,
}
