"""The pages that everybody reads: consultations, comments, the register of moderation."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from constancia_events.participation import UNSAID
from constancia_events.texts import text_in
from constancia_events.vocabulary import Sector
from constancia_pages.departments import department_name
from constancia_web.reads import Reads, Snapshot
from consultation.comments.queries import Wanted
from consultation.consultations import queries as consultation_queries
from consultation.deps import CommentId, ConsultationId, Now
from consultation.moderation import store as moderation_store
from consultation.projections import registry
from consultation.site import reading
from consultation.site.paths import address
from consultation.site.reading import Around
from consultation.site.serving import SCRIPT, SCRIPT_PATH, Language, Site, site_of
from consultation.site.words import SECTORS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/consultas/static/{name}")
async def consultation_script(name: str) -> Response:
    """The script of the form, named by its content."""
    if f"/consultas/static/{name}" != SCRIPT_PATH:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)


@router.get("/consultas/")
@router.get("/en/consultations/")
async def consultations_page(request: Request, language: Language, connection: Snapshot, clock: Now) -> Response:
    """All consultations, the latest first."""
    found = await consultation_queries.every(connection)
    now = clock.now()
    counted = await consultation_queries.count_comments(connection, [one.id for one in found])
    plans = {plan: await registry.find_plan(connection, plan) for plan in {one.plan for one in found}}
    return site_of(request).answer(
        "consultations.html",
        language,
        address("consultations"),
        found=[(one, one.state(now), sum(counted.get(one.id, {}).values())) for one in found],
        plans=plans,
    )


@router.get("/consultas/{consultation}")
@router.get("/en/consultations/{consultation}")
async def consultation_page(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    consultation: ConsultationId,
    request: Request,
    language: Language,
    connection: Snapshot,
    clock: Now,
    q: Annotated[str | None, Query(max_length=200)] = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """One consultation: its window, what was said and answered, and the count of both."""
    asked = (q or "").replace("\x00", "").strip() or None
    page = await reading.consultation_page(
        connection, consultation, clock.now(), Wanted(q=asked, roots=asked is None), after
    )
    return site_of(request).answer(
        "consultation.html",
        language,
        address("consultation", consultation),
        page=page,
        around=page.around,
        said=page.said,
        q=asked,
        after=after,
        origin=request.app.state.public_url,
        **_labels(site_of(request), page.around, language),
    )


def _labels(site: Site, around: Around, language: str) -> dict[str, Any]:
    """What the groups are called in which comments are counted."""
    say = site.pages.text
    themes = around.plan.themes if around.plan else {}

    def theme(key: str) -> str:
        if key == UNSAID:
            return say(language, "The plan as a whole")
        title = themes.get(int(key))
        return f"{key}. {text_in(title, language)}" if title else say(language, "Theme {number}", number=key)

    return {
        "sector_label": lambda key: say(language, SECTORS[Sector(key)]),
        "theme_label": theme,
        "department_label": lambda key: say(language, "Not said") if key == UNSAID else department_name(key),
    }


@router.get("/consultas/{consultation}/comentarios/{comment}")
@router.get("/en/consultations/{consultation}/comments/{comment}")
async def comment_page(  # noqa: PLR0913, PLR0917 - FastAPI passes them by name
    consultation: ConsultationId,
    comment: CommentId,
    request: Request,
    language: Language,
    connection: Snapshot,
    clock: Now,
) -> Response:
    """One comment with its thread, its answer and everything that was done about it."""
    around = await reading.around(connection, consultation, clock.now())
    found = await reading.found(connection, consultation, comment)
    return site_of(request).answer(
        "comment.html",
        language,
        address("comment", consultation, comment),
        around=around,
        said=await reading.said(connection, [found]),
        comment=found,
        acts=await moderation_store.of_comment(connection, comment),
        endorsed=False,
        code="",
        errors=[],
    )


@router.get("/consultas/{consultation}/moderacion")
@router.get("/en/consultations/{consultation}/moderation")
async def moderation_page(
    consultation: ConsultationId, request: Request, language: Language, connection: Reads, clock: Now
) -> Response:
    """The register of moderation of one consultation, with the published rules."""
    around = await reading.around(connection, consultation, clock.now())
    acts = await moderation_store.register(connection, consultation, after=None, limit=None)
    return site_of(request).answer(
        "moderation.html",
        language,
        address("moderation", consultation),
        around=around,
        acts=acts[::-1][:500],
        total=len(acts),
    )
