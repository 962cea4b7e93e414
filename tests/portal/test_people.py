"""Inviting, roles and leaving over HTTP."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories import House
from tests.signing_in import sign_in

from gemeinwerk.journal import queries as journal
from gemeinwerk.members import queries
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Person
from gemeinwerk.portal import tasks

pytestmark = pytest.mark.django_db
NEW = {"name": "Nora Neu", "email": "Nora.Neu@99001.example", "role": "clerk"}


def post_jobs() -> list[dict[str, object]]:
    """Return the arguments of the queued invitations, and send their letters as a worker would."""

    queued = list(ProcrastinateJob.objects.filter(task_name="portal.send_invitation"))
    for job in queued:
        tasks.send_invitation(**job.args)
    return [job.args for job in queued]


@pytest.mark.parametrize("name", ["people", "invite", "person", "remove"])
def test_strangers_and_clerks(county: House, name: str) -> None:
    arguments = {"person_id": county.people["clerk"].id} if name in ("person", "remove") else {}
    address = reverse(f"portal:{name}", kwargs=arguments)
    assert Client().get(address)["Location"].startswith(reverse("account_login"))
    clerk = sign_in(county.people["clerk"]).get(address).status_code
    head = sign_in(county.people["head"]).get(address).status_code
    assert (clerk, head) == (200 if name == "people" else 403, 200)


@pytest.mark.parametrize("name", ["person", "remove"])
def test_people_of_another_member_are_not_there(county: House, neighbour: House, name: str) -> None:
    address = reverse(f"portal:{name}", kwargs={"person_id": neighbour.people["clerk"].id})
    client = sign_in(county.people["head"])
    assert client.get(address).status_code == 404
    assert client.post(address, {"roles": ["clerk"]}).status_code == 404


def test_list_names_own_people_only(county: House, neighbour: House) -> None:
    text = sign_in(county.people["clerk"]).get(reverse("portal:people")).content.decode()
    assert "clerk@99001.example" in text
    assert "99002.example" not in text
    assert "Invite a person" not in text


def test_invitation_is_refused_at_the_field(county: House) -> None:
    client = sign_in(county.people["head"])
    response = client.post(reverse("portal:invite"), {**NEW, "email": "nora"})
    assert response.status_code == 200
    assert "email" in response.context["form"].errors
    assert post_jobs() == []


def test_invited_person_gets_a_letter_and_can_choose_a_password(county: House) -> None:
    response = sign_in(county.people["head"]).post(reverse("portal:invite"), NEW, follow=True)
    assert "nora.neu@99001.example was invited" in response.content.decode().lower()
    assert "/konto/passwort/neu/" not in response.content.decode()
    (arguments,) = post_jobs()
    assert "/konto/" not in str(arguments)
    (letter,) = mail.outbox
    assert letter.to == ["nora.neu@99001.example"]
    address = next(word for word in letter.body.split() if "/passwort/neu/" in word)
    browser = Client()
    page = browser.get(address, follow=True)
    form_address = page.redirect_chain[-1][0]
    password = "ein-langes-neues-passwort"
    browser.post(form_address, {"password1": password, "password2": password})
    answer = browser.post(
        reverse("account_login"), {"login": "nora.neu@99001.example", "password": password}
    )
    assert answer["Location"] == "/"
    assert "Landkreis Musterland" in browser.get("/").content.decode()


def test_address_known_elsewhere_betrays_nothing(county: House, neighbour: House) -> None:
    known = neighbour.people["clerk"]
    client = sign_in(county.people["head"])
    answers = []
    for email in ("nora@99001.example", known.email):
        entry = {"name": "Falscher Name", "email": email, "role": "clerk"}
        response = client.post(reverse("portal:invite"), entry)
        told = [str(m) for m in client.get("/").context["messages"]]
        answers.append((response.status_code, response["Location"], told[0].replace(email, "X")))
    assert answers[0] == answers[1]
    post_jobs()
    bodies = [letter.body.split("\n\n", 1)[1] for letter in mail.outbox]
    assert [b.count("/passwort/neu/") for b in bodies] == [1, 1]
    with member_context(door="operator"):
        assert Person.objects.get(id=known.id).name == known.name
        assert Person.objects.get(id=known.id).password == known.password


def test_each_authority_has_its_own_name_for_a_person(county: House, neighbour: House) -> None:
    """Else an invitation would tell who uses an address elsewhere, or name that person there."""
    known = neighbour.people["clerk"]
    client = sign_in(county.people["head"])
    client.post(reverse("portal:invite"), {"name": "Fremd", "email": known.email, "role": "clerk"})
    listed = client.get(reverse("portal:people")).content.decode()
    assert known.name not in listed
    assert "Fremd" in listed
    change = reverse("portal:person", kwargs={"person_id": known.id})
    assert client.post(change, {"roles": ["records_officer"]}).status_code == 302
    pages = [client.get(address).content.decode() for address in (change, reverse("portal:people"))]
    assert [known.name in page for page in pages] == [False, False]
    with county.context("head"):
        (line,) = journal.list_lines(event_prefix="members.roles.")
    assert line.facts["person"] == "Fremd"
    at_home = sign_in(neighbour.people["head"]).get(reverse("portal:people")).content.decode()
    assert known.name in at_home
    assert "Fremd" not in at_home
    at_work = [
        sign_in(known, at=house.member).get("/").wsgi_request.actor.person_name
        for house in (county, neighbour)
    ]
    assert at_work == ["Fremd", known.name]


def test_invitation_stands_in_the_journal(county: House) -> None:
    sign_in(county.people["head"]).post(reverse("portal:invite"), NEW)
    with county.context("head"):
        line = journal.list_lines(event_prefix="members.")[0]
    assert line.event == "members.person.invited"
    assert line.sentence == "Nora.Neu@99001.example invited as Clerk"


def test_letter_to_a_blocked_person_is_not_sent(county: House) -> None:
    sign_in(county.people["head"]).post(reverse("portal:invite"), NEW)
    with member_context(door="operator"):
        Person.objects.filter(email="nora.neu@99001.example").update(is_active=False)
    post_jobs()
    assert mail.outbox == []


def test_last_head_stays(county: House) -> None:
    head = county.people["head"]
    client = sign_in(head)
    sentence = "This is the only head of your authority. Name another head first."
    kept = client.post(reverse("portal:person", kwargs={"person_id": head.id}), {"roles": "clerk"})
    assert kept.context["form"].errors["roles"] == [sentence]
    removed = client.post(reverse("portal:remove", kwargs={"person_id": head.id}))
    assert sentence in removed.content.decode()
    with county.context("head"):
        assert queries.list_roles(head.id) == ["head"]


def test_roles_change_and_are_noted(county: House) -> None:
    clerk = county.people["clerk"]
    address = reverse("portal:person", kwargs={"person_id": clerk.id})
    client = sign_in(county.people["head"])
    assert client.post(address, {"roles": []}).status_code == 200
    assert client.post(address, {"roles": ["chief"]}).status_code == 200
    assert client.post(address, {"roles": ["clerk", "coordinator"]}).status_code == 302
    with county.context("head"):
        assert set(queries.list_roles(clerk.id)) == {"clerk", "coordinator"}
        (line,) = journal.list_lines(event_prefix="members.")
    assert line.sentence == "Roles of Clerk 99001 are now: Clerk, Coordinator (were: Clerk)"


def test_saving_the_same_roles_notes_nothing(county: House) -> None:
    clerk = county.people["clerk"]
    address = reverse("portal:person", kwargs={"person_id": clerk.id})
    sign_in(county.people["head"]).post(address, {"roles": ["clerk"]})
    with county.context("head"):
        assert journal.list_lines(event_prefix="members.") == []


def test_removal_asks_first(county: House) -> None:
    clerk = county.people["clerk"]
    client = sign_in(county.people["head"])
    address = reverse("portal:remove", kwargs={"person_id": clerk.id})
    assert "Remove Clerk 99001?" in client.get(address).content.decode()
    with county.context("head"):
        assert queries.list_roles(clerk.id) == ["clerk"]
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    with county.context("head"):
        assert queries.list_roles(clerk.id) == []
        assert journal.list_lines()[0].event == "members.person.removed"
