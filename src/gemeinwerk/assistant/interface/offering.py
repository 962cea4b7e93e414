"""What the assistant adds to the interface below ``/api/v1/`` and to its description."""

from __future__ import annotations

from gemeinwerk.assistant.interface import shapes, views
from gemeinwerk.governance.interface.document import Endpoint, offer

DESK = "auskunft/{slug}"
ENDPOINTS = [
    Endpoint(
        f"{DESK}/fragen", views.ask_desk, shapes.Answer, body=shapes.AskRequest, is_public=True
    ),
    Endpoint(
        f"{DESK}/rueckmeldungen",
        views.rate_desk,
        shapes.Noted,
        body=shapes.FeedbackRequest,
        is_public=True,
    ),
    Endpoint(
        f"{DESK}/anliegen",
        views.hand_over_to_desk,
        shapes.Ticket,
        body=shapes.HandoverRequest,
        is_public=True,
    ),
    Endpoint("fragen", views.ask_inside, shapes.Answer, body=shapes.ClerkAskRequest),
    Endpoint("rueckmeldungen", views.rate_inside, shapes.Noted, body=shapes.FeedbackRequest),
]


def register_all() -> None:
    """Make the addresses known to the OpenAPI document."""
    offer(*ENDPOINTS)
