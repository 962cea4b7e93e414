"""Knowledge bases, articles and offices for tests, by the actions of the pages. All invented."""

from __future__ import annotations

from typing import Any

from tests.factories import House

from gemeinwerk.assistant.knowledge import actions
from gemeinwerk.assistant.knowledge.offices import actions as offices
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, Base, Office
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context

PERMIT = """\
Für ein neues Haus brauchen Sie eine Baugenehmigung.

## Unterlagen

- Bauantrag auf dem amtlichen Vordruck
- Lageplan im Maßstab 1:500

## Gebühren

Die Gebühr richtet sich nach den Baukosten, mindestens 50 Euro (erfunden).
"""


def make_base(house: House, name: str = "Bürgerfragen", public: bool = True) -> Base:
    """Create a knowledge base, by default one that answers citizens. Call it outside a context."""
    with house.context("head"):
        return actions.create_base(name=name, is_public=public, actor=house.actor("head"))


def make_article(
    base: Base,
    title: str = "Baugenehmigung",
    body: str = PERMIT,
    *,
    released: bool = True,
    office: Office | None = None,
    external_id: str = "",
    **text: Any,
) -> Article:
    """Write an article, released by default; ``text`` are further fields of ``ArticleText``.

    Call it outside a context: it acts as the operator for the base's member.
    """
    content = ArticleText(title, body, office_id=office.id if office else None, **text)
    with member_context(base.member_id):
        actor = members.operator(members.get_member(base.member_id))
        version = actions.save_draft(
            base_id=base.id, content=content, external_id=external_id, actor=actor
        )
        if released:
            version = actions.release(version_id=version.id, actor=actor)
        return version.article


def make_office(house: House, name: str = "Bauamt", **facts: Any) -> Office:
    """Describe an office; ``facts`` are fields of ``OfficeFacts``. Call it outside a context."""
    described = {"phone": "09999 100-0", "opening_hours": "Mo–Fr 8–12 Uhr"} | facts
    with house.context("coordinator"):
        return offices.save_office(
            facts=offices.OfficeFacts(name=name, **described), actor=house.actor("coordinator")
        )
