"""An institution says that a verdict is wrong, and the point of contact settles it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, select, update

from constancia_bus.transaction import Transaction
from constancia_events.checks import EvidenceVerdict
from constancia_events.evidence import DisputeSettled as SettledEvent
from constancia_events.evidence import VerdictDisputed
from evidence.verdict import store
from evidence.verdict.aggregate import Standing
from evidence.verdict.commands.ask_recheck import refuse_strangers
from evidence.verdict.commands.begin import make_ready
from evidence.verdict.commands.take_rounds import say
from evidence.verdict.errors import DisputeNotFound, DisputeOpen, DisputeSettled, NeverChecked, NothingToDispute
from evidence.verdict.rules import DEFAULT
from evidence.verdict.tables import disputes

_IN_ORDER = frozenset({EvidenceVerdict.LIVE, EvidenceVerdict.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeVerdict:
    """`institution` is the one that speaks."""

    evidence: str
    institution: str
    reason: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleDispute:
    """`upheld`: the institution is right, and the verdict is `live` until checks fail anew."""

    evidence: str
    number: int
    upheld: bool
    reason: dict[str, str]


async def dispute_verdict(tx: Transaction, command: DisputeVerdict) -> Any:
    """Put a dispute on record and have the address checked again; gives the dispute's row.

    Raises NeverChecked, NotItsLead, NothingToDispute, DisputeOpen.
    """
    before = await _hold(tx, command.evidence)
    await refuse_strangers(tx, command.evidence, command.institution)
    if before.verdict in _IN_ORDER:
        raise NothingToDispute(verdict=before.verdict)
    known = select(disputes).where(disputes.c.evidence == command.evidence).order_by(disputes.c.number)
    rows = (await tx.connection.execute(known)).all()
    if rows and rows[-1].settled_at is None:
        raise DisputeOpen(number=rows[-1].number)
    number = len(rows) + 1
    after = replace(before, disputes=number, version=before.version + 1)
    await store.save(tx, [(after, tx.now if before.site else None)])
    values = {"evidence": command.evidence, "number": number, "verdict": before.verdict, "reason": command.reason}
    values |= {"institution": command.institution, "disputed_at": tx.now}
    row = (await tx.connection.execute(insert(disputes).values(values).returning(disputes))).one()
    if before.site is not None:
        await make_ready(tx, before.site)
    event = VerdictDisputed(
        evidence=command.evidence,
        number=number,
        verdict=before.verdict,
        institution=command.institution,
        reason=command.reason,
    )
    tx.record(event, stream=f"verdict/{command.evidence}", version=after.version)
    return row


async def settle_dispute(tx: Transaction, command: SettleDispute) -> Any:
    """Settle a dispute; gives its row. Raises NeverChecked, DisputeNotFound, DisputeSettled."""
    before = await _hold(tx, command.evidence)
    which = (disputes.c.evidence == command.evidence) & (disputes.c.number == command.number)
    row = (await tx.connection.execute(select(disputes).where(which).with_for_update())).first()
    if row is None:
        raise DisputeNotFound(evidence=command.evidence, number=command.number)
    if row.settled_at is not None:
        raise DisputeSettled(number=command.number)
    said = replace(before, version=before.version + 1)
    after = said.uphold(tx.now) if command.upheld else said
    due_at = tx.now + DEFAULT.first_interval if before.site and command.upheld else tx.now if before.site else None
    await store.save(tx, [(after, due_at)])
    values = {"settled_at": tx.now, "upheld": command.upheld, "settlement": command.reason}
    settled = update(disputes).where(which).values(values).returning(disputes)
    row = (await tx.connection.execute(settled)).one()
    event = SettledEvent(evidence=command.evidence, number=command.number, upheld=command.upheld, reason=command.reason)
    tx.record(event, stream=f"verdict/{command.evidence}", version=said.version)
    if after.verdict is not before.verdict:
        await say(tx, [(before, after)], DEFAULT)
    return row


async def _hold(tx: Transaction, evidence: str) -> Standing:
    held = await store.hold(tx, [evidence])
    if evidence not in held:
        raise NeverChecked(evidence=evidence)
    return held[evidence]
