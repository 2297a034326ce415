"""Contact points: private unless marked public, the lead's own to write, and nowhere but in their table."""

from typing import Any

import asyncpg
import pytest

AT = "/commitments/1/contacts"
PERSON = {
    "institution": "MINFIN",
    "office": {"es": "Dirección de Transparencia"},
    "position": {"es": "Directora"},
    "name": "Ana Secreta",
    "email": "ana.secreta@minfin.example",
    "phone": "+502 2222-3333",
}


@pytest.fixture
async def small(desk: Any) -> Any:
    await desk.small_plan()
    return desk


async def test_only_what_is_marked_public_is_shown_and_only_then(small: Any) -> None:
    minfin = await small.bearer("MINFIN", "reports:write")
    made = await small.post(AT, PERSON, minfin)
    assert (made.status_code, made.json()["public"]) == (201, False)
    url = made.headers["location"]
    assert await small.items(AT) == []
    assert (await small.platform.client.get(url)).status_code == 401
    client, everyone = small.platform.client, f"{small.plan}{AT}/register"
    assert [c["name"] for c in (await client.get(everyone, headers=minfin)).json()["items"]] == ["Ana Secreta"]
    shown = await client.put(url, json=PERSON | {"public": True}, headers=minfin | {"If-Match": made.headers["etag"]})
    assert shown.status_code == 200
    assert [contact["email"] for contact in await small.items(AT)] == [PERSON["email"]]
    assert (await client.put(url, json=PERSON, headers=minfin | {"If-Match": '"1"'})).status_code == 412
    assert (await client.put(url, json=PERSON, headers=minfin)).status_code == 428
    assert (await client.put(url, json=PERSON, headers=minfin | {"If-Match": '"2"'})).status_code == 200
    assert await small.items(AT) == []
    assert (await client.delete(url, headers=minfin)).status_code == 428
    assert (await client.delete(url, headers=minfin | {"If-Match": '"3"'})).status_code == 204
    assert (await client.get(url, headers=minfin)).status_code == 404
    again = await small.post(AT, PERSON, minfin)
    assert again.headers["location"] != url, "an id is never given twice"


async def test_others_neither_read_nor_write_them(small: Any) -> None:
    await small.institution("MSPAS")
    stranger = await small.bearer("MSPAS", "reports:write")
    other_scope = await small.bearer("MINFIN", "evidence:write")
    made = await small.post(AT, PERSON)
    assert made.status_code == 201, "the point of contact may"
    for headers in (stranger, other_scope):
        always = headers | {"If-Match": "*"}
        url = made.headers["location"]
        client = small.platform.client
        assert (await client.get(f"{small.plan}{AT}/register", headers=headers)).status_code == 403
        assert (await client.get(url, headers=headers)).status_code == 403
        assert (await client.post(f"{small.plan}{AT}", json=PERSON, headers=headers)).status_code == 403
        assert (await client.put(url, json=PERSON, headers=always)).status_code == 403
        assert (await client.delete(url, headers=always)).status_code == 403


async def test_a_person_is_in_no_event_and_no_other_table(small: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = await small.post(AT, PERSON)
    connection = await asyncpg.connect(small.platform.databases["commitments"])

    async def places() -> list[str]:
        names = [r[0] for r in await connection.fetch("select tablename from pg_tables where schemaname = 'public'")]
        about = "(t::text like '%ecreta%' or t::text like '%2222-3333%' or t::text like '%' || $1 || '%')"
        hexed = b"Secreta".hex()
        return [
            name
            for name in names
            if await connection.fetchval(f'select exists (select from "{name}" t where {about})', hexed)
        ]

    assert await places() == ["contacts"]
    headers = small.headers | {"If-Match": "*"}
    assert (await small.platform.client.delete(made.headers["location"], headers=headers)).status_code == 204
    assert await places() == []
    await connection.close()
    written = capsys.readouterr()
    assert "ecreta" not in written.out + written.err


BAD: list[tuple[Any, str]] = [
    ({"email": "no address"}, "/email"),
    ({"email": "a@b\x00c"}, "/email"),
    ({"phone": "call me"}, "/phone"),
    ({"name": ""}, "/name"),
    ({"public": "yes"}, "/public"),
    ({"institution": "ONU"}, "/institution"),
    ({"office": {"en": "Office"}}, "/office"),
    ({"fax": "1"}, "/fax"),
]


async def test_bad_contacts_are_told_field_by_field(small: Any) -> None:
    for change, pointer in BAD:
        answer = await small.post(AT, PERSON | change)
        assert answer.status_code == 422
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
