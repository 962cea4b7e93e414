"""What citizens and clerks are answered from in the walk through all pages. Invented."""

from __future__ import annotations

from dataclasses import dataclass

from gemeinwerk.assistant.models import Article, Base, Desk, Office
from tests.assistant.factories import make_article, make_base, make_office
from tests.factories import House


@dataclass(frozen=True)
class Knowledge:
    """A public base with a released article and a draft, an office, and the page for citizens."""

    base: Base
    article: Article
    draft: Article
    office: Office
    desk: Desk


def build_knowledge(house: House, title: str, office: str) -> Knowledge:
    """Let a member have something to answer from; ``title`` and ``office`` may be hostile."""
    base = make_base(house, title)
    described = make_office(house, office, topics=("Bauen",), address="Am Markt 1 (erfunden)")
    article = make_article(base, title, office=described, plain="Sie wollen **bauen**?")
    draft = make_article(base, f"{title} 2", released=False)
    with house.context("head"):
        desk = Desk.objects.create(
            member=house.member,
            authority=house.member.name,
            slug=f"kreis-{house.member.ags}",
            greeting=title,
            is_open=True,
        )
    return Knowledge(base, article, draft, described, desk)
