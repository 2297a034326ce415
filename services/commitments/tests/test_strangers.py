"""An agency's token tries every write of the registry's progress on what others answer for: each is refused."""

from typing import Any

import asyncpg
import pytest

from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

PLAN = "/v1/plans/gt-2016-2018"
COMMITMENT = f"{PLAN}/commitments/17"
WHY = {"es": "Porque sí"}
WRITES: dict[str, dict[str, Any]] = {
    f"{COMMITMENT}/goals/1/reports": {"level": "complete"},
    f"{COMMITMENT}/declarations": {"level": "complete"},
    f"{COMMITMENT}/goals/1/assessments": {"report": 1, "verdict": "validated", "reason": WHY},
    f"{COMMITMENT}/goals/1/irm-assessments": {"level": "complete"},
    f"{COMMITMENT}/irm-assessments": {"level": "complete"},
    f"{PLAN}/periods": {
        "kind": "mid_term",
        "starts_on": "2016-07-01",
        "ends_on": "2017-06-30",
        "due_on": "2017-09-30",
    },
    f"{PLAN}/periods/1/close": {"reason": WHY},
}
AGENCY = ("reports:write", "evidence:write", "responses:write", "assessments:write")


@pytest.fixture
async def platform(start_platform: StartPlatform, document: bytes) -> Any:
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        contact = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
        period = WRITES[f"{PLAN}/periods"] | {"kind": "half_yearly"}
        assert (await platform.client.post(f"{PLAN}/periods", json=period, headers=contact)).status_code == 201
        yield platform


async def rows(platform: Platform) -> list[int]:
    tables = ("progress_reports", "commitment_declarations", "assessments", "reporting_periods", "event_stage")
    connection = await asyncpg.connect(platform.databases["commitments"])
    counts = [await connection.fetchval(f"select count(*) from {table}") for table in tables]
    await connection.close()
    return counts


@pytest.mark.parametrize("language", ["es", "en"])
async def test_every_write_on_anothers_commitment_is_403_and_changes_nothing(platform: Platform, language: str) -> None:
    before = await rows(platform)
    headers = await bearer(platform.client, platform.databases["commitments"], "MSPAS", *AGENCY)
    for path, body in WRITES.items():
        answer = await platform.client.post(
            path, json=body, headers=headers | {"If-Match": "*"}, params={"lang": language}
        )
        assert answer.status_code == 403, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
    assert await rows(platform) == before


async def test_a_lead_may_do_only_what_is_its_own(platform: Platform) -> None:
    headers = await bearer(platform.client, platform.databases["commitments"], "MINFIN", *AGENCY)
    allowed = {f"{COMMITMENT}/goals/1/reports", f"{COMMITMENT}/declarations"}
    for path, body in WRITES.items():
        answer = await platform.client.post(path, json=body, headers=headers | {"If-Match": "*"})
        assert answer.status_code == (201 if path in allowed else 403), (path, answer.text)


async def test_without_a_token_every_write_is_401(platform: Platform) -> None:
    for path, body in WRITES.items():
        assert (await platform.client.post(path, json=body, headers={"If-Match": "*"})).status_code == 401


def test_the_list_of_writes_is_whole(platform: Platform) -> None:
    """A new write under a plan's progress must be tried above, too."""
    document = platform.apps["commitments"].openapi()
    ours = ("reports", "declarations", "assessments", "periods", "close")
    found = {
        path
        for path, item in document["paths"].items()
        for method in item
        if method in {"post", "put", "patch", "delete"}
        and path.rpartition("/")[2].split("-")[-1] in ours
        and "enrolment" not in path
    }
    named = {
        path.replace("gt-2016-2018", "{plan}")
        .replace("commitments/17", "commitments/{commitment}")
        .replace("goals/1", "goals/{goal}")
        .replace("periods/1", "periods/{period}")
        for path in WRITES
    }
    assert found == named
