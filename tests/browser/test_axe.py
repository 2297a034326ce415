"""An independent judge of accessibility, axe, finds nothing on any page in either language."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from constancia_testing.processes import Processes

AXE = Path(__file__).parents[2] / ".tools/judges/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not AXE.exists(), reason="axe is not here: make judges"),
    pytest.mark.timeout(300),
]


async def test_no_page_has_a_violation(browser: Browser, processes: Processes, pages: tuple[str, ...]) -> None:
    script = AXE.read_text("utf-8")
    found = {}
    context = await browser.new_context(bypass_csp=True)
    for path in pages:
        page = await context.new_page()
        await page.goto(processes.url + path, wait_until="load")
        await page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        await page.evaluate(script)
        judged = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found[path] = [(v["id"], v["nodes"][0]["html"][:200]) for v in judged["violations"]]
        await page.close()
    assert {path: violations for path, violations in found.items() if violations} == {}
