"""The pages of a whole plan in a real browser: at any width, with and without scripts, and following the record."""

import os
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page

from constancia_runtime.clock import SystemClock
from constancia_testing.lively import lively
from constancia_testing.orders import Orders
from constancia_testing.processes import Processes
from constancia_testing.registry import speaking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PAGES = (
    "/planes/gt-2016-2018",
    "/planes/gt-2016-2018/cambios",
    "/en/plans/gt-2016-2018/changes",
    "/planes/gt-2016-2018/participacion",
    "/en/plans/gt-2016-2018/participation",
    "/planes/gt-2016-2018/indicadores",
    "/en/plans/gt-2016-2018/indicators?as_of=2018-03-05",
    "/planes/gt-2016-2018/hallazgos",
    "/en/plans/gt-2016-2018/findings?as_of=2018-03-05",
    "/planes/gt-2016-2018/compromisos/17?as_of=2018-03-05",
    "/en/plans/gt-2016-2018/commitments/17",
    "/en/plans/gt-2014-2016/commitments/5",
)
SHOTS = os.environ.get("CONSTANCIA_SHOTS")
"""A folder for pictures of every page, for people to look at."""


def hear(page: Page, troubles: list[str]) -> None:
    """Note every error of a page."""
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)


async def test_the_pages_of_a_whole_plan_are_whole_at_any_width(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, shared: Path
) -> None:
    document = (shared / "data" / "gt-2016-2018.json").read_bytes()
    async with speaking(orders.database_urls, SystemClock()) as registry:
        plan = await registry.load(client, orders.database_urls["commitments"], document)
        await registry.say(*lively(plan))
    for path in PAGES:
        for width in (1280, 320):
            troubles: list[str] = []
            page = await browser.new_page(viewport={"width": width, "height": 800})
            hear(page, troubles)
            await page.goto(processes.url + path, wait_until="load")
            assert await page.locator("h1").count() == 1, path
            await page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{path} is {overflow} px too wide at {width}"
            assert troubles == [], path
            if SHOTS:
                name = path.strip("/").replace("/", "-").partition("?")[0]
                await page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            await page.close()
