"""A real Chromium, where there is one. Without it these tests are skipped, and CI fails on the skip."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright

from constancia_testing.orders import Orders
from constancia_testing.people import eventually, load_plan
from constancia_testing.processes import Processes

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGES = (
    "/",
    "/en/",
    "/planes/gt-2016-2018?as_of=2017-09-29",
    "/planes/gt-2016-2018/compromisos/18",
    "/en/plans/gt-2016-2018/commitments/22",
    "/embed/",
    "/en/embed/",
    "/planes/no-hay",
)


@pytest.fixture
def pages() -> tuple[str, ...]:
    """Every page that the browser looks at, at each width and in each way."""
    return PAGES


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Headless Chromium with an empty profile."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def client(processes: Processes, orders: Orders, shared: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client on a platform whose plan has fully arrived."""
    async with processes.client() as client:
        document = (shared / "data" / "gt-2016-2018.json").read_bytes()
        await load_plan(client, orders.database_urls["commitments"], document)

        async def look() -> int:
            seen = (await client.get("/v1/plans/gt-2016-2018/compliance")).json()
            complete: int = seen.get("goals", {}).get("counts", {}).get("complete", 0)
            return complete

        await eventually(look, lambda complete: complete == 30)
        yield client
