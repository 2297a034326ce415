"""A report is out for comment: announce the consultation in which the public is heard on it."""

from typing import Final

from constancia_bus.reaction import event_id
from constancia_bus.transaction import Transactions
from constancia_events.event import Recorded
from constancia_events.reporting import ReportPutOutForComment
from constancia_events.vocabulary import ConsultationKind, ConsultationPurpose
from consultation.consultations.commands.announce_consultation import AnnounceConsultation, announce_consultation
from consultation.consultations.errors import PlanUnknown
from consultation.projections import registry

EFFECT: Final = "announce_report"
_ANSWER_DAYS: Final = 30


async def announce_report(transactions: Transactions, event: ReportPutOutForComment, recorded: Recorded) -> None:
    """Announce it, once, in the languages of the plan.

    Raises PlanUnknown while the registry's word of the plan has not come, and what `announce_consultation` raises.
    """
    async with transactions(actor=Transactions.SYSTEM, causation=event_id(recorded)) as tx:
        if not await tx.once(event_id(recorded), EFFECT):
            return
        plan = await registry.find_plan(tx.connection, event.plan)
        if plan is None:
            raise PlanUnknown(plan=event.plan)
        spoken = {"es", *plan.languages}
        command = AnnounceConsultation(
            plan=event.plan,
            title={language: text for language, text in event.title.items() if language in spoken},
            kind=ConsultationKind.COMMENTS,
            purpose=ConsultationPurpose.SELF_ASSESSMENT,
            opens_on=event.opens_on,
            closes_on=event.closes_on,
            document_url=event.url,
            answer_days=_ANSWER_DAYS,
            reason=event.reason,
        )
        await announce_consultation(tx, command)
