"""Where clerks ask, below /fragen/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.asking import views

app_name = "asking"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("rueckmeldung/", views.rate, name="rate"),
]
