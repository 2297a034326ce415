"""`python -m commitments api|worker|migrate`: one process of the registry, set up by its environment.

`load|irm-load|issue|key|revoke|forget-contacts` are for a server without the command `constancia`, as in the containers of
docker-compose.yml.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from commitments import operations
from commitments.app import create_app
from commitments.irm.commands.load_irm_table import Loaded
from commitments.settings import Settings
from commitments.worker import build_worker
from constancia_runtime.errors import DomainError
from constancia_web.process import main
from constancia_web.translations import fill


def operate(arguments: list[str]) -> None:
    """Do one thing on the registry's own database and say what came of it; exits with 1 when it is refused."""
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
    what.add_parser("forget-contacts", help="erase the contacts of organisations whose time is over; run it daily")
    asked = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"{asyncio.run(_done(asked))}\n")
    except DomainError as refusal:
        for fault in refusal.faults:
            sys.stderr.write(f"{fault.pointer or fault.parameter or '/'}: {fault.message.format(**fault.values)}\n")
        sys.exit(f"{refusal.slug}: {refusal}")


async def _done(asked: argparse.Namespace) -> str:
    url = Settings.from_environment().database_url.get_secret_value()
    if asked.what == "load":
        document = asked.file.read_bytes()
        taken = await operations.load_plan(url, document, dry_run=asked.dry_run, levels_as_of=None, reason=asked.reason)
        return f"{taken.plan}: {taken.events} events"
    if asked.what == "irm-load":
        loaded = await operations.load_irm_table(url, asked.file.read_bytes(), dry_run=asked.dry_run)
        return "\n".join(_remarks(loaded))
    if asked.what == "issue":
        credential, secret = await operations.issue_credential(url, asked.institution, frozenset(asked.scope))
        return f"client_id={credential.client_id}\nclient_secret={secret}"
    if asked.what == "key" and asked.revoke is None:
        _, key = await operations.issue_key(url, asked.client_id)
        return f"api_key={key}"
    if asked.what == "key":
        await operations.revoke_key(url, asked.client_id, asked.revoke)
        return f"{asked.revoke} is revoked"
    if asked.what == "forget-contacts":
        return f"{await operations.forget_contacts(url)} contacts erased"
    await operations.revoke_credential(url, asked.client_id)
    return f"{asked.client_id} is revoked"


def _remarks(loaded: Loaded) -> Iterator[str]:
    for told, remarks in (("refused", loaded.table.refused), ("notice", loaded.table.notices)):
        for remark in remarks:
            yield f"{told}: row {remark.row}, {remark.column or '-'}: {fill(remark.message, remark.values)}"
    yield f"{loaded.table.landed} of {loaded.table.rows} rows, {loaded.events} events"


if sys.argv[1:2] in (["load"], ["irm-load"], ["issue"], ["key"], ["revoke"], ["forget-contacts"]):
    operate(sys.argv[1:])
else:
    main("commitments", Settings.from_environment, create_app, build_worker)
