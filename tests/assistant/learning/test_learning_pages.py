"""Gaps and measurements over HTTP: who gets in, and the way from a gap to its effect."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from lxml import html
from tests.assistant.factories import make_article
from tests.assistant.learning.conftest import Scene
from tests.signing_in import sign_in

from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.learning.measuring.actions import measure
from gemeinwerk.assistant.learning.measuring.rules import Case
from gemeinwerk.assistant.models import Gap, GapState, Question, Version

pytestmark = pytest.mark.django_db
DOGS = ("Wie hoch ist die Hundesteuer?", "Was kostet ein Hund an Steuern?")
EDITORS = ("coordinator", "records_officer", "clerk")


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def gap(scene: Scene) -> Gap:
    for text in DOGS:
        scene.ask(text)
    return scene.group()[0]


def client(scene: Scene, role: str = "clerk") -> Client:
    return sign_in(scene.house.people[role], at=scene.house.member)


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(html.fromstring(response.text).text_content().split())


def measured(scene: Scene):
    case = Case(DOGS[0], ("Hundesteuer",))
    return measure(
        member=scene.house.member, name="Fragen", cases=[case], as_citizen=True
    ).measurement


def test_who_gets_in(scene: Scene, gap: Gap) -> None:
    pages = [f"/wissen/luecken/{gap.id}/", f"/wissen/luecken/{gap.id}/artikel/"]
    pages.append(f"/wissen/messungen/{measured(scene).id}/")
    head, stranger = client(scene, "head"), sign_in(scene.other.people["clerk"])
    for page in ("/wissen/luecken/", "/wissen/messungen/", *pages):
        assert Client().get(page).status_code == 302
        assert head.get(page).status_code == 403, page
        for role in EDITORS:
            assert client(scene, role).get(page).status_code == 200, page
    for page in pages:
        assert stranger.get(page).status_code == 404, page
    for post in ("schliessen", "ablegen", "oeffnen", "loeschen"):
        page = f"/wissen/luecken/{gap.id}/{post}/"
        assert client(scene).get(page).status_code == 405
        assert head.post(page).status_code == 403
        assert stranger.post(page, {"question": str(uuid4())}).status_code == 404, page
        assert Client().post(page).status_code == 302


def test_empty_lists_say_what_comes(scene: Scene) -> None:
    browser = client(scene)
    assert "No open gap" in words(browser.get("/wissen/luecken/"))
    assert "Nothing here yet" in words(browser.get("/wissen/luecken/?liste=geschlossen"))
    assert "Nothing was measured yet" in words(browser.get("/wissen/messungen/"))
    scene.ask(DOGS[0])
    assert "1 new question is not sorted in yet" in words(browser.get("/wissen/luecken/?seite=99"))


def test_from_a_gap_to_its_effect(scene: Scene, gap: Gap) -> None:
    browser, page = client(scene, "coordinator"), f"/wissen/luecken/{gap.id}/"
    assert gap.title in words(browser.get("/wissen/luecken/"))
    told = words(browser.get(page))
    assert "Asked 2 times" in told
    assert "Of 2 kept questions 0 had an answer when they were asked; now 0 have one." in told
    write = f"{page}artikel/"
    assert "An article needs a text." in words(browser.post(write, {"title": "Hundesteuer"}))
    body = "Die Hundesteuer kostet 60 Euro im Jahr für einen Hund (erfunden)."
    entered = {"base": str(scene.base.id), "title": "Hundesteuer", "body": body}
    assert browser.post(write, entered)["Location"].startswith("/wissen/artikel/")
    assert "not released yet" in words(browser.get(page))
    refused = browser.post(f"{page}schliessen/", follow=True)
    assert "Only a released article closes a gap." in words(refused)
    release(scene)
    told = words(browser.post(f"{page}schliessen/", follow=True))
    assert "now 2 have one. The article of this gap answers 2 of them." in told
    assert gap.title in words(browser.get("/wissen/luecken/?liste=geschlossen"))
    assert "already" in words(browser.post(f"{page}ablegen/", follow=True))
    assert "The gap is open again." in words(browser.post(f"{page}oeffnen/", follow=True))


def release(scene: Scene) -> None:
    with scene.house.context("coordinator"):
        version = Version.objects.get()
        knowledge.release(version_id=version.id, actor=scene.house.actor("coordinator"))


def test_closing_with_an_article_that_is_there(scene: Scene, gap: Gap) -> None:
    article = make_article(scene.base, "Hundesteuer", "Sie kostet 60 Euro im Jahr (erfunden).")
    make_article(scene.base, "Hundewiese", "Entwurf", released=False)
    browser, page = client(scene), f"/wissen/luecken/{gap.id}/"
    found = html.fromstring(browser.get(f"{page}?q=hunde").text)
    assert set(found.xpath("//input[@name='article']/@value")) == {str(article.id)}
    assert "No released article has these words" in words(browser.get(f"{page}?q=Angel"))
    missing = browser.post(f"{page}schliessen/", {"article": str(uuid4())})
    assert missing.status_code == 404
    browser.post(f"{page}schliessen/", {"article": str(article.id)})
    with scene.house.context():
        assert Gap.objects.get().state == GapState.CLOSED


def test_what_answers_all_questions_now_is_offered(scene: Scene, gap: Gap) -> None:
    browser, page = client(scene), f"/wissen/luecken/{gap.id}/"
    offered = "These questions are answered now"
    assert offered not in words(browser.get(page))
    body = "Die Hundesteuer kostet 60 Euro im Jahr für einen Hund (erfunden)."
    article = make_article(scene.base, "Hundesteuer", body)
    assert f"{offered} All of them by this article: Hundesteuer" in words(browser.get(page))
    found = html.fromstring(browser.get(page).text)
    assert found.xpath("//input[@name='article']/@value") == [str(article.id)]
    browser.post(f"{page}schliessen/", {"article": str(article.id)})
    assert offered not in words(browser.get(page))


def test_what_is_hardly_our_topic_stands_last(scene: Scene, gap: Gap) -> None:
    scene.ask("Wer gewann das Endspiel?", reason="off_topic")
    scene.group()
    page = html.fromstring(client(scene).get("/wissen/luecken/").text)
    (quiet,) = page.xpath("//main//details[not(@open)]")
    assert "Probably not your topic: 1 gap" in quiet.text_content()
    assert "Endspiel" in quiet.text_content()
    assert gap.title not in quiet.text_content()
    assert "1 gap in what is written down" in words(client(scene).get("/"))


def test_a_question_is_deleted(scene: Scene, gap: Gap) -> None:
    browser, page = client(scene), f"/wissen/luecken/{gap.id}/loeschen/"
    assert browser.post(page, {"question": "x"}).status_code == 302
    with scene.house.context():
        first = Question.objects.order_by("id").first()
    told = words(browser.post(page, {"question": str(first.id)}, follow=True))
    assert "The question was deleted." in told
    assert first.text not in told
    assert "Asked 2 times" in told


def test_hostile_questions_are_text(scene: Scene) -> None:
    scene.ask("<script>alert(1)</script> Wo ist das?")
    (gap,) = scene.group()
    browser = client(scene)
    for page in ("", f"{gap.id}/", f"{gap.id}/artikel/"):
        response = browser.get(f"/wissen/luecken/{page}")
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;alert(1)" in response.text


def test_measurements_show_what_changed(scene: Scene) -> None:
    first = measured(scene)
    make_article(scene.base, "Hundesteuer", "Die Hundesteuer kostet 60 Euro (erfunden).")
    second = measured(scene)
    browser = client(scene)
    told = words(browser.get("/wissen/messungen/"))
    assert "100,0\u00a0%".replace("\u00a0", " ") in told.replace("\u00a0", " ")
    told = words(browser.get(f"/wissen/messungen/{second.id}/"))
    assert "1 question is answered better" in told
    assert "better" in told
    told = words(browser.get(f"/wissen/messungen/{first.id}/"))
    assert "It is the first of this name and these askers." in told
    assert "Askers: Citizens." in told
    assert "Not answered right" in told
