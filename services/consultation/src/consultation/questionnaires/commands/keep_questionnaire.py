"""A questionnaire is defined, answered by institutions, or comes with its answers in a plan file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from constancia_bus.transaction import Transaction
from constancia_events.consultation import QuestionnaireAnswered
from constancia_events.vocabulary import Rating
from consultation.comments.errors import ThemeUnknown
from consultation.consultations import store as consultation_store
from consultation.consultations.aggregate import Consultation, ConsultationState
from consultation.projections import registry
from consultation.questionnaires.errors import (
    AnswerEmpty,
    AnswersNotTaken,
    InstitutionNeeded,
    QuestionnaireAnsweredAlready,
    QuestionnaireNotFound,
    QuestionUnknown,
)
from consultation.questionnaires.tables import questionnaire_answers, questionnaires
from consultation.responses.errors import InstitutionUnknown

_of = questionnaire_answers.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What some institutions said together of one theme; `points` by the number of the question."""

    theme: int
    institutions: tuple[str, ...]
    rating: Rating | None
    points: Mapping[str, Sequence[str]]

    def row(self) -> dict[str, Any]:
        """The columns that hold it."""
        points = {question: list(said) for question, said in self.points.items()}
        rating = None if self.rating is None else self.rating.value
        return {"theme": self.theme, "institutions": list(self.institutions), "rating": rating, "points": points}


async def define_questionnaire(
    tx: Transaction, consultation: str, questions: Sequence[Mapping[str, Any]], held_on: date | None
) -> None:
    """Put the questions on record. Raises ConsultationNotFound, QuestionnaireAnsweredAlready."""
    await consultation_store.hold(tx, consultation)
    known = await _questions(tx, consultation)
    asked = [dict(question) for question in questions]
    if known is not None and known != asked and await _count(tx, consultation):
        raise QuestionnaireAnsweredAlready
    await _write(tx, consultation, asked, held_on)


async def answer_questionnaire(tx: Transaction, consultation: str, answer: Answer) -> None:
    """Put an answer on record, in the place of what the same institutions said of the same theme before.

    Raises ConsultationNotFound, QuestionnaireNotFound, AnswersNotTaken, ThemeUnknown, QuestionUnknown, AnswerEmpty,
    InstitutionUnknown, InstitutionNeeded.
    """
    about = await consultation_store.hold(tx, consultation)
    questions = await _questions(tx, consultation)
    if questions is None:
        raise QuestionnaireNotFound(consultation=consultation)
    if about.state(tx.now) is not ConsultationState.OPEN:
        raise AnswersNotTaken(opens_on=about.opens_on, closes_on=about.closes_on)
    await _check(tx, about, answer, {str(question["number"]) for question in questions})
    same = (_of.consultation == consultation) & (_of.theme == answer.theme)
    same &= _of.institutions == list(answer.institutions)
    n = await tx.connection.scalar(select(_of.n).where(same))
    if n is None:
        n = 1 + await _last(tx, consultation)
        row = {"consultation": consultation, "n": n, **answer.row(), "answered_at": tx.now}
        await tx.connection.execute(insert(questionnaire_answers).values(row))
    else:
        values = {**answer.row(), "answered_at": tx.now}
        await tx.connection.execute(update(questionnaire_answers).where(same).values(values))
    await _say(tx, about, [answer])


async def take_workshop(
    tx: Transaction,
    about: Consultation,
    questions: Sequence[Mapping[str, Any]],
    held_on: date,
    answers: Sequence[Answer],
) -> None:
    """What a plan file holds, in the place of what a file held before; nothing is said of what is the same."""
    known = await tx.connection.execute(
        select(questionnaire_answers).where(_of.consultation == about.id).order_by(_of.n)
    )
    before = [{name: getattr(row, name) for name in ("theme", "institutions", "rating", "points")} for row in known]
    asked = [dict(question) for question in questions]
    if before == [answer.row() for answer in answers] and await _questions(tx, about.id) == asked:
        return
    await _write(tx, about.id, asked, held_on)
    await tx.connection.execute(delete(questionnaire_answers).where(_of.consultation == about.id))
    rows = [
        {"consultation": about.id, "n": n, **answer.row(), "answered_at": tx.now}
        for n, answer in enumerate(answers, start=1)
    ]
    if rows:
        await tx.connection.execute(insert(questionnaire_answers), rows)
    await _say(tx, about, [answer for answer in answers if answer.row() not in before])


async def _check(tx: Transaction, about: Consultation, answer: Answer, questions: set[str]) -> None:
    plan = await registry.find_plan(tx.connection, about.plan)
    if plan is None or answer.theme not in plan.themes:
        raise ThemeUnknown.at("/theme", theme=answer.theme)
    for question in answer.points:
        if question not in questions:
            raise QuestionUnknown.at(f"/points/{question}", question=question)
    if answer.rating is None and not any(answer.points.values()):
        raise AnswerEmpty
    if not answer.institutions:
        raise InstitutionNeeded.at("/institutions")
    known = await registry.institution_names(tx.connection)
    for place, institution in enumerate(answer.institutions):
        if institution not in known:
            raise InstitutionUnknown.at(f"/institutions/{place}", institution=institution)


async def _say(tx: Transaction, about: Consultation, answers: Sequence[Answer]) -> None:
    version = await tx.connection.scalar(
        select(questionnaires.c.version).where(questionnaires.c.consultation == about.id)
    )
    for number, answer in enumerate(answers, start=(version or 0) + 1):
        event = QuestionnaireAnswered(
            consultation=about.id,
            plan=about.plan,
            theme=answer.theme,
            institutions=list(answer.institutions),
            rating=answer.rating,
        )
        tx.record(event, stream=f"questionnaire/{about.id}", version=number)
    values = {"version": (version or 0) + len(answers)}
    await tx.connection.execute(update(questionnaires).where(questionnaires.c.consultation == about.id).values(values))


async def _questions(tx: Transaction, consultation: str) -> list[dict[str, Any]] | None:
    query = select(questionnaires.c.questions).where(questionnaires.c.consultation == consultation)
    found: list[dict[str, Any]] | None = await tx.connection.scalar(query)
    return found


async def _write(tx: Transaction, consultation: str, questions: list[dict[str, Any]], held_on: date | None) -> None:
    values: dict[str, Any] = {"questions": questions, "held_on": held_on}
    statement = upsert(questionnaires).values(consultation=consultation, version=0, **values)
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=["consultation"], set_=values))


async def _count(tx: Transaction, consultation: str) -> int:
    query = select(func.count()).select_from(questionnaire_answers).where(_of.consultation == consultation)
    return int(await tx.connection.scalar(query) or 0)


async def _last(tx: Transaction, consultation: str) -> int:
    return int(await tx.connection.scalar(select(func.max(_of.n)).where(_of.consultation == consultation)) or 0)
