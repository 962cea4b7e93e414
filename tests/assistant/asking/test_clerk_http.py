"""The page on which people of a member ask, over HTTP."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.assistant.factories import make_article, make_base
from tests.factories import (
    House,
    adopt,
    declare,
    introduce,
    make_collection,
    make_house,
    make_page,
    make_union,
    offer,
)
from tests.signing_in import sign_in

from gemeinwerk.assistant.asking.conversation import unseal
from gemeinwerk.assistant.asking.streaming import LINES
from gemeinwerk.assistant.knowledge.queries import list_to_declare_bases
from gemeinwerk.assistant.models import Question

pytestmark = pytest.mark.django_db

PAGE = "/fragen/"
CAR = "Wo steht der Dienstwagen?"
QUOTE = "Der Dienstwagen steht in der Tiefgarage."


@pytest.fixture
def house() -> House:
    """A county with an internal base: only its own people ask it."""
    house = make_house()
    make_article(make_base(house, "Intern", public=False), "Dienstwagen", QUOTE)
    return house


@pytest.fixture
def other() -> House:
    return make_house("99002", "Landkreis Ahornfeld")


def clerk(house: House) -> Client:
    return sign_in(house.people["clerk"])


def ask(client: Client, question: str = CAR, **fields: str) -> str:
    return client.post(PAGE, {"question": question, **fields}).content.decode()


def notes(house: House) -> list[tuple[str, str, str]]:
    with house.context():
        return list(Question.objects.values_list("text", "reason", "channel"))


def test_strangers_are_sent_to_the_login(house: House) -> None:
    for method in (Client().get, Client().post):
        assert method(PAGE)["Location"].startswith("/konto/anmelden/")
    assert "What would you like to know?" in clerk(house).get(PAGE).content.decode()


def test_a_request_without_the_token_of_the_page_is_refused(house: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = clerk(house).cookies
    assert strict.post(PAGE, {"question": CAR}).status_code == 403


def test_own_internal_articles_answer_and_nobody_elses_do(house: House, other: House) -> None:
    refused = ask(clerk(other))
    assert "I do not know" in refused
    assert QUOTE not in refused
    assert notes(other) == [(CAR, "unanswered", "clerk")]
    page = ask(clerk(house))
    assert QUOTE in page
    assert "/wissen/artikel/" in page
    assert notes(house) == []


def test_the_archive_is_searched_only_if_wanted_and_only_what_may_be_read(
    house: House, other: House
) -> None:
    text = "Die Feuerwehrzufahrt am Mühlweg ist dauernd freizuhalten."
    make_page(house, make_collection(house), text)
    question = "Was gilt für die Feuerwehrzufahrt am Mühlweg?"
    searched = "The archive was searched as well; no page that you may read fits."
    unasked = ask(clerk(house), question)
    assert "freizuhalten" not in unasked
    assert searched not in unasked
    foreign = ask(clerk(other), question, with_archive="on")
    assert "freizuhalten" not in foreign
    assert foreign.count(searched) == 1
    page = ask(clerk(house), question, with_archive="on")
    assert "From the archive" in page
    assert "freizuhalten" in page
    assert searched not in page
    answered = ask(clerk(house), with_archive="on")
    assert QUOTE in answered
    assert answered.count(searched) == 1


def test_a_refusal_names_bases_that_wait_for_their_purpose(house: House, other: House) -> None:
    base = make_base(house, "Fuhrpark")
    make_article(base, "Dienstwagen", QUOTE)
    introduce(house, other)
    union = make_union(house, other)
    adopt(union, offer(union, house, base, [other]))
    with other.context("clerk"):
        (grant,) = list_to_declare_bases(other.actor("clerk"))
    refused = ask(clerk(other))
    assert "I do not know" in refused
    assert "Declare first that you use them for their purpose only" in refused
    address = reverse("sharing:grant", kwargs={"grant_id": grant.id})
    assert f'<a href="{address}">Fuhrpark of Landkreis Musterland</a>' in refused
    declare(other, grant, "clerk")
    answered = ask(clerk(other))
    assert QUOTE in answered
    assert "Declare first" not in answered
    assert "Declare first" not in ask(clerk(other), "Wer gewann 1974 die Fußballweltmeisterschaft?")


def test_a_rating_comes_from_the_person_who_was_answered(house: House) -> None:
    rated = ask(clerk(house)).split('name="rated" value="')[1].split('"')[0]
    address = f"{PAGE}rueckmeldung/"
    assert clerk(house).get(address).status_code == 405
    colleague = sign_in(house.people["head"])
    refused = colleague.post(address, {"rated": rated, "helped": "nein"})
    assert refused.status_code == 400
    assert "open for more than a day" in refused.content.decode()
    assert notes(house) == []
    assert clerk(house).post(address, {"rated": rated, "helped": "ja"}).status_code == 302
    assert notes(house) == []
    client = clerk(house)
    thanks = client.post(address, {"rated": rated, "helped": "nein"}, follow=True)
    assert "noted without personal data" in thanks.content.decode()
    assert notes(house) == [(CAR, "unhelpful", "clerk")]


def test_a_script_gets_the_answer_as_lines(house: House) -> None:
    answer = clerk(house).post(PAGE, {"question": CAR}, headers={"Accept": LINES})
    assert answer["Content-Type"] == LINES
    [line] = [json.loads(each) for each in b"".join(answer.streaming_content).splitlines()]
    assert QUOTE in line["answer"]
    assert "csrfmiddlewaretoken" in line["answer"]
    person = house.people["clerk"].id
    place = f"clerk.{house.member.id}.{person}"
    assert unseal(line["conversation"], place).questions == (CAR,)
