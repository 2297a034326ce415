"""What pages show of evidence: its verdict with what that rests on, its copy, its uses, how it fared over time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from constancia_events.checks import CheckFlag, CheckOutcome, EvidenceVerdict
from constancia_events.evidence import CopyCaptured, VerdictChanged
from constancia_events.texts import TextMap
from constancia_events.verdict_words import FLAGS, OUTCOMES, VERDICT_LABELS, Said, Words
from constancia_runtime.errors import DomainError, Kind
from constancia_urls.reading import read
from constancia_urls.repair import Repair
from reporting.findings.queries import FILE_PREFIX

_KNOWN = "said_at <= coalesce(cast(:at as timestamptz), 'infinity')"
_FACTS = text(
    "select kind, said_at, body from evidence_facts"  # noqa: S608 - constants
    f" where evidence = :evidence and {_KNOWN} order by pos"
)
_USES = text(
    "select u.* from evidence_uses u, (select coalesce(cast(:at as timestamptz), 'infinity') as at) asked"
    " where evidence = :evidence and (withdrawn_at is null or withdrawn_at > asked.at)"
    " order by plan, commitment, goal, pos"
)
_ANY_USE = text("select url from evidence_uses where evidence = :evidence limit 1")
_VERDICTS = text(
    "select distinct on (evidence) evidence, body from evidence_facts"  # noqa: S608 - constants
    f" where evidence = any(:evidence) and kind = 'verdict_changed' and {_KNOWN} order by evidence, pos desc"
)
_COPIES = text(
    "select evidence, kind, body from evidence_facts"  # noqa: S608 - constants
    f" where evidence = any(:evidence) and kind in ('copy_captured', 'copy_dropped') and {_KNOWN} order by pos"
)
_OF_PLAN = text(
    "select evidence, url, kind, commitment, goal, subgoal, said from evidence_uses where plan = :plan"
    " and withdrawn_at is null order by commitment, goal, place, pos"
)


class EvidenceUnknown(DomainError):
    """No evidence has this id."""

    slug = "evidence-not-found"
    kind = Kind.NOT_FOUND
    message = "There is no evidence {evidence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShown:
    """A verdict in words; `since` is null for what was never checked, and for a file, which cannot rot."""

    verdict: EvidenceVerdict
    outcome: CheckOutcome | None = None
    flags: tuple[CheckFlag, ...] = ()
    since: datetime | None = None
    rests_on: tuple[tuple[datetime, CheckOutcome], ...] = ()
    rules: str | None = None
    copy: CopyCaptured | None = None
    """The newest copy whose bytes are there."""

    @property
    def label(self) -> Words:
        """The name of the verdict."""
        return VERDICT_LABELS[self.verdict]

    @property
    def said(self) -> Said | None:
        """What the last check saw, and what to do about it."""
        return None if self.outcome is None else OUTCOMES[self.outcome]

    @property
    def remarks(self) -> list[Said]:
        """What else a reader should know."""
        return [FLAGS[flag] for flag in self.flags]


UNCHECKED = VerdictShown(verdict=EvidenceVerdict.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time for which a verdict stood; `until` is null for the one that stands. `share` is its part of 1,000."""

    verdict: EvidenceVerdict
    since: datetime
    until: datetime | None
    share: int

    @property
    def label(self) -> Words:
        """The name of the verdict."""
        return VERDICT_LABELS[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceUse:
    """A place that cites it, and what the point of contact says of that."""

    plan: str
    commitment: int
    goal: int
    subgoal: int | None
    kind: str
    title: TextMap | None
    access_note: TextMap | None
    accepted: bool | None
    reason: TextMap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePage:
    """One piece of evidence as the record has it."""

    evidence: str
    url: str
    file: dict[str, Any] | None
    verdict: VerdictShown
    uses: tuple[EvidenceUse, ...]
    history: tuple[Span, ...]
    copies: tuple[CopyCaptured, ...]
    dropped: frozenset[str]
    disputes: tuple[dict[str, Any], ...]
    target: str | None
    repair: Repair | None
    as_of: datetime
    is_past: bool
    time_zone: str
    public_url: str

    @property
    def title(self) -> TextMap | None:
        """What whoever cites it calls it."""
        return next((use.title for use in self.uses if use.title), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An address on the page of a plan's evidence."""

    evidence: str
    url: str
    title: TextMap | None
    verdict: VerdictShown
    places: tuple[tuple[int, int, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvidencePage:
    """What a plan cites, with verdicts; `only` is the verdict that is asked for, `institution` whose commitments."""

    compliance: Any
    is_past: bool
    public_url: str
    counts: dict[EvidenceVerdict, int]
    files: int
    lines: tuple[Line, ...]
    only: EvidenceVerdict | None
    institution: str | None
    institutions: tuple[str, ...]
    more: int


_TO_MEND = (EvidenceVerdict.DEAD, EvidenceVerdict.INVALID, EvidenceVerdict.SUSPECT, EvidenceVerdict.RESTRICTED)
_MOST_LINES = 120


async def verdicts_of(
    connection: AsyncConnection, evidence: Sequence[str], at: datetime | None
) -> dict[str, VerdictShown]:
    """The verdict on each of these addresses as it was known by `at`; those never checked are not among them."""
    asked = {"evidence": list(evidence), "at": at}
    copies: dict[str, dict[str, CopyCaptured]] = {}
    for row in await connection.execute(_COPIES, asked):
        kept = copies.setdefault(row.evidence, {})
        if row.kind == "copy_captured":
            kept[row.body["copy_sha256"]] = CopyCaptured.model_validate(row.body)
        else:
            kept.pop(row.body["copy_sha256"], None)
    found = {row.evidence: row.body for row in await connection.execute(_VERDICTS, asked)}
    return {
        one: _shown(found.get(one), list(copies.get(one, {}).values()))
        for one in evidence
        if one in found or copies.get(one)
    }


async def evidence_page(  # noqa: PLR0913 - what is asked for, and where
    connection: AsyncConnection, evidence: str, *, at: datetime | None, now: datetime, time_zone: str, public_url: str
) -> EvidencePage:
    """One piece of evidence as it was known by `at`. Raises EvidenceUnknown."""
    asked = {"evidence": evidence, "at": at}
    url = await connection.scalar(_ANY_USE, asked)
    if url is None:
        raise EvidenceUnknown(evidence=evidence)
    uses = (await connection.execute(_USES, asked)).all()
    facts = (await connection.execute(_FACTS, asked)).all()
    by_kind: dict[str, list[Any]] = {}
    for row in facts:
        by_kind.setdefault(row.kind, []).append(row)
    dropped = frozenset(row.body["copy_sha256"] for row in by_kind.get("copy_dropped", []))
    copies = [CopyCaptured.model_validate(row.body) for row in by_kind.get("copy_captured", [])]
    changes = by_kind.get("verdict_changed", [])
    kept = [copy for copy in copies if copy.copy_sha256 not in dropped]
    file = next((use.said["file"] for use in uses if use.said and use.said.get("file")), None)
    reviews = {_place(row.body): row.body for row in by_kind.get("evidence_reviewed", [])}
    target = by_kind.get("address_resolved", [])
    return EvidencePage(
        evidence=evidence,
        url=url,
        file=file,
        verdict=_shown(changes[-1].body if changes else None, kept),
        uses=tuple(_use(use, reviews) for use in uses),
        history=_spans(changes, at or now),
        copies=tuple(reversed(copies)),
        dropped=dropped,
        disputes=_disputes(by_kind),
        target=target[-1].body["target"] if target else None,
        repair=None if url.startswith(FILE_PREFIX) else read(url).repair,
        as_of=at or now,
        is_past=at is not None,
        time_zone=time_zone,
        public_url=public_url,
    )


async def plan_evidence_page(  # noqa: PLR0913 - what is asked for
    connection: AsyncConnection,
    compliance: Any,
    *,
    at: datetime | None,
    only: EvidenceVerdict | None,
    institution: str | None,
    public_url: str,
) -> PlanEvidencePage:
    """What a plan cites now, with the verdicts that were known by `at`, the worst first."""
    leads = {item.number: item.leads for item in compliance.items}
    rows = (await connection.execute(_OF_PLAN, {"plan": compliance.plan})).all()
    if institution is not None:
        rows = [row for row in rows if institution in leads.get(row.commitment, ())]
    addresses = [row for row in rows if not row.url.startswith(FILE_PREFIX)]
    known = await verdicts_of(connection, sorted({row.evidence for row in addresses}), at)
    lines = _lines(addresses, known)
    counts = Counter(line.verdict.verdict for line in lines)
    wanted = [line for line in lines if only is None or line.verdict.verdict is only]
    return PlanEvidencePage(
        compliance=compliance,
        is_past=at is not None,
        public_url=public_url,
        counts={verdict: counts[verdict] for verdict in EvidenceVerdict},
        files=len({row.evidence for row in rows} - {row.evidence for row in addresses}),
        lines=tuple(wanted[:_MOST_LINES]),
        only=only,
        institution=institution,
        institutions=tuple(sorted({lead for some in leads.values() for lead in some})),
        more=max(0, len(wanted) - _MOST_LINES),
    )


def _lines(rows: Iterable[Any], known: dict[str, VerdictShown]) -> list[Line]:
    places: dict[str, list[tuple[int, int, int | None]]] = {}
    first: dict[str, Any] = {}
    for row in rows:
        places.setdefault(row.evidence, []).append((row.commitment, row.goal, row.subgoal))
        first.setdefault(row.evidence, row)
    lines = [
        Line(
            evidence=evidence,
            url=row.url,
            title=(row.said or {}).get("title"),
            verdict=known.get(evidence, UNCHECKED),
            places=tuple(places[evidence]),
        )
        for evidence, row in first.items()
    ]
    order = {verdict: n for n, verdict in enumerate((*_TO_MEND, EvidenceVerdict.UNKNOWN, EvidenceVerdict.LIVE))}
    return sorted(lines, key=lambda line: (order[line.verdict.verdict], line.places[0][:2]))


def _shown(body: dict[str, Any] | None, copies: Sequence[CopyCaptured]) -> VerdictShown:
    copy = copies[-1] if copies else None
    if body is None:
        return VerdictShown(verdict=EvidenceVerdict.UNKNOWN, copy=copy)
    said = VerdictChanged.model_validate(body)
    return VerdictShown(
        verdict=said.verdict,
        outcome=said.outcome,
        flags=said.flags,
        since=said.since,
        rests_on=tuple((one.checked_at, one.outcome) for one in said.rests_on),
        rules=said.rules,
        copy=copy,
    )


def _place(body: dict[str, Any]) -> tuple[Any, ...]:
    return (*(body["goal"][part] for part in ("plan", "commitment", "goal")), body["subgoal"])


def _use(row: Any, reviews: dict[tuple[Any, ...], dict[str, Any]]) -> EvidenceUse:
    said = row.said or {}
    review = reviews.get((row.plan, row.commitment, row.goal, row.subgoal), {})
    return EvidenceUse(
        plan=row.plan,
        commitment=row.commitment,
        goal=row.goal,
        subgoal=row.subgoal,
        kind=row.kind,
        title=said.get("title"),
        access_note=said.get("access_note"),
        accepted=review.get("accepted"),
        reason=review.get("reason"),
    )


def _spans(changes: Sequence[Any], end: datetime) -> tuple[Span, ...]:
    """How the verdict went, by when each change was recorded."""
    if not changes:
        return ()
    starts = [row.said_at for row in changes]
    whole = max((end - starts[0]).total_seconds(), 1.0)
    spans = []
    for n, row in enumerate(changes):
        until = starts[n + 1] if n + 1 < len(starts) else None
        lasted = ((until or end) - row.said_at).total_seconds()
        share = max(1, round(1_000 * lasted / whole))
        verdict = EvidenceVerdict(row.body["verdict"])
        spans.append(Span(verdict=verdict, since=row.said_at, until=until, share=share))
    return tuple(spans)


def _disputes(by_kind: dict[str, list[Any]]) -> tuple[dict[str, Any], ...]:
    settled = {row.body["number"]: row for row in by_kind.get("dispute_settled", [])}
    found = []
    for row in by_kind.get("verdict_disputed", []):
        end = settled.get(row.body["number"])
        found.append(
            {
                "number": row.body["number"],
                "verdict": VERDICT_LABELS[EvidenceVerdict(row.body["verdict"])],
                "institution": row.body["institution"],
                "reason": row.body["reason"],
                "at": row.said_at,
                "upheld": end and end.body["upheld"],
                "settlement": end and end.body["reason"],
                "settled_at": end and end.said_at,
            }
        )
    return tuple(found)
