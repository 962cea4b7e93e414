"""Strangers find what an alliance has published, and nothing that stands beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.factories import House
from tests.governance.oparl.publishing import BASE, HIDDEN, PERSON, Reader, Scene, meet, put, texts
from tests.signing_in import sign_in

from gemeinwerk.governance.models import Body, Resolution
from gemeinwerk.governance.oparl.models import Kind, Publication
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import member_context


def body_of(reader: Reader) -> Any:
    return reader.list(reader.get(BASE), "body")[0]


def names(found: list[Any]) -> list[str]:
    return [one["name"] for one in found]


def stamp(kind: Kind, object_id: object) -> datetime:
    """When the list says that an object was changed, to the microsecond."""
    with member_context(door="public"):
        return Publication.objects.get(kind=kind, object_id=object_id).modified_at


def test_what_is_not_published_is_found_under_no_address(scene: Scene, reader: Reader) -> None:
    for kind, object_id in scene.hidden:
        told = reader.object(kind, object_id, 404)
        assert told["message"] == "Nothing has been published under this address.", kind
    assert len(scene.hidden) > 30


def test_what_is_not_published_stands_in_no_answer(scene: Scene, reader: Reader) -> None:
    said = " ".join(text for each in reader.everything() for text in texts(each))
    assert HIDDEN not in said
    assert "geheim" not in said, "the address of a digital meeting"
    for kind, object_id in scene.hidden:
        assert f"{kind.lower()}/{object_id}" not in said
    assert "Gemeinsame Stelle" in said


def test_no_people_and_no_members_are_named(scene: Scene, reader: Reader) -> None:
    said = " ".join(text for each in reader.everything() for text in texts(each))
    people = [person.name for house in scene.union.houses for person in house.people.values()]
    for name in (PERSON, *people, *(house.member.name for house in scene.union.houses)):
        assert name not in said, name
    body = body_of(reader)
    assert (reader.list(body, "person"), reader.list(body, "membership")) == ([], [])


def test_lists_hold_what_was_published(scene: Scene, reader: Reader) -> None:
    body = body_of(reader)
    assert body["name"] == "Bündnis Musterland (erfunden)"
    assert names(reader.list(body, "organization")) == ["Konferenz der Leitungen"]
    assert names(reader.list(body, "paper")) == ["Gemeinsame Stelle", "Gemeinsames Archiv"]
    assert names(reader.list(body, "meeting")) == [
        "Herbstsitzung",
        "Sommersitzung",
        "Ohne Niederschrift",
    ]
    items = ["Bericht", "Zur Stelle", "Zur offenen Abstimmung"]
    assert names(reader.list(body, "agendaItem")) == items
    assert len(reader.list(body, "consultation")) == 3
    assert len(reader.list(body, "file")) == 3
    assert [one["description"] for one in reader.list(body, "locationList")] == ["Großer Saal"] * 2
    assert reader.list(body, "legislativeTermList") == []


def test_a_meeting_carries_its_public_items_in_order(scene: Scene, reader: Reader) -> None:
    meeting = reader.object(Kind.MEETING, scene.made["meeting"].id)
    items = [(item["name"], item["order"], item["public"]) for item in meeting["agendaItem"]]
    assert items == [("Bericht", 0, True), ("Zur Stelle", 1, True)]
    assert "meeting" not in meeting["agendaItem"][0]
    alone = reader.get(meeting["agendaItem"][1]["id"])
    assert alone["meeting"] == meeting["id"]
    assert reader.get(alone["consultation"])["paper"].endswith(str(scene.made["motion"].id))
    assert (meeting["meetingState"], meeting["cancelled"]) == ("eingeladen", False)
    held = reader.object(Kind.MEETING, scene.made["held"].id)
    assert held["meetingState"] == "durchgeführt"
    assert held["resultsProtocol"]["mimeType"] == "application/pdf"


def test_an_item_tells_nothing_of_a_motion_that_is_not_decided(
    scene: Scene, reader: Reader
) -> None:
    item = reader.object(Kind.AGENDA_ITEM, scene.made["undecided"].id)
    assert item["name"] == "Zur offenen Abstimmung"
    assert not {"consultation", "result"} & item.keys()


def test_a_paper_tells_result_and_resolution(scene: Scene, reader: Reader) -> None:
    adopted = reader.object(Kind.PAPER, scene.made["motion"].id)
    assert adopted["reference"] == scene.made["motion"].number
    assert adopted["gemeinwerk:result"] == "Adopted"
    assert set(adopted["gemeinwerk:resolution"]) == {"number", "adopted", "validFrom"}
    assert len(adopted["consultation"]) == 2
    failed = reader.object(Kind.PAPER, scene.made["failed"].id)
    assert failed["gemeinwerk:result"] == "Not adopted"
    assert "gemeinwerk:resolution" not in failed
    assert failed["consultation"][0]["role"] == "Written procedure"


def test_a_repeal_is_told(scene: Scene, reader: Reader) -> None:
    with scene.house.context("head"):
        resolution = Resolution.objects.get(motion=scene.made["motion"])
        Resolution.objects.filter(id=resolution.id).update(repealed_at=clock.now())
    paper = reader.object(Kind.PAPER, scene.made["motion"].id)
    assert "repealed" in paper["gemeinwerk:resolution"]


def test_members_that_are_signed_in_see_what_strangers_see(
    scene: Scene, reader: Reader, stranger: House
) -> None:
    seen = reader.everything()
    for house in (scene.house, stranger):
        member = Reader(sign_in(house.people["head"], at=house.member))
        assert member.everything() == seen
        member.object(Kind.ORGANIZATION, scene.made["closed body"].id, 404)


WITHDRAWALS = [
    ("body", Kind.ORGANIZATION),
    ("meeting", Kind.MEETING),
    ("held", Kind.MEETING),
    ("item", Kind.AGENDA_ITEM),
    ("minutes", Kind.FILE),
    ("alliance", Kind.BODY),
]


@pytest.mark.parametrize(("name", "kind"), WITHDRAWALS)
def test_what_is_withdrawn_says_so_and_nothing_else(
    scene: Scene, reader: Reader, name: str, kind: Kind
) -> None:
    before = reader.object(kind, scene.made[name].id)
    scene.change(name, is_public=False)
    after = reader.object(kind, scene.made[name].id)
    assert set(after) == {"id", "type", "created", "modified", "deleted"}
    assert (after["deleted"], after["created"]) == (True, before["created"])
    scene.change(name, is_public=True)
    again = reader.object(kind, scene.made[name].id)
    assert again.keys() == before.keys()
    assert (again["created"], again.get("name")) == (before["created"], before.get("name"))


def test_what_stands_inside_goes_with_its_whole(scene: Scene, reader: Reader) -> None:
    scene.change("alliance", is_public=False)
    with member_context(door="public"):
        assert Publication.objects.filter(deleted_at=None).count() == 0
    scene.change("alliance", is_public=True)
    scene.change("meeting", is_public=False)
    for kind, name in ((Kind.LOCATION, "meeting"), (Kind.AGENDA_ITEM, "item")):
        assert reader.object(kind, scene.made[name].id)["deleted"] is True
    consultations = reader.object(Kind.PAPER, scene.made["motion"].id)["consultation"]
    assert [one["role"] for one in consultations] == ["Written procedure"]


def test_withdrawn_things_are_listed_to_whoever_asks_for_changes(
    scene: Scene, reader: Reader
) -> None:
    scene.change("meeting", is_public=False)
    body = body_of(reader)
    assert names(reader.list(body, "meeting")) == ["Sommersitzung", "Ohne Niederschrift"]
    since = {"modified_since": "2026-01-01T00:00:00+01:00"}
    changed = reader.list(body, "meeting", **since)
    assert [one.get("deleted") for one in changed] == [True, None, None]
    organization = reader.list(body, "organization")[0]
    assert len(reader.list(organization, "meeting")) == 1
    assert len(reader.list(organization, "meeting", **since)) == 2
    scene.change("alliance", is_public=False)
    system = reader.get(BASE)
    assert reader.list(system, "body") == []
    assert reader.list(system, "body", **since)[0]["deleted"] is True


def test_a_row_that_is_deleted_is_withdrawn(scene: Scene, reader: Reader) -> None:
    item = put(scene.union, scene.made["meeting"], "Kommt und geht", 4)
    assert reader.object(Kind.AGENDA_ITEM, item.id)["order"] == 2
    with scene.house.context("head"):
        type(item).objects.filter(id=item.id).delete()
    assert reader.object(Kind.AGENDA_ITEM, item.id)["deleted"] is True


def test_a_change_inside_changes_the_whole_and_nothing_beside(scene: Scene) -> None:
    made = scene.made
    whole, beside = stamp(Kind.MEETING, made["meeting"].id), stamp(Kind.MEETING, made["held"].id)
    scene.change("item", title="Bericht, neu")
    assert stamp(Kind.MEETING, made["meeting"].id) > whole
    assert stamp(Kind.MEETING, made["held"].id) == beside
    papers = stamp(Kind.PAPER, made["motion"].id)
    scene.change("carrier", is_public=False)
    assert stamp(Kind.PAPER, made["motion"].id) > papers


def whole_list() -> list[tuple[Any, ...]]:
    with member_context(door="public"):
        return list(Publication.objects.order_by("id").values_list())


def test_a_look_at_everything_finds_no_more_than_the_look_at_what_changed(scene: Scene) -> None:
    """Only what a change touches is looked at; a change of the alliance looks at everything."""
    made = scene.made
    made["other"] = meet(scene.union, "Wintersitzung")
    steps: list[tuple[str, dict[str, Any]]] = [
        ("item", {"title": "Bericht, neu", "position": 9}),
        ("carrier", {"is_public": False}),
        ("carrier", {"is_public": True}),
        ("carrier", {"meeting": made["other"]}),
        ("carrier", {"motion": made["failed"]}),
        ("carrier", {"meeting": None}),
        ("carrier", {"meeting": made["meeting"], "motion": made["motion"]}),
        ("meeting", {"is_public": False}),
        ("meeting", {"is_public": True, "place": ""}),
        ("meeting", {"state": "cancelled"}),
        ("minutes", {"is_public": False}),
        ("held", {"is_public": False}),
        ("held", {"is_public": True}),
        ("closed item", {"is_public": True}),
        ("closed body", {"is_public": True, "name": "Plenum"}),
        ("body", {"is_public": False}),
    ]
    for name, values in steps:
        before = whole_list()
        scene.change(name, **values)
        seen = whole_list()
        scene.change("alliance", purpose=f"nach {name}")
        assert whole_list() == seen, (name, values)
        assert seen != before, (name, values)


def test_what_strangers_do_not_see_changes_no_date(scene: Scene) -> None:
    before = stamp(Kind.MEETING, scene.made["meeting"].id)
    scene.change("meeting", link="https://anders.example/", guests="Andere Gäste")
    scene.change("closed item", title="Anders")
    assert stamp(Kind.MEETING, scene.made["meeting"].id) == before


def test_the_context_is_what_it_was_after_a_change(scene: Scene) -> None:
    with scene.house.context("head"):
        Body.objects.filter(id=scene.union.body.id).update(task="Neu")
        assert Body.objects.filter(alliance=scene.union.alliance).count() == 2
        assert Publication.objects.count() == 0, "members read their own pages"


def test_nobody_reads_the_list_but_at_the_door(scene: Scene) -> None:
    assert Publication.objects.count() == 0
    for door in ("login", "operator"):
        with member_context(door=door):  # type: ignore[arg-type]
            assert Publication.objects.count() == 0
    with member_context(door="public"):
        assert Publication.objects.count() > 10


def test_nobody_but_the_database_writes_the_list(scene: Scene) -> None:
    with member_context(door="public"):
        assert Publication.objects.update(facts={}) == 0
        assert Publication.objects.all()._raw_delete("default") == 0
        one = Publication.objects.first()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Publication.objects.create(
                alliance_id=one.alliance_id,
                kind="Paper",
                object_id=one.object_id,
                created_at=clock.now(),
                modified_at=clock.now(),
            )
