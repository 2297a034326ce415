"""A plan file was taken: schedule the consultation that it tells of, take its comments and its workshop."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from constancia_bus.ask import NothingThere, ask
from constancia_bus.reaction import event_id
from constancia_bus.streams import Bus
from constancia_bus.transaction import Transaction, Transactions
from constancia_events.commitments import ImportAccepted
from constancia_events.event import Recorded
from constancia_events.keys import PlanId
from constancia_events.plan_file import Comment, Workshop
from constancia_events.vocabulary import Rating
from consultation.comments.commands.receive_comment import ReceiveComment, receive_comment
from consultation.consultations.commands.schedule_consultation import ScheduleConsultation, schedule_consultation
from consultation.questionnaires.commands.keep_questionnaire import Answer, take_workshop

EFFECT = "take_consultation"


class Section(BaseModel):
    """The consultation of a plan file, its comments gathered from all pieces."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan: PlanId
    time_zone: str
    opens_on: date
    closes_on: date
    subject: str
    workshop: Workshop | None
    items: list[Comment]
    more: bool


async def take_consultation(bus: Bus, transactions: Transactions, event: ImportAccepted, recorded: Recorded) -> None:
    """Bring the plan's consultation to what its file says; once, however often the event comes.

    Raises what `ask` raises but NothingThere: a file that tells of no consultation leaves everything as it is.
    """
    section = await _claim(bus, event.import_id)
    async with transactions(actor=Transactions.SYSTEM, causation=event_id(recorded)) as tx:
        if await tx.once(event_id(recorded), EFFECT) and section is not None:
            await follow(tx, section)


async def follow(tx: Transaction, section: Section) -> None:
    """Schedule the consultation, then take every comment; one that an earlier file held and this one lacks stays."""
    command = ScheduleConsultation(
        plan=section.plan,
        subject=section.subject,
        opens_on=section.opens_on,
        closes_on=section.closes_on,
        time_zone=section.time_zone,
    )
    scheduled = await schedule_consultation(tx, command)
    for comment in section.items:
        received = ReceiveComment(
            consultation=scheduled.id, received_at=comment.received_at, sector=comment.sector, text=comment.text
        )
        await receive_comment(tx, received)
    workshop = section.workshop
    if workshop is not None:
        answers = [
            Answer(
                theme=one.theme,
                institutions=tuple(one.institutions),
                rating=None if one.rating is None else Rating(one.rating),
                points=one.points,
            )
            for one in workshop.answers
        ]
        questions = [question.model_dump(mode="json") for question in workshop.questions]
        await take_workshop(tx, scheduled, questions, workshop.held_on, answers)


async def _claim(bus: Bus, import_id: str) -> Section | None:
    """The consultation of a plan file, asked for piece by piece; None where there is none, or no such file."""
    comments: list[Comment] = []
    while True:
        try:
            found = await ask(
                bus, "commitments", "import_section", import_id=import_id, section="consultation", offset=len(comments)
            )
        except NothingThere:
            return None
        piece = Section.model_validate(found)
        comments += piece.items
        if not piece.more:
            return piece.model_copy(update={"items": comments})
