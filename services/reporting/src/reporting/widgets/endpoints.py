"""Badges over HTTP: small pictures for pages that take only pictures, and JSON for shields.io."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from constancia_events.keys import PlanId
from constancia_web.conditional import UNCHANGED
from constancia_web.paths import PathNumber
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.endpoints import CACHE
from reporting.compliance.moment import AsKnown, AsOf
from reporting.compliance.reading import Figures, find_item, valid_until
from reporting.findings.reading import Findings
from reporting.widgets.plan_badges import PlanBadge, commitment_badge, findings_badge, goals_badge

router = APIRouter(prefix="/v1/plans/{plan}", tags=["badges"])
_SVG = "image/svg+xml"
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A badge.", "content": {_SVG: {"schema": {"type": "string"}}}}
}
Language = Annotated[Literal["es", "en"], Query(alias="lang", description="The language of its words.")]
About = Annotated[
    Literal["goals", "findings"],
    Query(description="goals: how many are complete; findings: how many the plan shows by itself."),
]


Badge = tuple[PlanBadge, datetime]
"""A badge, and until when it is right."""


class Shield(BaseModel):
    """An endpoint badge of shields.io (`https://img.shields.io/endpoint?url=…`)."""

    model_config = ConfigDict(frozen=True)

    schemaVersion: Literal[1]  # noqa: N815 - their name
    label: str
    message: str
    color: str
    cacheSeconds: int  # noqa: N815 - their name


async def _of_plan(
    plan: PlanId,
    connection: Snapshot,
    findings: Findings,
    moment: AsOf,
    about: About = "goals",
    lang: Language = "es",
) -> Badge:
    noticed = await findings.read(connection, plan, moment)
    badge = goals_badge(noticed.compliance, lang) if about == "goals" else findings_badge(len(noticed.findings), lang)
    return badge, valid_until(moment, noticed.compliance.time_zone)


async def _of_commitment(
    plan: PlanId,
    commitment: PathNumber,
    connection: Snapshot,
    figures: Figures,
    moment: AsKnown,
    lang: Language = "es",
) -> Badge:
    _, compliance = await figures.read(connection, plan, moment)
    return commitment_badge(find_item(compliance, commitment), lang), valid_until(moment, compliance.time_zone)


OfPlan = Annotated[Badge, Depends(_of_plan)]
OfCommitment = Annotated[Badge, Depends(_of_commitment)]


@router.get("/badge.svg", response_class=Response, responses=problems(404, 422) | UNCHANGED | _PICTURE)
async def get_plan_badge(request: Request, badge: OfPlan) -> Response:
    """A whole plan as a small picture: its complete goals, or as a badge of honesty its findings."""
    return _picture(request, *badge)


@router.get("/badge.json", response_model=Shield, responses=problems(404, 422) | UNCHANGED)
async def get_plan_shield(request: Request, badge: OfPlan) -> Response:
    """The same as shields.io asks for it."""
    return _shield(request, *badge)


@router.get(
    "/commitments/{commitment}/badge.svg",
    response_class=Response,
    responses=problems(404, 422) | UNCHANGED | _PICTURE,
)
async def get_commitment_badge(request: Request, badge: OfCommitment) -> Response:
    """One commitment's rolled-up level as a small picture with its word, for pages that take only pictures."""
    return _picture(request, *badge)


@router.get("/commitments/{commitment}/badge.json", response_model=Shield, responses=problems(404, 422) | UNCHANGED)
async def get_commitment_shield(request: Request, badge: OfCommitment) -> Response:
    """The same as shields.io asks for it."""
    return _shield(request, *badge)


def _picture(request: Request, badge: PlanBadge, until: datetime) -> Response:
    headers = {"Cross-Origin-Resource-Policy": "cross-origin", "Content-Language": badge.language}
    return published(request, badge.svg(), media_type=_SVG, cache_control=CACHE, valid_until=until, headers=headers)


def _shield(request: Request, badge: PlanBadge, until: datetime) -> Response:
    body = Shield.model_validate(badge.shield()).model_dump_json().encode()
    return published(
        request,
        body,
        media_type="application/json",
        cache_control=CACHE,
        valid_until=until,
        headers={"Access-Control-Allow-Origin": "*"},
    )
