"""The JSON interface: every address asks who comes, answers as its document says, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver, resolve
from jsonschema import Draft202012Validator, FormatChecker
from tests import factories
from tests.factories import House, Union
from tests.governance.interface import document_file
from tests.signing_in import sign_in

from gemeinwerk.governance.effects.queries import list_effects
from gemeinwerk.governance.interface.document import (
    BASE,
    ENDPOINTS,
    Endpoint,
    list_endpoints,
    make_document,
)
from gemeinwerk.governance.models import Resolution
from gemeinwerk.governance.projects import actions as projects
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Role
from gemeinwerk.sharing import queries as sharing

DOCUMENT = make_document()
LISTS = [endpoint for endpoint in ENDPOINTS if endpoint.is_list]


@dataclass
class Scene:
    """One of everything: an opened collection, by motion, resolution, effect, and a project."""

    union: Union
    ids: dict[str, UUID]

    def address(self, endpoint: Endpoint, **other: UUID) -> str:
        ids = {name: str(value) for name, value in (self.ids | other).items()}
        return BASE + endpoint.path.format(**ids)


@pytest.fixture
def scene(county: House, neighbour: House) -> Scene:
    union = factories.make_union(county, neighbour)
    factories.file_document(union)
    motion = factories.offer(union, county, factories.make_collection(county), [neighbour])
    factories.adopt(union, motion)
    with county.context("head"):
        effect = list_effects(motion)[0].effect
        project = projects.bring_project(
            alliance_id=union.alliance.id,
            title="Gemeinsame Zulassung",
            summary="Kurze Wege (erfunden).",
            is_idea=True,
            actor=county.actor("head"),
        )
        ids = {
            "alliance_id": union.alliance.id,
            "motion_id": motion.id,
            "effect_id": effect.id,
            "resolution_id": Resolution.objects.get(motion=motion).id,
            "agreement_id": union.agreement.id,
            "project_id": project.id,
            "grant_id": sharing.list_given().get().id,
        }
    return Scene(union, ids)


def client_of(house: House, role: str = "clerk") -> Client:
    return sign_in(house.people[role], at=house.member)


def check(endpoint: Endpoint, status: int, content: Any) -> None:
    """Check an answer against its schema in the document."""
    answers = DOCUMENT["paths"][f"/{endpoint.path}"]["get"]["responses"]
    schema = answers[str(status)]["content"]["application/json"]["schema"]
    whole = schema | {"components": DOCUMENT["components"]}
    formats = FormatChecker(formats=["date", "uuid"])
    Draft202012Validator(whole, format_checker=formats).validate(content)


every = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)


@every
def test_addresses_refuse_others_and_answer_members(
    scene: Scene, stranger: House, endpoint: Endpoint
) -> None:
    address = scene.address(endpoint)
    refused = Client().get(address)
    assert refused.status_code == 401
    assert refused.json()["message"].startswith("Sign in first, or send an access key")
    check(endpoint, 401, refused.json())
    other = client_of(stranger).get(address)
    if endpoint.parameters:
        assert other.status_code == 404
        check(endpoint, 404, other.json())
    else:
        assert other.json() == {"items": [], "total": 0, "next_page": None}
    for house in scene.union.houses:
        found = client_of(house).get(address, headers={"accept": "text/html"})
        assert found.status_code == 200
        assert found["Content-Type"] == "application/json"
        assert found["Cache-Control"] == "private, no-store"
        check(endpoint, 200, found.json())
        assert not endpoint.is_list or found.json()["total"] > 0


@every
def test_without_a_role_nothing_is_answered(scene: Scene, endpoint: Endpoint) -> None:
    house = scene.union.houses[0]
    client = client_of(house, "clerk")
    with house.context("head"):
        Role.objects.filter(person=house.people["clerk"]).delete()
    refused = client.get(scene.address(endpoint))
    assert refused.status_code == 403
    assert refused.json()["error"] == "NotAllowed"
    check(endpoint, 403, refused.json())


def test_nothing_but_reading(scene: Scene) -> None:
    client = client_of(scene.union.houses[0])
    for endpoint in ENDPOINTS:
        for method in (client.post, client.put, client.delete):
            refused = method(scene.address(endpoint))
            assert refused.status_code == 405, endpoint.name
            assert refused.json()["message"] == "This interface is for reading: use GET."


WITHIN = [endpoint for endpoint in ENDPOINTS if len(endpoint.parameters) == 2]


@pytest.mark.parametrize("endpoint", WITHIN, ids=lambda endpoint: endpoint.name)
def test_an_object_is_found_in_its_own_alliance_only(scene: Scene, endpoint: Endpoint) -> None:
    """The same members, another alliance: not even they find it there."""
    other = factories.make_union(*scene.union.houses)
    client = client_of(scene.union.houses[0])
    wrong = scene.address(endpoint, alliance_id=other.alliance.id)
    assert client.get(wrong).status_code == 404
    nothing = scene.address(endpoint, **{endpoint.parameters[1]: new_id()})
    assert client.get(nothing).status_code == 404
    assert client.get(scene.address(endpoint)).status_code == 200


def test_a_draft_is_its_authoritys_own(scene: Scene) -> None:
    county, neighbour = scene.union.houses
    with county.context("head"):
        draft = voting.draft_motion(
            body_id=scene.union.body.id,
            content=voting.MotionText(title="Entwurf", text="Noch nicht (erfunden)."),
            actor=county.actor("head"),
        )
    full = next(each for each in ENDPOINTS if each.name == "show_motion")
    listed = next(each for each in ENDPOINTS if each.name == "list_motions")
    assert client_of(neighbour).get(scene.address(full, motion_id=draft.id)).status_code == 404
    assert client_of(neighbour).get(scene.address(listed)).json()["total"] == 1
    found = client_of(county).get(scene.address(full, motion_id=draft.id)).json()
    assert (found["motion"]["state"], found["count"]) == ("draft", None)
    assert client_of(county).get(scene.address(listed)).json()["total"] == 2


def test_a_motion_tells_votes_effects_and_resolution(scene: Scene) -> None:
    address = f"{BASE}alliances/{scene.ids['alliance_id']}/motions/{scene.ids['motion_id']}"
    found = client_of(scene.union.houses[1]).get(address).json()
    assert found["motion"]["state"] == "adopted"
    assert found["resolution"] == str(scene.ids["resolution_id"])
    votes = [(vote["member"], vote["choice"]) for vote in found["count"]["votes"]]
    assert votes == [("Landkreis Musterland", "yes"), ("Landkreis Nachbarau", "yes")]
    assert (found["count"]["is_adopted"], found["count"]["yes"]) == (True, 2)
    assert [effect["standing"] for effect in found["effects"]] == ["in_force"]


def test_a_grant_tells_from_which_side_one_looks(scene: Scene) -> None:
    address = f"{BASE}grants/{scene.ids['grant_id']}"
    given, received = (client_of(house).get(address).json() for house in scene.union.houses)
    assert (given["is_own"], received["is_own"]) == (True, False)
    assert given["effect"] == str(scene.ids["effect_id"])
    assert received["state"] == "open"


def test_no_people_are_named(scene: Scene) -> None:
    client = client_of(scene.union.houses[1])
    said = "".join(client.get(scene.address(each)).content.decode() for each in ENDPOINTS)
    for house in scene.union.houses:
        for person in house.people.values():
            assert person.name not in said
            assert str(person.id) not in said


def test_a_page_that_is_not_there(scene: Scene) -> None:
    client = client_of(scene.union.houses[0])
    for endpoint in LISTS:
        for page in ("0", "2", "-1", "x", "²", "99999999999"):
            refused = client.get(scene.address(endpoint), {"page": page})
            assert refused.status_code == 404, (endpoint.name, page)
            assert refused.json()["message"] == "The list has no such page."


def test_lists_go_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gemeinwerk.governance.interface.answers.PER_PAGE", 1)
    address = f"{BASE}alliances/{scene.ids['alliance_id']}/members"
    client = client_of(scene.union.houses[0])
    first = client.get(address).json()
    last = client.get(address, {"page": first["next_page"]}).json()
    assert (first["total"], first["next_page"], last["next_page"]) == (2, 2, None)
    assert first["items"] != last["items"]


@pytest.mark.parametrize("rest", ["", "nothing", "alliances/", "alliances/1", "grants/x/y"])
def test_other_addresses_are_refused_in_json(db: None, client: Client, rest: str) -> None:
    refused = client.get(BASE + rest)
    assert refused.status_code == 404
    assert "/api/v1/openapi.json lists all" in refused.json()["message"]


def test_the_document_names_every_address_and_no_other(db: None, client: Client) -> None:
    answered = client.get(f"{BASE}openapi.json").json()
    assert answered == DOCUMENT
    inside = next(
        each for each in get_resolver().url_patterns if str(each.pattern) == BASE.lstrip("/")
    )
    there = {str(each.pattern) for each in inside.url_patterns}
    described = {path.lstrip("/") for path in answered["paths"]}
    offered = {endpoint.path for endpoint in list_endpoints()[len(ENDPOINTS) :]}
    for path in offered:
        assert resolve(BASE + path.replace("{slug}", "x")).url_name != "api_refusal"
    own = {path.replace("{", "<uuid:").replace("}", ">") for path in described - offered}
    assert there == own | {"openapi.json", "^(?P<rest>.*)$"}


def test_the_document_in_the_docs_is_up_to_date() -> None:
    found = document_file.FILE.read_text()
    assert found == document_file.render(), (
        "run: python -m tests.governance.interface.document_file"
    )


def test_the_document_is_whole() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    schemas = DOCUMENT["components"]["schemas"]
    referred: set[str] = set()
    names = set()
    for path, item in DOCUMENT["paths"].items():
        (operation,) = item.values()
        names.add(operation["operationId"])
        assert operation["summary"], path
        in_path = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
        assert all(f"{{{name}}}" in path for name in in_path)
        assert path.count("{") == len(in_path)
    assert len(names) == len(DOCUMENT["paths"])
    waiting: list[Any] = [DOCUMENT]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            referred |= {one["$ref"]} if "$ref" in one else set()
        if isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one
    assert referred == {f"#/components/schemas/{name}" for name in schemas}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
        assert schema["description"]
