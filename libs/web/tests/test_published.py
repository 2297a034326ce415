"""Published bytes: made once per change, never from before one."""

import gzip
from datetime import timedelta
from typing import Any

import httpx
import pytest

from constancia_web.published import Published, PublishedPages, _page, takes_gzip

PATH = "/v1/widget"


async def test_the_endpoint_runs_once_per_change(
    client: httpx.AsyncClient, counter: Any, pages: PublishedPages
) -> None:
    first, second = await client.get(PATH), await client.get(PATH)
    assert counter.ran == 1
    assert first.content == second.content == counter.body
    kept = {"etag", "content-type", "content-length", "vary", "cache-control", "access-control-allow-origin"}
    assert all(first.headers[name] == second.headers[name] for name in kept)
    assert first.headers["vary"] == "Accept-Encoding, Accept-Language"
    counter.body = b"new"
    pages.clear()
    assert (await client.get(PATH)).content == b"new"


async def test_headers_of_the_answer_win_and_come_once(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        response = await client.get(PATH)
        assert response.headers.get_list("content-security-policy") == ["frame-ancestors *"]
        assert response.headers.get_list("access-control-allow-origin") == ["*"]
        assert response.headers["x-content-type-options"] == "nosniff"


async def test_bytes_computed_before_a_change_are_never_kept_after_it(
    client: httpx.AsyncClient, counter: Any, pages: PublishedPages
) -> None:
    counter.meanwhile = pages.clear
    assert (await client.get(PATH)).status_code == 200
    assert len(pages) == 0
    counter.meanwhile = None
    await client.get(PATH)
    assert len(pages) == 1


@pytest.mark.parametrize("warm", [False, True])
async def test_304_for_either_encoding(client: httpx.AsyncClient, warm: bool) -> None:
    plain = await client.get(PATH, headers={"Accept-Encoding": "identity"})
    zipped = await client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
    assert zipped.content == plain.content
    for tag in (plain.headers["etag"], zipped.headers["etag"], f"W/{plain.headers['etag']}", "*"):
        address = PATH if warm else f"{PATH}?{len(tag)}"
        again = await client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["cache-control"] == "public, max-age=60"
        assert "content-type" not in again.headers
        assert "content-length" not in again.headers


async def test_head_of_a_published_page(client: httpx.AsyncClient, counter: Any) -> None:
    for _ in range(2):
        headed = await client.head(PATH, headers={"Accept-Encoding": "identity"})
        assert (headed.status_code, headed.content) == (200, b"")
        assert headed.headers["content-length"] == str(len(counter.body))
    assert counter.ran == 1


async def test_each_language_and_query_has_bytes_of_its_own(client: httpx.AsyncClient, counter: Any) -> None:
    await client.get(PATH, headers={"Accept-Language": "es"})
    await client.get(PATH, headers={"Accept-Language": "es-GT, en;q=0.3"})
    assert counter.ran == 1
    await client.get(PATH, headers={"Accept-Language": "en"})
    assert counter.ran == 2
    asked = await client.get(f"{PATH}?lang=en")
    assert counter.ran == 3
    assert asked.headers["vary"] == "Accept-Encoding"
    await client.get(f"{PATH}?lang=en", headers={"Accept-Language": "es"})
    assert counter.ran == 3


async def test_time_ends_a_page(client: httpx.AsyncClient, counter: Any, clock: Any) -> None:
    counter.valid_until = clock.now() + timedelta(hours=1)
    await client.get(PATH)
    clock.turn(timedelta(minutes=59))
    await client.get(PATH)
    assert counter.ran == 1
    clock.turn(timedelta(minutes=1))
    await client.get(PATH)
    assert counter.ran == 2


async def test_an_answer_to_a_token_is_neither_kept_nor_given(
    client: httpx.AsyncClient, counter: Any, pages: PublishedPages
) -> None:
    await client.get(PATH, headers={"Authorization": "Bearer x"})
    assert len(pages) == 0
    await client.get(PATH)
    await client.get(PATH, headers={"Authorization": "Bearer x"})
    assert counter.ran == 3


def a_page(body: bytes) -> Published:
    return _page(body, "text/plain", "no-cache", None, {}, varies_by_language=False)


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    pages = PublishedPages(most_entries=3, most_bytes=100_000)
    for n in range(5):
        assert pages.keep((str(n), b"", ""), a_page(b"x"), generation=0)
    assert [pages.get((str(n), b"", "")) is not None for n in range(5)] == [False, False, True, True, True]
    assert not pages.keep(("big", b"", ""), a_page(bytes(range(256)) * 200), generation=0)
    for n in range(100):
        pages.keep((str(n % 7), b"", ""), a_page(bytes([n]) * 500), generation=0)
        assert pages.bytes_held == sum(page.size for page in pages._entries.values()) <= 100_000


def test_gzip_is_sent_to_those_who_take_it() -> None:
    for value in (b"gzip", b"br, gzip", b"*", b"gzip;q=0.5", b"br;q=1.0, *;q=0.1", b"GZIP;q=1, gzip"):
        assert takes_gzip(value), value
    for value in (b"", b"identity", b"gzip;q=0", b"gzip; q=0.000", b"*;q=0", b"gzip;q=0, *"):
        assert not takes_gzip(value), value


def test_gzip_bytes_are_the_same_every_time() -> None:
    page = a_page(b"x" * 5_000)
    assert page.gzipped is not None
    assert gzip.decompress(page.gzipped.body) == b"x" * 5_000
    again = a_page(b"x" * 5_000)
    assert again.gzipped is not None
    assert again.gzipped.body == page.gzipped.body
