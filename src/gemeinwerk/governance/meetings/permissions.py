"""Who leads a body's meetings: its chair, or the alliance's office."""

from __future__ import annotations

from gemeinwerk.governance.meetings import queries
from gemeinwerk.governance.meetings.errors import NotChairNorOffice, NotTheChair
from gemeinwerk.governance.models import Body
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


def require_lead(body: Body, actor: Actor) -> None:
    """Raise NotAllowed unless the actor is chair of the body or in the alliance's office."""
    require(actor, SEE)
    if not queries.may_lead(body, actor):
        raise NotChairNorOffice(
            body=body.name,
            chair=queries.name_of_chair(body),
            office=queries.name_of_office(body.alliance),
        )


def require_chair(body: Body, actor: Actor) -> None:
    """Raise NotAllowed unless the actor takes the chair of the body."""
    require(actor, SEE)
    if not queries.is_chair(body, actor):
        raise NotTheChair(body=body.name, chair=queries.name_of_chair(body))
