"""The public interface: objects, lists and files that alliances have published."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gemeinwerk.governance.oparl import files, queries
from gemeinwerk.governance.oparl.answers import public, send, send_bytes
from gemeinwerk.governance.oparl.errors import PublicationUnknown
from gemeinwerk.governance.oparl.listing import read_wish, render_list
from gemeinwerk.governance.oparl.models import Kind
from gemeinwerk.governance.oparl.rendering import LISTS, SINCE, Addresses, render, system

BODY_LISTS = {name.lower(): kind for name, kind in LISTS.items()}
ORGANIZATION_LISTS = {"meeting": Kind.MEETING, "consultation": Kind.CONSULTATION}


@public
def show_system(request: HttpRequest) -> HttpResponse:
    """The entry point."""
    return send(request, system(_at(request)), modified=SINCE)


@public
def list_bodies(request: HttpRequest) -> HttpResponse:
    """Alliances that are public."""
    wish, at = read_wish(request.GET), _at(request)
    found = queries.list_publications(Kind.BODY, wish.filters)
    return send(request, render_list(found, wish, f"{at.base}bodies", at))


@public
def show_object(request: HttpRequest, kind: Kind, object_id: UUID) -> HttpResponse:
    """One published object; what was withdrawn says so and nothing else."""
    one = queries.get_publication(kind, object_id)
    wish = read_wish(request.GET)
    content = render(one, _at(request), queries.list_parts([one]), omit=wish.omit)
    return send(request, content, modified=one.modified_at)


@public
def list_of_body(request: HttpRequest, object_id: UUID, name: str) -> HttpResponse:
    """A list of what an alliance has published."""
    wish, at = read_wish(request.GET), _at(request)
    if name not in BODY_LISTS:
        raise PublicationUnknown
    alliance, kind = queries.get_alliance(object_id), BODY_LISTS[name]
    address = at.list_of(Kind.BODY, object_id, name)
    if kind is None:  # we publish no people and know no legislative terms
        return send(request, render_list([], wish, address, at))
    found = queries.list_publications(kind, wish.filters, alliance_id=alliance.object_id)
    return send(request, render_list(found, wish, address, at))


@public
def list_of_organization(request: HttpRequest, object_id: UUID, name: str) -> HttpResponse:
    """Meetings or consultations of one body."""
    wish, at = read_wish(request.GET), _at(request)
    if name not in ORGANIZATION_LISTS:
        raise PublicationUnknown
    found = queries.list_of_organization(ORGANIZATION_LISTS[name], object_id, wish.filters)
    address = at.list_of(Kind.ORGANIZATION, object_id, name)
    return send(request, render_list(found, wish, address, at))


@public
def send_file(request: HttpRequest, object_id: UUID, attached: bool) -> HttpResponse:
    """The bytes of a published file, to show or to keep."""
    one = queries.get_file(object_id)
    own = files.describe(one)
    mime = f"{own.mime}; charset=utf-8" if own.text else own.mime
    response = send_bytes(request, files.make(one), mime=mime, modified=one.modified_at)
    if attached:
        response["Content-Disposition"] = f'attachment; filename="{own.name}"'
    return response


@public
def refuse_address(_request: HttpRequest, **_rest: str) -> HttpResponse:
    """Any other address below ours, so that its refusal is JSON as well."""
    raise PublicationUnknown


def _at(request: HttpRequest) -> Addresses:
    return Addresses(request.build_absolute_uri(reverse("oparl:oparl_system")))
