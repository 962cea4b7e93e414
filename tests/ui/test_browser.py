"""The sample page in Chromium: no accessibility finding, nothing that the policy refuses."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from types import SimpleNamespace
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from playwright.sync_api import Page, sync_playwright

from gemeinwerk.ui.samples import REFUSED_ENTRIES, SampleForm, sample_context

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = [1280, 768, 320]

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
    pytest.mark.skipif(not MODULES.is_dir(), reason="node_modules is missing: run make setup"),
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def show_framed_samples(request: HttpRequest) -> HttpResponse:
    """The sample page with everything that a header can hold, under the strictest policy."""
    county = SimpleNamespace(pk=1, name="Landkreis Tannenberg")
    long_name = SimpleNamespace(pk=2, name="Zweckverband Wasserversorgung Oberes Erlental")
    form = SampleForm(REFUSED_ENTRIES if "refused" in request.GET else None)
    links = [
        SimpleNamespace(label="Search", url="/", current=True, count=0),
        SimpleNamespace(label="Corrections", url="/c/", current=False, count=7),
    ]
    context = {
        "navigation": links,
        "acting_member": county,
        "member_choices": [county, long_name],
        "member_switch_url": "/m/",
        "account_name": "A. Muster",
        "account_links": links,
        "logout_url": "/out/",
        **sample_context(form, Paginator(range(240), 20).page(4)),
    }
    response = render(request, "ui/samples.html", context)
    response["Content-Security-Policy"] = "default-src 'self'"
    return response


@pytest.fixture
def address(settings) -> Iterator[str]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    settings.ROOT_URLCONF = (
        path("", show_framed_samples),
        path("ui/", include("gemeinwerk.ui.urls")),
    )
    application = StaticFilesHandler(WSGIHandler())
    server = make_server("127.0.0.1", 0, application, Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def accessibility_findings(page: Page) -> list[str]:
    """Run axe through the debugging protocol, which the page's policy does not stop."""
    source = (MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8")
    expression = (
        source + ";axe.run(document).then(r => r.violations.map(v => v.id + ': ' + v.help))"
    )
    answer = page.context.new_cdp_session(page).send(
        "Runtime.evaluate",
        {"expression": expression, "awaitPromise": True, "returnByValue": True},
    )
    return answer["result"]["value"]


def test_axe_finds_a_missing_label(page):
    page.set_content("<!doctype html><html lang=de><title>x</title><main><h1>x</h1><input></main>")
    assert any(finding.startswith("label:") for finding in accessibility_findings(page))


@pytest.mark.parametrize("width", WIDTHS)
def test_sample_page_is_accessible_fits_and_breaks_no_policy(page, address, width):
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    page.set_viewport_size({"width": width, "height": 800})
    for query in ("", "?refused=1"):
        page.goto(address + query)
        page.locator(".gw-confirm summary").click()
        assert accessibility_findings(page) == []
        widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        scrolled, visible = page.evaluate(widths)
        assert scrolled <= visible
    assert refused == []


def test_errors_take_the_focus_and_lead_to_their_field(page, address):
    page.goto(address + "?refused=1")
    assert page.evaluate("document.activeElement.classList.contains('gw-error-summary')")
    page.locator(".gw-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_menus_open_and_close_by_keyboard(page, address):
    page.goto(address)
    summary = page.locator(".gw-menu--account > summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Log out").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="Log out").is_visible()
    assert summary.evaluate("node => node === document.activeElement")


def test_narrow_screens_open_the_navigation_as_a_menu(page, address):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(address)
    link = page.get_by_role("link", name="Corrections 7")
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert link.is_visible()
    assert accessibility_findings(page) == []


def test_a_folder_is_sent_file_by_file_and_junk_is_left_out(page, address, tmp_path):
    folder = tmp_path / "63-BL-1974"
    folder.mkdir()
    for name in ("Blatt 1.pdf", "Blatt 2.pdf", "Thumbs.db", ".hidden"):
        (folder / name).write_bytes(b"%PDF-1.4")
    page.goto(address)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Choose a folder").click()
    chosen.value.set_files(folder)
    assert page.locator("[data-upload-summary]").inner_text().startswith("Files chosen: 2")
    page.get_by_role("button", name="Remove 63-BL-1974/Blatt 2.pdf").click()
    page.locator("#upload").get_by_role("button", name="Upload").click()
    page.get_by_text("Finished: 1 received, 0 not received").wait_for()
    assert page.get_by_text("63-BL-1974/Blatt 1.pdf arrived. Nothing was stored.").is_visible()
    assert page.get_by_role("link", name="Go on").is_visible()


def test_a_refused_file_and_one_that_is_too_large_say_why(page, address, tmp_path):
    sheet = tmp_path / "Blatt.pdf"
    sheet.write_bytes(b"%PDF-1.4")
    page.route(
        "**/ui/upload/",
        lambda route: route.fulfill(status=422, json={"message": "Blatt.pdf is damaged."}),
    )
    page.goto(address)
    page.locator("#upload-files").set_input_files(sheet)
    page.locator("#upload").evaluate("form => { form.dataset.maxBytes = '4'; }")
    page.locator("#upload-files").set_input_files(sheet)
    page.locator("#upload").get_by_role("button", name="Upload").click()
    page.get_by_text("Finished: 0 received, 2 not received").wait_for()
    states = page.locator("[data-state]").all_inner_texts()
    assert states == ["Blatt.pdf is damaged.", "The file is too large."]
