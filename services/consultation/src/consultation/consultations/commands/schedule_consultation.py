"""Set the window of a consultation as a plan file tells of it."""

from dataclasses import dataclass, replace
from datetime import date

from constancia_bus.transaction import Transaction
from constancia_events.vocabulary import ConsultationPurpose
from consultation.consultations import store
from consultation.consultations.aggregate import Consultation

_SELF_ASSESSMENT = ("self-assessment", "autoevaluación")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleConsultation:
    """Both days are included and are days of `time_zone`."""

    plan: str
    subject: str
    opens_on: date
    closes_on: date
    time_zone: str


async def schedule_consultation(tx: Transaction, command: ScheduleConsultation) -> Consultation:
    """Schedule it and say so; nothing happens when the same is on record.

    Inside a plan the subject says which consultation is meant: a new subject is a new consultation, so that comments on
    the mid-term report never come to stand under the final one. A file cannot shorten a window that has begun.
    """
    known = await store.hold_all(tx, command.plan)
    before = next((one for one in known if one.subject == command.subject), None)
    closes_on = command.closes_on
    if before is not None and before.opens_at <= tx.now:
        closes_on = max(closes_on, before.closes_on)
    wanted = Consultation.planned(
        command.plan,
        len(known) + 1 if before is None else before.n,
        subject=command.subject,
        opens_on=command.opens_on,
        closes_on=closes_on,
        time_zone=command.time_zone,
        purpose=_purpose(command.subject),
    )
    if before is not None:  # what a file does not tell of stays
        wanted = replace(
            wanted,
            kind=before.kind,
            purpose=before.purpose,
            title=before.title,
            document_url=before.document_url,
            answer_days=before.answer_days,
            reason=before.reason,
        )
    scheduled = wanted.schedule(before)
    if scheduled is None:
        return wanted if before is None else before
    after, event = scheduled
    await store.save(tx, after)
    tx.record(event, stream=after.stream, version=after.version)
    return after


def _purpose(subject: str) -> ConsultationPurpose:
    named = any(word in subject.lower() for word in _SELF_ASSESSMENT)
    return ConsultationPurpose.SELF_ASSESSMENT if named else ConsultationPurpose.OTHER
