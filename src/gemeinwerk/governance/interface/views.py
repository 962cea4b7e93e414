"""The interface's addresses. Every object comes from the query that its page uses."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements import queries as agreements
from gemeinwerk.governance.agreements.errors import AgreementUnknown
from gemeinwerk.governance.alliances import queries as alliances
from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.effects.errors import EffectUnknown
from gemeinwerk.governance.interface import reading
from gemeinwerk.governance.interface.answers import NoSuchAddress, refuse, resource, send, send_list
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.governance.projects import queries as projects
from gemeinwerk.governance.voting import queries as voting
from gemeinwerk.governance.voting.errors import MotionUnknown, ResolutionUnknown
from gemeinwerk.members.requests import MemberRequest
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.permissions import SEE_GRANTS


@resource(SEE)
def list_alliances(request: MemberRequest) -> HttpResponseBase:
    """Alliances to which the acting authority belongs today."""
    return send_list(request, alliances.list_lines(), reading.read_alliance)


@resource(SEE)
def show_alliance(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """One alliance."""
    alliance = governance.get_alliance(alliance_id)
    return send(reading.read_alliance(reading.get_line(alliance)))


@resource(SEE)
def list_members(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Who belongs to the alliance today."""
    found = governance.list_memberships(governance.get_alliance(alliance_id))
    return send_list(request, found, reading.read_membership)


@resource(SEE)
def list_bodies(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Bodies that work, with rule and seats."""
    found = alliances.list_bodies(governance.get_alliance(alliance_id))
    return send_list(request, found.select_related("alliance"), reading.read_body)


@resource(SEE)
def list_motions(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Motions, newest first; other authorities' drafts stay theirs."""
    found = voting.list_motions(governance.get_alliance(alliance_id), request.actor)
    return send_list(request, found, reading.read_motion)


@resource(SEE)
def show_motion(request: MemberRequest, alliance_id: UUID, motion_id: UUID) -> HttpResponseBase:
    """A motion with text, votes and effects."""
    governance.get_alliance(alliance_id)
    motion = voting.get_motion(motion_id)
    if motion.alliance_id != alliance_id:
        raise MotionUnknown
    return send(reading.read_motion_in_full(motion))


@resource(SEE)
def show_effect(request: MemberRequest, alliance_id: UUID, effect_id: UUID) -> HttpResponseBase:
    """An effect, where it stands and what is missing."""
    governance.get_alliance(alliance_id)
    effect = effects.get_effect(effect_id)
    if effect.alliance_id != alliance_id:
        raise EffectUnknown
    return send(reading.read_effect(effects.describe(effect)))


@resource(SEE)
def list_resolutions(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Resolutions, newest first."""
    found = voting.list_resolutions(governance.get_alliance(alliance_id))
    return send_list(request, found, reading.read_resolution)


@resource(SEE)
def show_resolution(
    request: MemberRequest, alliance_id: UUID, resolution_id: UUID
) -> HttpResponseBase:
    """A resolution with its text and what it does."""
    governance.get_alliance(alliance_id)
    resolution = voting.get_resolution(resolution_id)
    if resolution.alliance_id != alliance_id:
        raise ResolutionUnknown
    return send(reading.read_resolution_in_full(resolution))


@resource(SEE)
def list_agreements(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Agreements, those in force first."""
    found = agreements.list_agreements(governance.get_alliance(alliance_id))
    return send_list(request, found, reading.read_agreement)


@resource(SEE)
def show_agreement(
    request: MemberRequest, alliance_id: UUID, agreement_id: UUID
) -> HttpResponseBase:
    """An agreement with its text and parties."""
    governance.get_alliance(alliance_id)
    agreement = agreements.get_agreement(agreement_id)
    if agreement.alliance_id != alliance_id:
        raise AgreementUnknown
    return send(reading.read_agreement_in_full(agreement))


@resource(SEE)
def list_projects(request: MemberRequest, alliance_id: UUID) -> HttpResponseBase:
    """Projects by title."""
    found = projects.list_projects(governance.get_alliance(alliance_id))
    return send_list(request, found, reading.read_project)


@resource(SEE)
def show_project(request: MemberRequest, alliance_id: UUID, project_id: UUID) -> HttpResponseBase:
    """A project with its way and partners."""
    project = projects.get_project(governance.get_alliance(alliance_id), project_id)
    line = projects.Line(project, projects.get_stage(project))
    return send(reading.read_project_in_full(line))


@resource(SEE_GRANTS)
def list_grants(request: MemberRequest) -> HttpResponseBase:
    """Grants that the acting authority gives or receives, newest first."""
    own = [*sharing.list_given(), *sharing.list_received()]
    found = sorted(own, key=lambda grant: grant.opened_at, reverse=True)
    member_id = request.actor.member_id
    return send_list(
        request, found, lambda grant: reading.read_grant(sharing.describe(grant), member_id)
    )


@resource(SEE_GRANTS)
def show_grant(request: MemberRequest, grant_id: UUID) -> HttpResponseBase:
    """A grant that the acting authority gives or receives."""
    line = sharing.describe(sharing.get_grant(grant_id))
    return send(reading.read_grant(line, request.actor.member_id))


def refuse_address(_request: HttpRequest, **_rest: str) -> HttpResponse:
    """Any other address below ours, so that its refusal is JSON as well."""
    return refuse(NoSuchAddress())
