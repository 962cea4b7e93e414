"""Two authorities, a base with an article, a draft and an office."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office

from gemeinwerk.assistant.knowledge import actions
from gemeinwerk.assistant.knowledge.imports import actions as imports
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, Base, Import, Office


@dataclass(frozen=True)
class Shelf:
    """What stands in the base of an authority. ``article`` is released and has a newer draft."""

    base: Base
    article: Article
    office: Office
    found: Import


@pytest.fixture
def county() -> factories.House:
    return factories.make_house()


@pytest.fixture
def neighbour() -> factories.House:
    return factories.make_house("99002", "Landkreis Nachbarland")


@pytest.fixture
def shelf(county: factories.House) -> Shelf:
    base, office = make_base(county), make_office(county)
    article = make_article(base, office=office, plain="Leicht gesagt.")
    with county.context("clerk"):
        actor = county.actor("clerk")
        text = ArticleText("Baugenehmigung", "Neuer Text.\n\n## Gebühren\n\n80 Euro.")
        actions.save_draft(article_id=article.id, content=text, actor=actor)
        found = imports.hand_in(
            base_id=base.id, name="hund.csv", data=b"titel;text\nHund;Melden.\n", actor=actor
        )
    return Shelf(base, article, office, found)
