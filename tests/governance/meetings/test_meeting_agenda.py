"""Topics, motions and the order of the agenda: refusal first."""

from __future__ import annotations

from datetime import date

import pytest
from tests.governance.meetings.meeting_scene import Scene

from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings import errors, queries
from gemeinwerk.governance.meetings.agenda import actions
from gemeinwerk.governance.meetings.models import AgendaItem, Meeting
from gemeinwerk.governance.models import Motion
from gemeinwerk.kernel.errors import NotAllowed


def bring(scene: Scene, house: object, role: str, title: str = "Schulung im Mai") -> AgendaItem:
    with house.context(role):
        return actions.bring_topic(
            alliance_id=scene.union.alliance.id,
            body_id=scene.union.body.id,
            title=title,
            text="Worum es geht",
            actor=house.actor(role),
        )


def titles(scene: Scene, meeting: Meeting) -> list[str]:
    with scene.village.context("clerk"):
        return [item.title for item in queries.list_items(meeting)]


def test_who_brings_topics(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        bring(scene, scene.village, "clerk")
    with scene.county.context("head"):
        scene.union.body.seats.filter(member=scene.village.member).delete()
    with pytest.raises(errors.NoSeatHere, match="has no seat in “Konferenz der Leitungen”"):
        bring(scene, scene.village, "head")
    with pytest.raises(errors.TextMissing):
        bring(scene, scene.town, "head", title="  ")
    assert bring(scene, scene.town, "clerk").member_name == "Stadt Nachbarau"  # holds the seat
    assert bring(scene, scene.county, "coordinator").meeting_id is None


def test_topic_comes_onto_the_agenda_and_back(scene: Scene, soon: date) -> None:
    topic = bring(scene, scene.village, "head")
    meeting = scene.plan(soon)
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actor = scene.village.actor("head")
        actions.add_topic(meeting_id=meeting.id, topic_id=topic.id, actor=actor)
    with scene.stranger.context("head"), pytest.raises(errors.MeetingUnknown):
        actor = scene.stranger.actor("head")
        actions.add_topic(meeting_id=meeting.id, topic_id=topic.id, actor=actor)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        actions.add_topic(topic_id=topic.id, **office)
        with pytest.raises(errors.ItemUnknown):
            actions.add_topic(topic_id=topic.id, **office)
        own = actions.add_item(title="Begrüßung", **office)
        actions.remove_item(item_id=topic.id, **office)
        actions.remove_item(item_id=own.id, **office)
        assert [each.id for each in queries.list_topics(scene.union.body)] == [topic.id]
        assert AgendaItem.objects.filter(id=own.id).count() == 0


def test_only_the_own_member_or_who_leads_takes_a_topic_back(scene: Scene) -> None:
    topic = bring(scene, scene.county, "head")
    about = {"alliance_id": scene.union.alliance.id, "topic_id": topic.id}
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.withdraw_topic(**about, actor=scene.village.actor("head"))
    with scene.town.context("clerk"):
        actions.withdraw_topic(**about, actor=scene.town.actor("clerk"))
        with pytest.raises(errors.ItemUnknown):
            actions.withdraw_topic(**about, actor=scene.town.actor("clerk"))


def test_motion_stands_on_one_agenda_only(scene: Scene, soon: date) -> None:
    motion = scene.propose()
    first, second = scene.plan(soon), scene.plan(soon)
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actor = scene.village.actor("head")
        actions.add_motion(meeting_id=first.id, motion_id=motion.id, actor=actor)
    scene.put(first, motion)
    with pytest.raises(errors.MotionOnAgenda, match="“Register gemeinsam führen” is on the agenda"):
        scene.put(second, motion)
    with scene.county.context("coordinator"):
        item = queries.list_items(first)[0]
        assert (item.member_name, item.motion_id) == ("Gemeinde Quellbach", motion.id)
        actor = scene.county.actor("coordinator")
        actions.remove_item(meeting_id=first.id, item_id=item.id, actor=actor)
    scene.put(second, motion)


def test_only_what_waits_for_the_body_comes_onto_its_agenda(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    decided = scene.propose("Schon erledigt")
    with scene.village.context("head"):
        Motion.objects.filter(id=decided.id).update(state="withdrawn")
    with pytest.raises(errors.MotionNotWaiting, match="does not wait for “Konferenz"):
        scene.put(meeting, decided)


def test_order(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        items = [actions.add_item(title=title, **office) for title in ("A", "B", "C")]
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actor = scene.village.actor("head")
        actions.move_item(meeting_id=meeting.id, item_id=items[2].id, by=-1, actor=actor)
    with scene.town.context("clerk"):
        chair = {"meeting_id": meeting.id, "actor": scene.town.actor("clerk")}
        actions.move_item(item_id=items[2].id, by=-1, **chair)
        actions.move_item(item_id=items[0].id, by=-5, **chair)
    assert titles(scene, meeting) == ["A", "C", "B"]


def test_after_the_invitation_a_change_is_marked_and_counted(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        late = actions.add_item(title="Nachtrag", **office)
        assert late.is_late
        assert queries.get_meeting(meeting.id).sequence == 2
        actions.move_item(item_id=late.id, by=1, **office)  # is the last already: no change
        assert queries.get_meeting(meeting.id).sequence == 2


def test_what_was_held_keeps_its_order(scene: Scene) -> None:
    meeting = scene.hold(scene.invite(scene.plan()))
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        item = queries.list_items(meeting)[0]
        with pytest.raises(errors.WrongState, match="The meeting is “Held”"):
            actions.remove_item(item_id=item.id, **office)
        with pytest.raises(errors.WrongState):
            actions.move_item(item_id=item.id, by=1, **office)
        assert actions.add_item(title="Verschiedenes", **office).is_late


def test_cancelled_meetings_take_nothing(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        meetings.cancel_meeting(reason="Krank", **office)
        with pytest.raises(errors.WrongState, match="“Called off”"):
            actions.add_item(title="Zu spät", **office)
