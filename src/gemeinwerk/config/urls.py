"""Every address of the product. Paths are German: people read and pass them on."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("konto/", include("gemeinwerk.members.account_urls")),
    path("", include("gemeinwerk.portal.urls")),
    path("zugang/", include("gemeinwerk.portal.tokens.urls")),
    path("", include("gemeinwerk.members.urls")),
    path("", include("gemeinwerk.archive.urls")),
    path("", include("gemeinwerk.assistant.urls")),
    path("buendnisse/", include("gemeinwerk.governance.urls")),
    path("loesungen/", include("gemeinwerk.governance.projects.solutions.urls")),
    path("api/v1/", include("gemeinwerk.governance.interface.urls")),
    path("oparl/", include("gemeinwerk.governance.oparl.urls")),
    path("freigaben/", include("gemeinwerk.sharing.urls")),
    path("journal/", include("gemeinwerk.journal.urls")),
    path("ui/", include("gemeinwerk.ui.urls")),
]
