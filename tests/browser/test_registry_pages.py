"""Every page of the site in a real browser, of a whole plan: at any width, with and without scripts."""

import os

import pytest
from playwright.async_api import Browser, Page

from constancia_testing.processes import Processes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SHOTS = os.environ.get("CONSTANCIA_SHOTS")
"""A folder for pictures of every page, for people to look at."""
WAYS = ((1280, True), (320, True), (320, False))
"""Widths, with and without scripts."""


def hear(page: Page, troubles: list[str]) -> None:
    """Note every error of a page; of its own 404 Chromium says so too, and that is none."""
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)


async def test_every_page_is_whole_at_any_width_with_and_without_scripts(
    browser: Browser, processes: Processes, pages: tuple[str, ...]
) -> None:
    for path in pages:
        for width, scripts in WAYS:
            troubles: list[str] = []
            page = await browser.new_page(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
            hear(page, troubles)
            answer = await page.goto(processes.url + path, wait_until="load")
            is_missing = path.endswith("no-hay")
            assert answer is not None
            assert answer.status == (404 if is_missing else 200), path
            assert await page.locator("h1").count() == 1, path
            await page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
            overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{path} is {overflow} px too wide at {width}"
            assert troubles == [] or is_missing, (path, troubles)
            if SHOTS and scripts:
                name = path.strip("/").replace("/", "-").partition("?")[0]
                await page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
            await page.close()
