"""Citizens and clerks ask in a browser: with and without scripts, in a widget, with a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from gemeinwerk.assistant.models import Desk
from tests.assistant.factories import make_article, make_base, make_office
from tests.assistant.wording.server import ModelServer
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import RESULTS
from tests.e2e.german import say
from tests.e2e.server import serving
from tests.e2e.windows import Windows
from tests.factories import House

PHONE = {"width": 360, "height": 740}
MOVING = "Wann muss ich meinen Wohnsitz ummelden?"
MOVED = "Nach einem Umzug melden Sie Ihren Wohnsitz innerhalb von zwei Wochen an."
PAPERS = "Bringen Sie den Ausweis und die Bestätigung des Vermieters mit."
NONSENSE = "Wer gewann 1974 die Fußballweltmeisterschaft?"


@pytest.fixture
def desk(county: House) -> Desk:
    """The open page of a county with two articles and an office. All invented."""
    base = make_base(county)
    office = make_office(county, "Bürgerservice", topics=("Wohnsitz",))
    make_article(base, "Wohnsitz ummelden", f"{MOVED} {PAPERS}", office=office)
    make_article(base, plain="Sie wollen bauen? Dann brauchen Sie eine **Bau-Genehmigung**.")
    with county.context("head"):
        return Desk.objects.create(
            member=county.member,
            authority=county.member.name,
            slug=f"kreis-{county.member.ags}",
            is_open=True,
        )


def ask(page: Page, question: str) -> None:
    page.locator("textarea[name=question]").fill(question)
    page.locator("[data-ask] button[type=submit]").click()


def fits(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_a_citizen_asks_and_is_quoted_the_marked_place(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/")
    expect(page.get_by_text(say("A computer program answers here"))).to_be_visible()
    assert_accessible(page)
    ask(page, MOVING)
    answer = page.locator("[data-answer]")
    expect(answer.locator("blockquote").first).to_contain_text(MOVED)
    expect(answer).to_contain_text("Bürgerservice")
    expect(page.locator("[data-status]")).to_have_text(say("There is an answer."))
    expect(page.locator("[data-status]")).to_have_class("as-status gw-sr-only")
    expect(answer.locator("h2")).to_be_focused()
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert fits(page)
    ask(page, NONSENSE)
    expect(page.locator("[data-answer]")).to_have_count(2)
    refusal = page.locator("[data-answer]").nth(1)
    expect(refusal.locator("blockquote")).to_have_count(0)
    expect(refusal.get_by_role("button", name=say("Ask a person"))).to_be_visible()
    assert page.context.cookies() == []
    answer.first.locator(".as-quote__title a").click()
    expect(page.locator("mark").first).to_contain_text(MOVED)
    assert_accessible(page)
    assert fits(page)


def test_a_citizen_asks_without_scripts(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/", java_script_enabled=False, viewport=PHONE)
    ask(page, MOVING)
    expect(page.locator("blockquote").first).to_contain_text(MOVED)
    ask(page, "Und welche Papiere?")
    expect(page.locator(".as-earlier summary")).to_have_text(say("Asked before"))
    page.locator(".as-rating button[value=nein]").click()
    expect(page.get_by_text(say("Thank you")).first).to_be_visible()
    assert page.context.cookies() == []


def test_an_answer_is_rated_without_leaving_the_page(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/")
    ask(page, MOVING)
    page.locator(".as-rating button[value=ja]").click()
    thanks = say("Thank you. It is good to know that the answer helped.")
    expect(page.locator(".as-rating p")).to_have_text(thanks)
    expect(page.locator(".as-rating p")).to_be_focused()
    expect(page.locator("[data-answer]")).to_have_count(1)


def test_what_was_copied_is_said_beside_the_quote(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, MOVING)
    page.locator("button[name=tool][value=copy]").first.click()
    told = page.locator("[data-tools] + .as-beside")
    expect(told).to_have_text(say("Copied with its source."))
    expect(told).to_be_in_viewport()
    expect(page.locator("[data-status]")).to_have_text(say("Copied with its source."))
    assert MOVED in page.evaluate("navigator.clipboard.readText()")
    assert_accessible(page)
    ask(page, MOVING)
    expect(page.locator("[data-answer]")).to_have_count(2)
    expect(told).to_have_count(0)


def test_the_address_of_a_ticket_is_copied(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/anliegen/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("textarea[name=question]").fill(MOVING)
    page.locator("[name=consent]").check()
    page.locator("button[name=send]").click()
    page.get_by_role("button", name=say("Copy the address")).click()
    expect(page.get_by_role("status")).to_have_text(say("The address is copied."))
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert fits(page)


def test_plain_language_is_shown_first_if_wanted(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/")
    page.locator("[name=plain]").check()
    ask(page, "Wann brauche ich eine Baugenehmigung?")
    expect(page.locator(".as-plain").first).to_contain_text("Sie wollen bauen?")
    assert_accessible(page)


def test_hostile_words_stay_words(windows: Windows, desk: Desk) -> None:
    page = windows.open(f"/auskunft/{desk.slug}/")
    ask(page, 'Wohnsitz <b id="intruder">x</b><img src="x" onerror="document.title=1"> ummelden?')
    expect(page.locator("[data-answer] h2")).to_contain_text('<b id="intruder">')
    expect(page.locator("#intruder, main img")).to_have_count(0)


def test_a_lost_connection_and_a_refusal_are_said_and_the_question_stays(
    windows: Windows, desk: Desk
) -> None:
    windows.expected.append("net::ERR_FAILED")
    windows.expect(429)
    page = windows.open(f"/auskunft/{desk.slug}/")
    page.route("**/auskunft/**", lambda route: route.abort())
    ask(page, MOVING)
    failed = say(
        "The connection failed. Your question is still in the field: please send it again."
    )
    expect(page.locator("[data-status]")).to_have_text(failed)
    page.unroute("**/auskunft/**")
    page.route(
        "**/auskunft/**",
        lambda route: route.fulfill(
            status=429, content_type="application/x-ndjson", body='{"refusal": "Bitte warten"}\n'
        ),
    )
    page.locator("[data-ask] button[type=submit]").click()
    expect(page.locator("[data-status]")).to_have_text("Bitte warten")
    page.unroute("**/auskunft/**")
    expect(page.locator("textarea[name=question]")).to_have_value(MOVING)
    page.locator("[data-ask] button[type=submit]").click()
    expect(page.locator("[data-answer]")).to_have_count(1)


@contextmanager
def website(html: str) -> Iterator[str]:
    """A website of somebody with this page; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Tell nobody."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_the_widget_stands_on_the_authoritys_website_and_nowhere_else(
    windows: Windows, county: House, desk: Desk, address: str
) -> None:
    windows.expected.append("frame-ancestors")
    windows.expected.append("favicon.ico")
    widget = f"{address}/auskunft/{desk.slug}/einbetten/"
    frame = f'<!DOCTYPE html><iframe width="320" height="600" src="{widget}"></iframe>'
    page = windows.open()
    with website(frame) as strange, website(frame) as town_hall:
        with county.context("head"):
            Desk.objects.filter(id=desk.id).update(origins=[town_hall])
        page.goto(strange)
        expect(page.frame_locator("iframe").locator("textarea")).to_have_count(0)
        page.goto(town_hall)
        inside = page.frame_locator("iframe")
        expect(inside.locator("textarea")).to_be_in_viewport(ratio=1)
        inside.locator("textarea").fill(MOVING)
        inside.locator("[data-ask] button[type=submit]").click()
        expect(inside.locator("blockquote").first).to_contain_text(MOVED)
        with page.context.expect_page() as opened:
            inside.locator(".as-quote__title a").first.click()
        expect(opened.value.locator("mark").first).to_contain_text(MOVED)
    assert page.context.cookies() == []


SPEECH = """
  window.spoken = [];
  const voices = [{ lang: "de-DE", localService: %s }];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => voices, cancel() {}, addEventListener() {},
    speak(words) { window.spoken.push(words.text); } } });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


@pytest.mark.parametrize("local", [False, True])
def test_texts_are_read_aloud_by_a_voice_of_the_device_only(
    windows: Windows, desk: Desk, local: bool
) -> None:
    page = windows.open()
    page.add_init_script(SPEECH % str(local).lower())
    page.goto(f"/auskunft/{desk.slug}/")
    ask(page, MOVING)
    button = page.locator("button[name=tool][value=read]").first
    if not local:
        expect(button).to_be_hidden()
        return
    button.click()
    expect(button).to_contain_text(say("Stop reading aloud"))
    assert MOVED in page.evaluate("window.spoken[0]")
    button.click()
    expect(button).to_contain_text(say("Read aloud"))


def test_a_clerk_asks(windows: Windows, county: House, desk: Desk) -> None:
    page = windows.open_as(county.people["clerk"], "/fragen/")
    assert_accessible(page)
    ask(page, MOVING)
    expect(page.locator("blockquote").first).to_contain_text(MOVED)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.locator(".as-quote__title a").first.click()
    expect(page.locator("h1")).to_contain_text("Wohnsitz ummelden")
    expect(page.locator("mark").first).to_be_visible()


# With a language model


Modelled = Callable[[str], AbstractContextManager[Windows]]


@pytest.fixture
def with_model(browser: Browser, surroundings: dict[str, str], address: str) -> Modelled:
    """Windows at the product with a language model that plays a part."""

    @contextmanager
    def open_windows(play: str) -> Iterator[Windows]:
        with ModelServer(play, late_seconds=0.1, pause_seconds=0.05) as model:
            told = {"GEMEINWERK_MODEL_URL": model.url, "GEMEINWERK_MODEL_NAME": "test"}
            with serving(surroundings | told, RESULTS / f"server-{play}.log") as served:
                opened = Windows(browser, served)
                yield opened
                opened.close()
                assert opened.complaints == []

    return open_windows


def test_a_model_words_the_answer_sentence_by_sentence(with_model: Modelled, desk: Desk) -> None:
    with with_model("good") as windows:
        page = windows.open(f"/auskunft/{desk.slug}/")
        ask(page, MOVING)
        expect(page.locator("[data-status]")).to_have_text(say("The answer is complete."))
        sentences = page.locator("[data-sentences]")
        expect(sentences).to_contain_text(MOVED.rstrip("."))
        expect(page.locator(".as-worded")).to_contain_text(
            say(
                "Worded by a language model. Each sentence was checked against the passage that"
                " its number names; what counts is the quote."
            )
        )
        assert_accessible(page)
        sentences.locator("a").first.click()
        expect(page.locator("figure:target blockquote")).to_contain_text(MOVED)


def test_a_slow_model_leaves_the_quote_at_once_and_can_be_stopped(
    with_model: Modelled, desk: Desk
) -> None:
    with with_model("slow") as windows:
        page = windows.open(f"/auskunft/{desk.slug}/")
        ask(page, MOVING)
        expect(page.locator("blockquote").first).to_contain_text(MOVED)
        page.locator("[data-stop] button").click()
        stopped = say("Stopped. What is there already stays.")
        expect(page.locator("[data-status]")).to_have_text(stopped)
        expect(page.locator("[data-ask] button[type=submit]")).to_be_visible()
        expect(page.locator("blockquote").first).to_contain_text(MOVED)
        ask(page, MOVING)
        expect(page.locator("[data-answer]")).to_have_count(2)


@pytest.mark.parametrize("play", ["liar", "injected"])
def test_a_lying_and_an_injected_model_change_nothing(
    with_model: Modelled, desk: Desk, play: str
) -> None:
    with with_model(play) as windows:
        page = windows.open(f"/auskunft/{desk.slug}/")
        ask(page, MOVING)
        expect(page.locator("[data-status]")).to_have_text(say("There is an answer."))
        expect(page.locator(".as-worded")).to_be_hidden()
        expect(page.locator("blockquote").first).to_contain_text(MOVED)
        assert "4711" not in page.content()
