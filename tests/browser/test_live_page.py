"""What people see, in a real browser: pages that follow the record, at any width, with or without scripts."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, expect

from constancia_testing.orders import Orders
from constancia_testing.people import bearer
from constancia_testing.processes import Processes

pytestmark = pytest.mark.browser
GOAL = "/v1/plans/gt-2016-2018/commitments/17/goals/1"


async def report(client: httpx.AsyncClient, orders: Orders, level: str) -> None:
    headers = await bearer(client, orders.database_urls["commitments"], "MINFIN", "reports:write")
    answer = await client.post(f"{GOAL}/reports", json={"level": level}, headers=headers | {"If-Match": "*"})
    assert answer.status_code == 201, answer.text


async def opened(browser: Browser, url: str, troubles: list[str], **context: object) -> Page:
    page = await browser.new_page(**context)  # type: ignore[arg-type]
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    await page.goto(url, wait_until="load")
    return page


async def test_the_open_map_turns_without_reload_when_a_goal_is_reported(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes
) -> None:
    troubles: list[str] = []
    page = await opened(browser, processes.url, troubles)
    await page.evaluate("window.still_the_same_page = true")
    cell = page.locator("#goal-17-1")
    assert await cell.get_attribute("data-state") == "initiated"
    await report(client, orders, "complete")
    await page.wait_for_selector("#goal-17-1[data-state=complete]", timeout=20_000)
    assert await page.evaluate("window.still_the_same_page")
    assert "17.1" in (await page.locator("#news").text_content() or ""), "a screen reader is told"
    assert troubles == []


async def test_the_open_commitment_page_turns_too(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes
) -> None:
    troubles: list[str] = []
    page = await opened(browser, f"{processes.url}/en/plans/gt-2016-2018/commitments/17", troubles)
    await report(client, orders, "substantial")
    await page.wait_for_selector("#goal-17-1[data-state=substantial]", timeout=20_000)
    assert troubles == []


@contextmanager
def another_site(folder: Path, origin: str) -> Iterator[str]:
    """A host page on an origin of its own, with a strict policy."""
    policy = f"default-src 'none'; script-src {origin}; style-src 'self'; connect-src {origin}; img-src {origin}"

    class Strict(http.server.SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Strict, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def test_the_element_lives_on_another_site_under_a_strict_policy(
    browser: Browser, client: httpx.AsyncClient, orders: Orders, processes: Processes, tmp_path: Path
) -> None:
    host = f"""<!doctype html><html lang="es"><meta charset="utf-8"><title>Ministerio</title>
      <script src="{processes.url}/embed/v1/constancia.js" async></script>
      <constancia-commitment plan="gt-2016-2018" commitment="17" lang="es" live></constancia-commitment>
      <img id="badge" alt="Avance" src="{processes.url}/v1/plans/gt-2016-2018/commitments/17/badge.svg">"""
    (tmp_path / "index.html").write_text(host)
    with another_site(tmp_path, processes.url) as url:
        troubles: list[str] = []
        page = await opened(browser, url, troubles)
        element = page.locator("constancia-commitment")
        goal = element.get_by_role("row").filter(has_text="FMI")
        await expect(goal).to_contain_text("iniciad", ignore_case=True, timeout=20_000)
        assert await page.evaluate("document.getElementById('badge').naturalWidth") > 50
        await report(client, orders, "complete")
        await expect(goal).to_contain_text("complet", ignore_case=True, timeout=20_000)
        processes.stop_api()  # its port stays open and answers nothing: the worst way to be away
        again = await browser.new_page()
        await again.goto(url, wait_until="domcontentloaded")
        assert await again.title() == "Ministerio", "the host page stands when the platform does not"
        assert [t for t in troubles if "ERR_" not in t] == []
