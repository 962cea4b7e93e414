"""Publications as objects of OParl 1.1, section "Schema". Pure but for translated labels.

We publish no people: ``person`` and ``membership`` are empty lists. What OParl has no word for
carries our prefix (section "Herstellerspezifische Erweiterungen").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gemeinwerk.governance.models import BodyKind, MotionState
from gemeinwerk.governance.oparl import files
from gemeinwerk.governance.oparl.models import Kind, Publication
from gemeinwerk.kernel.clock import BERLIN

SCHEMA = "https://schema.oparl.org/1.1/"
SINCE = datetime(2026, 11, 22, tzinfo=UTC)  # this interface exists since then
STATES = {"invited": "eingeladen", "held": "durchgeführt"}  # words of the specification
LISTS = {  # property of a Body → kind of the list; None: a list that stays empty here
    "organization": Kind.ORGANIZATION,
    "person": None,
    "meeting": Kind.MEETING,
    "paper": Kind.PAPER,
    "agendaItem": Kind.AGENDA_ITEM,
    "consultation": Kind.CONSULTATION,
    "file": Kind.FILE,
    "locationList": Kind.LOCATION,
    "legislativeTermList": None,
    "membership": None,
}

Json = dict[str, Any]
Parts = Mapping[UUID, list[Publication]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes addresses. ``base`` is that of the system object and ends with a slash."""

    base: str

    def of(self, kind: str, object_id: object) -> str:
        """Return the address of an object, which is its id too."""
        return f"{self.base}{kind.lower()}/{object_id}"

    def list_of(self, kind: str, object_id: object, name: str) -> str:
        """Return the address of a list that belongs to an object."""
        return f"{self.of(kind, object_id)}/{name}"


def system(at: Addresses) -> Json:
    """Return the entry point (section "System")."""
    return {
        "id": at.base,
        "type": f"{SCHEMA}System",
        "oparlVersion": SCHEMA,
        "name": "Gemeinwerk",
        "body": f"{at.base}bodies",
        "created": moment(SINCE),
        "modified": moment(SINCE),
    }


def render(one: Publication, at: Addresses, parts: Parts, *, omit: bool = False) -> Json:
    """Return an object on its own: with what it carries inside, or the way back to its parent.

    ``omit`` leaves out inner lists (``omit_internal``).
    """
    own = {} if one.deleted_at else _own(one, at)
    inner = {} if one.deleted_at or omit else _inner(one, at, parts)
    back = {} if one.deleted_at else _back(one, at)
    return _frame(one, at) | own | inner | back


def error(message: str, debug: str) -> Json:
    """Return the object for errors (section "Ausnahmebehandlung")."""
    return {"type": f"{SCHEMA}Error", "message": message, "debug": debug}


def moment(value: datetime | str) -> str:
    """Return a moment as ``yyyy-mm-ddThh:mm:ss±hh:mm``, in German time."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.astimezone(BERLIN).isoformat(timespec="seconds")


def _frame(one: Publication, at: Addresses) -> Json:
    framed: Json = {
        "id": at.of(one.kind, one.object_id),
        "type": f"{SCHEMA}{one.kind}",
        "created": moment(one.created_at),
        "modified": moment(one.modified_at),
    }
    return framed | ({"deleted": True} if one.deleted_at else {})


def _own(one: Publication, at: Addresses) -> Json:
    found = RENDERERS[Kind(one.kind)](one, at)
    return {name: value for name, value in found.items() if value not in (None, "")}


def _body(one: Publication, at: Addresses) -> Json:
    lists = {name: at.list_of(one.kind, one.object_id, name.lower()) for name in LISTS}
    return {
        "system": at.base,
        "name": one.facts["name"],
        "classification": _("Alliance"),
        "oparlSince": moment(one.created_at),
        "legislativeTerm": [],
        **lists,
    }


def _organization(one: Publication, at: Addresses) -> Json:
    return {
        "body": at.of(Kind.BODY, one.alliance_id),
        "name": one.facts["name"],
        "organizationType": "Gremium",
        "classification": str(BodyKind(one.facts["form"]).label),
        "meeting": at.list_of(one.kind, one.object_id, "meeting"),
        "consultation": at.list_of(one.kind, one.object_id, "consultation"),
        "startDate": moment(one.facts["started"])[:10],
        "endDate": one.facts["ended"],
        "gemeinwerk:task": one.facts["task"],
    }


def _meeting(one: Publication, at: Addresses) -> Json:
    return {
        "name": one.facts["name"],
        "meetingState": STATES.get(one.facts["state"]),
        "cancelled": one.facts["state"] == "cancelled",
        "start": moment(one.facts["start"]),
        "end": moment(one.facts["end"]),
        "organization": _organizations(one, at, "organization"),
    }


def _agenda_item(one: Publication, at: Addresses) -> Json:
    carried = one.facts["consultation"]
    return {
        "name": one.facts["title"],
        "order": one.facts["order"],
        "public": True,
        "consultation": at.of(Kind.CONSULTATION, carried) if carried else None,
        "result": _result(one.facts["result"]),
    }


def _paper(one: Publication, at: Addresses) -> Json:
    repealing = one.facts["repealed_by"]
    return {
        "body": at.of(Kind.BODY, one.alliance_id),
        "name": one.facts["name"],
        "reference": one.facts["number"],
        "date": moment(one.facts["proposed"])[:10] if one.facts["proposed"] else None,
        "paperType": _("Motion"),
        "relatedPaper": [at.of(Kind.PAPER, repealing)] if repealing else None,
        "originatorOrganization": _organizations(one, at, "proposer"),
        "underDirectionOf": _organizations(one, at, "organization"),
        "gemeinwerk:result": _result(one.facts["result"]),
        "gemeinwerk:resolution": _resolution(one.facts),
    }


def _resolution(facts: Json) -> Json | None:
    """Return what the paper became, with our own names: OParl knows no resolutions."""
    if not facts["resolution"]:
        return None
    found = {
        "number": facts["resolution"],
        "adopted": moment(facts["adopted"]),
        "validFrom": facts["from"],
        "validTo": facts["to"],
        "repealed": moment(facts["repealed"]) if facts["repealed"] else None,
    }
    return {name: value for name, value in found.items() if value}


def _consultation(one: Publication, at: Addresses) -> Json:
    item, meeting = one.facts["item"], one.facts["meeting"]
    return {
        "agendaItem": at.of(Kind.AGENDA_ITEM, item) if item else None,
        "meeting": at.of(Kind.MEETING, meeting) if meeting else None,
        "organization": _organizations(one, at, "organization"),
        "authoritative": one.facts["authoritative"],
        "role": None if meeting else _("Written procedure"),
    }


def _file(one: Publication, at: Addresses) -> Json:
    own = files.describe(one)
    address = at.of(one.kind, one.object_id)
    return {
        "name": own.title,
        "fileName": own.name,
        "mimeType": own.mime,
        "date": moment(one.facts["at"])[:10] if one.facts["at"] else None,
        "text": own.text,
        "accessUrl": f"{address}/content",
        "downloadUrl": f"{address}/download",
    }


def _location(one: Publication, _at: Addresses) -> Json:
    return {"description": one.facts["description"]}


RENDERERS: dict[Kind, Callable[[Publication, Addresses], Json]] = {
    Kind.BODY: _body,
    Kind.ORGANIZATION: _organization,
    Kind.MEETING: _meeting,
    Kind.AGENDA_ITEM: _agenda_item,
    Kind.PAPER: _paper,
    Kind.CONSULTATION: _consultation,
    Kind.FILE: _file,
    Kind.LOCATION: _location,
}


def _inner(one: Publication, at: Addresses, parts: Parts) -> Json:
    """Return what stands inside; inner objects do without the way back."""
    carried = parts.get(one.object_id, [])
    if one.kind == Kind.MEETING:
        return _inside_meeting(carried, at)
    if one.kind == Kind.PAPER:
        return _inside_paper(carried, at)
    return {}


def _inside_meeting(carried: Iterable[Publication], at: Addresses) -> Json:
    own = [part for part in carried if part.kind in (Kind.AGENDA_ITEM, Kind.LOCATION, Kind.FILE)]
    items = [_part(each, at) for each in own if each.kind == Kind.AGENDA_ITEM]
    found: Json = {"agendaItem": sorted(items, key=lambda item: item["order"])} if items else {}
    for part in own:
        if part.kind == Kind.LOCATION:
            found["location"] = _part(part, at)
        if part.kind == Kind.FILE:
            found["resultsProtocol"] = _part(part, at)
    return found


def _inside_paper(carried: Iterable[Publication], at: Addresses) -> Json:
    consultations = [_part(each, at) for each in carried if each.kind == Kind.CONSULTATION]
    found: Json = {"consultation": consultations} if consultations else {}
    for part in carried:
        if part.kind == Kind.FILE:
            found["mainFile"] = _part(part, at)
    return found


def _part(one: Publication, at: Addresses) -> Json:
    return _frame(one, at) | _own(one, at)


def _back(one: Publication, at: Addresses) -> Json:
    """Return the way back of an object that stands inside another one."""
    if one.parent_id is None:
        return {}
    if one.kind == Kind.CONSULTATION:
        return {"paper": at.of(Kind.PAPER, one.parent_id)}
    meeting = at.of(Kind.MEETING, one.parent_id)
    if one.kind == Kind.AGENDA_ITEM:
        return {"meeting": meeting}
    if one.kind == Kind.LOCATION:
        return {"meetings": [meeting]}
    is_paper = one.facts["form"] == "motion"
    return {"paper": [at.of(Kind.PAPER, one.parent_id)]} if is_paper else {"meeting": [meeting]}


def _organizations(one: Publication, at: Addresses, name: str) -> list[str] | None:
    found = one.facts[name]
    return [at.of(Kind.ORGANIZATION, found)] if found else None


def _result(state: str | None) -> str | None:
    return str(MotionState(state).label) if state else None
