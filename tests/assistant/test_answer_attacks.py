"""What somebody may try over HTTP who means ill, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.assistant.factories import make_article
from tests.assistant.interface import conftest as houses
from tests.assistant.interface.conftest import Scene, by_key, furnish, key_of, open_desk
from tests.factories import House, introduce, make_house
from tests.signing_in import sign_in

from gemeinwerk.assistant.answering import queries
from gemeinwerk.assistant.answering.follow_up import read_with
from gemeinwerk.assistant.asking import stretch
from gemeinwerk.assistant.handover.rules import A_DAY, A_MINUTE
from gemeinwerk.assistant.learning import actions as learning
from gemeinwerk.assistant.models import Base, Gap, Handover, Question
from gemeinwerk.assistant.public import doors
from gemeinwerk.assistant.retrieval.questions import read_question
from gemeinwerk.members import visitors

pytestmark = pytest.mark.django_db

PAGE = "/auskunft/musterland/"
PROGRAM = f"/api/v1{PAGE}"
FORM = "application/x-www-form-urlencoded"
QUESTION = "Was kostet ein Hund im Jahr?"
COSTS = "Die Hundesteuer beträgt 60 Euro"
counted_anew, english = houses.counted_anew, houses.english


@pytest.fixture
def scene() -> Scene:
    return furnish(make_house("99001", "Landkreis Musterland"))


@pytest.fixture
def neighbour(scene: Scene) -> House:
    house = make_house("99002", "Landkreis Nachbarau")
    introduce(scene.county, house)
    return house


def post(path: str, content: Any, **headers: str) -> Any:
    return Client(headers=headers).post(path, content, content_type="application/json")


def handed_over(question: str = "Darf ich ein Baumhaus bauen?", **facts: Any) -> dict[str, Any]:
    return {"question": question, "consent": True, **facts}


def noted(house: House) -> int:
    with house.context("clerk"):
        return Question.objects.count()


# --- what a request says of itself --------------------------------------------------------------


@pytest.mark.parametrize("charset", ["zlib", "undefined", "idna", "punycode", "utf-16"])
def test_a_charset_of_the_senders_choice_decides_nothing(scene: Scene, charset: str) -> None:
    """Of the codecs that Python knows some fail, and punycode takes minutes for a megabyte."""
    body = f'--x\r\nContent-Disposition: form-data; name="question"\r\n\r\n{QUESTION}\r\n--x--\r\n'
    for page in (PAGE, f"{PAGE}einbetten/"):
        kind = f"multipart/form-data; boundary=x; charset={charset}"
        asked = Client().generic("POST", page, body.encode(), kind)
        assert (asked.status_code, COSTS in asked.content.decode()) == (200, True)
        shown = Client().generic("GET", f"{page}?frage=H%C3%BChner", b"", f"a/b; charset={charset}")
        assert "Hühner" in shown.content.decode()


@pytest.mark.parametrize("length", ["\u00b2", "-1", "1e3", "65537"])
def test_a_length_that_is_no_small_number_is_refused(scene: Scene, length: str) -> None:
    for page in (PAGE, f"{PAGE}rueckmeldung/", f"{PAGE}anliegen/"):
        sent = Client().generic("POST", page, b"question=a", FORM, CONTENT_LENGTH=length)
        assert sent.status_code == 413
        assert "More was sent than this page takes." in sent.content.decode()


@pytest.mark.parametrize("path", ["x%0d%0aSet-Cookie:a=b", "%00", "..%5c", "/evil.example"])
def test_an_odd_address_leads_nowhere_else_and_sets_nothing(scene: Scene, path: str) -> None:
    sent = Client().get(PAGE + path)
    assert sent.status_code in (302, 404)
    assert sent.get("Location", PAGE).startswith(PAGE)
    assert "Set-Cookie" not in sent
    assert not sent.cookies


def test_what_was_asked_before_brings_no_sign_that_the_database_refuses(scene: Scene) -> None:
    content = {"question": "Und wie lange?", "earlier": ["\x00 Bauantrag"], "with_archive": True}
    answered = by_key(scene.county)("/api/v1/fragen", content)
    assert answered.status_code == 200
    assert "\x00" not in answered.json()["read_as"]
    assert read_with("Und wie lange?", ["\x00Bau\x00antrag\n"]) == "Bau antrag – Und wie lange?"


def test_a_search_for_what_the_database_takes_not(scene: Scene) -> None:
    post(f"{PROGRAM}fragen", {"question": "Wie viele Sterne leuchten?"})
    learning.group_questions(member_id=scene.county.member.id)
    with scene.county.context("clerk"):
        gap = Gap.objects.get()
    found = sign_in(scene.county.people["clerk"]).get(f"/wissen/luecken/{gap.id}/?q=%00Hunde%00")
    assert (found.status_code, "Hundesteuer" in found.content.decode()) == (200, True)


# --- words in somebody else's mouth ---------------------------------------------------------------


def test_a_program_cannot_make_the_clerks_believe_that_we_said_it(scene: Scene) -> None:
    turns = [{"question": "Darf ich?", "answer": "Ja, das ist genehmigt."}]
    assert post(f"{PROGRAM}anliegen", handed_over(transcript=turns)).status_code == 200
    with scene.county.context("clerk"):
        (turn,) = Handover.objects.get().transcript
    assert turn["answer"] == "Told by a program, not checked: Ja, das ist genehmigt."


def test_no_words_of_a_stranger_are_mailed_to_another_one(scene: Scene) -> None:
    """The name of the office stands in the letter to whatever address was left."""
    victim = {"contact": "opfer@example.org", "office": "Zahlen Sie auf https://example.net"}
    refused = post(f"{PROGRAM}anliegen", handed_over(**victim))
    assert (refused.status_code, refused.json()["error"]) == (404, "OfficeUnknown")
    assert "There is no such office." in refused.json()["message"]
    assert post(f"{PROGRAM}anliegen", handed_over(office="Innerer Dienst")).status_code == 404
    assert post(f"{PROGRAM}anliegen", handed_over(office="Bauamt")).status_code == 200
    page = Client().post(f"{PAGE}anliegen/", handed_over(send="1", **victim))
    assert "Select a valid choice" in page.content.decode()
    with scene.county.context("clerk"):
        assert Handover.objects.get().office_name == "Bauamt"


def test_a_rating_of_one_person_counts_for_no_other_and_at_no_other_member(
    scene: Scene, neighbour: House
) -> None:
    content = {"question": "Wo ist der Dienstwagen?"}
    feedback = by_key(scene.county)("/api/v1/fragen", content).json()["feedback"]
    rating = {"feedback": feedback, "helpful": False}
    for other in (by_key(neighbour), by_key(scene.county, "coordinator")):
        refused = other("/api/v1/rueckmeldungen", rating)
        assert refused.status_code == 400
        assert "What is rated is not known" in refused.json()["message"]
    assert noted(neighbour) == 0


def test_a_rating_at_a_desk_does_not_follow_its_address(scene: Scene, neighbour: House) -> None:
    """Who takes over an address that another one gave up gets none of its ratings."""
    feedback = post(f"{PROGRAM}fragen", {"question": QUESTION}).json()["feedback"]
    open_desk(scene.county, "umgezogen")
    open_desk(neighbour, "musterland")
    refused = post(f"{PROGRAM}rueckmeldungen", {"feedback": feedback, "helpful": False})
    assert (refused.status_code, refused.json()["error"]) == (400, "RatingUnknown")
    assert noted(neighbour) == 0


def test_a_key_beside_a_session_is_the_key_alone(scene: Scene, neighbour: House) -> None:
    client = sign_in(scene.county.people["clerk"])
    question = {"question": "Wo ist der Schlüssel zum Dienstwagen?"}
    for key, status in ((key_of(neighbour), 200), ("gw_geraten", 401)):
        headers = {"Authorization": f"Bearer {key}"}
        sent = client.post(
            "/api/v1/fragen", question, content_type="application/json", headers=headers
        )
        assert (sent.status_code, "Pforte" in sent.content.decode()) == (status, False)


# --- tickets --------------------------------------------------------------------------------------


def test_a_ticket_is_taken_back_where_it_was_given_only(scene: Scene, neighbour: House) -> None:
    open_desk(neighbour, "nachbarau")
    ticket = post(f"{PROGRAM}anliegen", handed_over()).json()["ticket"]
    elsewhere = Client().post(f"/auskunft/nachbarau/anliegen/{ticket}/zuruecknehmen/")
    assert elsewhere.status_code == 404
    assert "There is nothing at this address any more" in elsewhere.content.decode()
    assert Client().get(f"{PAGE}anliegen/{ticket}/").status_code == 200
    assert Client().post(f"{PAGE}anliegen/{ticket}/zuruecknehmen/").status_code == 200
    assert Client().get(f"{PAGE}anliegen/{ticket}/").status_code == 404


# --- filling up and wearing out -------------------------------------------------------------------


def test_a_program_hands_over_no_more_often_than_a_page(scene: Scene) -> None:
    """Else one computer would fill a desk within minutes, and it took nothing from anybody."""
    sent = [
        post(f"{PROGRAM}anliegen", handed_over(f"Frage {n}?")).status_code
        for n in range(A_MINUTE + 1)
    ]
    assert sent == [200] * A_MINUTE + [429]
    with scene.county.context("clerk"):
        assert Handover.objects.count() == A_MINUTE


def test_strangers_fill_no_table_and_take_no_place_from_colleagues(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "SLOTS", 5)
    for number in range(40):
        text = "Wie viele Sterne leuchten " + "bunt " * number
        asked = post(f"{PROGRAM}fragen", {"question": text})
        assert asked.json()["outcome"] != "answered"
    kept = noted(scene.county)
    assert 1 < kept <= 5
    ask = by_key(scene.county)
    for number in range(3):
        ask("/api/v1/fragen", {"question": "Wer lacht über Planeten " + "laut " * number})
    assert noted(scene.county) == kept + 3


LONG = "## Abschnitt\n\n" + "Die Gebühr beträgt [hier](https://example.org/a) 50 Euro.\n\n" * 700


def test_marking_long_articles_is_bounded_and_the_article_still_shown(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mark inside of an address takes 50 readings of the article: six seconds for the longest."""
    article = make_article(scene.base, "Lange Satzung", LONG)
    marked: list[int] = []
    monkeypatch.setattr(stretch, "_marked", lambda body, start, _end: marked.append(start) or body)
    work = 1 + len(LONG) // stretch.UNIT
    limit = doors.MARKS // work
    for start in range(limit + 5):
        shown = Client().get(f"{PAGE}artikel/{article.id}/?von={start}&bis={start + 9}")
        assert shown.status_code == 200
        assert "Abschnitt" in shown.content.decode()
    assert (work, marked) == (5, list(range(limit)))


def test_an_article_is_made_html_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article(scene.base, "Satzung", f"{LONG}\n\nDas Ende.")
    made: list[int] = []
    real = stretch.render
    monkeypatch.setattr(stretch, "render", lambda *a, **k: made.append(1) or real(*a, **k))
    for _time in range(3):
        shown = Client().get(f"{PAGE}artikel/{article.id}/")
        assert "Das Ende." in shown.content.decode()
    assert made == [1]


# --- what lies in the memory of a process -------------------------------------------------------


def test_who_loses_a_base_while_it_is_loaded_empties_it_for_nobody(
    scene: Scene, neighbour: House
) -> None:
    """The base was seen, then closed, then loaded: without its passages."""
    question = read_question(QUESTION)
    with scene.county.context("clerk"):
        seen = Base.objects.get(id=scene.base.id)
    with neighbour.context("clerk"):
        assert not Base.objects.filter(id=seen.id).exists()
        assert queries.find([seen], question) == []
    with scene.county.context("clerk"):
        assert queries.find([seen], question)


def test_one_address_hands_over_so_many_a_day(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [1_800_000_000]
    monkeypatch.setattr(visitors, "now", lambda: at[0])
    codes = []
    for number in range(A_DAY + 2):
        at[0] += 10
        asked = post(f"{PROGRAM}anliegen", handed_over(f"Frage {number}?"))
        codes.append(asked.status_code)
    assert codes == [200] * A_DAY + [429] * 2


def test_addresses_of_ipv4_in_ipv6_are_counted_apart(scene: Scene, settings: Any) -> None:
    settings.PUBLIC_REQUESTS = 1
    asked = [Client(REMOTE_ADDR=f"::ffff:192.0.2.{n}").get(PAGE) for n in (1, 2, 1)]
    assert [answer.status_code for answer in asked] == [200, 200, 429]


def test_a_length_of_five_thousand_digits_is_too_much(scene: Scene) -> None:
    long = Client().generic("POST", PAGE, b"question=a", FORM, CONTENT_LENGTH="9" * 5000)
    assert long.status_code == 413


def test_a_form_is_utf_8_whatever_its_sender_says(scene: Scene) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\r\n--x--\r\n'
    told = "multipart/form-data; boundary=x; charset=zlib"
    client = Client(raise_request_exception=False)
    assert client.generic("POST", "/konto/anmelden/", body, told).status_code < 500
