"""What the content security policy and the house rules ask of templates, scripts and styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gemeinwerk.ui.samples import SYMBOLS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "gemeinwerk"
UI = SOURCE / "ui"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.*"))
SCRIPTS = sorted(SOURCE.glob("*/static/**/*.js"))
STYLES = sorted(SOURCE.glob("*/static/**/*.css"))
FORBIDDEN = {
    "style attribute": re.compile(r"""\sstyle\s*=\s*["'{]"""),
    "style element": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))"),
    "event attribute": re.compile(r"""<[^>%]*\son[a-z]+\s*=\s*["']""", re.S),
    "hx-on": re.compile(r"\bhx-on"),
    "javascript address": re.compile(r"javascript:"),
    "other site": re.compile(r"""(?:src|href)\s*=\s*["']https?://"""),
}


def findings(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<style>",
        "<script>",
        '<a class="x"\n onclick="x()">',
        "<b hx-on:click>",
        "<a href='javascript:x'>",
        '<script src="https://cdn.example/x.js">',
    ],
)
def test_the_scan_finds_what_is_forbidden(text):
    assert findings(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_hold_nothing_that_the_policy_refuses(path):
    assert findings(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_neither_evaluate_text_nor_write_markup(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b", text)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing_from_elsewhere(path):
    assert not re.search(r"url\(|@import", path.read_text(encoding="utf-8"))


def test_there_are_at_most_fifteen_components_and_each_is_on_the_sample_page():
    names = {path.stem for path in (UI / "templates/ui/components").glob("*.html")}
    assert len(names) <= 15
    page = (UI / "templates/ui/samples.html").read_text(encoding="utf-8")
    by_form = {"field", "errors"}
    assert {name for name in names - by_form if "{% " + name not in page} == set()
    assert "{{ form }}" in page


def test_every_symbol_that_a_template_names_exists():
    drawn = re.findall(r'<symbol id="([^"]+)"', (UI / "static/ui/icons.svg").read_text())
    assert sorted(drawn) == sorted(SYMBOLS)
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"""\bicon[ =]["']([\w-]+)["']""", text)
        assert set(named) <= set(drawn), path
