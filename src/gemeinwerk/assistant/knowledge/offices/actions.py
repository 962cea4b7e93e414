"""Describing offices."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from gemeinwerk.assistant.knowledge import rules
from gemeinwerk.assistant.knowledge.errors import NameMissing, OfficeInUse, OfficeNameTaken
from gemeinwerk.assistant.knowledge.offices import queries
from gemeinwerk.assistant.models import Article, Office, Version
from gemeinwerk.assistant.permissions import WRITE
from gemeinwerk.journal import actions as journal
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Who an office is and how to reach it. ``topics``: words that lead to it; ``places``: official
    keys or names of the places that it serves, none for all.
    """

    name: str
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: str = ""
    accessibility: str = ""
    is_public: bool = True
    external_id: str = ""


@transaction.atomic
def save_office(*, office_id: UUID | None = None, facts: OfficeFacts, actor: Actor) -> Office:
    """Describe an own office, or a new one. What it is called in released versions stays.

    Raises OfficeUnknown, NotAllowed, NameMissing, OfficeNameTaken, TooMany.
    """
    office = queries.get_own_office(office_id) if office_id else Office(member_id=actor.member_id)
    require(actor, WRITE)
    before = office.name
    _fill(office, facts)
    try:
        with transaction.atomic():
            office.save()
    except IntegrityError as error:
        raise OfficeNameTaken(name=office.name) from error
    if office_id and before != office.name:
        drafts = Version.objects.filter(member_id=office.member_id, released_at=None)
        drafts.filter(office_name=before).update(office_name=office.name)
    event = "assistant.office.changed" if office_id else "assistant.office.created"
    journal.record(event, actor=actor, obj=office, name=office.name)
    return office


@transaction.atomic
def remove_office(*, office_id: UUID, actor: Actor) -> None:
    """Remove an own office that no article names. Raises OfficeUnknown, NotAllowed, OfficeInUse."""
    office = queries.get_own_office(office_id)
    require(actor, WRITE)
    named = Article.objects.filter(office=office).count()
    drafts = Version.objects.filter(member_id=office.member_id, released_at=None)
    named += drafts.filter(office_name=office.name).exclude(article__office=office).count()
    if named:
        raise OfficeInUse(count=named)
    obj = str(office.id)
    office.delete()
    journal.record("assistant.office.removed", actor=actor, obj=obj, name=office.name)


def _fill(office: Office, facts: OfficeFacts) -> None:
    office.name = rules.one_line(facts.name)[:200]
    if not office.name:
        raise NameMissing
    office.topics = list(rules.clean_words(facts.topics))
    office.places = list(rules.clean_words(facts.places))
    office.address = rules.clean_text(facts.address)[:500]
    office.phone = rules.one_line(facts.phone)[:50]
    office.email = rules.one_line(facts.email)[:254]
    office.website = rules.one_line(facts.website)[:200]
    office.opening_hours = rules.clean_text(facts.opening_hours)[:1000]
    office.accessibility = rules.clean_text(facts.accessibility)[:1000]
    office.is_public = facts.is_public
    office.external_id = rules.one_line(facts.external_id)[:200] or office.external_id
