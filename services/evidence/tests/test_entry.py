"""How proof comes on record: described, warned of where it is odd, uploaded where there is no address, reviewed."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from constancia_testing.people import bearer, eventually
from constancia_testing.platform import Platform
from constancia_testing.plugin import StartPlatform

GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/4/evidence"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TITLE = {"es": "Acta de la primera reunión", "en": "Minutes of the first meeting"}


@pytest.fixture
def plan_on_record(pytestconfig: pytest.Config) -> bytes:
    return (pytestconfig.rootpath / "deploy/standalone/src/constancia/demo/gt-2016-2018.json").read_bytes()


@pytest.fixture
async def platform(start_platform: StartPlatform, plan_on_record: bytes) -> AsyncIterator[Platform]:
    async with start_platform("commitments", "evidence", loaded=plan_on_record) as platform:
        yield platform


@pytest.fixture
async def lead(platform: Platform) -> dict[str, str]:
    return await bearer(platform.client, platform.databases["commitments"], "MINFIN", "evidence:write")


async def cite(platform: Platform, lead: dict[str, str], **body: Any) -> Any:
    async def send() -> Any:
        return await platform.client.post(GOAL, json={"kind": "document", **body}, headers=lead)

    return await eventually(send, lambda one: one.status_code != 404)


async def upload(platform: Platform, lead: dict[str, str], content: bytes, kind: str, **more: str) -> Any:
    headers = lead | {"Content-Type": kind} | more
    return await platform.client.post("/v1/evidence/files", content=content, headers=headers)


async def test_a_citation_is_described_and_described_better(platform: Platform, lead: dict[str, str]) -> None:
    said = {"title": TITLE, "dated": "2017-06", "language": "es", "access_note": {"es": "Página 3"}}
    made = await cite(platform, lead, url="https://a.gob.gt/acta.pdf", **said)
    assert made.status_code == 201, made.text
    [use] = made.json()["uses"]
    assert {name: use[name] for name in said} == said
    own = f"{GOAL}/{made.json()['id']}"
    seen = lead | {"If-Match": made.headers["etag"]}
    better = await platform.client.patch(own, json={"dated": "2017-06-30", "access_note": None}, headers=seen)
    assert better.status_code == 200, better.text
    [use] = better.json()["uses"]
    assert (use["dated"], use["access_note"], use["title"]) == ("2017-06-30", None, TITLE)
    assert (await platform.client.patch(own, json={"dated": "2017"}, headers=seen)).status_code == 422
    assert (await platform.client.patch(own, json={"title": TITLE}, headers=seen)).status_code == 412
    assert (await platform.client.patch(own, json={"title": TITLE}, headers=lead)).status_code == 428


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///c:/acta.pdf", " JaVaScRiPt:x"])
async def test_what_would_run_or_only_its_writer_can_open_is_refused(
    platform: Platform, lead: dict[str, str], url: str
) -> None:
    refused = await cite(platform, lead, url=url)
    [fault] = refused.json()["errors"]
    assert (refused.status_code, fault["pointer"]) == (422, "/url")
    assert fault["detail"].startswith("Una dirección que empieza con")


async def test_an_odd_address_is_kept_as_printed_with_a_warning_and_a_proposal(
    platform: Platform, lead: dict[str, str]
) -> None:
    printed = "http://a.gob.gt/carpeta\\acta 1.pdf"
    made = (await cite(platform, lead, url=printed)).json()
    assert made["url"] == printed
    reading = made["reading"]
    assert reading["repair"] == "http://a.gob.gt/carpeta/acta%201.pdf"
    assert reading["repaired"] == ["backslashes", "spaces"]
    assert reading["faults"] == ["malformed", "insecure"]
    assert [set(one) for one in reading["warnings"]] == [{"es", "en"}] * 2
    before = await platform.client.get("/v1/evidence/readings", params={"url": printed})
    assert before.json() == reading, "a form may ask before it sends"
    assert (await platform.client.get("/v1/evidence/readings")).status_code == 422


async def test_a_file_is_kept_by_what_is_in_it_and_public_once_it_is_cited(
    platform: Platform, lead: dict[str, str]
) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    digest = {"Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"}
    made = await upload(platform, lead, PDF, "application/pdf", **digest)
    assert (made.status_code, made.json()["sha256"], made.json()["media_type"]) == (201, sha256, "application/pdf")
    assert (await upload(platform, lead, PDF, "application/octet-stream")).status_code == 200, "the same bytes again"
    where = made.headers["location"]
    assert (await platform.client.get(where)).status_code == 404, "nothing cites it yet"
    cited = (await cite(platform, lead, file=sha256, title=TITLE)).json()
    assert (cited["url"], cited["reading"]) == (f"urn:sha256:{sha256}", None)
    given = await platform.client.get(where)
    assert (given.status_code, given.content) == (200, PDF)
    assert given.headers["content-disposition"] == f'attachment; filename="{sha256[:12]}.pdf"'
    assert given.headers["content-security-policy"].startswith("sandbox")
    assert (await platform.client.get(f"/v1/evidence/{cited['id']}/verdict")).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind", "slug"),
    [
        (b"", "application/pdf", "file-empty"),
        (b"<html><script>alert(1)</script>", "application/pdf", "file-type-refused"),
        (b'<?xml version="1.0"?><svg onload="x"/>', "image/svg+xml", "file-type-refused"),
        (b"MZ\x90\x00" + bytes(100), "application/pdf", "file-type-refused"),
        (b"\x7fELF" + bytes(100), "text/plain", "file-type-refused"),
    ],
)
async def test_what_could_act_on_a_reader_is_not_taken(
    platform: Platform, lead: dict[str, str], content: bytes, kind: str, slug: str
) -> None:
    refused = await upload(platform, lead, content, kind)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (422, slug)


async def test_what_was_damaged_on_its_way_or_is_too_large_or_from_nobody_is_refused(
    platform: Platform, lead: dict[str, str]
) -> None:
    wrong = {"Repr-Digest": f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"}
    assert (await upload(platform, lead, PDF, "application/pdf", **wrong)).json()["type"].endswith("digest-differs")
    assert (await upload(platform, lead, PDF + bytes(9 * 2**20), "application/pdf")).status_code == 413
    assert (await upload(platform, {}, PDF, "application/pdf")).status_code == 401
    unknown = await cite(platform, lead, file="0" * 64)
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/file")
    for body in ({}, {"url": "https://a.gob.gt", "file": "0" * 64}):
        assert (await cite(platform, lead, **body)).status_code == 422


async def test_the_point_of_contact_accepts_a_citation_or_refuses_it_with_a_reason(
    platform: Platform, lead: dict[str, str]
) -> None:
    made = await cite(platform, lead, url="https://a.gob.gt/acta.pdf")
    own = f"{GOAL}/{made.json()['id']}"
    admin = await bearer(platform.client, platform.databases["commitments"], "SCSPR", "plan:admin")
    seen = admin | {"If-Match": made.headers["etag"]}
    bare = await platform.client.put(f"{own}/review", json={"accepted": False}, headers=seen)
    assert bare.json()["errors"][0]["pointer"] == "/reason"
    why = {"es": "No trata de esta meta"}
    refused = await platform.client.put(f"{own}/review", json={"accepted": False, "reason": why}, headers=seen)
    assert refused.status_code == 200, refused.text
    assert (refused.json()["uses"][0]["review"]["accepted"], refused.json()["uses"][0]["review"]["reason"]) == (
        False,
        why,
    )
    assert (await platform.client.put(f"{own}/review", json={"accepted": True}, headers=seen)).status_code == 412
    assert (await platform.client.put(f"{own}/review", json={"accepted": True}, headers=lead)).status_code == 403
    now = admin | {"If-Match": refused.headers["etag"]}
    assert (await platform.client.put(f"{own}/review", json={"accepted": True}, headers=now)).status_code == 200
    other = own.replace("/goals/4/", "/goals/3/")
    assert (await platform.client.put(f"{other}/review", json={"accepted": True}, headers=now)).status_code in {
        404,
        412,
    }
