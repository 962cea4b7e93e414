"""The inbox below /anliegen/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.handover import views

app_name = "handover"
urlpatterns = [
    path("", views.list_handovers, name="list"),
    path("neu/", views.hand_over, name="hand_over"),
    path("antwort/<slug:ticket>/", views.show_ticket, name="ticket"),
    path("<uuid:handover_id>/", views.show_handover, name="show"),
    path("<uuid:handover_id>/uebernehmen/", views.take, name="take"),
    path("<uuid:handover_id>/zuruecklegen/", views.put_back, name="put_back"),
    path("<uuid:handover_id>/antworten/", views.answer, name="answer"),
    path("<uuid:handover_id>/schliessen/", views.close, name="close"),
    path("<uuid:handover_id>/artikel/", views.make_article, name="make_article"),
]
