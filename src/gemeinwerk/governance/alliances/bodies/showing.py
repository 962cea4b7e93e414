"""Rules and seats as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import queries
from gemeinwerk.governance.models import Alliance, Body, Seat
from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting.definition import Rule, Status
from gemeinwerk.governance.voting.explanation import describe

STATUS: dict[str, Any] = {
    Status.READ: gettext_lazy("read in this text; compare with its newest version"),
    Status.UNVERIFIED: gettext_lazy("known from second hand; to be checked"),
    Status.OWN: gettext_lazy("no law; agreed by the body itself"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A rule in words: what it asks, its source and how well that is known."""

    key: str
    name: str
    sentences: list[str]
    reference: str
    status: Any
    note: str = ""
    is_usual: bool = False


def explain_rule(body: Body) -> Offer | None:
    """Return the rule by which a body decides, None if it decides nothing."""
    if body.rule is None:
        return None
    rule = Rule.from_json(body.rule.definition)
    return _offer(rule, _names(body.alliance))


def list_offers(body: Body) -> list[Offer]:
    """Return the rules that a body can choose: its alliance's own, then the catalogue, first those
    usual for its kind.
    """
    names = _names(body.alliance)
    own = [Rule.from_json(row.definition) for row in queries.list_own_rules(body.alliance)]
    found = [_offer(rule, names) for rule in own]
    for entry in catalogue.list_entries(body.kind):
        usual = body.kind in entry.usual_for
        found.append(_offer(entry.rule, names, note=entry.note, is_usual=usual))
    return found


def list_people_rows(seats: Iterable[Seat]) -> list[tuple[Seat, str, str]]:
    """Return each seat with who takes it and the deputy; who is not named is said so."""
    nobody = _("not named yet")
    return [(seat, seat.holder_name or nobody, seat.deputy_name or "–") for seat in seats]


def _offer(rule: Rule, names: dict[int, str], *, note: str = "", is_usual: bool = False) -> Offer:
    return Offer(
        key=rule.key,
        name=rule.name,
        sentences=describe(rule, names),
        reference=rule.reference,
        status=STATUS[rule.status],
        note=note,
        is_usual=is_usual,
    )


def _names(alliance: Alliance) -> dict[int, str]:
    found = governance.list_memberships(alliance)
    return dict(found.values_list("member_id", "member_name"))
