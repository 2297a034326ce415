"""A questionnaire with its answers."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.plan_file import Workshop
from consultation.questionnaires.schemas import AnswerOut, QuestionnaireOut, QuestionOut, tallied
from consultation.questionnaires.tables import questionnaire_answers, questionnaires


async def find(connection: AsyncConnection, consultation: str) -> QuestionnaireOut | None:
    """The questionnaire of a consultation, with every answer by theme; None where it has none."""
    asked = (
        await connection.execute(select(questionnaires).where(questionnaires.c.consultation == consultation))
    ).first()
    if asked is None:
        return None
    query = select(questionnaire_answers).where(questionnaire_answers.c.consultation == consultation)
    rows = await connection.execute(query.order_by(questionnaire_answers.c.theme, questionnaire_answers.c.n))
    answers = [
        AnswerOut(
            theme=row.theme,
            institutions=row.institutions,
            rating=row.rating,
            points={str(number): row.points[str(number)] for number in sorted(map(int, row.points))},
            answered_at=row.answered_at,
        )
        for row in rows
    ]
    return QuestionnaireOut(
        consultation=consultation,
        held_on=asked.held_on,
        questions=[QuestionOut(**question) for question in asked.questions],
        answers=answers,
        ratings=tallied(answers),
    )


async def workshop_of(connection: AsyncConnection, consultation: str) -> Workshop | None:
    """A questionnaire that was answered in one sitting, in the form of the plan file; None where there was none."""
    found = await find(connection, consultation)
    if found is None or found.held_on is None:
        return None
    answers = [answer.model_dump(mode="json", exclude={"answered_at"}) for answer in found.answers]
    questions = [question.model_dump(mode="json") for question in found.questions]
    said = {"held_on": found.held_on.isoformat(), "questions": questions, "answers": answers}
    return Workshop.model_validate(said)
