"""`python -m commitments api|worker|migrate|load|issue|revoke`: one process of the registry, set up by its environment.

The last three are for a server without the command `constancia`, as in the containers of docker-compose.yml.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from commitments import operations
from commitments.app import create_app
from commitments.settings import Settings
from commitments.worker import build_worker
from constancia_runtime.errors import DomainError
from constancia_web.process import main


def operate(arguments: list[str]) -> None:
    """Do one thing on the registry's own database and say what came of it; exits with 1 when it is refused."""
    parser = argparse.ArgumentParser(prog="python -m commitments")
    what = parser.add_subparsers(dest="what", required=True)
    load = what.add_parser("load", help="take a plan file or a workbook, or nothing of it")
    load.add_argument("file", type=Path)
    load.add_argument("--dry-run", action="store_true")
    issue = what.add_parser("issue", help="give an institution a credential; its secret is shown once")
    issue.add_argument("institution")
    issue.add_argument("--scope", action="append", required=True)
    revoke = what.add_parser("revoke", help="end a credential")
    revoke.add_argument("client_id")
    asked = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"{asyncio.run(_done(asked))}\n")
    except DomainError as refusal:
        for fault in refusal.faults:
            place = f"{fault.sheet}!{fault.cell}" if fault.sheet and fault.cell else fault.sheet or fault.pointer
            sys.stderr.write(f"{place}: {fault.message.format(**fault.values)}\n")
        sys.exit(f"{refusal.slug}: {refusal}")


async def _done(asked: argparse.Namespace) -> str:
    url = Settings.from_environment().database_url.get_secret_value()
    if asked.what == "load":
        document = asked.file.read_bytes()
        taken = await operations.load_plan(url, document, dry_run=asked.dry_run, levels_as_of=None)
        return f"{taken.plan}: {taken.events} events"
    if asked.what == "issue":
        credential, secret = await operations.issue_credential(url, asked.institution, frozenset(asked.scope))
        return f"client_id={credential.client_id}\nclient_secret={secret}"
    await operations.revoke_credential(url, asked.client_id)
    return f"{asked.client_id} is revoked"


if sys.argv[1:2] in (["load"], ["issue"], ["revoke"]):
    operate(sys.argv[1:])
else:
    main("commitments", Settings.from_environment, create_app, build_worker)
