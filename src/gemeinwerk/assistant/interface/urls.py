"""For programs, below /api/v1/ and /mcp/."""

from __future__ import annotations

from django.urls import path

from gemeinwerk.assistant.interface.mcp import views as mcp
from gemeinwerk.assistant.interface.offering import ENDPOINTS

app_name = "assistant_api"
urlpatterns = [
    *(
        path(
            f"api/v1/{each.path.replace('{slug}', '<slug:slug>')}",
            each.view,
            name=f"api_{each.name}",
        )
        for each in ENDPOINTS
    ),
    path("mcp/", mcp.serve_people, name="mcp"),
    path("auskunft/<slug:slug>/mcp/", mcp.serve_strangers, name="desk_mcp"),
]
