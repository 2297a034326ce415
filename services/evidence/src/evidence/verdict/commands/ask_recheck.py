"""An institution that cites an address asks for a check out of turn: it has mended something, or doubts the verdict."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, text

from constancia_bus.transaction import Transaction
from evidence.verdict import queries
from evidence.verdict.commands.begin import make_ready
from evidence.verdict.errors import CheckedJustNow, NeverChecked, NotItsLead, NotVisited
from evidence.verdict.tables import standings

EVERY: Final = timedelta(minutes=15)
"""Who asks more often is told to wait: a host is not ours to hammer."""
_ASK: Final = text("update standings set asked_at = :now, due_at = :now where evidence = :evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRecheck:
    """`institution` is the one that speaks; None for the point of contact."""

    evidence: str
    institution: str | None


async def ask_recheck(tx: Transaction, command: AskRecheck) -> datetime:
    """Give an address its turn now. Raises NeverChecked, NotItsLead, NotVisited, CheckedJustNow."""
    held = select(standings).where(standings.c.evidence == command.evidence).with_for_update()
    row = (await tx.connection.execute(held)).first()
    if row is None:
        raise NeverChecked(evidence=command.evidence)
    await refuse_strangers(tx, command.evidence, command.institution)
    if row.site is None:
        raise NotVisited
    last = max((at for at in (row.asked_at, row.checked_at) if at is not None), default=None)
    if last is not None and tx.now - last < EVERY:
        raise CheckedJustNow(minutes=EVERY // timedelta(minutes=1))
    await tx.connection.execute(_ASK, {"now": tx.now, "evidence": command.evidence})
    await make_ready(tx, row.site)
    return tx.now


async def refuse_strangers(tx: Transaction, evidence: str, institution: str | None) -> None:
    """Let only those go on that lead a commitment which cites it. Raises NotItsLead."""
    leads = await queries.leads(tx.connection, evidence)
    if institution not in leads:
        raise NotItsLead(leads=", ".join(sorted(leads)))
