"""Minutes from the draft to the release, and what the database keeps of them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import time, timedelta

import pikepdf
import pypdfium2
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from tests.governance.meetings.meeting_scene import FRAME, Scene

from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings import errors, queries
from gemeinwerk.governance.meetings.agenda import actions as agenda
from gemeinwerk.governance.meetings.minutes import actions
from gemeinwerk.governance.meetings.minutes.drafting import build_content
from gemeinwerk.governance.meetings.minutes.pdf import minutes_pdf
from gemeinwerk.governance.meetings.models import (
    AgendaItem,
    Attendance,
    Meeting,
    Minutes,
    MinutesItem,
)
from gemeinwerk.governance.meetings.rules import Period
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock

REFUSED = (InternalError, ProgrammingError)


@pytest.fixture
def held(scene: Scene) -> Meeting:
    """A meeting to which all came, with an opening and a motion that is not voted yet."""
    meeting = scene.plan()
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        agenda.add_item(meeting_id=meeting.id, title="Begrüßung", text="Kurz.", actor=actor)
    scene.put(meeting, scene.propose())
    scene.invite(meeting)
    return scene.hold(meeting, "in_person", "digital", "deputy", guests="Fachfrau (erfunden)")


def vote(scene: Scene, meeting: Meeting, *, close: bool = True) -> None:
    """All say yes to the second item."""
    with scene.county.context("head"):
        item = queries.list_items(meeting)[1]
        actor = scene.county.actor("head")
        motion = meetings.open_vote(meeting_id=meeting.id, item_id=item.id, actor=actor)
    for house in (scene.county, scene.town, scene.village):
        with house.context("head"):
            voting.cast_vote(motion_id=motion.id, choice="yes", actor=house.actor("head"))
    if close:
        with scene.county.context("head"):
            voting.close_vote(motion_id=motion.id, actor=scene.county.actor("head"))


def draft(scene: Scene, meeting: Meeting) -> Minutes:
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        return actions.draft_minutes(meeting_id=meeting.id, actor=actor)


def texts(scene: Scene, meeting: Meeting) -> list[str]:
    with scene.village.context("clerk"):
        return [row.text for row in queries.list_minutes_items(meeting)]


def name_both(scene: Scene, meeting: Meeting) -> None:
    with scene.county.context("coordinator"):
        actions.change_facts(
            meeting_id=meeting.id,
            began=time(10, 5),
            ended=time(11, 40),
            chair="Toni Vorsitz (erfunden)",
            taker="Mia Schrift (erfunden)",
            actor=scene.county.actor("coordinator"),
        )


def release(scene: Scene, meeting: Meeting) -> Minutes:
    with scene.town.context("clerk"):
        return actions.release_minutes(meeting_id=meeting.id, actor=scene.town.actor("clerk"))


def released(scene: Scene, meeting: Meeting) -> Minutes:
    vote(scene, meeting)
    draft(scene, meeting)
    name_both(scene, meeting)
    return release(scene, meeting)


def test_drafting_needs_attendance_and_closed_votes(scene: Scene, held: Meeting) -> None:
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.draft_minutes(meeting_id=held.id, actor=scene.village.actor("head"))
    with scene.stranger.context("head"), pytest.raises(errors.MeetingUnknown):
        actions.draft_minutes(meeting_id=held.id, actor=scene.stranger.actor("head"))
    with pytest.raises(errors.AttendanceMissing, match="Enter who was there before"):
        draft(scene, scene.invite(scene.plan()))
    vote(scene, held, close=False)
    with pytest.raises(errors.VoteStillOpen, match="“Register gemeinsam führen” is still open"):
        draft(scene, held)


def test_the_draft_says_what_was_decided_by_which_rule_and_count(
    scene: Scene, held: Meeting
) -> None:
    vote(scene, held)
    minutes = draft(scene, held)
    opening, motion = texts(scene, held)
    assert opening == "Kurz."
    assert "Die Konferenz beschließt es." in motion
    assert "The motion is adopted." in motion
    assert "Rule: " in motion
    assert "Yes: 3, no: 0, abstentions: 0, not voted: 0." in motion
    assert "Yes: Gemeinde Quellbach, Landkreis Musterland, Stadt Nachbarau." in motion
    assert "Resolution no. B " in motion
    assert minutes.chair == "Toni Vorsitz (erfunden)"


def test_an_item_without_a_vote_says_so(scene: Scene, held: Meeting) -> None:
    draft(scene, held)
    assert texts(scene, held)[1].endswith("No decision was taken in this meeting.")


def test_drafting_again_brings_what_is_new_and_keeps_what_was_edited(
    scene: Scene, held: Meeting
) -> None:
    draft(scene, held)
    with scene.county.context("coordinator"):
        office = {"meeting_id": held.id, "actor": scene.county.actor("coordinator")}
        opening = queries.list_items(held)[0]
        actions.edit_item(item_id=opening.id, text="Die Leitung begrüßt.", edits=0, **office)
        late = agenda.add_item(title="Verschiedenes", **office)
    vote(scene, held)
    draft(scene, held)
    first, second, third = texts(scene, held)
    assert first == "Die Leitung begrüßt."
    assert "The motion is adopted." in second
    assert (third, late.is_late) == ("", True)


def test_two_writers_notice_each_other(scene: Scene, held: Meeting) -> None:
    draft(scene, held)
    with scene.county.context("coordinator"):
        item = queries.list_items(held)[0]
        office = {"meeting_id": held.id, "item_id": item.id}
        actor = scene.county.actor("coordinator")
        actions.edit_item(text="Erste Fassung", edits=0, actor=actor, **office)
        with pytest.raises(errors.MinutesChanged, match="Somebody else has changed this item"):
            actions.edit_item(text="Zweite Fassung", edits=0, actor=actor, **office)
        actions.edit_item(text="Zweite Fassung", edits=1, actor=actor, **office)
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actor = scene.village.actor("head")
        actions.edit_item(text="Von fremd", edits=2, actor=actor, **office)
    assert texts(scene, held)[0] == "Zweite Fassung"


def test_who_releases_and_what_must_be_there(scene: Scene, held: Meeting) -> None:
    with pytest.raises(errors.MinutesMissing, match="Draft them first"):
        release(scene, held)
    draft(scene, held)
    with scene.county.context("head"), pytest.raises(errors.NotTheChair, match="Toni Vorsitz"):
        actions.release_minutes(meeting_id=held.id, actor=scene.county.actor("head"))
    with scene.town.context("coordinator"), pytest.raises(errors.NotTheChair):
        actor = scene.town.actor("coordinator")
        actions.release_minutes(meeting_id=held.id, actor=actor)
    with pytest.raises(errors.MinuteTakerMissing, match="Enter who took the minutes"):
        release(scene, held)
    name_both(scene, held)
    with scene.county.context("coordinator"):
        office = {"meeting_id": held.id, "actor": scene.county.actor("coordinator")}
        item = queries.list_items(held)[0]
        actions.edit_item(item_id=item.id, text="", edits=0, **office)
    with pytest.raises(errors.TextMissing, match="text for Begrüßung"):
        release(scene, held)


def test_wrong_times(scene: Scene, held: Meeting) -> None:
    draft(scene, held)
    with scene.county.context("coordinator"), pytest.raises(errors.EndsBeforeStart):
        actions.change_facts(
            meeting_id=held.id,
            began=time(12, 0),
            ended=time(11, 0),
            chair="x",
            taker="y",
            actor=scene.county.actor("coordinator"),
        )


def test_released_minutes_are_fixed_for_everybody(scene: Scene, held: Meeting) -> None:
    minutes = released(scene, held)
    assert actions.fingerprint(minutes.content) == minutes.sha256
    with scene.county.context("coordinator"):
        office = {"meeting_id": held.id, "actor": scene.county.actor("coordinator")}
        item = queries.list_items(held)[0]
        with pytest.raises(errors.MinutesReleased, match=f"released on {clock.today():%d.%m.%Y}"):
            actions.edit_item(item_id=item.id, text="Anders", edits=0, **office)
        with pytest.raises(errors.MinutesReleased):
            actions.draft_minutes(**office)
        with pytest.raises(errors.MinutesReleased):
            agenda.add_item(title="Noch etwas", **office)
        with pytest.raises(errors.MinutesReleased):
            meetings.record_attendance(entries=scene.entries(["absent"] * 3), **office)
    with pytest.raises(errors.MinutesReleased):
        release(scene, held)


def test_the_database_itself_refuses_to_change_them(scene: Scene, held: Meeting) -> None:
    released(scene, held)
    with scene.county.context("head"):
        item = queries.list_items(held)[0]
        changes = [
            (Minutes.objects.filter(meeting=held), {"taker": "Andere"}),
            (Minutes.objects.filter(meeting=held), {"released_at": None}),
            (Minutes.objects.filter(meeting=held), {"content": {}}),
            (MinutesItem.objects.filter(meeting=held), {"text": "Anders"}),
            (Attendance.objects.filter(meeting=held), {"presence": "absent"}),
            (AgendaItem.objects.filter(meeting=held), {"title": "Anders"}),
            (Meeting.objects.filter(id=held.id), {"place": "Anderswo"}),
        ]
        for rows, change in changes:
            with pytest.raises(REFUSED, match="released"), transaction.atomic():
                rows.update(**change)
        with pytest.raises(REFUSED, match="released"), transaction.atomic():
            AgendaItem.objects.filter(id=item.id)._raw_delete("default")
        Meeting.objects.filter(id=held.id).update(is_public=True)
        assert Minutes.objects.filter(meeting=held).update(is_public=True) == 1


def test_nobody_begins_with_released_minutes(scene: Scene, held: Meeting) -> None:
    with scene.county.context("head"), pytest.raises(REFUSED, match="begin as a draft"):
        Minutes.objects.create(
            alliance=scene.union.alliance,
            meeting=held,
            began_at=held.starts_at,
            ended_at=held.ends_at,
            drafted_by="x",
            released_at=clock.now(),
        )


def test_a_release_stands_in_every_journal(scene: Scene, held: Meeting) -> None:
    minutes = released(scene, held)
    for house in (scene.county, scene.town, scene.village):
        with house.context("head"):
            told = journal.list_lines(object_id=str(held.id))[0].sentence
        assert f"released, check sum {minutes.sha256}" in told


def test_publishing(scene: Scene, held: Meeting) -> None:
    minutes = released(scene, held)
    with scene.county.context("head"), pytest.raises(errors.NotTheChair):
        actor = scene.county.actor("head")
        actions.publish_minutes(meeting_id=held.id, is_public=True, actor=actor)
    with scene.town.context("clerk"):
        chair = {"meeting_id": held.id, "actor": scene.town.actor("clerk")}
        with pytest.raises(errors.NotAllPublic, match="Herbstkonferenz, Begrüßung, Register"):
            actions.publish_minutes(is_public=True, **chair)
        assert not actions.publish_minutes(is_public=False, **chair).is_public
    assert minutes.is_public is False


def seen_by_strangers() -> tuple[int, int, int, int, int]:
    """Rows that the public door shows: meetings, items, minutes, texts, attendance."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('app.door', 'public', true)")
        found = tuple(
            model.objects.count()
            for model in (Meeting, AgendaItem, Minutes, MinutesItem, Attendance)
        )
        cursor.execute("select set_config('app.door', '', true)")
    return found


def test_strangers_see_public_meetings_once_people_are_invited(scene: Scene) -> None:
    meeting = scene.plan(frame=replace(FRAME, is_public=True))
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        agenda.add_item(title="Öffentlich", text="a", is_public=True, **office)
        closed = agenda.add_item(title="Nicht öffentlich", text="b", **office)
    assert seen_by_strangers() == (0, 0, 0, 0, 0)
    with scene.county.context("coordinator"):
        agenda.remove_item(item_id=closed.id, **office)
    scene.invite(meeting)
    scene.hold(meeting)
    assert seen_by_strangers() == (1, 1, 0, 0, 0)
    draft(scene, meeting)
    name_both(scene, meeting)
    release(scene, meeting)
    assert seen_by_strangers() == (1, 1, 0, 0, 0)
    with scene.town.context("clerk"):
        chair = {"meeting_id": meeting.id, "actor": scene.town.actor("clerk")}
        actions.publish_minutes(is_public=True, **chair)
    assert seen_by_strangers() == (1, 1, 1, 0, 0)


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_pdf_says_what_the_minutes_say(scene: Scene, held: Meeting) -> None:
    minutes = released(scene, held)
    pdf = minutes_pdf(minutes.content, sha256=minutes.sha256, made_at=minutes.released_at)
    text = pdf_text(pdf).replace("\r\n", "\n")
    for part in (
        "Herbstkonferenz",
        "Kreishaus Musterstadt, Saal 2",
        "Toni Vorsitz (erfunden)",
        "Mia Schrift (erfunden)",
        "Fachfrau (erfunden)",
        "Vera Tretung (erfunden)",
        "Present digitally",
        "3 of 3 seats took part, 1 of them digitally",
        "1. Begrüßung",
        "2. Register gemeinsam führen",
        "The motion is adopted.",
        minutes.sha256,
    ):
        assert part in text, part
    assert "Draft, not released" not in text


def test_pdf_of_a_draft_says_that_it_is_one(scene: Scene, held: Meeting) -> None:
    minutes = draft(scene, held)
    with scene.village.context("clerk"):
        content = build_content(queries.get_meeting(held.id), minutes)
    assert "Draft, not released" in pdf_text(
        minutes_pdf(content, sha256="", made_at=minutes.drafted_at)
    )


def test_pdf_takes_any_name_and_long_texts(scene: Scene, held: Meeting) -> None:
    minutes = draft(scene, held)
    with scene.village.context("clerk"):
        content = build_content(queries.get_meeting(held.id), minutes)
    hostile = "Ω ж 中 \U0001f600 <b>fett</b> **stern** \u202e verkehrt " + "Langeswort" * 60
    content["title"] = content["alliance"] = hostile
    content["items"] = [{**content["items"][0], "title": hostile, "text": f"{hostile}\n" * 80}] * 3
    content["attendance"] = content["attendance"] * 40
    data = minutes_pdf(content, sha256="", made_at=minutes.drafted_at)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 5


def test_minutes_of_a_late_and_urgent_invitation_say_so(scene: Scene) -> None:
    with scene.county.context("coordinator"):
        meetings.set_notice_period(
            alliance_id=scene.union.alliance.id,
            body_id=scene.union.body.id,
            ordinary=Period(6),
            urgent=Period(3),
            reference="Geschäftsordnung § 3 (erfunden)",
            actor=scene.county.actor("coordinator"),
        )
    meeting = scene.plan()
    scene.invite(meeting, is_urgent=True, urgent_reason="Antragsfrist", despite_short=True)
    scene.hold(meeting)
    minutes = draft(scene, meeting)
    with scene.village.context("clerk"):
        said = build_content(queries.get_meeting(meeting.id), minutes)["invitation"]
    assert "Notice: 0 of 3 calendar days (Geschäftsordnung § 3 (erfunden))." in said
    assert "The period of notice was not kept." in said
    assert "Invited as urgent: Antragsfrist" in said


def test_day_of_the_draft_is_german(scene: Scene, held: Meeting) -> None:
    minutes = draft(scene, held)
    assert minutes.ended_at - minutes.began_at == timedelta(hours=2)
