"""Where the walk goes in knowledge bases: articles, offices, files, the page for citizens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.e2e.knowledge_scene import Knowledge
from tests.e2e.places import AUTHORS, CORRECTORS, MANAGERS, ROLES, Address, at
from tests.e2e.scene import Scene

Part = Callable[[Knowledge], Any]


def within(view: str, query: str = "", **of: Part) -> Address:
    """Address of a view; its arguments are taken from the scene's knowledge."""
    return at(f"knowledge:{view}", query, **{name: _of(part) for name, part in of.items()})


def _of(part: Part) -> Callable[[Scene], Any]:
    return lambda scene: part(scene.knowledge)


def base(view: str, query: str = "") -> Address:
    return within(view, query, base_id=lambda k: k.base.id)


def article(view: str, query: str = "", **of: Part) -> Address:
    return within(view, query, article_id=lambda k: k.article.id, **of)


def draft(view: str) -> Address:
    return within(view, article_id=lambda k: k.draft.id)


offered = at("portal:share_base", base_id=lambda scene: scene.knowledge.base.id)

PAGES_OF_KNOWLEDGE: list[tuple[str, Sequence[str], Address]] = [
    ("wissen", ROLES, at("knowledge:bases")),
    ("wissen-neu", MANAGERS, at("knowledge:create_base")),
    ("wissen-bestand", ROLES, base("base")),
    ("wissen-bestand-nichts", ROLES, base("base", "?q=Quastenflosser")),
    ("wissen-bestand-bearbeiten", MANAGERS, base("edit_base")),
    ("wissen-freigeben", AUTHORS, base("release_drafts")),
    ("wissen-freigabe-vorschlagen", AUTHORS, offered),
    ("wissen-artikel", ROLES, article("article")),
    ("wissen-artikel-beleg", ROLES, article("article", "?von=0&bis=20")),
    ("wissen-artikel-entwurf", ROLES, draft("article")),
    ("wissen-artikel-neu", CORRECTORS, base("write")),
    ("wissen-artikel-bearbeiten", CORRECTORS, article("edit")),
    ("wissen-artikel-freigeben", AUTHORS, article("release")),
    ("wissen-artikel-zurueckziehen", AUTHORS, article("withdraw")),
    ("wissen-artikel-pruefen", AUTHORS, article("review")),
    ("wissen-fassung", ROLES, article("version", number=lambda _: 1)),
    ("wissen-fassung-vergleich", ROLES, article("version", number=lambda _: 2)),
    ("wissen-datei-neu", CORRECTORS, base("hand_in")),
    ("wissen-datei", CORRECTORS, within("import", import_id=lambda k: k.found.id)),
    (
        "wissen-datei-artikel",
        CORRECTORS,
        within("item", import_id=lambda k: k.found.id, ordinal=lambda _: 1),
    ),
    ("wissen-stellen", ROLES, at("knowledge:offices")),
    ("wissen-stelle-neu", CORRECTORS, at("knowledge:create_office")),
    ("wissen-stelle", CORRECTORS, within("office", office_id=lambda k: k.office.id)),
    ("wissen-auskunftsseite", MANAGERS, at("knowledge:desk")),
]
ELSEWHERE_IN_KNOWLEDGE = {
    "knowledge:restore": "POST only (test_knowledge_pages)",
    "knowledge:discard": "POST only (test_knowledge_pages)",
    "knowledge:remove_office": "POST only (test_knowledge_pages)",
    "knowledge:take_over": "POST only (test_knowledge_pages)",
    "knowledge:release_import": "POST only (test_knowledge_pages)",
    "knowledge:discard_import": "POST only (test_knowledge_pages)",
    "knowledge:export": "a file (test_knowledge_pages)",
    "knowledge:export_article": "a file (test_knowledge_pages)",
}
