"""Two counties and a third. The one has a public page, an open and an internal base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office
from tests.factories import House

from gemeinwerk.assistant.knowledge.desk.actions import DeskFacts, set_up_desk
from gemeinwerk.assistant.models import Article, Base, Desk
from gemeinwerk.kernel import clock
from gemeinwerk.members import tokens

DOG = """\
Wer einen Hund hält, meldet ihn binnen 14 Tagen an.

## Kosten

Die Hundesteuer beträgt 60 Euro im Jahr für den ersten Hund (erfunden).
"""
SECRET = """\
Die Dienstwagen stehen in der Tiefgarage.

## Schlüssel

Den Schlüssel zum Dienstwagen gibt die Pforte aus (erfunden).
"""
SITE = "https://www.musterland.example"


@dataclass
class Scene:
    """What there is."""

    county: House
    base: Base
    internal: Base
    permit: Article
    secret: Article
    draft: Article
    desk: Desk


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    caches["visitors"].clear()
    yield
    caches["visitors"].clear()


@pytest.fixture(autouse=True)
def english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def open_desk(house: House, slug: str, **facts: Any) -> Desk:
    with house.context("head"):
        wanted = DeskFacts(slug=slug, is_open=True, **facts)
        return set_up_desk(facts=wanted, actor=house.actor("head"))


def furnish(county: House) -> Scene:
    base = make_base(county)
    internal = make_base(county, "Für uns", public=False)
    office = make_office(county, topics=("Bauen", "Baugenehmigung"))
    make_office(county, "Innerer Dienst", is_public=False)
    permit = make_article(base, office=office)
    make_article(base, "Hundesteuer", DOG)
    return Scene(
        county=county,
        base=base,
        internal=internal,
        permit=permit,
        secret=make_article(internal, "Dienstwagen", SECRET),
        draft=make_article(base, "Entwurf zur Windkraft", DOG, released=False),
        desk=open_desk(county, "musterland", origins=(SITE,)),
    )


@pytest.fixture
def county(db: None) -> House:
    return factories.make_house("99001", "Landkreis Musterland")


@pytest.fixture
def neighbour(county: House) -> House:
    house = factories.make_house("99002", "Landkreis Nachbarau")
    factories.introduce(county, house)
    return house


@pytest.fixture
def stranger(db: None) -> House:
    return factories.make_house("99003", "Landkreis Fernau")


@pytest.fixture
def scene(county: House) -> Scene:
    return furnish(county)


def key_of(house: House, role: str = "clerk") -> str:
    with house.context(role):
        ends = clock.today() + timedelta(days=3)
        return tokens.issue(purpose="Test", expires_on=ends, actor=house.actor(role)).key


def by_key(house: House, role: str = "clerk") -> Callable[..., HttpResponse]:
    """Return how a program of this person posts."""
    headers = {"authorization": f"Bearer {key_of(house, role)}"}

    def post(path: str, content: Any) -> HttpResponse:
        return Client().post(path, content, content_type="application/json", headers=headers)

    return post
