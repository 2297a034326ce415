"""A card on somebody else's page: framed under a strict policy, as high as its content, at any width."""

import asyncio
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page

from constancia_testing.orders import Orders
from constancia_testing.people import eventually, load_plan
from constancia_testing.processes import Processes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
CARD = "/embed/v1/es/plans/gt-2016-2018/commitments/17"


def hear(troubles: list[str], said: ConsoleMessage) -> None:
    """Note what a page complains of."""
    if said.type == "error":
        troubles.append(said.text)


async def height_of(page: Page) -> int:
    """The height that the frame has."""
    return int(await page.locator("iframe").get_attribute("height") or 0)


async def test_a_frame_takes_the_height_of_its_content_under_a_strict_policy(
    browser: Browser, processes: Processes, client: httpx.AsyncClient, orders: Orders, shared: Path
) -> None:
    document = (shared / "data" / "gt-2016-2018.json").read_bytes()
    await load_plan(client, orders.database_urls["commitments"], document)
    await eventually(lambda: client.get(CARD), lambda answer: answer.is_success, within=60)
    origin = processes.url
    policy = f"default-src 'none'; script-src {origin}; frame-src {origin}"
    markup = (
        f"<!doctype html><title>Ministry</title><script src='{origin}/embed/v1/frame.js'></script>"
        f"<iframe src='{origin}{CARD}' width='100%' height='100' title='Constancia'></iframe>"
    )

    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: {policy}\r\nConnection: close\r\n\r\n"
    )

    async def host(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write((head + markup).encode())
        await writer.drain()
        writer.close()

    # A server of its own: to Chromium a page that a test makes up is no page of this machine, and may not frame one.
    server = await asyncio.start_server(host, "127.0.0.1", 0)
    where = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    for width in (1280, 320):
        troubles: list[str] = []
        page = await browser.new_page(viewport={"width": width, "height": 800})
        page.on("console", partial(hear, troubles))
        await page.goto(where, wait_until="load")
        await eventually(partial(height_of, page), lambda height: height > 200)
        frame = page.frames[1]
        inner = await frame.evaluate("document.documentElement.scrollHeight")
        assert abs(inner - await height_of(page)) <= 1
        assert await frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert "Sustancial" in await frame.locator("main").inner_text()
        assert [one for one in troubles if "favicon" not in one] == []
        # whoever else sends such a message moves nothing
        await page.evaluate("window.postMessage({type: 'constancia-height', height: 9}, '*')")
        assert await height_of(page) > 200
        await page.close()
    server.close()
    await server.wait_closed()
