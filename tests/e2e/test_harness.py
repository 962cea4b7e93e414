"""These tests can fail: what they look for is seen when it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import chromium
from tests.e2e.accessibility import accessibility_findings, assert_accessible
from tests.e2e.windows import Windows

ROOT = Path(__file__).resolve().parents[2]


def test_a_script_that_the_policy_refuses_is_a_complaint(windows: Windows) -> None:
    page = windows.open("/")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {text: 'x = 1'}))"
    )
    page.locator("h1").click()
    assert any("Content Security Policy" in each for each in windows.complaints)
    windows.complaints.clear()


def test_an_answer_that_nobody_announced_is_a_complaint(windows: Windows) -> None:
    page = windows.open("/gibt-es-nicht/")
    page.locator("h1").click()
    assert any("404" in each for each in windows.complaints)
    windows.complaints.clear()
    windows.expect(404)
    page.reload()


def test_axe_names_a_page_without_language(windows: Windows) -> None:
    page = windows.open("/konto/anmelden/")
    assert_accessible(page)
    page.locator("html").evaluate("html => html.removeAttribute('lang')")
    assert [each.split(":")[0] for each in accessibility_findings(page)] == ["html-has-lang"]


def test_without_chromium_one_learns_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(chromium.ChromiumMissing, match="apt-get install chromium"):
        chromium.find_chromium()
    chrome = tmp_path / "chromium-1" / "chrome-linux" / "chrome"
    chrome.parent.mkdir(parents=True)
    chrome.touch()
    assert chromium.find_chromium() == str(chrome)


def test_the_script_looks_at_the_same_places() -> None:
    script = (ROOT / "scripts" / "chromium").read_text()
    assert " ".join(chromium.NAMES) in script
    assert chromium.ADVICE.split(" Install")[0] in script
