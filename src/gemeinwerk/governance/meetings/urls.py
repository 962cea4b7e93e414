"""Addresses of meetings below ``/buendnisse/<alliance>/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from gemeinwerk.governance.meetings.views import agenda, meetings, minutes, tasks

app_name = "meetings"
MEETING = [
    path("", meetings.show_meeting, name="meeting"),
    path("aendern/", meetings.change, name="change-meeting"),
    path("tagesordnung/", agenda.edit_agenda, name="agenda"),
    path("einladen/", meetings.invite, name="invite-to-meeting"),
    path("absagen/", meetings.cancel, name="cancel-meeting"),
    path("zweite-sitzung/", meetings.call_second, name="second-meeting"),
    path("termin.ics", meetings.take_calendar, name="meeting-calendar"),
    path("anwesenheit/", minutes.record_attendance, name="attendance"),
    path("abstimmen/<uuid:item_id>/", agenda.open_vote, name="open-vote-in-meeting"),
    path("niederschrift/", minutes.show_minutes, name="minutes"),
    path("niederschrift/angaben/", minutes.change_facts, name="minutes-facts"),
    path("niederschrift/punkt/<uuid:item_id>/", minutes.edit_item, name="minutes-item"),
    path("niederschrift/freigeben/", minutes.release, name="release-minutes"),
    path("niederschrift/veroeffentlichen/", minutes.publish, name="publish-minutes"),
    path("niederschrift.pdf", minutes.take_pdf, name="minutes-pdf"),
    path("aufgabe/", tasks.give_task, name="give-task"),
]
ALL: list[URLPattern | URLResolver] = [
    path("", meetings.list_meetings, name="meetings"),
    path("planen/", meetings.plan, name="plan-meeting"),
    path("termine.ics", meetings.take_all_calendar, name="meeting-calendars"),
    path("ladungsfrist/<uuid:body_id>/", meetings.set_notice, name="notice-period"),
    path("thema/", agenda.bring_topic, name="bring-topic"),
    path("thema/<uuid:topic_id>/zuruecknehmen/", agenda.withdraw_topic, name="withdraw-topic"),
    path("aufgaben/", tasks.list_tasks, name="meeting-tasks"),
    path("aufgaben/<uuid:task_id>/erledigt/", tasks.finish_task, name="finish-task"),
    path("aufgaben/<uuid:task_id>/offen/", tasks.reopen_task, name="reopen-task"),
    path("<uuid:meeting_id>/", include(MEETING)),
]
urlpatterns = [path("<uuid:alliance_id>/sitzungen/", include(ALL))]
