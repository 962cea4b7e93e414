"""The public page below /auskunft/<slug>/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.public import views

app_name = "desk"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("einbetten/", views.ask_in_widget, name="widget"),
    path("rueckmeldung/", views.rate, name="rate"),
    path("stellen/", views.list_offices, name="offices"),
    path("artikel/<uuid:article_id>/", views.show_article, name="article"),
]
