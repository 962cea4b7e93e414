"""Where citizens hand over, below /auskunft/<slug>/anliegen/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.handover import desk_views as views

app_name = "desk_handover"
urlpatterns = [
    path("", views.hand_over, name="hand_over"),
    path("<slug:ticket>/", views.show_ticket, name="ticket"),
    path("<slug:ticket>/zuruecknehmen/", views.take_back, name="take_back"),
]
