"""The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), made from addresses and shapes.

``ENDPOINTS`` is the one list: ``urls`` makes the addresses of it, this the description.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gemeinwerk.governance.interface import shapes, views
from gemeinwerk.governance.interface.schema import Schema, list_shapes, of_shape, reference

VERSION = "1.0.0"
BASE = "/api/v1/"
ABOUT = (
    "Read side of alliances, what they decide, and grants. It goes by the session of the pages"
    " (cookie), by the same rights, for the authority that the person has chosen there. What"
    " belongs to others is a 404, a missing right a 403. Sentences are German and may change;"
    " codes do not. Published meetings and papers can be read by everybody at /oparl/v1.1/."
)
REFUSALS = {
    "401": "Nobody is signed in.",
    "403": "The person's roles do not carry the right.",
    "404": "It does not exist for the acting authority.",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address below ``BASE`` with what it answers: one shape, or a page of a list of it."""

    path: str
    view: Callable[..., Any]
    shape: type
    is_list: bool = False

    @property
    def name(self) -> str:
        """Stable name of the operation."""
        return str(self.view.__name__)

    @property
    def parameters(self) -> list[str]:
        """Names of the ids in the address."""
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]


ONE = "alliances/{alliance_id}"
ENDPOINTS = [
    Endpoint("alliances", views.list_alliances, shapes.Alliance, is_list=True),
    Endpoint(ONE, views.show_alliance, shapes.Alliance),
    Endpoint(f"{ONE}/members", views.list_members, shapes.Membership, is_list=True),
    Endpoint(f"{ONE}/bodies", views.list_bodies, shapes.Body, is_list=True),
    Endpoint(f"{ONE}/motions", views.list_motions, shapes.Motion, is_list=True),
    Endpoint(f"{ONE}/motions/{{motion_id}}", views.show_motion, shapes.MotionInFull),
    Endpoint(f"{ONE}/effects/{{effect_id}}", views.show_effect, shapes.Effect),
    Endpoint(f"{ONE}/resolutions", views.list_resolutions, shapes.Resolution, is_list=True),
    Endpoint(
        f"{ONE}/resolutions/{{resolution_id}}", views.show_resolution, shapes.ResolutionInFull
    ),
    Endpoint(f"{ONE}/agreements", views.list_agreements, shapes.Agreement, is_list=True),
    Endpoint(f"{ONE}/agreements/{{agreement_id}}", views.show_agreement, shapes.AgreementInFull),
    Endpoint(f"{ONE}/projects", views.list_projects, shapes.Project, is_list=True),
    Endpoint(f"{ONE}/projects/{{project_id}}", views.show_project, shapes.ProjectInFull),
    Endpoint("grants", views.list_grants, shapes.Grant, is_list=True),
    Endpoint("grants/{grant_id}", views.show_grant, shapes.Grant),
]
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}


def make_document() -> dict[str, Any]:
    """Return the whole document."""
    used = list_shapes(shapes.Failure, *(endpoint.shape for endpoint in ENDPOINTS))
    cookie = {"type": "apiKey", "in": "cookie", "name": "sessionid"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gemeinwerk", "version": VERSION, "description": ABOUT},
        "servers": [{"url": BASE.rstrip("/")}],
        "security": [{"session": []}],
        "paths": {f"/{each.path}": {"get": _operation(each)} for each in ENDPOINTS},
        "components": {
            "schemas": {shape.__name__: of_shape(shape) for shape in used},
            "securitySchemes": {"session": cookie},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    schema = reference(endpoint.shape)
    answer = _page_of(schema) if endpoint.is_list else schema
    ids = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in endpoint.parameters
    ]
    return {
        "operationId": endpoint.name,
        "summary": endpoint.view.__doc__,
        "parameters": [*ids, PAGE] if endpoint.is_list else ids,
        "responses": {
            "200": _response("Found.", answer),
            **{
                code: _response(about, reference(shapes.Failure))
                for code, about in REFUSALS.items()
            },
        },
    }


def _page_of(schema: Schema) -> Schema:
    """Return the schema of a page: its items, how many there are in all, the next page."""
    return {
        "type": "object",
        "required": ["items", "total", "next_page"],
        "properties": {
            "items": {"type": "array", "items": schema},
            "total": {"type": "integer"},
            "next_page": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
        },
        "additionalProperties": False,
    }


def _response(about: str, schema: Schema) -> dict[str, Any]:
    return {"description": about, "content": {"application/json": {"schema": schema}}}
