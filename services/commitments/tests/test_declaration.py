"""What a lead says of a whole commitment over REST."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.commitment.aggregate import FIELDS, Commitment, Declaration, Lead
from commitments.commitment.errors import DeclaredInFuture, DeclaredLevelFalls, NotTheCommitmentsLead
from constancia_events.commitments import CommitmentLevelDeclared
from constancia_events.dates import PlanDate
from constancia_events.keys import CommitmentKey
from constancia_events.vocabulary import LeadRole, Level, PlanState
from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

COMMITMENT = "/v1/plans/gt-2016-2018/commitments/17"


NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)  # still the 23rd in Guatemala
TODAY = date(2026, 11, 23)


def a_commitment() -> Commitment:
    return Commitment(
        key=CommitmentKey(plan="gt-2016-2018", commitment=17),
        ogp_id=None,
        theme=1,
        title={"es": "Compromiso"},
        leads=(Lead(institution="MINFIN", role=LeadRole.LEAD),),
        starts_on=PlanDate("2016-07"),
        ends_on=PlanDate("2018-06"),
        fields=dict.fromkeys(FIELDS),
        version=1,
    )


def declared(
    commitment: Commitment,
    level: Level,
    *,
    on: date = TODAY,
    by: str | None = "MINFIN",
    reason: dict[str, str] | None = None,
    now: datetime = NOW,
) -> tuple[Commitment, CommitmentLevelDeclared]:
    declaration = Declaration(
        level=level,
        effective_on=on,
        effective_at=now,
        stated_at=now,
        stated_by="minfin-1",
        institution=by,
        reason=reason,
    )
    return commitment.declare_as_lead(
        declaration, plan_state=PlanState.IN_IMPLEMENTATION, zone=ZoneInfo("America/Guatemala"), today=TODAY
    )


def test_only_a_lead_declares_and_no_day_that_has_not_come() -> None:
    for stranger in ("INAP", None, "minfin"):
        with pytest.raises(NotTheCommitmentsLead):
            declared(a_commitment(), Level.COMPLETE, by=stranger)
    with pytest.raises(DeclaredInFuture):
        declared(a_commitment(), Level.COMPLETE, on=date(2026, 11, 24))


@given(st.lists(st.tuples(st.sampled_from(Level), st.integers(0, 3), st.booleans()), max_size=15))
def test_the_declared_level_is_the_fold_of_its_events(said: list[tuple[Level, int, bool]]) -> None:
    commitment, rank = a_commitment(), list(Level)
    events: list[CommitmentLevelDeclared] = []

    def held(until: datetime) -> CommitmentLevelDeclared | None:
        known = [event for event in events if event.effective_at <= until]
        return max(reversed(known), key=lambda event: event.effective_at, default=None)

    for n, (level, days_ago, with_reason) in enumerate(said):
        reason = {"es": "Se revisó"} if with_reason else None
        now = NOW + timedelta(minutes=n)
        try:
            commitment, event = declared(commitment, level, on=TODAY - timedelta(days=days_ago), reason=reason, now=now)
        except DeclaredLevelFalls:
            assert not with_reason
            continue
        before = held(event.effective_at)
        assert with_reason or before is None or rank.index(before.level) <= rank.index(level)
        events.append(event)
    last = held(NOW + timedelta(days=1))
    assert (commitment.declared and commitment.declared.level) == (last and last.level)
    assert [one.n for one in commitment.declarations] == list(range(1, len(events) + 1))
    assert commitment.version == 1 + len(events)


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        yield platform


@pytest.fixture
async def minfin(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "MINFIN", "reports:write")


async def declare(platform: Platform, headers: dict[str, str], **body: Any) -> Any:
    return await platform.client.post(f"{COMMITMENT}/declarations", json=body, headers=headers)


async def test_a_declaration_needs_the_version_that_its_writer_saw(platform: Platform, minfin: dict[str, str]) -> None:
    seen = await platform.client.get(COMMITMENT)
    assert (await declare(platform, minfin, level="complete")).status_code == 428
    assert (await declare(platform, minfin | {"If-Match": '"99"'}, level="complete")).status_code == 412
    made = await declare(platform, minfin | {"If-Match": seen.headers["etag"]}, level="complete")
    assert (made.status_code, made.json()["declared_level"]) == (201, "complete")
    assert made.headers["etag"] == (await platform.client.get(COMMITMENT)).headers["etag"] != seen.headers["etag"]


async def test_every_declaration_is_kept_and_one_falls_only_with_a_reason(
    platform: Platform, minfin: dict[str, str], clock: FixedClock
) -> None:
    headers = minfin | {"If-Match": "*"}
    assert (await declare(platform, headers, level="complete", narrative={"es": "Listo"})).status_code == 201
    clock.advance(minutes=1)
    refused = await declare(platform, headers | {"Accept-Language": "es"}, level="initiated")
    assert (refused.status_code, [f["pointer"] for f in refused.json()["errors"]]) == (422, ["/reason"])
    assert refused.json()["detail"] == "El nivel declarado baja de complete a initiated: diga por qué en reason"
    assert (await declare(platform, headers, level="initiated", reason={"es": "Faltaba"})).status_code == 201
    assert (await declare(platform, headers, level="substantial", reported_on="2017-12-01")).status_code == 201
    page = (await platform.client.get(f"{COMMITMENT}/declarations?limit=3")).json()
    rest = (await platform.client.get(f"{COMMITMENT}/declarations?cursor={page['next_cursor']}")).json()
    said = [(d["n"], d["level"], d["institution"], d["reported_on"]) for d in page["items"] + rest["items"]]
    assert said[1:] == [
        (2, "complete", "MINFIN", "2026-11-23"),
        (3, "initiated", "MINFIN", "2026-11-23"),
        (4, "substantial", "MINFIN", "2017-12-01"),
    ]
    assert (said[0][0], said[0][2], said[0][3]) == (1, None, "2017-09-29")
    assert (await platform.client.get(COMMITMENT)).json()["declared_level"] == "initiated"


async def test_a_declaration_that_cannot_be_is_told_field_by_field(platform: Platform, minfin: dict[str, str]) -> None:
    for body, pointer in (
        ({}, "/level"),
        ({"level": "no_evidence"}, "/level"),
        ({"level": "complete", "reported_on": "2026-11-24"}, "/reported_on"),
        ({"level": "complete", "narrative": {"es": "a", "quc": "b"}}, "/narrative/quc"),
        ({"level": "complete", "reason": {"es": "a", "quc": "b"}}, "/reason/quc"),
        ({"level": "complete", "goal": 1}, "/goal"),
    ):
        answer = await declare(platform, minfin | {"If-Match": "*"}, **body)
        assert (answer.status_code, [f["pointer"] for f in answer.json()["errors"]]) == (422, [pointer])
    missing = COMMITMENT.replace("17", "99")
    assert (await platform.client.get(f"{missing}/declarations")).status_code == 404
    made = await platform.client.post(
        f"{missing}/declarations", json={"level": "complete"}, headers=minfin | {"If-Match": "*"}
    )
    assert made.status_code == 404
