import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from constancia_testing.clock import FixedClock
from constancia_testing.people import bearer
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

WHY = {"es": "Lo acordó la mesa"}


@pytest.fixture
def document(shared: Path) -> bytes:
    """The real plan, as published."""
    return (shared / "data" / "gt-2016-2018.json").read_bytes()


@pytest.fixture
def plan_file(document: bytes) -> Any:
    """The same, to be changed by a test."""
    return json.loads(document)


@dataclass(slots=True)
class Desk:
    """The point of contact at work: every change carries the ETag that was read just before."""

    platform: Platform
    clock: FixedClock
    headers: dict[str, str]
    plan: str = "/v1/plans/gt-2020-2022"

    async def get(self, path: str = "", *, of: str | None = None) -> Any:
        answer = await self.platform.client.get(f"{of or self.plan}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def items(self, path: str, **query: Any) -> list[Any]:
        """A whole list, page by page."""
        found: list[Any] = []
        cursor = None
        while True:
            asked = {"limit": 100, **query} | ({"cursor": cursor} if cursor else {})
            answer = await self.platform.client.get(f"{self.plan}{path}", params=asked)
            assert answer.status_code == 200, answer.text
            found += answer.json()["items"]
            cursor = answer.json()["next_cursor"]
            if cursor is None:
                return found

    async def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        return await self.platform.client.post(f"{self.plan}{path}", json=body, headers=headers or self.headers)

    async def patch(self, path: str, body: Any, etag: str = "*") -> Any:
        headers = self.headers | {"If-Match": etag}
        return await self.platform.client.patch(f"{self.plan}{path}", json=body, headers=headers)

    async def go(self, to: str, **body: Any) -> Any:
        return await self.post("/transitions", {"to": to, **body}, self.headers | {"If-Match": "*"})

    async def bearer(self, institution: str, *scopes: str) -> dict[str, str]:
        return await bearer(self.platform.client, self.platform.databases["commitments"], institution, *scopes)

    async def draft(self, plan: str = "gt-2020-2022", **changed: Any) -> Any:
        first, last = plan[3:7], plan[8:]
        body = {"id": plan, "country": "GT", "ordinal": 5, "title": {"es": "Quinto plan"}}
        body |= {"starts_on": f"{first}-07-01", "ends_on": f"{last}-06-30"}
        body |= {"themes": [{"number": 1, "slug": "uno", "title": {"es": "Uno"}}], **changed}
        return await self.platform.client.post("/v1/plans", json=body, headers=self.headers)

    async def commitment(self, number: int = 1, **changed: Any) -> Any:
        body = {"number": number, "theme": 1, "title": {"es": f"Compromiso {number}"}, "starts_on": "2020-07"}
        body |= {"ends_on": "2022-06", "leads": [{"institution": "MINFIN", "role": "lead"}], **changed}
        return await self.post("/commitments", body)

    async def goal(self, number: int = 1, commitment: int = 1, **changed: Any) -> Any:
        body = {"number": number, "title": {"es": f"Meta {number}"}, "starts_on": "2020-07", "ends_on": "2021-06"}
        return await self.post(f"/commitments/{commitment}/goals", body | changed)

    async def institution(self, acronym: str, **more: str) -> Any:
        body = {"name": {"es": acronym}, "kind": "executive"}
        path = f"/v1/institutions/{acronym}"
        return await self.platform.client.put(path, json=body, headers=self.headers | more)

    async def small_plan(self, state: str = "draft") -> None:
        """A plan with one commitment and two goals, in the state that is asked for."""
        await self.institution("MINFIN")
        assert (await self.draft()).status_code == 201
        assert (await self.commitment()).status_code == 201
        assert [(await self.goal(n)).status_code for n in (1, 2)] == [201, 201]
        states = ["in_consultation", "adopted", "in_implementation", "closed"]
        for to in states[: states.index(state) + 1] if state in states else ():
            assert (await self.go(to)).status_code == 201


@pytest.fixture
async def desk(start_platform: StartPlatform, clock: FixedClock) -> AsyncIterator[Desk]:
    """The registry alone, with nothing on record."""
    async with start_platform("commitments", workers=False) as platform:
        headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
        yield Desk(platform, clock, headers)


@pytest.fixture
async def guatemala(start_platform: StartPlatform, clock: FixedClock, document: bytes) -> AsyncIterator[Desk]:
    """The registry with the real plan."""
    async with start_platform("commitments", workers=False, loaded=document) as platform:
        headers = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
        yield Desk(platform, clock, headers, plan="/v1/plans/gt-2016-2018")
