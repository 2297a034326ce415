"""The point of contact announces a consultation, revises it, and closes it as reported."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from constancia_bus.transaction import Transaction
from constancia_events.consultation import ConsultationReported
from constancia_events.vocabulary import ConsultationKind, ConsultationPurpose
from constancia_web.conditional import ExpectedVersion
from consultation.consultations import queries, store
from consultation.consultations.aggregate import Consultation, Texts
from consultation.consultations.errors import PlanUnknown, TitleLanguage, Unanswered
from consultation.projections import registry

_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceConsultation:
    """Both days are included, and are days of the plan's time zone."""

    plan: str
    title: Texts
    kind: ConsultationKind
    purpose: ConsultationPurpose
    opens_on: date
    closes_on: date
    document_url: str | None
    answer_days: int
    reason: Texts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseConsultation:
    """What is to be different; None leaves a thing as it is."""

    consultation: str
    expected: ExpectedVersion
    title: Texts | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    document_url: str | None = None
    answer_days: int | None = None
    reason: Texts | None = None


async def announce_consultation(tx: Transaction, command: AnnounceConsultation) -> Consultation:
    """Put it on record and say so. Raises PlanUnknown, TitleLanguage, and what `check_window` raises."""
    plan = await registry.find_plan(tx.connection, command.plan)
    if plan is None:
        raise PlanUnknown(plan=command.plan)
    _check_languages(plan, command.title, command.reason)
    known = await store.hold_all(tx, command.plan)
    wanted = Consultation.planned(
        command.plan,
        len(known) + 1,
        subject=command.title["es"],
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        time_zone=plan.time_zone,
        kind=command.kind,
        purpose=command.purpose,
        title=command.title,
        document_url=command.document_url,
        answer_days=command.answer_days,
        reason=command.reason,
    )
    wanted.check_window(tx.now)
    return await _write(tx, wanted, None)


async def revise_consultation(tx: Transaction, command: ReviseConsultation) -> Consultation:
    """Change what may still be changed; once open, a window is only ever extended.

    Raises ConsultationNotFound, Stale, TitleLanguage, and what `revise` raises.
    """
    before = await store.hold(tx, command.consultation)
    command.expected.check_part(before.version)
    plan = await registry.find_plan(tx.connection, before.plan)
    if plan is not None:
        _check_languages(plan, command.title, command.reason)
    title = before.title if command.title is None else command.title
    wanted = Consultation.planned(
        before.plan,
        before.n,
        subject=before.subject if command.title is None else command.title["es"],
        opens_on=command.opens_on or before.opens_on,
        closes_on=command.closes_on or before.closes_on,
        time_zone=before.time_zone,
        kind=before.kind,
        purpose=before.purpose,
        title=title,
        document_url=command.document_url or before.document_url,
        answer_days=command.answer_days or before.answer_days,
        reason=command.reason or before.reason,
    )
    before.revise(wanted, tx.now)
    return await _write(tx, wanted, before)


async def report_consultation(tx: Transaction, consultation: str, expected: ExpectedVersion) -> Consultation:
    """State what became of every comment; that is possible only once each has its answer.

    Raises ConsultationNotFound, Stale, AlreadyReported, StillOpen, Unanswered.
    """
    before = await store.hold(tx, consultation)
    expected.check_part(before.version)
    before.check_reportable(tx.now)
    counted = (await queries.statement_of(tx.connection, consultation)).all
    if counted.waiting:
        first = await queries.unanswered(tx.connection, consultation, _NAMED)
        raise Unanswered(count=counted.waiting, first=", ".join(first))
    today = tx.now.astimezone(ZoneInfo(before.time_zone)).date()
    after = replace(before, reported_on=today, version=before.version + 1)
    await store.save(tx, after)
    event = ConsultationReported(
        consultation=after.id,
        plan=after.plan,
        reported_on=today,
        received=counted.received,
        answered=counted.answered,
        led_to_change=counted.led_to_change,
    )
    tx.record(event, stream=after.stream, version=after.version)
    return after


async def _write(tx: Transaction, wanted: Consultation, before: Consultation | None) -> Consultation:
    scheduled = wanted.schedule(before)
    if scheduled is None:
        return wanted if before is None else before
    after, event = scheduled
    await store.save(tx, after)
    tx.record(event, stream=after.stream, version=after.version)
    return after


def _check_languages(plan: registry.KnownPlan, *texts: Texts | None) -> None:
    for pointer, text in zip(("/title", "/reason"), texts, strict=True):
        if text is not None and not set(text) <= set(plan.languages):
            raise TitleLanguage.at(pointer, languages=", ".join(plan.languages))
