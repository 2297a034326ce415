"""The point of contact decides about a request: who is accepted is on record, and a member, with the same commit."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
from commitments.enrolment import store
from commitments.enrolment.aggregate import Enrolment
from commitments.institution.aggregate import Institution
from commitments.membership.aggregate import ROUNDTABLE
from commitments.membership.commands.add_member import AddMember, add_member
from constancia_bus.transaction import Transaction
from constancia_runtime.versions import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideEnrolment:
    """`acronym` where it is to be known by another than it proposed; `joined_on` is today when None."""

    plan: str
    request: UUID
    accepted: bool
    reason: dict[str, str]
    acronym: str | None
    joined_on: date | None
    expected: Expectation


async def decide_enrolment(tx: Transaction, command: DecideEnrolment) -> Enrolment:
    """Decide it, once.

    Raises PlanNotFound, EnrolmentNotFound, AlreadyDecided, AlreadyMember, JoinedTooEarly, or STALE.
    """
    plan = await plan_store.hold(tx, command.plan)
    before = await store.load(tx.connection, command.plan, command.request, lock=True)
    command.expected.check(before.version)
    decided = before.decide(
        accepted=command.accepted,
        reason=command.reason,
        acronym=command.acronym,
        joined_on=command.joined_on,
        zone=plan.zone,
        now=tx.now,
        by=tx.actor,
    )
    if decided.institution is not None:
        await _admit(tx, decided, decided.institution)
    await store.save(tx, decided)
    return decided


async def _admit(tx: Transaction, decided: Enrolment, acronym: str) -> None:
    """Register the organisation where it is new, and make it a member."""
    known = await institution_store.hold(tx, [acronym])
    seated = decided.group == ROUNDTABLE
    new = Institution(acronym=acronym, name=decided.name, kind=decided.kind, roundtable=seated)
    if acronym not in known and (registered := new.register(None)):
        institution, event = registered
        await institution_store.save(tx, institution)
        tx.record(event, stream=institution.stream, version=institution.version)
    joining = AddMember(
        plan=decided.plan,
        group=decided.group,
        institution=acronym,
        joined_on=decided.joined_on,
        reason=decided.reason,
    )
    await add_member(tx, joining)
