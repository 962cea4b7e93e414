"""Meetings over HTTP: who may, and a meeting from the plan to the released minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from tests.governance.meetings.meeting_scene import FRAME, Scene
from tests.signing_in import sign_in

from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.models import AgendaItem, FollowUp, Meeting, MinutesItem
from gemeinwerk.governance.models import Seat
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock

FORM = {
    "title": "Herbstkonferenz",
    "begins": "10:00",
    "ends": "12:00",
    "form": "in_person",
    "place": "Kreishaus Musterstadt",
}


def where(scene: Scene, name: str, meeting: Meeting | None = None, **more: object) -> str:
    about = {"alliance_id": scene.union.alliance.id, **more}
    return reverse(
        f"meetings:{name}", kwargs=about | ({"meeting_id": meeting.id} if meeting else {})
    )


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def post(client: Client, address: str, **entries: object) -> str:
    """Send a form and return the page that follows."""
    response = client.post(address, entries, follow=True)
    assert response.status_code == 200
    return response.content.decode()


READ = ("meeting", "meeting-calendar")
LEAD = ("change-meeting", "agenda", "invite-to-meeting", "cancel-meeting", "attendance")
LEAD += ("second-meeting", "give-task")


def test_who_may(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    for name in (*READ, *LEAD):
        address = where(scene, name, meeting)
        assert Client().get(address)["Location"].startswith(reverse("account_login")), name
        assert sign_in(scene.stranger.people["head"]).get(address).status_code == 404, name
        allowed = 200 if name in READ else 403
        village = sign_in(scene.village.people["head"])
        assert village.get(address).status_code == allowed, name
        assert sign_in(scene.county.people["coordinator"]).get(address).status_code == 200, name
        assert sign_in(scene.town.people["clerk"]).get(address).status_code == 200, name


def test_who_may_on_the_pages_of_the_alliance(scene: Scene) -> None:
    body = {"body_id": scene.union.body.id}
    pages = [("meetings", {}, 200), ("meeting-tasks", {}, 200), ("meeting-calendars", {}, 200)]
    pages += [("plan-meeting", {}, 403), ("notice-period", body, 403), ("bring-topic", {}, 403)]
    for name, more, clerk in pages:
        address = where(scene, name, **more)
        assert Client().get(address).status_code == 302, name
        assert sign_in(scene.stranger.people["head"]).get(address).status_code == 404, name
        assert sign_in(scene.village.people["clerk"]).get(address).status_code == clerk, name
        assert sign_in(scene.county.people["coordinator"]).get(address).status_code == 200, name


def test_posts_are_refused_likewise(scene: Scene) -> None:
    meeting = scene.hold(scene.invite(scene.plan()))
    with scene.county.context("head"):
        item = queries.list_items(meeting)[0]
    names = [("minutes", {}), ("release-minutes", {}), ("publish-minutes", {})]
    names += [("open-vote-in-meeting", {"item_id": item.id})]
    for name, more in names:
        address = where(scene, name, meeting, **more)
        assert sign_in(scene.stranger.people["head"]).post(address).status_code == 404, name
        assert sign_in(scene.village.people["head"]).post(address).status_code == 403, name


def test_a_meeting_of_one_alliance_is_not_there_under_another(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon)
    address = reverse(
        "meetings:meeting", kwargs={"alliance_id": meeting.id, "meeting_id": meeting.id}
    )
    assert sign_in(scene.county.people["head"]).get(address).status_code == 404


def test_empty_list_says_what_to_do(scene: Scene) -> None:
    office = text(sign_in(scene.county.people["coordinator"]), where(scene, "meetings"))
    clerk = text(sign_in(scene.village.people["clerk"]), where(scene, "meetings"))
    assert "Plan one meeting, or regular meetings for a year." in office
    assert "The chair of a body or the office of the alliance plans meetings." in clerk
    assert where(scene, "plan-meeting") in office
    assert where(scene, "plan-meeting") not in clerk


def test_planning_shows_refusals_at_their_fields(scene: Scene, soon: date) -> None:
    client = sign_in(scene.county.people["coordinator"])
    body = str(scene.union.body.id)
    address = where(scene, "plan-meeting")
    past = (clock.today() - timedelta(days=1)).isoformat()
    page = client.post(address, {**FORM, "body": body, "day": past})
    assert "is past. Choose a day from today on." in str(page.context["form"].errors["day"])
    page = client.post(address, {**FORM, "body": body, "day": soon, "place": ""})
    assert "A meeting in person needs a place." in str(page.context["form"].errors["place"])
    page = client.post(f"{address}?art=tage", {**FORM, "body": body, "days_text": "31.2.2027"})
    assert "“31.2.2027” is no day." in str(page.context["form"].errors["days_text"])
    page = client.post(address, {**FORM, "body": str(scene.union.alliance.id), "day": soon})
    assert "body" in page.context["form"].errors


def test_three_ways_of_planning(scene: Scene, soon: date) -> None:
    client = sign_in(scene.town.people["clerk"])
    about = {**FORM, "body": str(scene.union.body.id)}
    address = where(scene, "plan-meeting")
    assert "1 meeting planned." in post(client, address, **about, day=soon)
    assert "4 meetings planned." in post(
        client, f"{address}?art=serie", **about, day=soon, every=1, unit="weekday", count=4
    )
    days = f"{soon:%d.%m.%Y}\n\n{soon + timedelta(days=3):%d.%m.%Y}"
    assert "2 meetings planned." in post(client, f"{address}?art=tage", **about, days_text=days)
    with scene.town.context("clerk"):
        assert Meeting.objects.count() == 7
    assert text(client, where(scene, "meetings")).count("not invited yet") == 7


def test_agenda_by_buttons_without_scripts(scene: Scene, soon: date) -> None:
    motion = scene.propose()
    meeting = scene.plan(soon)
    village = sign_in(scene.village.people["head"])
    told = post(
        village,
        where(scene, "bring-topic"),
        body=scene.union.body.id,
        title="Schulung",
        text="Im Mai",
    )
    assert "The topic waits for the next meeting." in told
    client = sign_in(scene.county.people["coordinator"])
    address = where(scene, "agenda", meeting)
    with scene.county.context("head"):
        topic = queries.list_topics(scene.union.body)[0]
    assert "Schulung" in text(client, address)
    post(client, address, topic=topic.id)
    post(client, address, motion=motion.id)
    post(client, address, add_item="1", title="Begrüßung")
    assert "This field is required." in post(client, address, add_item="1", title="")
    with scene.county.context("head"):
        opening = AgendaItem.objects.get(title="Begrüßung")
    post(client, address, move=f"hoch:{opening.id}")
    post(client, address, move=f"anfang:{opening.id}")
    with scene.county.context("head"):
        titles = [item.title for item in queries.list_items(meeting)]
    assert titles == ["Begrüßung", "Schulung", "Register gemeinsam führen"]
    post(client, address, remove=topic.id)
    assert client.post(address, {"motion": "quatsch"}).status_code == 404
    assert client.post(address, {"move": "hoch:quatsch"}).status_code == 404
    assert "is on the agenda of a meeting already" in post(client, address, motion=motion.id)


def test_from_invitation_to_released_minutes(scene: Scene) -> None:
    motion = scene.propose()
    meeting = scene.plan()
    scene.put(meeting, motion)
    office = sign_in(scene.county.people["head"])
    chair = sign_in(scene.town.people["clerk"])
    village = sign_in(scene.village.people["head"])
    page = text(office, where(scene, "meeting", meeting))
    assert "Chair (Toni Vorsitz (erfunden), Stadt Nachbarau) or office" in page
    assert "No period of notice is entered" in page
    assert "Quirin Sitz (erfunden)" in text(office, where(scene, "invite-to-meeting", meeting))
    assert "The invitation is sent." in post(office, where(scene, "invite-to-meeting", meeting))
    assert where(scene, "attendance", meeting) not in text(
        village, where(scene, "meeting", meeting)
    )
    address = where(scene, "attendance", meeting)
    ids = [house.member.id for house in (scene.county, scene.town, scene.village)]
    incomplete = office.post(address, {f"presence_{ids[0]}": "in_person"})
    assert "Choose whether this seat took part." in incomplete.content.decode()
    presence = {f"presence_{member}": "digital" for member in ids}
    assert "The attendance is recorded." in post(office, address, **presence)
    with scene.county.context("head"):
        item = queries.list_items(meeting)[0]
    vote = where(scene, "open-vote-in-meeting", meeting, item_id=item.id)
    assert "is open. The members vote now." in post(office, vote)
    assert "The vote on “Register gemeinsam führen” is still open." in post(
        office, where(scene, "minutes", meeting)
    )
    for house in (scene.county, scene.town, scene.village):
        with house.context("head"):
            voting.cast_vote(motion_id=motion.id, choice="yes", actor=house.actor("head"))
    with scene.county.context("head"):
        voting.close_vote(motion_id=motion.id, actor=scene.county.actor("head"))
    drafted = post(office, where(scene, "minutes", meeting))
    assert "The motion is adopted." in drafted
    assert "Release these minutes for good?" not in drafted
    assert "Release these minutes for good?" in text(chair, where(scene, "minutes", meeting))
    facts = where(scene, "minutes-facts", meeting)
    names = {"chair": "Toni Vorsitz (erfunden)", "taker": "Mia Schrift (erfunden)"}
    post(office, facts, began="10:05", ends="11:30", **names)
    edit = where(scene, "minutes-item", meeting, item_id=item.id)
    post(office, edit, text="Beschlossen.\nEinstimmig.", edits=0)
    late = post(office, edit, text="Ganz anders.", edits=0)
    assert "Somebody else has changed this item meanwhile." in late
    assert "Beschlossen." in late
    assert village.get(edit).status_code == 403
    assert "The minutes are released and fixed." in post(
        chair, where(scene, "release-minutes", meeting)
    )
    page = text(village, where(scene, "minutes", meeting))
    assert "Einstimmig." in page
    assert "Since then the text is fixed." in page
    pdf = village.get(where(scene, "minutes-pdf", meeting))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]
    assert "These items are not public: Herbstkonferenz" in post(
        chair, where(scene, "publish-minutes", meeting), public="yes"
    )
    with scene.county.context("head"):
        assert MinutesItem.objects.get(item=item).edits == 1


def test_minutes_that_do_not_exist(scene: Scene) -> None:
    meeting = scene.hold(scene.invite(scene.plan()))
    client = sign_in(scene.county.people["head"])
    with scene.county.context("head"):
        item = queries.list_items(meeting)[0]
    for name, more in (
        ("minutes", {}),
        ("minutes-facts", {}),
        ("minutes-pdf", {}),
        ("minutes-item", {"item_id": item.id}),
    ):
        response = client.get(where(scene, name, meeting, **more))
        assert response.status_code == 400, name
        assert "There are no minutes yet. Draft them first." in response.content.decode(), name


def test_short_notice_asks_first(scene: Scene) -> None:
    client = sign_in(scene.county.people["coordinator"])
    period = where(scene, "notice-period", body_id=scene.union.body.id)
    assert "What says so" in text(client, period)
    told = post(client, period, days=6, reference="Geschäftsordnung § 3 (erfunden)")
    assert "6 calendar days" in told
    meeting = scene.plan(clock.today() + timedelta(days=2))
    post(client, where(scene, "agenda", meeting), add_item="1", title="Begrüßung")
    page = text(client, where(scene, "invite-to-meeting", meeting))
    assert "lie only 1 calendar days; 6 are needed" in page
    page = post(client, where(scene, "invite-to-meeting", meeting))
    assert "The notice is too short: 1 of 6 calendar days" in page
    page = post(client, where(scene, "invite-to-meeting", meeting), despite_short="on")
    assert "The period of notice was not kept: 1 of 6 calendar days" in page


def test_change_and_cancel(scene: Scene, soon: date) -> None:
    meeting = scene.invite(scene.plan(soon))
    client = sign_in(scene.town.people["clerk"])
    entries = {**FORM, "day": soon, "place": "Rathaus Nachbarau"}
    assert "The meeting was changed." in post(
        client, where(scene, "change-meeting", meeting), **entries
    )
    assert "Say" not in text(client, where(scene, "cancel-meeting", meeting))
    page = post(client, where(scene, "cancel-meeting", meeting), reason="Sturm")
    assert "This meeting does not take place" in page
    assert "Sturm" in page
    calendar = client.get(where(scene, "meeting-calendar", meeting))
    assert calendar["Content-Type"].startswith("text/calendar")
    assert b"METHOD:CANCEL" in calendar.content


def test_tasks(scene: Scene) -> None:
    meeting = scene.hold(scene.invite(scene.plan()))
    office = sign_in(scene.county.people["coordinator"])
    village = sign_in(scene.village.people["clerk"])
    entries = {
        "what": "Kosten schätzen",
        "member": scene.village.member.id,
        "due_on": clock.today(),
    }
    page = post(office, where(scene, "give-task", meeting), **entries)
    assert "The task is noted." in page
    with scene.village.context("clerk"):
        task = FollowUp.objects.get()
    finish = where(scene, "finish-task", task_id=task.id)
    assert finish in text(village, where(scene, "meeting-tasks"))
    assert finish not in text(office, where(scene, "meeting-tasks"))
    assert office.get(finish).status_code == 403
    assert sign_in(scene.stranger.people["head"]).get(finish).status_code == 404
    assert "The task is marked as done." in post(village, finish, note="Liegt bei")
    reopen = where(scene, "reopen-task", task_id=task.id)
    assert office.post(reopen).status_code == 403
    assert "The task is open again." in post(village, reopen)


def test_hostile_texts_stay_texts(scene: Scene, soon: date) -> None:
    meeting = scene.plan(soon, replace(FRAME, title="<script>alert(1)</script>"))
    with scene.county.context("head"):
        Seat.objects.update(holder_name="<img src=x onerror=alert(2)>")
    client = sign_in(scene.county.people["coordinator"])
    post(client, where(scene, "agenda", meeting), add_item="1", title="<b>fett</b>", text="<i>")
    post(client, where(scene, "invite-to-meeting", meeting), letter="<script>alert(3)</script>")
    for name in ("meeting", "agenda", "change-meeting"):
        page = text(client, where(scene, name, meeting))
        for evil in ("<script>alert", "<img src=x", "<b>fett", "<i>"):
            assert evil not in page, (name, evil)
    assert "<img src=x" not in text(client, where(scene, "attendance", meeting))


def test_a_second_meeting_over_http(scene: Scene, soon: date) -> None:
    motion = scene.propose()
    meeting = scene.plan()
    scene.put(meeting, motion)
    scene.invite(meeting)
    scene.hold(meeting, "in_person", "absent", "absent")
    client = sign_in(scene.county.people["head"])
    page = text(client, where(scene, "second-meeting", meeting))
    assert "Register gemeinsam führen" in page
    page = post(client, where(scene, "second-meeting", meeting), **FORM, day=soon)
    assert "The second meeting is planned. Invite to it now." in page
    with scene.county.context("head"):
        second = queries.get_second(meeting)
        assert second is not None
    page = post(client, where(scene, "invite-to-meeting", second), relief="on")
    assert "regardless of how many come" in page
    assert "second meeting: can decide whoever comes" in page
