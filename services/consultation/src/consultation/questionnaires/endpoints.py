"""Questionnaires over HTTP."""

from fastapi import APIRouter

from constancia_web.problems import problems
from constancia_web.reads import Reads
from consultation.consultations import store as consultation_store
from consultation.deps import Answerer, ConsultationId, OpenTransaction, PointOfContact
from consultation.questionnaires import queries
from consultation.questionnaires.commands.keep_questionnaire import (
    Answer,
    answer_questionnaire,
    define_questionnaire,
)
from consultation.questionnaires.errors import NotTheirAnswer, QuestionnaireNotFound
from consultation.questionnaires.schemas import AnswerIn, QuestionnaireIn, QuestionnaireOut
from consultation.responses.endpoints import speaking

router = APIRouter(prefix="/v1/consultations/{consultation}/questionnaire", tags=["questionnaires"])


@router.get("", responses=problems(404, 422))
async def get_questionnaire(consultation: ConsultationId, connection: Reads) -> QuestionnaireOut:
    """Questions by theme, every answer with who gave it, and how each theme was rated."""
    await consultation_store.load(connection, consultation)
    return await _found(connection, consultation)


@router.post("", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def define_consultation_questionnaire(
    consultation: ConsultationId, body: QuestionnaireIn, actor: PointOfContact, transaction: OpenTransaction
) -> QuestionnaireOut:
    """Put the questions on record, in the place of those before as long as nobody has answered."""
    questions = [question.model_dump() for question in body.questions]
    async with transaction(actor=actor.client_id) as tx:
        await define_questionnaire(tx, consultation, questions, body.held_on)
        return await _found(tx.connection, consultation)


@router.post("/answers", status_code=201, responses=problems(400, 401, 403, 404, 409, 413, 415, 422))
async def create_questionnaire_answer(
    consultation: ConsultationId, body: AnswerIn, actor: Answerer, transaction: OpenTransaction
) -> QuestionnaireOut:
    """Answer for one theme, in the place of what the same institutions said of it before."""
    own = speaking(actor)
    institutions = tuple(body.institutions or ([actor.institution] if actor.institution else []))
    if own is not None and institutions != (own,):
        raise NotTheirAnswer
    answer = Answer(theme=body.theme, institutions=institutions, rating=body.rating, points=body.points)
    async with transaction(actor=actor.client_id) as tx:
        await answer_questionnaire(tx, consultation, answer)
        return await _found(tx.connection, consultation)


async def _found(connection: Reads, consultation: str) -> QuestionnaireOut:
    found = await queries.find(connection, consultation)
    if found is None:
        raise QuestionnaireNotFound(consultation=consultation)
    return found
