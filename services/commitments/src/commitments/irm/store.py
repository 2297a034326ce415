"""Past plans and their commitments to rows and back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from commitments.irm.aggregate import PastCommitment, PastPlan
from commitments.irm.tables import irm_commitments, irm_plans
from constancia_bus.transaction import Transaction
from constancia_events.commitments.irm import StarFormula

_BATCH = 200
_COMMITMENT: TypeAdapter[PastCommitment] = TypeAdapter(PastCommitment)
_FIGURES = ("commitments", "high_completion", "transformative", "relevant", "starred", "digest", "version", "revision")

Changed = Sequence[tuple[PastPlan, Sequence[PastCommitment]]]


async def hold_all(tx: Transaction) -> dict[tuple[str, int], PastPlan]:
    """Every plan of the table by slug and number; no other table is loaded until the transaction ends."""
    await tx.connection.execute(text("select pg_advisory_xact_lock(hashtext('irm'))"))
    rows = await tx.connection.execute(select(irm_plans).with_for_update())
    return {(row.slug, row.number): of_row(row) for row in rows}


async def save(tx: Transaction, changed: Changed, progress: Callable[[int, int], None]) -> None:
    """Put these plans and their rows in the place of what is held of them; `progress` is told of rows."""
    if not changed:
        return
    await tx.connection.execute(_UPSERT, [_plan_values(plan) for plan, _ in changed])
    keys = [(plan.slug, plan.number) for plan, _ in changed]
    of_plans = tuple_(irm_commitments.c.slug, irm_commitments.c.plan).in_(keys)
    await tx.connection.execute(delete(irm_commitments).where(of_plans))
    rows = [values for plan, commitments in changed for values in _rows(plan, commitments)]
    for start in range(0, len(rows), _BATCH):
        progress(start, len(rows))
        await tx.connection.execute(_INSERT, rows[start : start + _BATCH])
    progress(len(rows), len(rows))


_UPSERT = upsert(irm_plans)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=["slug", "number"],
    set_={name: _UPSERT.excluded[name] for name in ("country", "code", "formula", *_FIGURES)},
)
_INSERT = insert(irm_commitments)


def _plan_values(plan: PastPlan) -> dict[str, Any]:
    return {
        "slug": plan.slug,
        "number": plan.number,
        "country": plan.country,
        "code": plan.code,
        "formula": None if plan.formula is None else plan.formula.value,
        **{name: getattr(plan, name) for name in _FIGURES},
    }


def _rows(plan: PastPlan, commitments: Sequence[PastCommitment]) -> Iterator[dict[str, Any]]:
    for place, commitment in enumerate(commitments, start=1):
        yield {
            "slug": plan.slug,
            "plan": plan.number,
            "place": place,
            "number": commitment.number,
            "occurrence": commitment.occurrence,
            "body": _COMMITMENT.dump_python(commitment, mode="json", exclude={"number", "occurrence"}),
        }


def of_row(row: Any) -> PastPlan:
    """The plan of a row of `irm_plans`."""
    return PastPlan(
        slug=row.slug,
        number=row.number,
        country=row.country,
        code=row.code,
        formula=None if row.formula is None else StarFormula(row.formula),
        **{name: getattr(row, name) for name in _FIGURES},
    )


def commitment_of(row: Any) -> PastCommitment:
    """The commitment of a row of `irm_commitments`."""
    body: Mapping[str, Any] = row.body
    return _COMMITMENT.validate_python({**body, "number": row.number, "occurrence": row.occurrence})
