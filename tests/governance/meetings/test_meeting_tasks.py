"""Tasks that follow, calendar files and letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import icalendar
import pytest
from django.core import mail
from django.db import InternalError, ProgrammingError, transaction
from tests.governance.meetings.meeting_scene import FRAME, Scene

from gemeinwerk.governance.meetings import actions as meetings
from gemeinwerk.governance.meetings import errors, mailing, queries
from gemeinwerk.governance.meetings.calendar_file import calendar_of, file_name
from gemeinwerk.governance.meetings.followups import actions
from gemeinwerk.governance.meetings.models import FollowUp, Meeting
from gemeinwerk.governance.models import Membership, Seat
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import member_context


def give(scene: Scene, meeting: Meeting, **changes: object) -> FollowUp:
    """Give the village a task, as the office does."""
    wanted = {
        "what": "Kosten schätzen",
        "member_id": scene.village.member.id,
        "person": "Quirin Sitz (erfunden)",
        "due_on": clock.today() + timedelta(days=14),
        **changes,
    }
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        return actions.give_task(meeting_id=meeting.id, actor=actor, **wanted)


@pytest.fixture
def held(scene: Scene) -> Meeting:
    return scene.hold(scene.invite(scene.plan()))


def test_what_a_task_needs(scene: Scene, held: Meeting) -> None:
    due = clock.today() + timedelta(days=1)
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.give_task(
            meeting_id=held.id,
            what="x",
            member_id=scene.county.member.id,
            due_on=due,
            actor=scene.village.actor("head"),
        )
    with pytest.raises(errors.WrongState, match="“Planned”"):
        give(scene, scene.plan(due))
    with pytest.raises(errors.TextMissing, match="What is to be done"):
        give(scene, held, what=" ")
    with pytest.raises(errors.DueInThePast, match="due today or later"):
        give(scene, held, due_on=clock.today() - timedelta(days=1))
    with pytest.raises(errors.NotAMember, match="does not belong to the alliance today"):
        give(scene, held, member_id=scene.stranger.member.id)
    with pytest.raises(errors.ItemUnknown):
        give(scene, held, item_id=held.id)
    assert give(scene, held).member_name == "Gemeinde Quellbach"


def test_only_the_own_member_says_that_it_is_done(scene: Scene, held: Meeting) -> None:
    task = give(scene, held)
    about = {"alliance_id": scene.union.alliance.id, "task_id": task.id}
    with scene.county.context("head"):
        with pytest.raises(errors.NotYourTask, match="one of Gemeinde Quellbach"):
            actions.finish_task(**about, actor=scene.county.actor("head"))
        refused = pytest.raises((InternalError, ProgrammingError), match="only the own member")
        with refused, transaction.atomic():
            FollowUp.objects.filter(id=task.id).update(done_at=clock.now())
    with scene.stranger.context("head"):
        assert FollowUp.objects.count() == 0
    with scene.village.context("clerk"):
        own = {**about, "actor": scene.village.actor("clerk")}
        assert [each.code for each in queries.list_waiting(own["actor"])] == ["task"]
        actions.finish_task(note="Liegt bei", **own)
        with pytest.raises(errors.TaskDone):
            actions.finish_task(**own)
        assert queries.list_waiting(own["actor"]) == []
        assert actions.reopen_task(**own).done_at is None


def test_task_of_another_alliance_is_not_there(scene: Scene, held: Meeting) -> None:
    task = give(scene, held)
    with scene.village.context("head"):
        Membership.objects.filter(member=scene.village.member).update(
            joined_on=clock.today() - timedelta(days=5), left_on=clock.today() - timedelta(days=1)
        )
        assert FollowUp.objects.filter(id=task.id).count() == 0


# Calendar files


def calendar(scene: Scene, *meetings: Meeting) -> bytes:
    """The file as a clerk of the village takes it."""
    with scene.village.context("clerk"):
        return calendar_of([queries.get_meeting(meeting.id) for meeting in meetings])


def event(data: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")[0]


def test_a_meeting_is_a_tentative_then_a_confirmed_event(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    planned = event(calendar(scene, meeting))
    assert (planned["STATUS"], planned["SEQUENCE"]) == ("TENTATIVE", 0)
    invited = event(calendar(scene, scene.invite(meeting)))
    assert (invited["STATUS"], invited["SEQUENCE"]) == ("CONFIRMED", 1)
    assert invited["UID"] == planned["UID"] == f"{meeting.id}@gemeinwerk"
    assert invited["DTSTART"].dt == meeting.starts_at
    assert invited["LOCATION"] == (
        "Kreishaus Musterstadt, Saal 2, https://konferenz.example/herbst"
    )


def test_a_cancelled_meeting_cancels_its_event(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        meetings.cancel_meeting(meeting_id=meeting.id, reason="Sturm", actor=actor)
    data = calendar(scene, meeting)
    assert icalendar.Calendar.from_ical(data)["METHOD"] == "CANCEL"
    assert event(data)["STATUS"] == "CANCELLED"
    assert event(data)["SEQUENCE"] == 2
    assert "Cancelled: Sturm" in event(data)["DESCRIPTION"]


def test_lines_are_folded_and_text_cannot_break_out(scene: Scene, soon: date) -> None:
    title = "Ä" * 90 + "\r\nEND:VEVENT;,\\"
    meeting = scene.plan(soon, replace(FRAME, title=title))
    data = calendar(scene, meeting)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert data.count(b"\r\nEND:VEVENT\r\n") == 1
    assert event(data)["SUMMARY"].startswith("Ä" * 90)
    assert "\n" not in file_name(meeting, "Termin.ics")
    assert "/" not in file_name(meeting, "Termin.ics")


def test_all_events_are_in_one_calendar(scene: Scene, soon: date) -> None:
    both = [scene.plan(soon), scene.plan(soon + timedelta(days=7))]
    found = icalendar.Calendar.from_ical(calendar(scene, *both))
    assert len(found.walk("VEVENT")) == 2
    assert found["METHOD"] == "PUBLISH"


# Letters


def send(scene: Scene, meeting: Meeting, house: object, role: str, news: str = "invited") -> None:
    mailing.send(
        meeting_id=meeting.id,
        invited=house.member.id,
        person_id=house.people[role].id,
        news=news,
        origin="https://gemeinwerk.example",
    )


def test_letter_with_agenda_link_and_calendar(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon), letter="Bitte Unterlagen lesen.")
    send(scene, meeting, scene.town, "clerk")
    letter = mail.outbox[-1]
    assert letter.to == ["clerk@99001001.example"]
    assert letter.subject == f"Invitation: Herbstkonferenz on {soon:%d.%m.%Y}"
    for part in ("1. Begrüßung", "Saal 2", "Bitte Unterlagen lesen.", f"sitzungen/{meeting.id}/"):
        assert part in letter.body
    name, data, kind = letter.attachments[0]
    assert (name, kind) == (f"Termin_{soon}_Herbstkonferenz.ics", "text/calendar")
    assert event(data if isinstance(data, bytes) else data.encode())["SEQUENCE"] == 1


def test_a_seat_without_a_person_tells_the_head(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    mailing.send(
        meeting_id=meeting.id,
        invited=scene.village.member.id,
        person_id=None,
        news="invited",
        origin="",
    )
    assert [letter.to for letter in mail.outbox] == [["head@99001002.example"]]


def test_title_cannot_break_the_subject(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon, replace(FRAME, title="A\r\nBcc: x@y.example")))
    send(scene, meeting, scene.town, "clerk")
    assert mail.outbox[-1].subject.startswith("Invitation: A Bcc: x@y.example on")
    assert mail.outbox[-1].bcc == []


def test_nobody_else_gets_a_letter(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    mailing.send(
        meeting_id=meeting.id,
        invited=scene.town.member.id,
        person_id=scene.village.people["head"].id,
        news="invited",
        origin="",
    )
    send(scene, meeting, scene.stranger, "head")
    assert mail.outbox == []


def test_after_leaving_no_letter_comes(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    with scene.county.context("head"):
        gone = clock.today() - timedelta(days=1)
        Membership.objects.filter(member=scene.town.member).update(left_on=gone)
    send(scene, meeting, scene.town, "clerk")
    assert mail.outbox == []


def test_cancellation_says_why(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        meetings.cancel_meeting(meeting_id=meeting.id, reason="Sturm", actor=actor)
    send(scene, meeting, scene.town, "clerk", "cancelled")
    assert "does not take place: Sturm" in mail.outbox[-1].body
    with member_context(scene.town.member.id):
        assert Seat.objects.filter(member=scene.town.member).exists()
