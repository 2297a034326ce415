"""The public change log of a plan: what was amended and why, its states, its descent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.texts import TextMap
from constancia_events.vocabulary import EvidenceGate, PlanState, Vocabulary
from reporting.compliance.facts import Facts
from reporting.compliance.moment import Moment
from reporting.compliance.schemas import Compliance
from reporting.projections.rows import BEGINNING
from reporting.site import words
from reporting.site.lineage import Descent, lineage_of_plan

MOST_AMENDMENTS: Final = 100
"""How many one page shows; those before are on the page as of an earlier day."""

_BY = "plan = :plan and effective_at <= :at"
_AMENDED = text(
    # What was said again of the beginning is dated by when it was said.
    "select commitment, goal, greatest(effective_at, case when effective_at <= :beginning then recorded_at end) as at,"  # noqa: S608
    " before, body from ("
    " select null::int as commitment, null::int as goal, effective_at, recorded_at, pos, body,"
    f" lag(body) over (order by effective_at, pos) as before from plan_definitions where {_BY}"
    " union all select commitment, null, effective_at, recorded_at, pos, body,"
    f" lag(body) over (partition by commitment order by effective_at, pos) from commitment_definitions where {_BY}"
    " union all select commitment, goal, effective_at, recorded_at, pos, body,"
    f" lag(body) over (partition by commitment, goal order by effective_at, pos) from goal_definitions where {_BY}"
    ") described where before - 'reason' <> body - 'reason' order by at desc, pos desc limit :most"
)
_STATES = text(f"select body from plan_states where {_BY} order by effective_at desc, pos desc")  # noqa: S608 - constants
_UNKNOWN_BEFORE: Final[dict[str, Any]] = {"vocabulary": Vocabulary.GT.value, "evidence_gate": EvidenceGate.WARN.value}
"""What was meant before there was a word for it."""
_NOT_SHOWN: Final = frozenset({"plan", "commitment", "goal", "reason", "effective_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field before and after, as JSON; a text map is taken apart by language."""

    field: str
    language: str | None
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A plan, commitment (`goal` None) or goal was described anew."""

    commitment: int | None
    goal: int | None
    at: datetime
    reason: TextMap | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDetail:
    """A state of a plan, the day from which it holds (YYYY-MM-DD), and why."""

    state: PlanState
    before: PlanState | None
    since: str
    reason: TextMap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage:
    """The change log of a plan as of an instant; `is_cut` says that there were more amendments than are shown."""

    compliance: Compliance
    vocabulary: Vocabulary
    is_past: bool
    public_url: str
    states: tuple[StateDetail, ...]
    amendments: tuple[Amendment, ...]
    is_cut: bool
    lineage: tuple[Descent, ...]


async def changes_page(
    connection: AsyncConnection, read: tuple[Facts, Compliance], moment: Moment, public_url: str
) -> ChangesPage:
    """The change log of a plan as of `moment`."""
    facts, compliance = read
    plan, at = facts.plan.plan, moment.instant(ZoneInfo(facts.plan.time_zone))
    by = {"plan": plan, "at": at, "beginning": BEGINNING, "most": MOST_AMENDMENTS + 1}
    rows = (await connection.execute(_AMENDED, by)).all()
    amendments = tuple(
        Amendment(
            commitment=row.commitment,
            goal=row.goal,
            at=row.at,
            reason=row.body.get("reason"),
            differences=tuple(differences(row.before, row.body)),
        )
        for row in rows[:MOST_AMENDMENTS]
    )
    return ChangesPage(
        compliance=compliance,
        vocabulary=facts.plan.vocabulary,
        is_past=moment.is_past,
        public_url=public_url,
        states=await states_of(connection, plan, at),
        amendments=tuple(one for one in amendments if one.differences),
        is_cut=len(rows) > MOST_AMENDMENTS,
        lineage=tuple(await lineage_of_plan(connection, plan, at)),
    )


async def states_of(connection: AsyncConnection, plan: str, at: datetime) -> tuple[StateDetail, ...]:
    """The states of a plan by `at`, the one that holds first."""
    return tuple(
        StateDetail(
            state=PlanState(row.body["state"]),
            before=PlanState(row.body["before"]) if row.body["before"] else None,
            since=row.body["effective_on"],
            reason=row.body["reason"],
        )
        for row in await connection.execute(_STATES, {"plan": plan, "at": at})
    )


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What differs between two descriptions of one thing, in the order of `words.FIELDS`, Spanish first."""
    found: list[Difference] = []
    were, are = _flat(before), _flat(after)
    order = {name: at for at, name in enumerate(words.FIELDS)}
    for name in sorted({*are, *were}, key=lambda one: (order.get(one, len(order)), one)):
        old, new = were.get(name, _UNKNOWN_BEFORE.get(name)), are.get(name)
        if (old or None) == (new or None):
            continue
        if is_text_map(old) or is_text_map(new):
            old, new = old or {}, new or {}
            languages = [one for one in sorted({*new, *old}, key=_spanish_first) if old.get(one) != new.get(one)]
            found += [
                Difference(field=name, language=one, before=old.get(one), after=new.get(one)) for one in languages
            ]
        else:
            found.append(Difference(field=name, language=None, before=old, after=new))
    return found


def is_text_map(value: Any) -> bool:
    """Whether a JSON value is one text in several languages."""
    return isinstance(value, dict) and "es" in value


def _flat(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a description by name, with the texts of the national template among them."""
    return {
        name: value
        for name, value in {**body, **(body.get("fields") or {})}.items()
        if name not in {*_NOT_SHOWN, "fields"}
    }


def _spanish_first(language: str) -> tuple[bool, str]:
    return language != "es", language
