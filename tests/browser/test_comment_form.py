"""The form to comment in a real browser: any width, by keyboard alone, without scripts, on somebody else's page."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser, Page

from constancia_testing.orders import Orders
from constancia_testing.people import announce
from constancia_testing.processes import Processes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
AXE = Path(__file__).parents[2] / ".tools/judges/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CODE = re.compile(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}")
PATIENCE = 3.2
"""A little more than a form takes to be believed."""


async def opened(browser: Browser, url: str, width: int, *, scripts: bool, troubles: list[str]) -> Page:
    size = {"width": width, "height": 800}
    page = await browser.new_page(viewport=size, java_script_enabled=scripts, bypass_csp=True)  # type: ignore[arg-type]
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("requestfailed", lambda lost: troubles.append(lost.url))
    await page.goto(url, wait_until="load")
    return page


async def fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def at(page: Page) -> str:
    return str(await page.evaluate("document.activeElement.id || document.activeElement.tagName"))


async def tab_to(page: Page, wanted: str) -> None:
    for _ in range(30):
        if await at(page) == wanted:
            return
        await page.keyboard.press("Tab")
    raise AssertionError((wanted, await at(page)))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_somebody_comments_by_keyboard_alone_and_sees_the_receipt(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, width: int, *, scripts: bool
) -> None:
    consultation = await announce(client, orders.database_urls["commitments"])
    troubles: list[str] = []
    address = f"{processes.url}/consultas/{consultation}/comentar"
    page = await opened(browser, address, width, scripts=scripts, troubles=troubles)
    assert await page.locator("h1").text_content() == "Comentar"
    assert await fits(page)
    await tab_to(page, "text")
    await page.keyboard.type("¿Dónde aparecen las municipalidades?")
    await tab_to(page, "sector")
    await page.keyboard.type("Ciu")
    await tab_to(page, "about")
    await page.keyboard.type("17")
    await tab_to(page, "name")
    await page.keyboard.type("Vecina de Xela")
    await tab_to(page, "email")
    await page.keyboard.type("vecina@correo.example")
    await page.keyboard.press("Tab")
    assert await at(page) == "BUTTON", "the field of the trap is passed over"
    await asyncio.sleep(PATIENCE)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".code")
    code = CODE.search(await page.locator(".code").inner_text())
    assert code is not None
    assert await fits(page)
    assert troubles == []
    lead = await page.locator(".lead").inner_text()
    assert ("Ya todos pueden leerlo." in lead) is scripts, "without scripts a moderator looks first"
    state = (await client.post("/v1/receipts/state", json={"code": code[0]})).json()
    assert state["text"] == {"es": "¿Dónde aparecen las municipalidades?"}
    assert state["comment"]["name"] == ("Vecina de Xela" if scripts else None)
    assert state["email_erased_on"]

    await page.goto(f"{processes.url}/consultas/recibo")
    await tab_to(page, "code")
    await page.keyboard.type(code[0].lower())
    await page.keyboard.press("Enter")
    await page.wait_for_selector("dl")
    assert await page.locator("h1").inner_text() == "Su recibo"
    assert await fits(page)


@pytest.mark.parametrize("width", [1280, 320])
async def test_what_is_wrong_is_read_out_first_and_personal_data_is_pointed_out(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, width: int
) -> None:
    consultation = await announce(client, orders.database_urls["commitments"])
    troubles: list[str] = []
    address = f"{processes.url}/consultas/{consultation}/comentar"
    page = await opened(browser, address, width, scripts=True, troubles=troubles)
    await page.fill("#text", "Mi correo es ana@correo.example")
    await page.fill("#name", "x" * 80)
    await page.select_option("#sector", "academia")
    await asyncio.sleep(PATIENCE)
    await page.click("button")
    await page.wait_for_selector("[role=alert]")
    assert (
        await at(page) in {"DIV", "summary-title"}
        or await page.evaluate("document.activeElement.className") == "summary"
    )
    assert "una dirección de correo" in await page.locator("[role=alert]").inner_text()
    described = await page.locator("#text").get_attribute("aria-describedby")
    for part in (described or "").split():
        assert await page.locator(f"#{part}").count() == 1
    assert await page.input_value("#name") == "x" * 80
    assert await fits(page)
    if AXE.exists():
        await page.evaluate(AXE.read_text("utf-8"))
        found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    await page.check("#personal_data_seen")
    await asyncio.sleep(PATIENCE)
    await page.click("button")
    await page.wait_for_selector(".code")
    assert "Un moderador lo revisa" in await page.locator(".lead").inner_text()


async def test_a_draft_outlives_a_page_that_is_loaded_again_and_goes_with_the_comment(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes
) -> None:
    consultation = await announce(client, orders.database_urls["commitments"])
    address = f"{processes.url}/consultas/{consultation}/comentar"
    page = await opened(browser, address, 320, scripts=True, troubles=[])
    await page.fill("#text", "Un texto que costó")
    await page.reload()
    assert await page.input_value("#text") == "Un texto que costó"
    assert "Quedan" in await page.locator("#count").inner_text()
    await page.select_option("#sector", "other")
    await asyncio.sleep(PATIENCE)
    await page.click("button")
    await page.wait_for_selector(".code")
    await page.goto(address)
    assert await page.input_value("#text") == ""


@pytest.fixture
async def host(processes: Processes) -> AsyncIterator[str]:
    """Somebody else's site, on an origin of its own, under a policy that lets it frame ours alone."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(processes.url))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).split()[1].decode()
        frame = f'<!doctype html><title>Portal</title><iframe src="{origin}{path}" width="100%" height="900">'
        policy = f"default-src 'none'; frame-src {origin}"
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: {policy}\r\nConnection: close\r\n"
        )
        writer.write(f"{head}Content-Length: {len(frame)}\r\n\r\n{frame}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.2", 0)
    yield f"http://127.0.0.2:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_the_form_works_framed_on_another_site(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, host: str
) -> None:
    consultation = await announce(client, orders.database_urls["commitments"])
    page = await browser.new_page(viewport={"width": 320, "height": 900})
    await page.goto(f"{host}/consultas/{consultation}/formulario")
    frame = page.frame_locator("iframe")
    await frame.locator("#text").fill("Desde el portal de un ministerio")
    await frame.locator("#sector").select_option("government")
    await asyncio.sleep(PATIENCE)
    await frame.locator("button").click()
    assert CODE.search(await frame.locator(".code").inner_text())
    listed = (await client.get(f"/v1/consultations/{consultation}/comments")).json()["items"]
    assert [one["text"]["es"] for one in listed] == ["Desde el portal de un ministerio"]
    assert processes.url
