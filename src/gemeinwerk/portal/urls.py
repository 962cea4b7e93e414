"""Start page, switch of the member, people, and the page that offers a collection."""

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
    path("personen/", include("gemeinwerk.portal.people.urls")),
]
