"""Start page, switch of the member, people, and the pages that offer what is one's own."""

from __future__ import annotations

from django.urls import include, path

from gemeinwerk.portal import views
from gemeinwerk.portal.opening import views as opening

app_name = "portal"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("wechseln/", views.switch_member, name="switch"),
    path("gesund/", views.tell_health, name="health"),
    path("bestaende/<uuid:key>/freigeben/", opening.offer_collection, name="share"),
    path("wissen/<int:base_id>/freigeben/", opening.offer_base, name="share_base"),
    path("personen/", include("gemeinwerk.portal.people.urls")),
]
