"""What the API says of past plans."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from commitments.irm.aggregate import SHARES, Averages, PastCommitment, PastPlan
from commitments.irm.codes import Completion, Impact, Mark, Opening, Specificity
from commitments.irm.commands.load_irm_table import Loaded
from commitments.irm.printed_dates import Evidence, PrintedDate, Reading
from commitments.irm.rows import Remark
from constancia_events.commitments.irm import StarFormula

Percent = Annotated[
    float, Field(ge=0, le=100, description="Percentage of all commitments, two decimals.", examples=[35.71])
]


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class IrmPlan(_Out):
    """A past plan by IRM's table. Shares are of all its commitments."""

    number: int
    commitments: int
    high_completion: Percent
    transformative: Percent
    relevant: Percent
    starred: int = Field(description="Commitments starred under the newest formula that was applied to the plan.")

    @classmethod
    def of(cls, plan: PastPlan) -> Self:
        """The figures of a plan."""
        return cls(
            number=plan.number,
            commitments=plan.commitments,
            high_completion=float(plan.share(plan.high_completion)),
            transformative=float(plan.share(plan.transformative)),
            relevant=float(plan.share(plan.relevant)),
            starred=plan.starred,
        )


class IrmCountry(_Out):
    """A country by the name in IRM's table, with its past plans by number."""

    country: str
    plans: list[IrmPlan]

    @classmethod
    def of(cls, plans: Sequence[PastPlan]) -> Self:
        """A country with at least one plan."""
        return cls(country=plans[0].country, plans=[IrmPlan.of(plan) for plan in plans])


class IrmPlanDetail(_Out):
    """A past plan with what stands behind its figures."""

    country: str
    code: str | None = Field(description="ISO 3166-1 alpha-2; null where the name is not known.", examples=["GT"])
    figures: IrmPlan
    counts: dict[str, int] = Field(description="How many commitments stand behind each share.")
    star_formula: StarFormula | None = Field(description="The formula that `starred` counts by; null where none was.")

    @classmethod
    def of(cls, plan: PastPlan) -> Self:
        """A plan."""
        return cls(
            country=plan.country,
            code=plan.code,
            figures=IrmPlan.of(plan),
            counts={name: getattr(plan, name) for name in SHARES},
            star_formula=plan.formula,
        )


class IrmShares(_Out):
    """The three shares over many plans."""

    high_completion: Percent
    transformative: Percent
    relevant: Percent

    @classmethod
    def of(cls, shares: dict[str, Decimal]) -> Self:
        """Shares by name."""
        return cls(**{name: float(share) for name, share in shares.items()})


class IrmAverages(_Out):
    """Averages over the plans of IRM's table."""

    plans: int
    countries: int
    commitments: int
    starred: int
    mean_of_plans: IrmShares = Field(description="The mean of the plans' shares: every plan counts the same.")
    pooled: IrmShares = Field(description="Of all commitments together: every commitment counts the same.")

    @classmethod
    def of(cls, averages: Averages) -> Self:
        """The averages."""
        return cls(
            plans=averages.plans,
            countries=averages.countries,
            commitments=averages.commitments,
            starred=averages.starred,
            mean_of_plans=IrmShares.of(averages.mean_of_plans),
            pooled=IrmShares.of(averages.pooled),
        )


class IrmDate(_Out):
    """A date as printed, beside what was understood of it."""

    printed: str
    reading: Reading = Field(description="What it was understood to be; `day_ambiguous`: see `possible`.")
    first_day: date | None = Field(description="The first day that it can mean; null where nothing was understood.")
    last_day: date | None = Field(description="The last day that it can mean.")
    possible: list[date] = Field(description="The two days of an ambiguous one: as day/month, and as month/day.")
    settled_by: Evidence | None = Field(description="What made the order of day and month certain, if it was not.")

    @classmethod
    def of(cls, printed: PrintedDate) -> Self:
        """A date."""
        return cls(
            printed=printed.printed,
            reading=printed.reading,
            first_day=printed.first_day,
            last_day=printed.last_day,
            possible=list(printed.possible),
            settled_by=printed.settled_by,
        )


class IrmCompletion(_Out):
    """How far a commitment had come: in the progress report, at the end of term, and which of them holds."""

    progress_report: Completion
    end_of_term: Completion
    latest: Completion


class IrmStars(_Out):
    """Whether a commitment is starred under each formula; `current` is the verdict that holds of the last two."""

    pre_june_2014: Mark
    only_2015: Mark
    current_progress_report: Mark
    current_end_of_term: Mark
    current: Mark


class IrmCommitment(_Out):
    """A commitment of a past plan as IRM found it. Rows of one number are told apart by `occurrence`, from 1."""

    number: str
    occurrence: int
    theme: str
    title: str
    short_title: str
    text: str = Field(description="Plain text with line breaks; escape it where it is shown.")
    lead_institution: str
    supporting_institutions: str
    starts: IrmDate
    ends: IrmDate
    completion: IrmCompletion
    potential_impact: Impact
    relevant: Mark
    specificity: Specificity
    opened_government: Opening
    starred: IrmStars
    tags: list[str]

    @classmethod
    def of(cls, of: PastCommitment) -> Self:
        """A commitment."""
        return cls(
            number=of.number,
            occurrence=of.occurrence,
            theme=of.theme,
            title=of.title,
            short_title=of.short_title,
            text=of.text,
            lead_institution=of.lead_institution,
            supporting_institutions=of.supporting_institutions,
            starts=IrmDate.of(of.starts),
            ends=IrmDate.of(of.ends),
            completion=IrmCompletion(
                progress_report=of.completion_progress,
                end_of_term=of.completion_end_of_term,
                latest=of.latest_completion,
            ),
            potential_impact=of.potential_impact,
            relevant=of.relevant,
            specificity=of.specificity,
            opened_government=of.opened_government,
            starred=IrmStars(
                pre_june_2014=of.starred_pre_june_2014,
                only_2015=of.starred_2015,
                current_progress_report=of.starred_current_progress,
                current_end_of_term=of.starred_current_end_of_term,
                current=of.starred_current,
            ),
            tags=list(of.tags),
        )


class IrmRemark(_Out):
    """Something to say of a row of the file, or of one of its cells."""

    row: int = Field(description="As a spreadsheet counts: the header is row 2.")
    column: str | None = Field(description="The column by its name in the header; null for the whole row.")
    code: str = Field(description="What it is, for machines.", examples=["label_unknown"])
    detail: str = Field(description="Why, and what would be right, in the asked language.")


class IrmTableResult(_Out):
    """What taking the table did, or would do. Rows that are not in `refused` have landed."""

    rows: int
    landed: int
    refused: list[IrmRemark]
    notices: list[IrmRemark] = Field(description="What landed, and is worth a look.")
    countries: int
    plans: int
    changed: bool = Field(description="Whether the table says anything that was not on record.")
    events: int = Field(description="How many plans' figures are new or differ.")
    dry_run: bool

    @classmethod
    def of(cls, loaded: Loaded, *, dry_run: bool, say: Callable[..., str]) -> Self:
        """The answer to one table; `say` puts a message with its values into the asked language."""
        table = loaded.table
        return cls(
            rows=table.rows,
            landed=table.landed,
            refused=[_remark(remark, say) for remark in table.refused],
            notices=[_remark(remark, say) for remark in table.notices],
            countries=table.countries,
            plans=len(table.plans),
            changed=loaded.changed,
            events=loaded.events,
            dry_run=dry_run,
        )


def _remark(remark: Remark, say: Callable[..., str]) -> IrmRemark:
    return IrmRemark(
        row=remark.row, column=remark.column, code=remark.code, detail=say(remark.message, **remark.values)
    )
