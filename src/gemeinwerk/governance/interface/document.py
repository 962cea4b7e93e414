"""The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0), made from addresses and shapes.

``ENDPOINTS`` is the one list: ``urls`` makes the addresses of it, this the description. Parts above
describe here what they answer below the same address (``offer``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gemeinwerk.governance.interface import shapes, views
from gemeinwerk.governance.interface.schema import Schema, list_shapes, of_shape, reference

VERSION = "1.1.0"
BASE = "/api/v1/"
ABOUT = (
    "Alliances, what they decide, grants, and the assistant. A program sends an access key"
    " (Authorization: Bearer), made by a person for one authority; pages go by their session"
    " (cookie), which for POST also needs X-CSRFToken. Both carry the person's rights. What belongs"
    " to others is a 404, a missing right a 403. Below /auskunft/ everybody asks an authority's"
    " public page, without either. Sentences are German and may change; codes do not. Published"
    " meetings and papers can be read by everybody at /oparl/v1.1/."
)
PUBLIC_REFUSALS = {
    "404": "It does not exist for who asks.",
    "429": "Too many requests within a minute; Retry-After says when to go on.",
}
REFUSALS = {
    "401": "Nobody is signed in, or the access key is not valid.",
    "403": "The person's roles do not carry the right.",
    **PUBLIC_REFUSALS,
}
BODY_REFUSALS = {
    "400": "A field is missing or wrong, or what is asked cannot be done; the sentence says which.",
    "413": "What was sent is too large.",
    "415": "What was sent is not JSON.",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address below ``BASE`` with what it answers: one shape, or a page of a list of it.

    With a ``body`` it is asked by POST. Strangers may ask what ``is_public``.
    """

    path: str
    view: Callable[..., Any]
    shape: type
    is_list: bool = False
    body: type | None = None
    is_public: bool = False

    @property
    def name(self) -> str:
        """Stable name of the operation."""
        return str(self.view.__name__)

    @property
    def method(self) -> str:
        """How it is asked."""
        return "post" if self.body else "get"

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
_OFFERED: list[Endpoint] = []
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}}


def offer(*endpoints: Endpoint) -> None:
    """Describe addresses of a part above; called once, when that part starts."""
    _OFFERED.extend(endpoints)


def list_endpoints() -> list[Endpoint]:
    """Return all that the document describes, ours first."""
    return [*ENDPOINTS, *_OFFERED]


def make_document() -> dict[str, Any]:
    """Return the whole document."""
    every = list_endpoints()
    bodies = (endpoint.body for endpoint in every if endpoint.body)
    used = list_shapes(shapes.Failure, *(endpoint.shape for endpoint in every), *bodies)
    cookie = {"type": "apiKey", "in": "cookie", "name": "sessionid"}
    key = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gemeinwerk", "version": VERSION, "description": ABOUT},
        "servers": [{"url": BASE.rstrip("/")}],
        "security": [{"key": []}, {"session": []}],
        "paths": {f"/{each.path}": {each.method: _operation(each)} for each in every},
        "components": {
            "schemas": {shape.__name__: of_shape(shape) for shape in used},
            "securitySchemes": {"key": key, "session": cookie},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    schema = reference(endpoint.shape)
    answer = _page_of(schema) if endpoint.is_list else schema
    ids = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in endpoint.parameters
    ]
    refusals = PUBLIC_REFUSALS if endpoint.is_public else REFUSALS
    if endpoint.body:
        refusals = BODY_REFUSALS | refusals
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.view.__doc__,
        "parameters": [*ids, PAGE] if endpoint.is_list else ids,
        "responses": {
            "200": _response("Found." if endpoint.method == "get" else "Done.", answer),
            **{
                code: _response(about, reference(shapes.Failure))
                for code, about in sorted(refusals.items())
            },
        },
    }
    if endpoint.body:
        content = {"application/json": {"schema": reference(endpoint.body)}}
        operation["requestBody"] = {"required": True, "content": content}
    if endpoint.is_public:
        operation["security"] = []
    return operation


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
