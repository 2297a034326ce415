"""What the API says of verdicts: plain sentences beside the codes, and everything that a verdict rests on."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict
from constancia_events.texts import TextMap
from constancia_events.verdict_words import FLAGS, OUTCOMES, VERDICT_LABELS
from evidence.checking.health import CheckerState
from evidence.checking.state import Known
from evidence.verdict.aggregate import Standing
from evidence.verdict.queries import Judged
from evidence.verdict.rules import VerdictRules

_HREF = "/v1/evidence/"


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class FlagOut(_Out):
    """Something that a reader should know, and that is no failure."""

    flag: CheckFlag
    sentence: dict[str, str]
    remedy: dict[str, str] | None


class RestsOn(_Out):
    """A check that the verdict rests on."""

    checked_at: datetime
    outcome: CheckOutcome


class RulesOut(_Out):
    """How many failed rounds, over how many hours, it takes for `dead`; the same figures for every address."""

    name: str
    gone: tuple[int, float] = Field(description="404, soft 404, parked domain: rounds, and hours from first to last.")
    gone_for_good: tuple[int, float] = Field(description="410.")
    no_such_name: tuple[int, float] = Field(description="The name does not exist.")
    unreachable: tuple[int, float] = Field(description="Whatever may pass; one of the rounds in office hours.")
    office_hours: tuple[int, int]
    zone: str

    @classmethod
    def of(cls, rules: VerdictRules) -> Self:
        """The figures of the rules."""
        figures = {
            name: (threshold.rounds, threshold.over.total_seconds() / 3600)
            for name, threshold in (
                ("gone", rules.gone),
                ("gone_for_good", rules.gone_for_good),
                ("no_such_name", rules.no_such_name),
                ("unreachable", rules.unreachable),
            )
        }
        return cls(name=rules.name, office_hours=rules.office_hours, zone=rules.zone, **figures)


class VerdictOut(_Out):
    """What the record says of an address. `sentence` tells what the last check saw, `remedy` what to do about it."""

    evidence: str
    url: str = Field(description="What is visited: the normal form of what was printed.")
    verdict: EvidenceVerdict
    label: dict[str, str]
    sentence: dict[str, str] | None = Field(description="Null while it was never checked.")
    remedy: dict[str, str] | None = Field(description="Null where nothing is to be done.")
    outcome: CheckOutcome | None
    flags: list[FlagOut]
    since: datetime = Field(description="From when it is so, as far as the checks tell; in UTC.")
    checked_at: datetime | None
    last_seen_alive_at: datetime | None
    next_check_at: datetime | None = Field(description="Null for what is not visited.")
    rests_on: list[RestsOn]
    disputes: int
    rules: RulesOut
    version: int

    @classmethod
    def of(cls, standing: Standing, due_at: datetime | None, rules: VerdictRules) -> Self:
        """A standing in words."""
        said = None if standing.outcome is None else OUTCOMES[standing.outcome]
        return cls(
            evidence=standing.evidence,
            url=standing.url,
            verdict=standing.verdict,
            label=dict(VERDICT_LABELS[standing.verdict]),
            sentence=None if said is None else dict(said.sentence),
            remedy=None if said is None or said.remedy is None else dict(said.remedy),
            outcome=standing.outcome,
            flags=flags_of(standing.flags),
            since=standing.since,
            checked_at=standing.checked_at,
            last_seen_alive_at=standing.ok_at,
            next_check_at=due_at,
            rests_on=[RestsOn(checked_at=one.at, outcome=one.outcome) for one in standing.rests_on()],
            disputes=standing.disputes,
            rules=RulesOut.of(rules),
            version=standing.version,
        )


def flags_of(flags: Any) -> list[FlagOut]:
    """Flags in words, by their code."""
    return [
        FlagOut(
            flag=flag,
            sentence=dict(FLAGS[flag].sentence),
            remedy=None if (remedy := FLAGS[flag].remedy) is None else dict(remedy),
        )
        for flag in sorted(map(CheckFlag, flags))
    ]


class CitedBy(_Out):
    """A place that cites it now."""

    commitment: int
    goal: int
    subgoal: int | None


class PlanVerdict(_Out):
    """An address that a plan cites, with its verdict."""

    evidence: str
    url: str = Field(description="Exactly as it was printed.")
    verdict: EvidenceVerdict
    label: dict[str, str]
    sentence: dict[str, str] | None
    remedy: dict[str, str] | None
    since: datetime
    checked_at: datetime | None
    cited_by: list[CitedBy]
    href: str

    @classmethod
    def of(cls, judged: Judged) -> Self:
        """An address as its plan has it."""
        standing = judged.standing
        said = None if standing.outcome is None else OUTCOMES[standing.outcome]
        return cls(
            evidence=standing.evidence,
            url=judged.printed,
            verdict=standing.verdict,
            label=dict(VERDICT_LABELS[standing.verdict]),
            sentence=None if said is None else dict(said.sentence),
            remedy=None if said is None or said.remedy is None else dict(said.remedy),
            since=standing.since,
            checked_at=standing.checked_at,
            cited_by=[
                CitedBy(commitment=one.goal.commitment, goal=one.goal.goal, subgoal=one.subgoal)
                for one in judged.cited_by
            ],
            href=f"{_HREF}{standing.evidence}/verdict",
        )


class RecheckOut(_Out):
    """A check was asked for; it is made when the site's turn comes, mostly within a minute."""

    evidence: str
    asked_at: datetime


class DisputeIn(BaseModel):
    """Why a verdict is wrong. This is public."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: TextMap


class SettlementIn(BaseModel):
    """How a dispute is settled. This is public."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    upheld: bool = Field(
        description="Whether the institution is right: then the verdict is `live` until checks fail anew."
    )
    reason: TextMap


class DisputeOut(_Out):
    """A dispute about a verdict."""

    evidence: str
    number: int
    verdict: EvidenceVerdict = Field(description="The verdict that is disputed.")
    institution: str
    reason: dict[str, str]
    disputed_at: datetime
    settled_at: datetime | None
    upheld: bool | None
    settlement: dict[str, str] | None

    @classmethod
    def of(cls, row: Any) -> Self:
        """A dispute as it stands."""
        return cls.model_validate(dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for a row's columns


_STATES: dict[CheckerState | None, tuple[str, str]] = {
    CheckerState.WORKING: ("El verificador trabaja.", "The checker is working."),
    CheckerState.PAUSED: (
        "Fallan algunos sitios que siempre responden: nuestra red está en duda, y nada se juzga.",
        "Some sites that always answer fail: our network is in doubt, and nothing is judged.",
    ),
    CheckerState.NO_WAY_OUT: (
        "Esta máquina no tiene salida a internet: nada se verifica y nada se juzga.",
        "This machine has no way out to the internet: nothing is checked and nothing is judged.",
    ),
    None: ("Ningún verificador está en marcha.", "No checker is running."),
}


class CheckerOut(_Out):
    """How the checker is, and what it has to do."""

    state: CheckerState | None = Field(description="Null where no checker has said anything for a minute.")
    sentence: dict[str, str]
    since: datetime | None
    seen_at: datetime | None
    canaries_up: int
    canaries: int
    addresses: int = Field(description="How many addresses have a verdict or wait for one.")
    due: int = Field(description="How many wait for their turn now.")
    checked_last_hour: int
    checked_last_day: int

    @classmethod
    def of(cls, known: Known) -> Self:
        """What is known, in words."""
        es, en = _STATES[known.state]
        return cls(
            state=known.state,
            sentence={"es": es, "en": en},
            since=known.since if known.state else None,
            seen_at=known.seen_at,
            canaries_up=known.canaries_up,
            canaries=known.canaries,
            addresses=known.addresses,
            due=known.due,
            checked_last_hour=known.last_hour,
            checked_last_day=known.last_day,
        )
