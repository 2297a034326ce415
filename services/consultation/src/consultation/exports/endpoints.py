"""Files of a consultation over HTTP: CSV for each table, JSON for all, and a Data Package that describes them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.texts import text_in
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.reads import Snapshot
from consultation.comments import queries as comment_queries
from consultation.comments.schemas import CommentOut
from consultation.consultations import queries as consultation_queries
from consultation.consultations import store as consultation_store
from consultation.consultations.schemas import ListedConsultation
from consultation.deps import ConsultationId, Now
from consultation.exports import tables
from consultation.moderation import store as moderation_store
from consultation.moderation.schemas import ActOut
from consultation.proposals import queries as proposal_queries
from consultation.proposals.schemas import StepOut
from consultation.questionnaires import queries as questionnaire_queries
from consultation.responses import store as response_store
from consultation.responses.schemas import ResponseOut

router = APIRouter(prefix="/v1/consultations/{consultation}/export", tags=["exports"])

CSV = "text/csv"
NAMES = tuple(tables.COLUMNS)
TableName = Literal["comments", "responses", "moderation", "proposal_steps", "questionnaire"]


@router.get("/datapackage.json", responses=problems(404, 422) | UNCHANGED)
async def get_consultation_data_package(
    consultation: ConsultationId, request: Request, connection: Snapshot, clock: Now
) -> dict[str, Any]:
    """The Data Package of a consultation: every table with its dictionary, and where each file is."""
    found = await consultation_store.load(connection, consultation)
    origin: str = request.app.state.public_url
    return tables.data_package(consultation, text_in(found.name, "es"), origin, clock.now(), NAMES)


@router.get(
    "/all.json",
    responses=problems(404, 422) | {200: {"content": {"application/json": {}}, "description": "Everything at once."}},
    response_class=Response,
)
async def get_consultation_export(consultation: ConsultationId, connection: Snapshot, clock: Now) -> Response:
    """Everything that is public of a consultation as one JSON file."""
    found = await consultation_store.load(connection, consultation)
    counted = await consultation_queries.count_comments(connection, [consultation])
    listed = ListedConsultation.of(found, counted.get(consultation, {}), clock.now())
    whole = {
        "consultation": listed.model_dump(mode="json"),
        "statement": (await consultation_queries.statement_of(connection, consultation)).model_dump(mode="json"),
        "comments": [one.model_dump(mode="json") for one in await _comments(connection, consultation)],
        "responses": [one.model_dump(mode="json") for one in await _responses(connection, consultation)],
        "moderation": [one.model_dump(mode="json") for one in await _acts(connection, consultation)],
        "proposal_steps": await _steps(connection, consultation),
        "questionnaire": None,
    }
    questionnaire = await questionnaire_queries.find(connection, consultation)
    if questionnaire is not None:
        whole["questionnaire"] = questionnaire.model_dump(mode="json")
    return Response(tables.as_json(whole), media_type="application/json", headers=_named(consultation, "all.json"))


@router.get(
    "/{name}.csv",
    responses=problems(404, 422) | {200: {"content": {CSV: {}}, "description": "A table."}},
    response_class=Response,
)
async def get_consultation_table(
    consultation: ConsultationId,
    name: Annotated[TableName, Path(description="Which table.")],
    connection: Snapshot,
    bom: Annotated[Literal["0", "1"], Query(description="1: begin with a byte order mark, for Excel.")] = "0",
) -> Response:
    """One table as CSV."""
    await consultation_store.load(connection, consultation)
    rows: list[dict[str, Any]]
    if name == "comments":
        rows = [tables.comment_row(one) for one in await _comments(connection, consultation)]
    elif name == "responses":
        rows = [tables.response_row(one) for one in await _responses(connection, consultation)]
    elif name == "moderation":
        rows = [tables.act_row(one) for one in await _acts(connection, consultation)]
    elif name == "proposal_steps":
        rows = await _steps(connection, consultation)
    else:
        rows = tables.questionnaire_rows(await questionnaire_queries.find(connection, consultation))
    body = tables.table_of(name, rows, bom=bom == "1")
    return Response(body, media_type=f"{CSV}; charset=utf-8", headers=_named(consultation, f"{name}.csv"))


async def _comments(connection: AsyncConnection, consultation: str) -> list[CommentOut]:
    found = await comment_queries.page(connection, consultation, after=None, limit=None)
    acts = await moderation_store.latest(connection, [one.id for one in found])
    return [CommentOut.of(one, acts.get(one.id)) for one in found]


async def _responses(connection: AsyncConnection, consultation: str) -> list[ResponseOut]:
    found = await response_store.page(connection, consultation, after=0, limit=None)
    return [ResponseOut.of(one) for one in found]


async def _acts(connection: AsyncConnection, consultation: str) -> list[ActOut]:
    return [ActOut.of(one) for one in await moderation_store.register(connection, consultation, after=None, limit=None)]


async def _steps(connection: AsyncConnection, consultation: str) -> list[dict[str, Any]]:
    proposals = [one.id for one in await comment_queries.page(connection, consultation, after=None, limit=None)]
    steps = await proposal_queries.steps_of(connection, proposals)
    return [row for comment in proposals for row in tables.step_rows(comment, map(StepOut.of, steps.get(comment, ())))]


def _named(consultation: str, file: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{consultation}-{file}"',
        "Cache-Control": "public, max-age=60",
        "X-Content-Type-Options": "nosniff",
    }
