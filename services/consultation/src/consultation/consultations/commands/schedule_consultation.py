"""Set the window of a consultation."""

from dataclasses import dataclass
from datetime import date

from constancia_bus.transaction import Transaction
from consultation.consultations import store
from consultation.consultations.aggregate import Consultation, Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConsultation:
    """Both days are included and are days of `time_zone`; `workshop` is kept as it was read."""

    plan: str
    subject: str
    opens_on: date
    closes_on: date
    time_zone: str
    workshop: dict[str, Json] | None


async def schedule_consultation(tx: Transaction, command: ScheduleConsultation) -> Consultation:
    """Schedule it and say so; nothing happens when the same is on record.

    Inside a plan the subject says which consultation is meant: a new subject is a new consultation, so that comments on
    the mid-term report never come to stand under the final one.
    """
    known = await store.hold_all(tx, command.plan)
    before = next((one for one in known if one.subject == command.subject), None)
    wanted = Consultation.planned(
        command.plan,
        len(known) + 1 if before is None else before.n,
        subject=command.subject,
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        time_zone=command.time_zone,
        workshop=command.workshop,
    )
    scheduled = wanted.schedule(before)
    if scheduled is None:
        return wanted if before is None else before
    after, event = scheduled
    await store.save(tx, after)
    tx.record(event, stream=after.stream, version=after.version)
    return after
