"""From answers, articles and offices to their shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gemeinwerk.assistant.answering import answers
from gemeinwerk.assistant.asking.conversation import Rated
from gemeinwerk.assistant.asking.presentation import ADDRESS
from gemeinwerk.assistant.interface import shapes
from gemeinwerk.assistant.models import Desk
from gemeinwerk.members.actors import Actor


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead, and for which place ratings are sealed."""

    place: str
    article: Callable[[UUID], str]
    page: Callable[[answers.PageCitation], str]


def tell_answer(answer: answers.Answer, at: Addresses) -> shapes.Answer:
    """Return an answer with absolute addresses."""
    first = answer.citations[0].version_id if answer.citations else None
    return shapes.Answer(
        question=answer.question,
        outcome=answer.outcome,
        citations=[tell_citation(one, at) for one in answer.citations],
        further=[tell_citation(one, at) for one in answer.further],
        pages=[_tell_page(one, at) for one in answer.pages],
        offices=[tell_office(one) for one in answer.offices],
        language=answer.language,
        read_as=answer.read_as,
        searched=list(answer.searched),
        feedback=Rated(answer.question, answer.language, first).seal(at.place),
        notice=_(
            "A computer program chose these quotes from texts that the authority has released. It"
            " may choose the wrong one; it gives no legal advice and decides nothing."
        ),
    )


def tell_citation(one: answers.Citation, at: Addresses) -> shapes.Citation:
    """Return a quote with the address of its place."""
    return shapes.Citation(
        authority=one.authority,
        is_own=one.is_own,
        title=one.title,
        heading=one.heading,
        quote=one.quote,
        url=at.article(one.article_id) + ADDRESS.format(one),
        article_id=one.article_id,
        version_id=one.version_id,
        start=one.start,
        end=one.end,
        released_on=one.released_on,
        base=one.base_name,
        office=one.office_name,
        legal_basis=one.legal_basis,
        source=one.source,
        plain=one.plain,
    )


def tell_office(one: Any, authority: str = "") -> shapes.OfficeCard:
    """Return how to reach an office (a card of an answer, or an office with its authority)."""
    return shapes.OfficeCard(
        name=one.name,
        authority=authority or one.authority,
        address=one.address,
        phone=one.phone,
        email=one.email,
        website=one.website,
        opening_hours=one.opening_hours,
        accessibility=one.accessibility,
    )


def at_desk(desk: Desk, absolute: Callable[[str], str]) -> Addresses:
    """Return the addresses of an authority's public page."""

    def article(article_id: UUID) -> str:
        kwargs = {"slug": desk.slug, "article_id": article_id}
        return absolute(reverse("desk:article", kwargs=kwargs))

    return Addresses(f"api.desk.{desk.id}", article, _page(absolute))


def inside(actor: Actor, absolute: Callable[[str], str]) -> Addresses:
    """Return the addresses for somebody who works here. Ratings are sealed for this person."""

    def article(article_id: UUID) -> str:
        return absolute(reverse("knowledge:article", kwargs={"article_id": article_id}))

    place = f"api.{actor.member_id}.{actor.person_id}"
    return Addresses(place, article, _page(absolute))


def _page(absolute: Callable[[str], str]) -> Callable[[answers.PageCitation], str]:
    def page(one: answers.PageCitation) -> str:
        kwargs = {"document_id": one.document_id, "number": one.number}
        return absolute(reverse("archive:page", kwargs=kwargs))

    return page


def _tell_page(one: answers.PageCitation, at: Addresses) -> shapes.PageCitation:
    return shapes.PageCitation(
        authority=one.authority,
        collection=one.collection,
        record=one.record,
        document=one.document,
        number=one.number,
        quote=one.quote,
        url=at.page(one),
    )
