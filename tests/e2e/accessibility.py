"""axe-core on a page. No finding is accepted."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EXCLUDED_RULES: dict[str, str] = {}
"""Rules that are not asked, each with the reason."""


def assert_accessible(page: Page) -> None:
    """Fail with every finding of axe: rule, advice, and the elements that it is about."""
    findings = accessibility_findings(page)
    assert findings == [], f"{page.url}\n" + "\n".join(findings)


def accessibility_findings(page: Page) -> list[str]:
    """Run axe through the debugging protocol, which the page's policy does not stop."""
    options = {
        "runOnly": {"type": "tag", "values": TAGS},
        "rules": {rule: {"enabled": False} for rule in EXCLUDED_RULES},
        "resultTypes": ["violations"],
    }
    expression = (
        f"{_source()};axe.run(document, {json.dumps(options)}).then(found => found.violations.map("
        "each => each.id + ': ' + each.help + ' – '"
        " + each.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')))"
    )
    session = page.context.new_cdp_session(page)
    answer = session.send(
        "Runtime.evaluate",
        {"expression": expression, "awaitPromise": True, "returnByValue": True},
    )
    session.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"]["value"]


@lru_cache(maxsize=1)
def _source() -> str:
    return AXE.read_text(encoding="utf-8")
