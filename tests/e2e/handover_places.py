"""Where the walk goes among handed-over questions, gaps and measurements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.e2e.handover_scene import Handed
from tests.e2e.places import CORRECTORS, ROLES, Address, at

Part = Callable[[Handed], Any]


def handed(view: str, query: str = "", **of: Part) -> Address:
    """Address of a view; its arguments are taken from what was handed over."""
    return at(view, query, **{name: _of(part) for name, part in of.items()})


def _of(part: Part) -> Callable[[Any], Any]:
    return lambda scene: part(scene.handed)


def question(view: str, state: str = "waiting") -> Address:
    return handed(f"handover:{view}", handover_id=lambda h: getattr(h, state).id)


def gap(view: str, query: str = "") -> Address:
    return handed(f"learning:{view}", query, gap_id=lambda h: h.gap.id)


def desk(view: str, **of: Callable[[Any], Any]) -> Address:
    return at(f"desk_handover:{view}", slug=lambda s: s.knowledge.desk.slug, **of)


PAGES_OF_HANDOVERS: list[tuple[str, Sequence[str], Address]] = [
    ("anliegen", CORRECTORS, at("handover:list")),
    ("anliegen-arbeit", CORRECTORS, at("handover:list", "?liste=arbeit")),
    ("anliegen-erledigt", CORRECTORS, at("handover:list", "?liste=erledigt")),
    ("anliegen-neu", ROLES, at("handover:hand_over")),
    ("anliegen-antwort", ROLES, handed("handover:ticket", ticket=lambda h: h.inside)),
    ("anliegen-wartet", CORRECTORS, question("show")),
    ("anliegen-in-arbeit", CORRECTORS, question("show", "taken")),
    ("anliegen-beantwortet", CORRECTORS, question("show", "answered")),
    ("anliegen-antworten", CORRECTORS, question("answer", "taken")),
    ("anliegen-schliessen", CORRECTORS, question("close")),
    ("anliegen-artikel", CORRECTORS, question("make_article", "answered")),
    ("luecken", CORRECTORS, at("learning:gaps")),
    ("luecken-geschlossen", CORRECTORS, at("learning:gaps", "?liste=geschlossen")),
    ("luecke", CORRECTORS, gap("gap", "?q=bauakten")),
    ("luecke-artikel", CORRECTORS, gap("write_article")),
    ("messungen", CORRECTORS, at("learning:measurements")),
    (
        "fragen-messung",
        CORRECTORS,
        handed("learning:measurement", measurement_id=lambda h: h.measurement.id),
    ),
]
PUBLIC_HANDOVERS: list[tuple[str, Address]] = [
    ("auskunft-anliegen", desk("hand_over")),
    ("auskunft-ticket", desk("ticket", ticket=lambda s: s.handed.ticket)),
]
ELSEWHERE_IN_HANDOVERS = {
    "handover:take": "POST only (test_handover_pages)",
    "handover:put_back": "POST only (test_handover_pages)",
    "desk_handover:take_back": "POST only (test_handover_pages)",
    "learning:close": "POST only (test_learning_pages)",
    "learning:dismiss": "POST only (test_learning_pages)",
    "learning:reopen": "POST only (test_learning_pages)",
    "learning:forget_question": "POST only (test_learning_pages)",
}
