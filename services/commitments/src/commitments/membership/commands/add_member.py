"""The point of contact enters an institution at the roundtable or in a working group, for the first time or again."""

from dataclasses import dataclass, replace
from datetime import date

import commitments.institution.store as institution_store
import commitments.plan.store as plan_store
import commitments.working_group.store as group_store
from commitments.institution.errors import InstitutionNotFound
from commitments.membership import store
from commitments.membership.aggregate import ROUNDTABLE, Membership
from constancia_bus.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember:
    """`group` is ROUNDTABLE or a working group's number; `joined_on` None where it is not known."""

    plan: str
    group: int
    institution: str
    joined_on: date | None
    reason: dict[str, str] | None = None


async def add_member(tx: Transaction, command: AddMember) -> Membership:
    """Begin a period. Raises PlanNotFound, WorkingGroupNotFound, InstitutionNotFound, AlreadyMember, JoinedTooEarly."""
    await plan_store.hold(tx, command.plan)
    if command.group != ROUNDTABLE:
        await group_store.load(tx.connection, command.plan, command.group)
    known = await institution_store.hold(tx, [command.institution])
    institution = known.get(command.institution)
    if institution is None:
        raise InstitutionNotFound(acronym=command.institution)
    if command.group == ROUNDTABLE and (seated := replace(institution, roundtable=True).register(institution)):
        after, registered = seated
        await institution_store.save(tx, after)
        tx.record(registered, stream=after.stream, version=after.version)
    before = await store.find(tx.connection, command.plan, command.group, command.institution)
    none_yet = Membership(plan=command.plan, group=command.group, institution=command.institution)
    member, event = (before or none_yet).join(command.joined_on, command.reason)
    await store.save(tx, [member])
    tx.record(event, stream=member.stream, version=member.version)
    return member
