"""The form of citizens and the inbox of clerks over HTTP."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from lxml import html
from tests.assistant.factories import make_article, make_base, make_office
from tests.assistant.handover.conftest import QUESTION, Scene, open_desk
from tests.factories import make_house
from tests.signing_in import sign_in

from gemeinwerk.assistant.asking.conversation import Conversation
from gemeinwerk.assistant.handover import queries
from gemeinwerk.assistant.handover.desk_views import A_MINUTE
from gemeinwerk.assistant.models import Handover, HandoverState
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db
FORM = "/auskunft/musterland/anliegen/"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
ROLES = ("head", "coordinator", "records_officer", "clerk")
CLERKS = ("coordinator", "records_officer", "clerk")


@pytest.fixture(autouse=True)
def english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


def words(response) -> str:
    return " ".join(html.fromstring(response.text).text_content().split())


def fields(response) -> dict[str, str]:
    """What a browser would send of the form in the middle of the page."""
    (form,) = html.fromstring(response.text).xpath("//main//form[.//button[@name='send']]")
    return {name: value or "" for name, value in form.fields.items()}


def send(client: Client, **entered: str):
    form = fields(client.post(FORM, {"question": QUESTION}))
    form |= {"consent": "on", "send": "1"} | entered
    return client.post(FORM, {name: value for name, value in form.items() if value})


# --- citizens -------------------------------------------------------------------------------------


def test_without_consent_nothing_is_stored(scene: Scene) -> None:
    response = send(Client(), consent="")
    assert response.status_code == 200
    assert "Please agree that your question is stored, or call the office instead." in words(
        response
    )
    [told] = html.fromstring(response.text).xpath("//*[@role='alert']//li")
    assert told.text_content().strip().startswith("Please agree")
    with scene.house.context():
        assert not Handover.objects.exists()


def test_a_citizen_hands_over_and_takes_back(scene: Scene) -> None:
    office = make_office(scene.house, "Bauamt")
    client = Client()
    response = send(client, office=office.name, contact="0999 1234")
    assert response.status_code == 302
    assert re.fullmatch(rf"{FORM}[\w-]{{32}}/", response["Location"])
    page = client.get(response["Location"])
    assert QUESTION in words(page)
    assert "Nobody has answered yet" in words(page)
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    gone = client.post(response["Location"] + "zuruecknehmen/")
    assert "Your question and the conversation were deleted." in words(gone)
    assert client.get(response["Location"]).status_code == 404
    assert not client.cookies
    with scene.house.context():
        assert not Handover.objects.exists()


def test_the_address_to_keep_is_printed_and_whether_the_answer_is_sent(scene: Scene) -> None:
    client = Client()
    for contact, told in (
        ("", "No e-mail address was given: you read the answer here only."),
        ("0999 1234", "No e-mail address was given: you read the answer here only."),
        ("wer@musterland.example", "The answer is also sent to the e-mail address that you gave."),
    ):
        path = send(client, contact=contact)["Location"]
        page = client.get(path + "?x=1")
        assert told in words(page)
        [link] = html.fromstring(page.text).xpath("//main//a[contains(@href, '/anliegen/')]")
        assert link.get("href") == link.text_content() == f"http://testserver{path}"
        if contact:
            assert contact not in page.text
    assert "No e-mail address was given" not in words(page)
    assert "the only way to the answer" not in words(page)


def test_the_contact_is_told_at_the_door_of_citizens_and_to_the_ticket_only(scene: Scene) -> None:
    ticket = scene.hand_over(contact="wer@musterland.example")
    with member_context(door="public"):
        assert queries.get_contact("x" * 32) == ""
        assert queries.get_contact(ticket) == "wer@musterland.example"
    for house in (scene.house, scene.other):
        with house.context():
            assert queries.get_contact(ticket) == ""


def test_the_conversation_comes_along_if_its_seal_is_whole(scene: Scene) -> None:
    talk = Conversation().and_then("Carport?", "Dazu steht nichts da.")
    sealed = talk.seal(f"desk.{scene.desk.id}")
    client = Client()
    asked = client.post(FORM, {"question": QUESTION, "conversation": sealed})
    assert "Dazu steht nichts da." in words(asked)
    send(client, conversation=sealed)
    send(client, conversation=talk.seal("desk.somewhere-else"))
    send(client, conversation=sealed[:-2] + "xx")
    with scene.house.context():
        kept = [one.transcript for one in Handover.objects.order_by("consented_at")]
    assert kept == [talk.transcript, [], []]


def test_pressed_twice_is_stored_once(scene: Scene) -> None:
    client = Client()
    form = fields(client.post(FORM, {"question": QUESTION})) | {"consent": "on", "send": "1"}
    form = {name: value for name, value in form.items() if value}
    first, second = client.post(FORM, form), client.post(FORM, form)
    assert first["Location"] == second["Location"]
    with scene.house.context():
        assert Handover.objects.count() == 1


def test_hostile_text_stays_text(scene: Scene) -> None:
    client = Client()
    response = send(client, question=HOSTILE, contact=HOSTILE)
    page = client.get(response["Location"])
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    found = scene.stored(response["Location"].split("/")[-2])
    for address in ("", f"{found.id}/", f"{found.id}/schliessen/"):
        inside = clerk(scene).get(f"/anliegen/{address}")
        assert inside.status_code == 200
        assert "<script>alert" not in inside.text
        assert "<img src=x" not in inside.text


def test_a_closed_or_unwilling_desk(scene: Scene) -> None:
    third = make_house("99003", "Landkreis Drittfeld")
    open_desk(third, "drittfeld", takes_handovers=False)
    response = Client().get("/auskunft/drittfeld/anliegen/")
    assert response.status_code == 400
    assert "Landkreis Drittfeld takes no questions here." in words(response)
    assert Client().get("/auskunft/nirgends/anliegen/").status_code == 404


def test_a_ticket_of_another_desk_is_not_found(scene: Scene) -> None:
    ticket = scene.hand_over()
    assert Client().get(f"/auskunft/nachbarau/anliegen/{ticket}/").status_code == 404
    assert Client().get(f"{FORM}{ticket}/").status_code == 200
    assert Client().get(f"{FORM}{ticket}/zuruecknehmen/").status_code == 405


def test_one_address_hands_over_so_often_a_minute(scene: Scene) -> None:
    client = Client()
    codes = [send(client).status_code for _ in range(A_MINUTE + 1)]
    assert codes[:-1] == [302] * A_MINUTE
    assert codes[-1] == 429


def test_too_long_is_said_in_the_form(scene: Scene) -> None:
    response = send(Client(), question="a" * 2001)
    assert response.status_code == 200
    assert "2000" in words(response)


# --- clerks ---------------------------------------------------------------------------------------


def clerk(scene: Scene, role: str = "clerk") -> Client:
    return sign_in(scene.house.people[role], at=scene.house.member)


def addresses(handover_id: object) -> list[str]:
    pages = ("", "antworten/", "schliessen/", "artikel/")
    return ["/anliegen/", *(f"/anliegen/{handover_id}/{page}" for page in pages)]


def test_who_gets_in(scene: Scene) -> None:
    found = scene.stored(scene.hand_over())
    head, stranger = clerk(scene, "head"), sign_in(scene.other.people["clerk"])
    for address in addresses(found.id):
        assert Client().get(address).status_code == 302
        assert head.get(address).status_code == 403, address
        if str(found.id) in address:
            assert stranger.get(address).status_code == 404, address
    for role in CLERKS:
        for address in addresses(found.id):
            code = clerk(scene, role).get(address).status_code
            assert code == (302 if address.endswith("antworten/") else 200), address
    for post in ("uebernehmen/", "zuruecklegen/"):
        address = f"/anliegen/{found.id}/{post}"
        assert clerk(scene).get(address).status_code == 405
        assert head.post(address).status_code == 403
        assert stranger.post(address).status_code == 404
    assert clerk(scene).get(f"/anliegen/{uuid4()}/").status_code == 404


def test_everybody_inside_may_pass_a_question_on(scene: Scene) -> None:
    for role in ROLES:
        client = clerk(scene, role)
        form = fields(client.get("/anliegen/neu/")) | {"question": "Was gilt?", "send": "1"}
        response = client.post("/anliegen/neu/", form, follow=True)
        assert "Nobody has answered yet" in words(response)
    address = response.request["PATH_INFO"]
    assert sign_in(scene.other.people["clerk"]).get(address).status_code == 404


def test_from_the_list_to_the_answer(scene: Scene) -> None:
    make_article(make_base(scene.house), "Carport", "Bis 3 m Höhe ist ein Carport frei.")
    ticket = scene.hand_over("Wie hoch darf mein Carport sein?")
    found = scene.stored(ticket)
    client = clerk(scene)
    assert "Wie hoch darf mein Carport sein?" in words(client.get("/anliegen/"))
    answer = f"/anliegen/{found.id}/antworten/"
    assert client.post(f"/anliegen/{found.id}/uebernehmen/")["Location"] == answer
    page = client.get(answer)
    (key,) = html.fromstring(page.text).xpath("//button[@name='insert']/@value")[:1]
    page = client.post(answer, {"text": "Guten Tag,", "q": "Carport", "insert": key})
    text = html.fromstring(page.text).xpath("//textarea[@name='text']")[0].value
    assert text.strip().startswith("Guten Tag,\n\n„Bis 3 m Höhe ist ein Carport frei.“\n(Carport,")
    page = client.post(answer, {"text": text, "q": "", "preview": "1"})
    assert "This is how it will be read" in words(page)
    page = client.post(answer, {"text": "  ", "q": "", "send": "1"})
    assert "Please write an answer." in words(page)
    page = client.post(answer, {"text": text, "q": "", "send": "1"}, follow=True)
    assert "The answer was sent." in words(page)
    assert "Bis 3 m Höhe ist ein Carport frei." in words(Client().get(f"{FORM}{ticket}/"))
    assert "Wie hoch darf" in words(client.get("/anliegen/?liste=erledigt"))


def test_what_a_colleague_did_meanwhile_is_said_and_the_text_stays(scene: Scene) -> None:
    found = scene.stored(scene.hand_over())
    first, second = clerk(scene), clerk(scene, "coordinator")
    first.post(f"/anliegen/{found.id}/uebernehmen/")
    page = second.post(f"/anliegen/{found.id}/uebernehmen/", follow=True)
    assert "Clerk 99001 has this question in work." in words(page)
    second.post(f"/anliegen/{found.id}/zuruecklegen/")
    second.post(f"/anliegen/{found.id}/uebernehmen/")
    page = first.post(
        f"/anliegen/{found.id}/antworten/", {"text": "Mein Text", "send": "1"}, follow=True
    )
    assert "Coordinator 99001 has this question in work" in words(page)
    with scene.house.context():
        assert Handover.objects.get().state == HandoverState.TAKEN


def test_closing(scene: Scene) -> None:
    ticket = scene.hand_over()
    found = scene.stored(ticket)
    client = clerk(scene)
    address = f"/anliegen/{found.id}/schliessen/"
    assert "Please say why there is no answer." in words(client.post(address, {"reason": " "}))
    client.post(address, {"reason": "Bitte fragen Sie die Gemeinde."})
    assert "Bitte fragen Sie die Gemeinde." in words(Client().get(f"{FORM}{ticket}/"))
    assert "There is nothing to close" in words(client.get(address))


def test_an_answer_becomes_an_article_without_names(scene: Scene) -> None:
    found = scene.stored(
        scene.hand_over("Ich heiße Erwin Beispiel. Darf mein Carport 4 m hoch sein?")
    )
    client = clerk(scene)
    address = f"/anliegen/{found.id}/artikel/"
    assert "Only an answered question can become an article" in words(client.get(address))
    client.post(f"/anliegen/{found.id}/uebernehmen/")
    told = "Guten Tag Herr Beispiel,\n\nnein, bis 3 m."
    client.post(f"/anliegen/{found.id}/antworten/", {"text": told, "send": "1"})
    assert "There is no knowledge base yet" in words(client.get(address))
    base = make_base(scene.house)
    page = html.fromstring(client.get(address).text)
    body = page.xpath("//textarea[@name='body']")[0].value.strip()
    assert body == "Guten Tag Herr [Name],\n\nnein, bis 3 m."
    title = page.xpath("//input[@name='title']")[0].value
    assert title == "Ich heiße [Name]. Darf mein Carport 4 m hoch sein?"
    entered = {"base": str(base.id), "title": "Carport", "body": "Bis 3 m."}
    response = client.post(address, entered)
    assert response["Location"].startswith("/wissen/artikel/")
    assert "It has become an article:" in words(client.get(f"/anliegen/{found.id}/"))
    assert "This answer has become an article already" in words(client.get(address))
