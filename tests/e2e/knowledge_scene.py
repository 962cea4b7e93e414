"""What citizens and clerks are answered from in the walk through all pages. Invented."""

from __future__ import annotations

from dataclasses import dataclass

from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge.imports import actions as imports
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, Base, Desk, Import, Office
from tests.assistant.factories import PERMIT, make_article, make_base, make_office
from tests.factories import House

QUOTE = '"'


@dataclass(frozen=True)
class Knowledge:
    """A public base with a released article that has a newer draft, an article that was never
    released, an office, the page for citizens, and a file that waits to be taken over.
    """

    base: Base
    article: Article
    draft: Article
    office: Office
    desk: Desk
    found: Import


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
    return Knowledge(base, article, draft, described, desk, _hand_in(house, base, article, title))


def _hand_in(house: House, base: Base, article: Article, title: str) -> Import:
    """Let a clerk go on writing an article, and hand a file in."""
    with house.context("clerk"):
        actor = house.actor("clerk")
        text = ArticleText(title, PERMIT.replace("50 Euro", "80 Euro"), note="Gebühr angepasst")
        knowledge.save_draft(article_id=article.id, content=text, actor=actor)
        data = f'titel;text\n"{title.replace(QUOTE, QUOTE * 2)}";Neu.\nLeer;\n'.encode()
        return imports.hand_in(base_id=base.id, name=f"{title}.csv", data=data, actor=actor)
