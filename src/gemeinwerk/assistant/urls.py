"""Addresses of the assistant; each part has its own."""

from __future__ import annotations

from django.urls import include, path, re_path

from gemeinwerk.assistant.public.views import refuse_address

urlpatterns = [
    path("wissen/", include("gemeinwerk.assistant.learning.urls")),
    path("wissen/", include("gemeinwerk.assistant.knowledge.urls")),
    path("fragen/", include("gemeinwerk.assistant.asking.urls")),
    path("anliegen/", include("gemeinwerk.assistant.handover.urls")),
    path("auskunft/<slug:slug>/anliegen/", include("gemeinwerk.assistant.handover.desk_urls")),
    path("auskunft/<slug:slug>/", include("gemeinwerk.assistant.public.urls")),
    path("", include("gemeinwerk.assistant.interface.urls")),
    re_path(
        r"^auskunft(?:/(?P<slug>[-a-zA-Z0-9_]+))?(?:/.*)?$", refuse_address, name="desk_refusal"
    ),
]
