"""What the newest file of a plan says of things that have no table of their own."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.imports.tables import imports
from constancia_events.plan_file import PlanFile
from constancia_events.vocabulary import EvidenceGate

_GATE = text(
    "select convert_from(document, 'UTF8')::json #>> '{plan,evidence_gate}' from imports where plan = :plan"
    " order by n desc limit 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A working group: the commitments that it follows, and who may speak for it on a day."""

    number: int
    commitments: frozenset[int]
    institutions: frozenset[str]


async def gate_of(connection: AsyncConnection, plan: str) -> EvidenceGate:
    """What happens to a `complete` of this plan for which nothing is cited."""
    return EvidenceGate(await connection.scalar(_GATE, {"plan": plan}) or EvidenceGate.WARN)


async def known_indicators(connection: AsyncConnection, plan: str) -> frozenset[str]:
    """The keys of the plan's indicators."""
    file = await _file(connection, plan)
    return frozenset(indicator.key for indicator in file.indicators) if file else frozenset()


async def groups_of(connection: AsyncConnection, plan: str, *, today: date) -> list[Group]:
    """The plan's working groups by number, each with who convenes it and who is a member of it on that day."""
    file = await _file(connection, plan)
    groups = sorted(file.working_groups, key=lambda group: group.number) if file else []
    return [
        Group(
            number=group.number,
            commitments=frozenset(group.commitments),
            institutions=frozenset(
                member.institution
                for member in group.members
                if (member.joined_on is None or member.joined_on <= today)
                and (member.left_on is None or member.left_on >= today)
            ).union(group.convened_by),
        )
        for group in groups
    ]


async def _file(connection: AsyncConnection, plan: str) -> PlanFile | None:
    query = select(imports.c.document).where(imports.c.plan == plan).order_by(imports.c.n.desc()).limit(1)
    document = await connection.scalar(query)
    return None if document is None else PlanFile.model_validate_json(document)
