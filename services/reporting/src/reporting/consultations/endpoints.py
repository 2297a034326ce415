"""What became of comments, as of any day, over HTTP."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from constancia_events.keys import PlanId
from constancia_events.participation import ParticipationStatement
from constancia_web.conditional import UNCHANGED
from constancia_web.problems import problems
from constancia_web.published import published
from constancia_web.reads import Snapshot
from reporting.compliance.moment import AsOf
from reporting.compliance.reading import Figures, valid_until
from reporting.consultations.facts import Hearing, state_of
from reporting.consultations.queries import hearings_of

router = APIRouter(prefix="/v1", tags=["consultations"])


class ConsultationStatement(BaseModel):
    """A consultation as of a moment, with the count of what became of its comments."""

    model_config = ConfigDict(frozen=True)

    consultation: str
    subject: str
    title: dict[str, str] | None = Field(description="Null for one that a plan file told of: it has a subject.")
    opens_on: date = Field(description="First day, in the plan's time zone.")
    closes_on: date = Field(description="Last day, itself included.")
    days: int = Field(description="How many days that are.")
    state: str = Field(description="scheduled, open, closed or reported, at that moment.")
    reported_on: date | None
    statement: ParticipationStatement

    @classmethod
    def of(cls, hearing: Hearing, at: datetime) -> "ConsultationStatement":
        """The consultation as it stood at `at`."""
        window = hearing.scheduled
        return cls(
            consultation=window.consultation,
            subject=window.subject,
            title=window.title,
            opens_on=window.opens_on,
            closes_on=window.closes_on,
            days=hearing.days,
            state=state_of(hearing, at),
            reported_on=hearing.reported.reported_on if hearing.reported else None,
            statement=hearing.statement,
        )


class ConsultationStatements(BaseModel):
    """The consultations of a plan as of a moment, those that began first first."""

    model_config = ConfigDict(frozen=True)

    plan: str
    as_of: str = Field(description="The day or instant that was asked for, or now.")
    items: list[ConsultationStatement]


@router.get("/plans/{plan}/consultation-statements", responses=problems(404, 422) | UNCHANGED)
async def get_consultation_statements(
    plan: PlanId, request: Request, connection: Snapshot, figures: Figures, moment: AsOf
) -> ConsultationStatements:
    """What became of the comments in a plan's consultations, as of any day: counted from events alone."""
    _, compliance = await figures.read(connection, plan, moment)
    zone = ZoneInfo(compliance.time_zone)
    at = moment.instant(zone)
    items = [ConsultationStatement.of(one, at) for one in await hearings_of(connection, plan, at)]
    said = ConsultationStatements(plan=plan, as_of=compliance.as_of, items=items)
    return _published(request, said, valid_until(moment, compliance.time_zone))  # type: ignore[return-value]


def _published(request: Request, said: BaseModel, until: datetime) -> Response:
    return published(
        request,
        said.model_dump_json().encode(),
        media_type="application/json",
        cache_control="public, max-age=60, stale-while-revalidate=600",
        valid_until=until,
    )
