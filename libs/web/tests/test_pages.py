"""Pages by cursor."""

import base64
import json

import httpx
import pytest

from constancia_web.pages import After, CursorUnreadable


async def test_following_the_cursor_reads_everything_once(client: httpx.AsyncClient) -> None:
    names: list[str] = []
    address = "/v1/things?limit=4"
    while address:
        response = await client.get(address)
        names += [item["name"] for item in response.json()["items"]]
        address = response.links.get("next", {}).get("url", "")
        assert (response.json()["next_cursor"] is None) == (not address)
    assert names == [str(n) for n in range(10)]


def forged(body: str, seal: str = "0123456789") -> str:
    return base64.urlsafe_b64encode(json.dumps([seal, body]).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "ñ", "%00", "=", "A" * 5_000, forged("[4]"), forged("["), forged("4"), forged('"\ud800"'),
     base64.urlsafe_b64encode(b"[" * 1_200).decode(), base64.urlsafe_b64encode(b"[1,2]").decode()],
)  # fmt: skip
async def test_a_cursor_that_was_not_given_is_422(client: httpx.AsyncClient, cursor: str) -> None:
    response = await client.get("/v1/things", params={"cursor": cursor, "lang": "en"})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {
            "parameter": "cursor",
            "code": "cursor",
            "detail": "This cursor was not given by this list; begin again without it",
        }
    ]


async def test_a_changed_cursor_is_422(client: httpx.AsyncClient) -> None:
    cursor = (await client.get("/v1/things?limit=4")).json()["next_cursor"]
    changed = cursor[:-4] + ("A" if cursor[-4] != "A" else "B") + cursor[-3:]
    assert (await client.get("/v1/things", params={"cursor": changed})).status_code == 422


@pytest.mark.parametrize("key", ["\x00", "a\ud800", "\udfff", 2**31, -(2**31), True, None])
def test_a_forged_key_that_no_column_could_hold_is_refused(key: str | int | None) -> None:
    with pytest.raises(CursorUnreadable):
        After((key,)).of(str if isinstance(key, str) else int)
