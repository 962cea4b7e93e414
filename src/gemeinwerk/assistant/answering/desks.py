"""Who knows about a question: the offices of authorities, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gemeinwerk.assistant.answering import offices, queries
from gemeinwerk.assistant.answering.answers import OfficeCard
from gemeinwerk.assistant.models import Office, Passage
from gemeinwerk.assistant.retrieval.questions import Question


@dataclass(frozen=True, slots=True)
class Desks:
    """Offices for a question. ``member_id`` is the asker's authority, ``names`` those of all."""

    member_id: int
    names: Mapping[int, str]
    place: str
    question: Question

    def asked_for(self, *, is_answered: bool) -> tuple[OfficeCard, ...]:
        """Return the own offices whose hours, telephone or address are asked for.

        By their name always, by their topics where no article answers.
        """
        if not offices.asks_how_to_reach(self.question.text):
            return ()
        cards = self._cards(self.member_id)
        keys = offices.called(list(cards), self.question.lexemes)
        if not keys and not is_answered:
            keys = offices.fitting(list(cards), self.question.lexemes)
        return _pick(cards, keys)

    def who_knows(self, chosen: Sequence[Passage]) -> tuple[OfficeCard, ...]:
        """Return the offices of the quoted articles, for each quoted authority; without an answer
        the asker's own that fit.
        """
        owners = dict.fromkeys(passage.member_id for passage in chosen)
        found = tuple(card for owner in owners for card in self._of(owner, chosen))
        return found or self._of(self.member_id, chosen)

    def _of(self, owner: int, chosen: Sequence[Passage]) -> tuple[OfficeCard, ...]:
        quoted = [passage.article.office for passage in chosen if passage.member_id == owner]
        named = [office.name for office in quoted if office is not None]
        cards = self._cards(owner)
        keys = offices.choose(
            list(cards), lexemes=self.question.lexemes, place=self.place, named=named
        )
        return _pick(cards, keys)

    def _cards(self, owner: int) -> dict[offices.Unit, OfficeCard]:
        found = queries.list_offices([owner])
        return {_unit(office): _card(office, self.names.get(owner, "")) for office in found}


def _pick(cards: Mapping[offices.Unit, OfficeCard], keys: Sequence[str]) -> tuple[OfficeCard, ...]:
    by_key = {unit.key: card for unit, card in cards.items()}
    return tuple(by_key[key] for key in keys)


def _unit(office: Office) -> offices.Unit:
    topics, places = tuple(office.topics), tuple(office.places)
    return offices.Unit(str(office.id), office.name, topics, places)


def _card(office: Office, authority: str) -> OfficeCard:
    return OfficeCard(
        name=office.name,
        authority=authority,
        address=office.address,
        phone=office.phone,
        email=office.email,
        website=office.website,
        opening_hours=office.opening_hours,
        accessibility=office.accessibility,
    )
