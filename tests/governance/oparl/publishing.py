"""An alliance that publishes something of everything, beside neighbours of everything that it does
not publish; and an alliance that is not public at all. All are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from tests import factories
from tests.factories import House, Union

from gemeinwerk.governance.meetings.models import AgendaItem, Meeting, Minutes
from gemeinwerk.governance.models import Alliance, Body, Motion
from gemeinwerk.governance.oparl.models import Kind
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock

BASE = "/oparl/v1.1/"
HIDDEN = "Geheimsache"
PERSON = "Petra Erfunden"


@dataclass
class Scene:
    """What was made, by name; ``hidden`` is what nobody outside may ever find."""

    union: Union
    made: dict[str, Any]
    hidden: list[tuple[Kind, UUID]] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.union.houses[0]

    def change(self, name: str, /, **values: Any) -> None:
        """Change a row as a member's head would."""
        with self.house.context("head"):
            one = self.made[name]
            assert type(one).objects.filter(id=one.id).update(**values) == 1


def publish(union: Union) -> None:
    with union.houses[0].context("head"):
        Alliance.objects.filter(id=union.alliance.id).update(is_public=True)
        Body.objects.filter(id=union.body.id).update(is_public=True)


def decide(union: Union, title: str, choice: str = "yes", **more: Any) -> Motion:
    motion = propose(union, title, **more)
    return vote(union, motion, choice)


def propose(union: Union, title: str, **more: Any) -> Motion:
    house = union.houses[0]
    with house.context("head"):
        actor = house.actor("head")
        content = voting.MotionText(title=title, text=f"{title}: der Text (erfunden)", **more)
        motion = voting.draft_motion(body_id=union.body.id, content=content, actor=actor)
        return voting.propose_motion(motion_id=motion.id, actor=actor)


def open_vote(union: Union, motion: Motion) -> Motion:
    house = union.houses[0]
    with house.context("head"):
        return voting.open_vote(
            motion_id=motion.id,
            procedure="written",
            closes_at=clock.now() + timedelta(days=7),
            actor=house.actor("head"),
        )


def vote(union: Union, motion: Motion, choice: str) -> Motion:
    open_vote(union, motion)
    for house in union.houses:
        with house.context("head"):
            voting.cast_vote(motion_id=motion.id, choice=choice, actor=house.actor("head"))
    return motion


def meet(union: Union, title: str, *, body: Body | None = None, **more: Any) -> Meeting:
    begin = clock.now() + timedelta(days=20)
    defaults = {
        "is_public": True,
        "place": "Großer Saal",
        "state": "invited",
        "invited_at": clock.now(),
    }
    with union.houses[0].context("head"):
        return Meeting.objects.create(
            alliance=union.alliance,
            body=body or union.body,
            title=title,
            starts_at=begin,
            ends_at=begin + timedelta(hours=2),
            changed_at=clock.now(),
            planned_by=PERSON,
            invited_by=PERSON,
            guests=PERSON,
            link="https://konferenz.example/geheim",
            letter=PERSON,
            **defaults | more,
        )


def put(
    union: Union, meeting: Meeting | None, title: str, position: int, **more: Any
) -> AgendaItem:
    house = union.houses[0]
    with house.context("head"):
        return AgendaItem.objects.create(
            alliance=union.alliance,
            body=union.body,
            meeting=meeting,
            title=title,
            position=position,
            member=house.member,
            member_name=house.member.name,
            author=PERSON,
            **{"is_public": True} | more,
        )


def minute(union: Union, meeting: Meeting, *, is_public: bool) -> Minutes:
    """Release minutes. Their content is published as a whole, with the names in it."""
    with union.houses[0].context("head"):
        minutes = Minutes.objects.create(
            alliance=union.alliance,
            meeting=meeting,
            began_at=meeting.starts_at,
            ended_at=meeting.ends_at,
            chair=PERSON,
            drafted_by=PERSON,
            is_public=is_public,
        )
        minutes.content = content_of(meeting)
        minutes.released_at, minutes.sha256 = clock.now(), "a" * 64
        minutes.save()
        return minutes


def content_of(meeting: Meeting) -> dict[str, Any]:
    return {
        "alliance": "Bündnis (erfunden)",
        "body": "Konferenz",
        "title": meeting.title,
        "day": "2026-11-02",
        "began": "10:00",
        "ended": "12:00",
        "form": "",
        "place": meeting.place,
        "chair": "Vorsitz (erfunden)",
        "taker": "Schriftführung (erfunden)",
        "guests": "",
        "invitation": [],
        "attendance": [],
        "presence": "Alle sind da.",
        "items": [],
        "public": True,
        "released_at": "02.11.2026 12:30",
        "released_by": "Vorsitz (erfunden)",
    }


def make_scene(county: House, neighbour: House, third: House) -> Scene:
    """Everything once published and once not."""
    union = factories.make_union(county, neighbour, name="Bündnis Musterland (erfunden)")
    publish(union)
    made: dict[str, Any] = {"alliance": union.alliance, "body": union.body}
    made["motion"] = decide(union, "Gemeinsame Stelle", is_public=True, reasons="Kurze Wege")
    made["failed"] = decide(union, "Gemeinsames Archiv", choice="no", is_public=True)
    made["meeting"] = meet(union, "Herbstsitzung")
    made["item"] = put(union, made["meeting"], "Bericht", 1)
    made["carrier"] = put(union, made["meeting"], "Zur Stelle", 3, motion=made["motion"])
    made["held"] = meet(union, "Sommersitzung", state="held")
    made["minutes"] = minute(union, made["held"], is_public=True)
    scene = Scene(union, made)
    scene.hidden = [*hide_neighbours(scene), *hide_alliance(third, county)]
    return scene


def hide_neighbours(scene: Scene) -> list[tuple[Kind, UUID]]:
    """Make what stands beside published things and is not published."""
    union, made = scene.union, scene.made
    with scene.house.context("head"):
        body = Body.objects.create(alliance=union.alliance, kind="plenary", name=HIDDEN)
    made["closed body"] = body
    closed = meet(union, HIDDEN, is_public=False)
    planned = meet(union, HIDDEN, state="planned", invited_at=None)
    dark = meet(union, "Ohne Niederschrift", place="", body=body, state="held")
    motions = [
        decide(union, HIDDEN),
        propose(union, HIDDEN, is_public=True),
        open_vote(union, propose(union, f"{HIDDEN} 2", is_public=True)),
    ]
    items = [
        put(union, made["meeting"], HIDDEN, 2, is_public=False),
        put(union, closed, HIDDEN, 1),
        put(union, planned, HIDDEN, 1),
        put(union, None, HIDDEN, 0),
    ]
    made["closed motion"], made["closed item"] = motions[0], items[0]
    made["undecided"] = put(union, dark, "Zur offenen Abstimmung", 1, motion=motions[2])
    kept = minute(union, dark, is_public=False)
    found = [(Kind.ORGANIZATION, body.id), (Kind.FILE, kept.id)]
    found += [
        (kind, each.id) for each in (closed, planned) for kind in (Kind.MEETING, Kind.LOCATION)
    ]
    found += [(Kind.LOCATION, dark.id), (Kind.CONSULTATION, made["undecided"].id)]
    for kind in (Kind.PAPER, Kind.FILE, Kind.CONSULTATION):
        found += [(kind, motion.id) for motion in motions]
    found += [(kind, item.id) for item in items for kind in (Kind.AGENDA_ITEM, Kind.CONSULTATION)]
    return found


def hide_alliance(*houses: House) -> list[tuple[Kind, UUID]]:
    """Make an alliance that is not public, though all in it is marked so."""
    union = factories.make_union(*houses, name=HIDDEN)
    with union.houses[0].context("head"):
        Body.objects.filter(id=union.body.id).update(is_public=True)
    motion = decide(union, HIDDEN, is_public=True)
    meeting = meet(union, HIDDEN)
    item = put(union, meeting, HIDDEN, 1)
    minutes = minute(union, meeting, is_public=True)
    return [
        (Kind.BODY, union.alliance.id),
        (Kind.ORGANIZATION, union.body.id),
        (Kind.PAPER, motion.id),
        (Kind.CONSULTATION, motion.id),
        (Kind.MEETING, meeting.id),
        (Kind.LOCATION, meeting.id),
        (Kind.AGENDA_ITEM, item.id),
        (Kind.FILE, minutes.id),
    ]


class Reader:
    """A stranger that follows every address."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()

    def get(self, address: str, status: int = 200) -> Any:
        response = self.client.get(address)
        assert response.status_code == status, response.content
        return response.json()

    def object(self, kind: Kind, object_id: UUID, status: int = 200) -> Any:
        return self.get(f"{BASE}{kind.lower()}/{object_id}", status)

    def list(self, owner: Any, name: str, **query: str) -> list[Any]:
        """Read a list that an object names, all pages."""
        found: list[Any] = []
        address, asked = owner[name], query
        while address:
            content = self.client.get(address, asked).json()
            found += content["data"]
            address, asked = content["links"].get("next"), {}
        return found

    def everything(self) -> list[Any]:
        """Read every address that is named anywhere, from the entry on."""
        seen: dict[str, Any] = {}
        waiting = [BASE]
        while waiting:
            address = waiting.pop().removeprefix("http://testserver")
            if address in seen or address.endswith(("/content", "/download")):
                continue
            seen[address] = self.get(address)
            waiting += [each for each in texts(seen[address]) if "testserver" in each]
        return list(seen.values())


def texts(content: Any) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(content, str):
        return [content]
    inner = content.values() if isinstance(content, dict) else content
    inner = inner if isinstance(content, dict | list) else []
    return [one for each in inner for one in texts(each)]
