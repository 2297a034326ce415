"""Rows of enrolment links and requests to their aggregates and back."""

from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from commitments.enrolment.aggregate import Enrolment, EnrolmentLink, EnrolmentState, hash_of
from commitments.enrolment.errors import EnrolmentNotFound, LinkNotFound
from commitments.enrolment.tables import enrolment_links, enrolments
from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import InstitutionKind

_l, _e = enrolment_links.c, enrolments.c
_LINK = ("id", "plan", "label", "code_hash", "expires_on", "created_at", "created_by", "closed_at", "version")
_REQUEST = (
    "id",
    "link",
    "plan",
    "name",
    "acronym",
    "motive",
    "contact_email",
    "receipt_hash",
    "received_at",
    "decided_at",
    "decided_by",
    "reason",
    "institution",
    "joined_on",
    "erase_contact_on",
    "version",
)


async def by_code(connection: AsyncConnection, code: str, *, lock: bool = False) -> EnrolmentLink:
    """The link of a code; `lock` holds its row until the transaction ends. Raises LinkNotFound."""
    query = select(enrolment_links).where(_l.code_hash == hash_of(code))
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise LinkNotFound
    return _link(row)


async def load_link(connection: AsyncConnection, plan: str, link: UUID) -> EnrolmentLink:
    """The link of this id. Raises LinkNotFound."""
    row = (await connection.execute(select(enrolment_links).where(_l.plan == plan, _l.id == link))).first()
    if row is None:
        raise LinkNotFound
    return _link(row)


async def page_of_links(
    connection: AsyncConnection, plan: str, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[EnrolmentLink]:
    """At most `limit` links of a plan as they were made, behind `after`."""
    query = select(enrolment_links).where(_l.plan == plan).order_by(_l.created_at, _l.id).limit(limit)
    if after is not None:
        query = query.where(tuple_(_l.created_at, _l.id) > after)
    return [_link(row) for row in await connection.execute(query)]


async def add_link(tx: Transaction, link: EnrolmentLink) -> None:
    """Write a new link."""
    values = {name: getattr(link, name) for name in _LINK} | {"working_group": link.group}
    await tx.connection.execute(insert(enrolment_links).values(values))


async def save_link(tx: Transaction, link: EnrolmentLink) -> None:
    """Write that a link was closed."""
    changed = {"closed_at": link.closed_at, "version": link.version}
    await tx.connection.execute(update(enrolment_links).where(_l.id == link.id).values(changed))


async def load(connection: AsyncConnection, plan: str, request: UUID, *, lock: bool = False) -> Enrolment:
    """The request of this id; `lock` holds its row until the transaction ends. Raises EnrolmentNotFound."""
    query = select(enrolments).where(_e.plan == plan, _e.id == request)
    row = (await connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        raise EnrolmentNotFound
    return _enrolment(row)


async def by_receipt(connection: AsyncConnection, receipt: str) -> Enrolment:
    """The request of this receipt. Raises EnrolmentNotFound."""
    row = (await connection.execute(select(enrolments).where(_e.receipt_hash == hash_of(receipt)))).first()
    if row is None:
        raise EnrolmentNotFound
    return _enrolment(row)


async def by_acronym(connection: AsyncConnection, link: UUID, acronym: str) -> Enrolment | None:
    """What was asked for by this link under this acronym, or None."""
    row = (await connection.execute(select(enrolments).where(_e.link == link, _e.acronym == acronym))).first()
    return None if row is None else _enrolment(row)


async def waiting(connection: AsyncConnection, link: UUID) -> int:
    """How many requests of a link are not decided."""
    undecided = _e.state == EnrolmentState.PENDING.value
    query = select(func.count()).select_from(enrolments).where(_e.link == link, undecided)
    return int(await connection.scalar(query) or 0)


async def page(
    connection: AsyncConnection,
    plan: str,
    state: EnrolmentState | None,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Enrolment]:
    """At most `limit` requests of a plan as they came, behind `after`."""
    query = select(enrolments).where(_e.plan == plan).order_by(_e.received_at, _e.id).limit(limit)
    if state is not None:
        query = query.where(_e.state == state.value)
    if after is not None:
        query = query.where(tuple_(_e.received_at, _e.id) > after)
    return [_enrolment(row) for row in await connection.execute(query)]


async def add(tx: Transaction, enrolment: Enrolment) -> None:
    """Write a new request."""
    await tx.connection.execute(insert(enrolments).values(_values(enrolment)))


async def save(tx: Transaction, enrolment: Enrolment) -> None:
    """Write a request whose row this transaction holds."""
    await tx.connection.execute(update(enrolments).where(_e.id == enrolment.id).values(_values(enrolment)))


async def erase_contacts(tx: Transaction, today: date) -> int:
    """Forget the contacts that were kept until `today`; gives how many."""
    due = (_e.erase_contact_on <= today) & _e.contact_email.is_not(None)
    done = await tx.connection.execute(update(enrolments).where(due).values(contact_email=None))
    return cast("CursorResult[Any]", done).rowcount


def _values(enrolment: Enrolment) -> dict[str, Any]:
    values = {name: getattr(enrolment, name) for name in _REQUEST}
    return values | {
        "working_group": enrolment.group,
        "kind": enrolment.kind.value,
        "state": enrolment.state.value,
    }


def _link(row: Any) -> EnrolmentLink:
    return EnrolmentLink(group=row.working_group, **{name: getattr(row, name) for name in _LINK})


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(
        group=row.working_group,
        kind=InstitutionKind(row.kind),
        state=EnrolmentState(row.state),
        **{name: getattr(row, name) for name in _REQUEST},
    )
