"""Planning, inviting, moving, cancelling, second meeting, attendance: refusal first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.db import InternalError, ProgrammingError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.governance.meetings.meeting_scene import FRAME, Scene

from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.errors import AllianceUnknown
from gemeinwerk.governance.meetings import actions, errors, queries
from gemeinwerk.governance.meetings.actions import Present
from gemeinwerk.governance.meetings.agenda import actions as agenda
from gemeinwerk.governance.meetings.models import Meeting
from gemeinwerk.governance.meetings.rules import Period, Rhythm, Step, Unit
from gemeinwerk.governance.models import Body, Membership, Motion, Seat, VotingRule
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting import queries as votes
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.context import member_context

REFERENCE = "Geschäftsordnung der Konferenz § 3 (erfunden)"


def set_period(scene: Scene, *, days: int = 6, urgent: int | None = 3) -> None:
    with scene.county.context("coordinator"):
        actions.set_notice_period(
            alliance_id=scene.union.alliance.id,
            body_id=scene.union.body.id,
            ordinary=Period(days),
            urgent=Period(urgent) if urgent is not None else None,
            reference=REFERENCE,
            actor=scene.county.actor("coordinator"),
        )


def events(scene: Scene, house: object) -> list[str]:
    with house.context("head"):
        found = journal.list_lines()
        return [line.event for line in found if line.event.startswith("governance.m")]


# Planning


def test_only_chair_and_office_plan(scene: Scene, soon: date) -> None:
    where = {"alliance_id": scene.union.alliance.id, "body_id": scene.union.body.id}
    told = (
        r"Only the chair of “Konferenz der Leitungen” \(Toni Vorsitz \(erfunden\), Stadt"
        r" Nachbarau\) or the office of the alliance \(Landkreis Musterland\) may do this."
    )
    for house, role in ((scene.village, "head"), (scene.county, "clerk")):
        with house.context(role), pytest.raises(errors.NotChairNorOffice, match=told):
            actions.plan_meetings(**where, days=[soon], frame=FRAME, actor=house.actor(role))
    with scene.stranger.context("head"), pytest.raises(AllianceUnknown):
        actor = scene.stranger.actor("head")
        actions.plan_meetings(**where, days=[soon], frame=FRAME, actor=actor)
    with scene.town.context("clerk"):
        chair = scene.town.actor("clerk")
        actions.plan_meetings(**where, days=[soon], frame=FRAME, actor=chair)
    assert [scene.plan(soon).title] == ["Herbstkonferenz"]


@pytest.mark.parametrize(
    ("frame", "refusal", "told"),
    [
        (replace(FRAME, title="  "), errors.TextMissing, "Something is not filled in: Title"),
        (replace(FRAME, ends=time(10, 0)), errors.EndsBeforeStart, "would end before it begins"),
        (replace(FRAME, place=" "), errors.PlaceMissing, "needs a place"),
        (replace(FRAME, link=""), errors.LinkMissing, "needs a link"),
        (replace(FRAME, link="javascript:alert(1)"), errors.LinkWrong, "is no web address"),
        (replace(FRAME, link="https://"), errors.LinkWrong, "begins with https://"),
        (replace(FRAME, link="https://a b"), errors.LinkWrong, "is no web address"),
        (replace(FRAME, link="http://a.example"), errors.LinkWrong, "is no web address"),
        (replace(FRAME, link="https://[::1"), errors.LinkWrong, "is no web address"),
    ],
)
def test_wrong_frames(scene: Scene, soon: date, frame: object, refusal: type, told: str) -> None:
    with pytest.raises(refusal, match=told):
        scene.plan(soon, frame)
    with scene.county.context("head"):
        assert Meeting.objects.count() == 0


def test_wrong_days(scene: Scene, soon: date) -> None:
    where = {"alliance_id": scene.union.alliance.id, "body_id": scene.union.body.id}
    yesterday = clock.today() - timedelta(days=1)
    with scene.county.context("coordinator"):
        about = {**where, "frame": FRAME, "actor": scene.county.actor("coordinator")}
        with pytest.raises(errors.NoDays, match="No day was given"):
            actions.plan_meetings(days=[], **about)
        with pytest.raises(errors.InThePast, match=f"{yesterday:%d.%m.%Y} is past"):
            actions.plan_meetings(days=[soon, yesterday], **about)
        with pytest.raises(errors.TooManyDays, match="More than 60 meetings"):
            actions.plan_meetings(days=[soon + timedelta(days=n) for n in range(61)], **about)
        planned = actions.plan_meetings(days=[soon, soon], **about)
        rhythm = Rhythm(2, Unit.WEEKS, 4)
        series = actions.plan_series(first=soon, rhythm=rhythm, **about)
    assert len(planned) == 1
    assert planned[0].series_id is None
    assert {meeting.series_id for meeting in series} == {series[0].series_id}
    assert [queries.day_of(each) for each in series] == [
        soon + timedelta(weeks=2 * n) for n in range(4)
    ]


def test_german_time_counts_in_summer_and_winter(scene: Scene) -> None:
    year = clock.today().year + 1
    summer, winter = scene.plan(date(year, 7, 1)), scene.plan(date(year, 12, 1))
    assert (summer.starts_at.utcoffset(), winter.starts_at.utcoffset()) == (
        timedelta(hours=2),
        timedelta(hours=1),
    )


def test_a_digital_meeting_keeps_no_place(scene: Scene, soon: date) -> None:
    assert scene.plan(soon, replace(FRAME, form="digital")).place == ""
    assert scene.plan(soon, replace(FRAME, form="in_person")).link == ""


# Who reads


def test_others_invited_ones_and_those_who_left_see_nothing(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    with scene.stranger.context("head"), pytest.raises(errors.MeetingUnknown):
        queries.get_meeting(meeting.id)
    with scene.county.context("head"):
        alliances.issue_invitation(
            alliance=scene.union.alliance,
            key="99003",
            standing="ordinary",
            actor=scene.county.actor("head"),
        )
    with scene.stranger.context("head"):
        assert Meeting.objects.count() == 0
    with scene.village.context("head"):
        assert queries.get_meeting(meeting.id) == meeting
        left = clock.today() - timedelta(days=1)
        Membership.objects.filter(member=scene.village.member).update(joined_on=left, left_on=left)
        assert Meeting.objects.count() == 0
        with pytest.raises(errors.MeetingUnknown):
            queries.get_meeting(meeting.id)


# Inviting


def test_what_an_invitation_needs(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.invite(meeting_id=meeting.id, actor=scene.village.actor("head"))
    with scene.stranger.context("head"), pytest.raises(errors.MeetingUnknown):
        actions.invite(meeting_id=meeting.id, actor=scene.stranger.actor("head"))
    with (
        scene.county.context("coordinator"),
        pytest.raises(errors.AgendaEmpty, match="The agenda is empty"),
    ):
        actions.invite(meeting_id=meeting.id, actor=scene.county.actor("coordinator"))
    with pytest.raises(errors.SecondNeedsFirst):
        scene.invite(meeting, relief=True)
    with pytest.raises(errors.UrgencyWithoutReason, match="Say why the meeting cannot wait"):
        scene.invite(meeting, is_urgent=True, urgent_reason=" ")
    invited = scene.invite(meeting)
    assert (invited.state, invited.notice, invited.sequence) == ("invited", None, 1)
    with pytest.raises(errors.WrongState, match="The meeting is “Invited”"):
        scene.invite(meeting)


def test_notice_that_is_too_short_says_so(scene: Scene) -> None:
    set_period(scene)
    meeting = scene.plan(clock.today() + timedelta(days=5))
    told = r"4 of 6 calendar days lie between today and the meeting \(Geschäftsordnung"
    with pytest.raises(errors.NoticeTooShort, match=told):
        scene.invite(meeting)
    with scene.county.context("head"):
        assert queries.get_meeting(meeting.id).state == "planned"
    invited = scene.invite(meeting, despite_short=True)
    assert invited.notice["is_enough"] is False
    assert invited.notice["reference"] == REFERENCE


def test_urgent_notice(scene: Scene) -> None:
    meeting = scene.plan(clock.today() + timedelta(days=5))
    set_period(scene, urgent=None)
    with pytest.raises(errors.NoUrgentNotice):
        scene.invite(meeting, is_urgent=True, urgent_reason="Frist der Förderung")
    set_period(scene, urgent=3)
    invited = scene.invite(meeting, is_urgent=True, urgent_reason="Frist der Förderung")
    assert (invited.notice["needed"], invited.notice["is_enough"]) == (3, True)
    assert invited.urgent_reason == "Frist der Förderung"


def test_notice_period_needs_its_reference(scene: Scene) -> None:
    about = {"alliance_id": scene.union.alliance.id, "body_id": scene.union.body.id}
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.set_notice_period(
            **about,
            ordinary=Period(6),
            urgent=None,
            reference=REFERENCE,
            actor=scene.village.actor("head"),
        )
    with scene.county.context("coordinator"):
        office = {**about, "actor": scene.county.actor("coordinator")}
        with pytest.raises(errors.NoticeRuleIncomplete, match="the reference that sets it"):
            actions.set_notice_period(**office, ordinary=Period(6), urgent=None, reference="  ")
        with pytest.raises(errors.UrgentNotShorter):
            actions.set_notice_period(
                **office, ordinary=Period(6), urgent=Period(7), reference=REFERENCE
            )


def test_letters_wait_for_holder_and_deputy_else_for_the_head(scene: Scene, soon: date) -> None:
    scene.invite(scene.plan(soon), origin="https://gemeinwerk.example")
    jobs = ProcrastinateJob.objects.filter(task_name="governance.mail_meeting")
    assert {job.args["invited"]: job.args["person_id"] for job in jobs} == {
        scene.county.member.id: "",
        scene.town.member.id: str(scene.town.people["clerk"].id),
        scene.village.member.id: "",
    }
    assert {job.args["news"] for job in jobs} == {"invited"}


# Changing


def test_a_change_counts_on_and_asks_for_the_notice_again(scene: Scene) -> None:
    set_period(scene)
    meeting = scene.invite(scene.plan(clock.today() + timedelta(days=20)))
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.change_meeting(
            meeting_id=meeting.id, day=clock.today(), frame=FRAME, actor=scene.village.actor("head")
        )
    nearer = clock.today() + timedelta(days=3)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        with pytest.raises(errors.NoticeTooShort):
            actions.change_meeting(day=nearer, frame=FRAME, **office)
        other = replace(FRAME, place="Rathaus Nachbarau")
        same_day = actions.change_meeting(day=queries.day_of(meeting), frame=other, **office)
        moved = actions.change_meeting(day=nearer, frame=other, despite_short=True, **office)
    assert (same_day.sequence, moved.sequence) == (2, 3)
    assert moved.notice["is_enough"] is False
    assert events(scene, scene.village)[0] == "governance.meeting.changed"


def test_cancelling_needs_a_reason_and_gives_back_what_waits(scene: Scene, soon: date) -> None:
    motion = scene.propose()
    meeting = scene.plan(soon)
    scene.put(meeting, motion)
    scene.invite(meeting)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        assert list(queries.list_waiting_motions(scene.union.body)) == []
        with pytest.raises(errors.CancelNeedsReason):
            actions.cancel_meeting(reason=" ", **office)
        cancelled = actions.cancel_meeting(reason="Zu wenige Zusagen", **office)
        assert list(queries.list_waiting_motions(scene.union.body)) == [motion]
        with pytest.raises(errors.WrongState, match="“Called off”"):
            actions.cancel_meeting(reason="Noch einmal", **office)
    assert cancelled.sequence == 2
    jobs = ProcrastinateJob.objects.filter(task_name="governance.mail_meeting")
    told = [job.args["news"] for job in jobs.order_by("id")]
    assert told == ["invited"] * 3 + ["cancelled"] * 3


# Attendance


def test_attendance_waits_for_invitation_and_day(scene: Scene, soon: date) -> None:
    with pytest.raises(errors.NotInvited, match="Invite first"):
        scene.hold(scene.plan())
    later = scene.invite(scene.plan(soon))
    with pytest.raises(errors.NotTheDayYet, match=f"The meeting is on {soon:%d.%m.%Y}"):
        scene.hold(later)
    today = scene.invite(scene.plan())
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.record_attendance(
            meeting_id=today.id,
            entries=scene.entries(["in_person"] * 3),
            actor=scene.village.actor("head"),
        )
    with pytest.raises(errors.AttendanceIncomplete, match="for Gemeinde Quellbach whether"):
        scene.hold(today, "in_person", "digital")
    with pytest.raises(errors.AttendanceIncomplete, match="Stadt Nachbarau"):
        scene.hold(today, "in_person", "asleep", "digital")
    held = scene.hold(today, "in_person", "excused", "deputy_digital", guests="Fachleute")
    assert (held.state, held.guests) == ("held", "Fachleute")
    with scene.village.context("clerk"):
        rows = {row.member_name: row for row in queries.list_attendance(held)}
        assert queries.list_present(held) == [scene.county.member.id, scene.village.member.id]
    assert rows["Gemeinde Quellbach"].person == "Vera Tretung (erfunden)"
    assert rows["Stadt Nachbarau"].person == "Toni Vorsitz (erfunden)"
    assert not rows["Stadt Nachbarau"].is_present


def test_a_strange_entry_gets_no_row(scene: Scene) -> None:
    """Only seats of the body are recorded, whatever a form sends."""
    meeting = scene.invite(scene.plan())
    with scene.county.context("coordinator"):
        entries = [*scene.entries(["absent"] * 3), Present(scene.stranger.member.id, "in_person")]
        actor = scene.county.actor("coordinator")
        actions.record_attendance(meeting_id=meeting.id, entries=entries, actor=actor)
        assert queries.list_attendance(meeting).count() == 3


def test_votes_in_the_meeting_know_who_is_there(scene: Scene) -> None:
    motion = scene.propose()
    meeting = scene.plan()
    scene.put(meeting, motion)
    scene.invite(meeting)
    with scene.county.context("coordinator"):
        office = {"meeting_id": meeting.id, "actor": scene.county.actor("coordinator")}
        item = queries.list_items(meeting)[0]
        with pytest.raises(errors.AttendanceMissing, match="Enter who was there"):
            actions.open_vote(item_id=item.id, **office)
    scene.hold(meeting, "in_person", "absent", "digital")
    with scene.village.context("head"), pytest.raises(errors.NotChairNorOffice):
        actions.open_vote(meeting_id=meeting.id, item_id=item.id, actor=scene.village.actor("head"))
    with scene.county.context("coordinator"):
        actions.open_vote(item_id=item.id, **office)
        present = [place.name for place in count(motion) if place.is_present]
        assert present == ["Gemeinde Quellbach", "Landkreis Musterland"]
    scene.hold(meeting, "in_person", "digital", "absent")
    with scene.county.context("coordinator"):
        present = [place.name for place in count(motion) if place.is_present]
        assert present == ["Landkreis Musterland", "Stadt Nachbarau"]


def count(motion: Motion) -> list[votes.Place]:
    return votes.count_votes(votes.get_motion(motion.id)).places


def test_another_body_s_item_cannot_be_voted_here(scene: Scene) -> None:
    meeting = scene.hold(scene.invite(scene.plan()))
    motion = scene.propose()
    with scene.county.context("coordinator"), pytest.raises(errors.ItemUnknown):
        actor = scene.county.actor("coordinator")
        actions.open_vote(meeting_id=meeting.id, item_id=motion.id, actor=actor)


# Second meeting


def without_quorum(scene: Scene) -> tuple[Meeting, Motion]:
    """A first meeting to which only the county came."""
    motion = scene.propose()
    meeting = scene.plan()
    scene.put(meeting, motion)
    scene.invite(meeting)
    scene.hold(meeting, "in_person", "absent", "excused")
    with scene.county.context("head"):
        item = queries.list_items(meeting)[0]
        actor = scene.county.actor("head")
        actions.open_vote(meeting_id=meeting.id, item_id=item.id, actor=actor)
        Motion.objects.filter(id=motion.id).update(state="proposed", round=2)
    return meeting, motion


def test_second_meeting_takes_up_what_was_left(scene: Scene, soon: date) -> None:
    first, motion = without_quorum(scene)
    planned = scene.plan(soon)
    with scene.county.context("coordinator"):
        about = {"day": soon, "frame": FRAME, "actor": scene.county.actor("coordinator")}
        with pytest.raises(errors.SecondNeedsFirst):
            actions.call_second(meeting_id=planned.id, **about)
        second = actions.call_second(meeting_id=first.id, **about)
        with pytest.raises(errors.SecondCalled):
            actions.call_second(meeting_id=first.id, **about)
        items = list(queries.list_items(second))
        assert [item.motion_id for item in items] == [motion.id]
        assert not queries.is_relieved(items[0])
    invited = scene.invite(second, relief=True)
    with scene.county.context("coordinator"):
        repeated = queries.list_items(invited)[0]
        repeated.meeting = invited
        assert queries.is_relieved(repeated)
        actor = scene.county.actor("coordinator")
        new = agenda.add_item(meeting_id=invited.id, title="Neues", actor=actor)
        assert not queries.is_relieved(new)


def take_rule(scene: Scene, key: str) -> None:
    """Let the conference vote by another rule of the catalogue."""
    rule = catalogue.get_entry(key).rule
    with scene.county.context("head"):
        row = VotingRule.objects.create(
            alliance=scene.union.alliance,
            key=rule.key,
            name=rule.name,
            reference=rule.reference,
            definition=rule.to_json(),
            made_by="Test",
        )
        Body.objects.filter(id=scene.union.body.id).update(rule=row)


def vote_alone(scene: Scene, meeting: Meeting) -> str:
    """Only the county comes and says yes; return what became of the motion."""
    scene.hold(meeting, "in_person", "absent", "absent")
    with scene.county.context("head"):
        actor = scene.county.actor("head")
        item = queries.list_items(meeting)[0]
        motion = actions.open_vote(meeting_id=meeting.id, item_id=item.id, actor=actor)
        voting.cast_vote(motion_id=motion.id, choice="yes", actor=actor)
        return voting.close_vote(motion_id=motion.id, actor=actor).state


@pytest.mark.parametrize(("relief", "result"), [(False, "proposed"), (True, "adopted")])
def test_whoever_comes_decides_only_if_the_invitation_said_so(
    scene: Scene, relief: bool, result: str
) -> None:
    take_rule(scene, "assembly_nw")
    first = scene.plan()
    scene.put(first, scene.propose())
    scene.invite(first)
    assert vote_alone(scene, first) == "proposed"
    with scene.county.context("coordinator"):
        actor = scene.county.actor("coordinator")
        second = actions.call_second(
            meeting_id=first.id, day=clock.today(), frame=FRAME, actor=actor
        )
    scene.invite(second, relief=relief)
    assert vote_alone(scene, second) == result


def test_nothing_left_needs_no_second_meeting(scene: Scene, soon: date) -> None:
    held = scene.hold(scene.invite(scene.plan()))
    with scene.county.context("coordinator"), pytest.raises(errors.NothingLeft):
        actor = scene.county.actor("coordinator")
        actions.call_second(meeting_id=held.id, day=soon, frame=FRAME, actor=actor)


# The database


def test_the_database_keeps_the_order_of_states(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    refused = (InternalError, ProgrammingError)
    with scene.county.context("head"):
        rows = Meeting.objects.filter(id=meeting.id)
        with pytest.raises(refused, match="does not go from planned to held"), transaction.atomic():
            rows.update(state="held")
        rows.update(sequence=5)
        with pytest.raises(refused, match="calendars count on"), transaction.atomic():
            rows.update(sequence=4)


def test_a_stranger_cannot_write_into_an_alliance(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    with member_context(scene.stranger.member.id):
        assert Meeting.objects.filter(id=meeting.id).update(title="Fremd") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Meeting.objects.create(
                alliance=scene.union.alliance,
                body=scene.union.body,
                title="Fremd",
                starts_at=clock.now(),
                ends_at=clock.now() + timedelta(hours=1),
                planned_by="Fremd",
                changed_at=clock.now(),
            )


def test_what_waits_for_whom(scene: Scene, soon: date) -> None:
    meeting = scene.plan()
    assert waiting(scene.town, "clerk") == ["invite"]
    assert waiting(scene.village, "head") == []
    scene.invite(meeting)
    assert waiting(scene.village, "head") == ["come"]
    assert waiting(scene.village, "clerk") == []
    assert waiting(scene.county, "coordinator") == ["hold"]
    scene.hold(meeting)
    assert waiting(scene.town, "clerk") == ["minutes"]
    assert waiting(scene.stranger, "head") == []
    with scene.county.context("head"):
        assert queries.get_step(queries.get_meeting(meeting.id)) is Step.MINUTES


def waiting(house: object, role: str) -> list[str]:
    with house.context(role):
        return [each.code for each in queries.list_waiting(house.actor(role))]


def test_a_seat_of_a_member_that_left_is_not_recorded(scene: Scene) -> None:
    meeting = scene.invite(scene.plan())
    with scene.county.context("coordinator"):
        gone = clock.today() - timedelta(days=1)
        Membership.objects.filter(member=scene.village.member).update(left_on=gone)
        actor = scene.county.actor("coordinator")
        entries = scene.entries(["in_person", "in_person"])
        actions.record_attendance(meeting_id=meeting.id, entries=entries, actor=actor)
        assert Seat.objects.filter(body=scene.union.body).count() == 3
        assert queries.list_attendance(meeting).count() == 2
