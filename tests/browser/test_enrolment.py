"""The form by which an organisation asks to join, in a real browser: any width, no scripts, by keyboard alone."""

import httpx
import pytest
from playwright.async_api import Browser

from constancia_testing.orders import Orders
from constancia_testing.people import bearer
from constancia_testing.processes import Processes

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
async def test_an_organisation_asks_to_join_by_keyboard_and_nothing_overflows(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, width: int
) -> None:
    headers = await bearer(client, orders.database_urls["commitments"], "SCSPR", "plan:admin")
    body = {"label": "Convocatoria", "working_group": 1}
    link = (await client.post("/v1/plans/gt-2016-2018/enrolment-links", json=body, headers=headers)).json()
    troubles: list[str] = []
    size = {"width": width, "height": 800}
    page = await browser.new_page(viewport=size, java_script_enabled=False)  # type: ignore[arg-type]
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda lost: troubles.append(lost.url))

    async def overflows() -> bool:
        return bool(await page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    await page.goto(f"{processes.url}/inscripcion/{link['code']}", wait_until="load")
    assert await page.locator("h1").text_content() == "Solicitar la incorporación"
    colour = await page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")
    assert colour == "rgb(27, 53, 84)", "the style sheet of the site holds here too"
    assert not await overflows()
    assert troubles == []

    await page.locator("#contact_email").focus()
    await page.keyboard.type("no es un correo")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")  # the field of the trap is passed over
    await page.wait_for_selector("[role=alert]")
    assert await page.locator("[role=alert] li").count() == 5
    assert not await overflows()
    assert await page.evaluate("document.activeElement.className") == "summary", "the summary is read out first"
    assert await page.locator("#contact_email").get_attribute("aria-invalid") == "true"
    described = await page.locator("#contact_email").get_attribute("aria-describedby")
    for part in (described or "").split():
        assert await page.locator(f"#{part}").count() == 1

    await page.locator("#name_es").focus()
    for typed in ("Organización de prueba", "", "ODP"):
        await page.keyboard.type(typed)
        await page.keyboard.press("Tab")
    await page.keyboard.type("Soc")  # the first option that begins so
    await page.keyboard.press("Tab")
    await page.keyboard.type("Queremos participar")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("prueba@organizacion.example")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/inscripcion/recibo/*")
    assert await page.locator("[role=status]").text_content() == "En espera de una decisión"
    assert not await overflows()
    unlabelled = await page.locator("input:not([type=hidden]), select, textarea").count()
    assert unlabelled == 0, "a receipt asks for nothing"
