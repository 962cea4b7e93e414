"""Proposing to open a knowledge base: as a collection, but read only, and perhaps for citizens."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.assistant.factories import make_article, make_base
from tests.factories import House, Union
from tests.signing_in import sign_in

from gemeinwerk.assistant.models import Base
from gemeinwerk.governance.effects.errors import RightWrong, RolesWrong
from gemeinwerk.governance.effects.opening import Offer, check_offer
from gemeinwerk.governance.models import Effect
from gemeinwerk.kernel import clock
from gemeinwerk.sharing.models import PUBLIC
from gemeinwerk.sharing.rules import Drawer

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(county: House, neighbour: House) -> Union:
    return factories.make_union(county, neighbour)


@pytest.fixture
def base(county: House, union: Union) -> Base:
    """A public base with two released articles and a draft."""
    made = make_base(county)
    make_article(made)
    make_article(made, "Hundesteuer", "Die Steuer beträgt 60 Euro (erfunden).")
    make_article(made, "Entwurf", "Noch nicht beschlossen.", released=False)
    return made


@pytest.fixture
def entry(neighbour: House, union: Union) -> dict[str, str | list[str]]:
    return {
        "title": "Wissen öffnen",
        "text": "Der Wissensbestand wird dem Landkreis Nachbarau geöffnet.",
        "grantees": [str(neighbour.member.id)],
        "roles": ["clerk", PUBLIC],
        "purpose": "Auskunft an der Kreisgrenze",
        "legal_basis": "§ 1 der Satzung (erfunden)",
        "agreement": str(union.agreement.id),
        "valid_from": clock.today().isoformat(),
        "valid_to": "",
    }


def address(base: Base) -> str:
    return reverse("portal:share_base", kwargs={"base_id": base.id})


def offered(county: House) -> list[Effect]:
    with county.context():
        return list(Effect.objects.select_related("motion"))


def test_who_may(base: Base, county: House, neighbour: House) -> None:
    page = address(base)
    assert Client().get(page)["Location"].startswith(reverse("account_login"))
    assert sign_in(neighbour.people["head"]).get(page).status_code == 404
    assert sign_in(county.people["clerk"]).get(page).status_code == 403
    for role in ("records_officer", "coordinator", "head"):
        assert sign_in(county.people[role]).get(page).status_code == 200


def test_a_received_base_cannot_be_passed_on(base: Base, county: House, neighbour: House) -> None:
    factories.share(county, base, neighbour)
    assert sign_in(neighbour.people["head"]).get(address(base)).status_code == 403
    assert offered_by(neighbour) == []


def offered_by(house: House) -> list[Effect]:
    with house.context():
        return list(Effect.objects.filter(owner=house.member))


def test_an_internal_base_is_not_offered_to_citizens(
    base: Base, county: House, entry: dict[str, object]
) -> None:
    with county.context("head"):
        Base.objects.filter(id=base.id).update(is_public=False)
    client = sign_in(county.people["head"])
    text = client.get(address(base)).content.decode()
    assert "The partner cannot answer citizens from it, because this base is internal." in text
    assert "Citizens who ask the partner" not in text
    response = client.post(address(base), {**entry, "confirmed": "1"})
    assert response.context["form"].errors == {
        "roles": ["Select a valid choice. public is not one of the available choices."]
    }
    assert offered(county) == []


def test_right_and_person_related_records_are_not_asked(
    base: Base, county: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    form = client.get(address(base)).context["form"]
    assert not {"right", "includes_personal", "privacy"} & set(form.fields)
    more = {"right": "download", "includes_personal": "on", "privacy": "art26"}
    client.post(address(base), {**entry, **more, "confirmed": "1"})
    (effect,) = offered(county)
    assert (effect.kind, effect.right, effect.includes_personal) == ("open_base", "read", False)


def test_the_summary_counts_released_articles_and_names_citizens(
    base: Base, county: House, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    assert "2 released articles" in client.get(address(base)).content.decode()
    text = client.post(address(base), entry).content.decode()
    assert "Landkreis Nachbarau can then read 2 articles of “Bürgerfragen”" in text
    assert "Clerk, Citizens who ask the partner" in text
    assert offered(county) == []


def test_the_resolution_and_the_grant_describe_a_base(
    base: Base, county: House, neighbour: House, union: Union, entry: dict[str, object]
) -> None:
    client = sign_in(county.people["head"])
    response = client.post(address(base), {**entry, "confirmed": "1"})
    text = client.get(response["Location"]).content.decode()
    assert "Bürgerfragen (Landkreis Musterland)" in text
    assert "Person-related records" not in text
    (effect,) = offered(county)
    with county.context("head"):
        motion = factories.voting.propose_motion(
            motion_id=effect.motion_id, actor=county.actor("head")
        )
    factories.adopt(union, motion)
    partner = sign_in(neighbour.people["clerk"])
    with neighbour.context("clerk"):
        (grant,) = factories.grants.list_received()
    page = reverse("sharing:grant", kwargs={"grant_id": grant.id})
    knowledge = reverse("knowledge:base", kwargs={"base_id": base.id})
    text = partner.get(page).content.decode()
    assert "Knowledge base: its released articles" in text
    assert f'href="{knowledge}"' not in text
    assert partner.get(knowledge).status_code == 404
    declared = partner.post(f"{page}zweck/", follow=True).content.decode()
    assert "You are answered from its articles too." in declared
    assert f'href="{knowledge}"' in declared
    assert partner.get(knowledge).status_code == 200
    listed = partner.get(reverse("sharing:grants")).content.decode()
    assert "Knowledge base" in listed
    asked = client.get(f"{page}beenden/").content.decode()
    assert "is not answered from “Bürgerfragen” any more, nor are its citizens" in asked


def test_only_a_base_answers_citizens_and_is_read_only(
    base: Base, county: House, neighbour: House, union: Union
) -> None:
    about = {"grantees": (neighbour.member.id,), "purpose": "x", "legal_basis": "x"}
    about |= {"agreement": union.agreement, "valid_from": clock.today(), "valid_to": None}
    paper, knowledge = Drawer("Baulasten", collection_id=1), Drawer("Wissen", base_id=base.id)
    with county.context("head"):
        for refusal, drawer, right, roles in (
            (RolesWrong, paper, "read", ("clerk", PUBLIC)),
            (RightWrong, knowledge, "download", ("clerk",)),
        ):
            offer = Offer(drawer=drawer, right=right, roles=roles, **about)
            with pytest.raises(refusal):
                check_offer(union.alliance, offer, owner_id=county.member.id)
        offer = Offer(drawer=knowledge, right="read", roles=("clerk", PUBLIC), **about)
        check_offer(union.alliance, offer, owner_id=county.member.id)
