"""No change without having seen what is changed."""

import httpx
import pytest

from constancia_web.conditional import matches_any

GOOD = {"name": "abc", "a/b~c": "a"}


async def test_a_change_without_if_match_is_428(client: httpx.AsyncClient) -> None:
    assert (await client.put("/v1/things/1", json=GOOD)).status_code == 428


@pytest.mark.parametrize("header", ['"7"', "*", '"1", "7"', 'W/"1" , "7",'])
async def test_the_present_version_may_be_changed(client: httpx.AsyncClient, header: str) -> None:
    response = await client.put("/v1/things/1", json=GOOD, headers={"If-Match": header})
    assert (response.status_code, response.headers["etag"]) == (200, '"8"')


@pytest.mark.parametrize("header", ['"6"', 'W/"7"', '"7-gz"', '"6", W/"7"'])
async def test_another_version_is_412_and_hears_the_present_one(client: httpx.AsyncClient, header: str) -> None:
    response = await client.put("/v1/things/1", json=GOOD, headers={"If-Match": header})
    assert (response.status_code, response.headers["etag"]) == (412, '"7"')
    assert '\\"7\\"' in response.text


@pytest.mark.parametrize("header", ["7", "", '"7', "'7'", '*, "7"'])
async def test_an_if_match_that_is_none_is_422(client: httpx.AsyncClient, header: str) -> None:
    response = await client.put("/v1/things/1", json=GOOD, headers={"If-Match": header})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "If-Match"


def test_if_none_match_compares_weakly() -> None:
    assert matches_any('"a", W/"7"', '"7"')
    assert matches_any(" * ", '"7"')
    assert matches_any('"a,7", "7"', '"7"')
    assert not matches_any('"a,7"', '"7"')
    assert not matches_any("7", '"7"')


async def test_a_read_of_what_the_client_holds_is_304_without_a_body(client: httpx.AsyncClient) -> None:
    first = await client.get("/v1/things/1")
    assert "etag" in first.headers
    for header in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = await client.get("/v1/things/1", headers={"If-None-Match": header})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert "content-length" not in again.headers
    assert (await client.get("/v1/things/1", headers={"If-None-Match": '"other"'})).status_code == 200
