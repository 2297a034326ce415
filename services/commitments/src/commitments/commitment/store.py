"""Rows of commitments to the aggregate and back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.commitment.aggregate import Commitment, Declaration, Lead
from commitments.commitment.errors import CommitmentNotFound
from commitments.commitment.tables import commitment_declarations, commitment_leads, commitments
from constancia_bus.transaction import Transaction
from constancia_events.commitments import ActivityPart, BudgetPart, OtherActorPart
from constancia_events.dates import PlanDate
from constancia_events.folding import folded
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import EvidenceGate, LeadRole, Level, PlanState
from constancia_runtime.versions import Expectation

_RESPONSIBLE = text(
    "select p.time_zone, p.languages, p.state, p.evidence_gate, array(select institution from commitment_leads l"
    " where l.plan = c.plan and l.commitment = c.number) as leads"
    " from commitments c join plans p on p.id = c.plan where c.plan = :plan and c.number = :commitment"
    " for share of p"
)

_KEY = ("plan", "number")
_UPSERT = upsert(commitments)
_WRITE = _UPSERT.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={column.name: _UPSERT.excluded[column.name] for column in commitments.c if column.name not in _KEY},
)
_FORGET_LEADS = delete(commitment_leads).where(
    commitment_leads.c.plan == bindparam("plan"), commitment_leads.c.commitment == bindparam("commitment")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Within what a commitment is reported on: who leads it, and the zone, languages, state and gate of its plan."""

    leads: frozenset[str]
    zone: ZoneInfo
    languages: tuple[str, ...]
    plan_state: PlanState
    evidence_gate: EvidenceGate


async def load(connection: AsyncConnection, key: CommitmentKey) -> Commitment:
    """The commitment of this key. Raises CommitmentNotFound."""
    found = await _select(
        connection, and_(commitments.c.plan == key.plan, commitments.c.number == key.commitment), lock=False
    )
    if not found:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    return found[0]


async def leads_of(connection: AsyncConnection, key: CommitmentKey) -> frozenset[str]:
    """The institutions that answer for a commitment. Raises CommitmentNotFound."""
    return frozenset(lead.institution for lead in (await load(connection, key)).leads)


async def hold(tx: Transaction, key: CommitmentKey, expected: Expectation | None = None) -> Commitment:
    """The commitment of this key, its row held until the transaction ends; the plan's row is held already.

    Raises CommitmentNotFound, or what `expected` raises when the writer saw another version.
    """
    found = await _select(
        tx.connection, and_(commitments.c.plan == key.plan, commitments.c.number == key.commitment), lock=True
    )
    if not found:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    if expected is not None:
        expected.check(found[0].version)
    return found[0]


async def bearer_of(connection: AsyncConnection, wanted: Commitment) -> CommitmentKey | None:
    """Another commitment that bears the number with OGP that `wanted` is to have; None where none does."""
    is_it = (commitments.c.plan == wanted.key.plan) & (commitments.c.number == wanted.key.commitment)
    query = select(commitments.c.plan, commitments.c.number).where(commitments.c.ogp_id == wanted.ogp_id, ~is_it)
    row = (await connection.execute(query.limit(1))).first()
    return None if row is None else CommitmentKey(plan=row.plan, commitment=row.number)


async def known_numbers(connection: AsyncConnection, plan: str) -> frozenset[int]:
    """The numbers of a plan's commitments."""
    of_plan = select(commitments.c.number).where(commitments.c.plan == plan)
    return frozenset((await connection.scalars(of_plan)).all())


async def responsible(connection: AsyncConnection, key: CommitmentKey) -> Frame:
    """Who may report on a commitment and within what, the plan's row held until the transaction ends.

    Ask before any row of a commitment or a goal is held: a plan's row comes first. Raises CommitmentNotFound.
    """
    row = (await connection.execute(_RESPONSIBLE, key.model_dump())).first()
    if row is None:
        raise CommitmentNotFound(plan=key.plan, commitment=key.commitment)
    return Frame(
        leads=frozenset(row.leads),
        zone=ZoneInfo(row.time_zone),
        languages=tuple(row.languages),
        plan_state=PlanState(row.state),
        evidence_gate=EvidenceGate(row.evidence_gate),
    )


async def hold_all(tx: Transaction, plan: str) -> dict[CommitmentKey, Commitment]:
    """Every commitment of a plan, the rows held until the transaction ends."""
    found = await _select(tx.connection, commitments.c.plan == plan, lock=True)
    return {commitment.key: commitment for commitment in found}


async def with_numbers(connection: AsyncConnection, plan: str, numbers: list[int]) -> list[Commitment]:
    """The commitments of a plan that bear these numbers, in their order."""
    return await _select(connection, and_(commitments.c.plan == plan, commitments.c.number.in_(numbers)), lock=False)


async def page_of_declarations(
    connection: AsyncConnection, key: CommitmentKey, *, after: int, limit: int
) -> list[Declaration]:
    """At most `limit` statements of the whole as they were stated, behind the n-th."""
    stated = commitment_declarations.c
    query = select(commitment_declarations).where(
        stated.plan == key.plan, stated.commitment == key.commitment, stated.n > after
    )
    return [_declaration(row) for row in await connection.execute(query.order_by(stated.n).limit(limit))]


async def every(connection: AsyncConnection, plan: str) -> list[Commitment]:
    """Every commitment of a plan in its order, held by nobody."""
    return await _select(connection, commitments.c.plan == plan, lock=False)


async def save(tx: Transaction, after: Commitment, before: Commitment | None) -> None:
    """Write a commitment whose row this transaction holds, or a new one; statements are only ever added."""
    await save_all(tx, [(after, before)])


async def save_all(tx: Transaction, changed: Sequence[tuple[Commitment, Commitment | None]]) -> None:
    """The same for many, each with what it was before."""
    if not changed:
        return
    await tx.connection.execute(_WRITE, [_row(after) for after, _ in changed])
    led = [(after, before) for after, before in changed if before is None or before.leads != after.leads]
    if gone := [after.key.model_dump() for after, before in led if before is not None]:
        await tx.connection.execute(_FORGET_LEADS, gone)
    if leads := [row for after, _ in led for row in _lead_rows(after)]:
        await tx.connection.execute(insert(commitment_leads), leads)
    if added := [row for after, before in changed for row in _declaration_rows(after, before)]:
        await tx.connection.execute(insert(commitment_declarations), added)


def _row(commitment: Commitment) -> dict[str, Any]:
    return {
        "plan": commitment.key.plan,
        "number": commitment.key.commitment,
        "ogp_id": commitment.ogp_id,
        "theme": commitment.theme,
        "title": commitment.title,
        "starts_on": str(commitment.starts_on),
        "ends_on": str(commitment.ends_on),
        "fields": commitment.fields,
        "other_actors": [actor.model_dump(mode="json") for actor in commitment.other_actors],
        "budget": None if commitment.budget is None else commitment.budget.model_dump(mode="json"),
        "sdgs": list(commitment.sdgs),
        "national_links": list(commitment.national_links),
        "activities": [activity.model_dump(mode="json") for activity in commitment.activities],
        "folded": folded(commitment.searched()),
        "version": commitment.version,
    }


def _lead_rows(commitment: Commitment) -> Iterator[dict[str, Any]]:
    for place, lead in enumerate(commitment.leads):
        yield commitment.key.model_dump() | {
            "institution": lead.institution,
            "place": place,
            "role": lead.role.value,
        }


def _declaration_rows(after: Commitment, before: Commitment | None) -> Iterator[dict[str, Any]]:
    known = 0 if before is None else len(before.declarations)
    for one in after.declarations[known:]:
        yield after.key.model_dump() | {
            "n": one.n,
            "level": one.level.value,
            "effective_on": one.effective_on,
            "effective_at": one.effective_at,
            "stated_at": one.stated_at,
            "stated_by": one.stated_by,
            "institution": one.institution,
            "narrative": one.narrative,
            "reason": one.reason,
        }


async def _select(connection: AsyncConnection, which: ColumnElement[bool], *, lock: bool) -> list[Commitment]:
    query = select(commitments).where(which).order_by(commitments.c.plan, commitments.c.number)
    rows = (await connection.execute(query.with_for_update(key_share=True) if lock else query)).all()
    if not rows:
        return []
    plan, numbers = rows[0].plan, [row.number for row in rows]
    leads: dict[int, list[Lead]] = defaultdict(list)
    of_leads = select(commitment_leads).where(
        commitment_leads.c.plan == plan, commitment_leads.c.commitment.in_(numbers)
    )
    for row in await connection.execute(of_leads.order_by(commitment_leads.c.place)):
        leads[row.commitment].append(Lead(institution=row.institution, role=LeadRole(row.role)))
    declarations: dict[int, list[Declaration]] = defaultdict(list)
    of_levels = select(commitment_declarations).where(
        commitment_declarations.c.plan == plan, commitment_declarations.c.commitment.in_(numbers)
    )
    for row in await connection.execute(of_levels.order_by(commitment_declarations.c.n)):
        declarations[row.commitment].append(_declaration(row))
    return [_commitment(row, leads[row.number], declarations[row.number]) for row in rows]


def _declaration(row: Any) -> Declaration:
    return Declaration(
        level=Level(row.level),
        effective_on=row.effective_on,
        effective_at=row.effective_at,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
        institution=row.institution,
        narrative=row.narrative,
        reason=row.reason,
        n=row.n,
    )


def _commitment(row: Any, leads: list[Lead], declarations: list[Declaration]) -> Commitment:
    return Commitment(
        key=CommitmentKey(plan=row.plan, commitment=row.number),
        ogp_id=row.ogp_id,
        theme=row.theme,
        title=row.title,
        leads=tuple(leads),
        starts_on=PlanDate(row.starts_on),
        ends_on=PlanDate(row.ends_on),
        fields=row.fields,
        other_actors=tuple(OtherActorPart.model_validate(actor) for actor in row.other_actors),
        budget=None if row.budget is None else BudgetPart.model_validate(row.budget),
        sdgs=tuple(row.sdgs),
        national_links=tuple(row.national_links),
        activities=tuple(ActivityPart.model_validate(activity) for activity in row.activities),
        declarations=tuple(declarations),
        version=row.version,
    )
