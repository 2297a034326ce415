"""The stream of changes (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from constancia_events.keys import PlanId
from constancia_web.problems import problems
from reporting.stream.hub import Hub

router = APIRouter(prefix="/v1/stream", tags=["stream"])
_MEDIA_TYPE = "text/event-stream"


@router.get(
    "",
    response_class=Response,
    responses=problems(422, 503)
    | {
        200: {
            "description": "Events until either side closes.",
            "content": {_MEDIA_TYPE: {"schema": {"type": "string"}}},
        }
    },
)
async def watch_changes(
    request: Request,
    plan: Annotated[PlanId | None, Query(description="Only changes of this plan.")] = None,
    seen: Annotated[
        str | None,
        Query(max_length=200, description="Id of the newest event already known.", examples=["commitments=412"]),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(description="The same, as browsers send it when they reconnect.")
    ] = None,
) -> StreamingResponse:
    """Changes of the public record as they happen: `event: change`, `data: {changes: [...], version: {...}}`."""
    hub: Hub = request.app.state.hub
    events = hub.watch(plan, seen=last_event_id or seen)
    first = await anext(events)  # so that a refusal is a problem and no broken stream

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for event in events:
            yield event

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(body(), media_type=_MEDIA_TYPE, headers=headers)
