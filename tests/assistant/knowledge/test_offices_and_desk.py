"""Offices and the public page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office

from gemeinwerk.assistant.errors import OfficeUnknown
from gemeinwerk.assistant.knowledge import actions as articles
from gemeinwerk.assistant.knowledge import errors, queries
from gemeinwerk.assistant.knowledge.desk.actions import DeskFacts, set_up_desk
from gemeinwerk.assistant.knowledge.offices import actions
from gemeinwerk.assistant.knowledge.offices import queries as offices
from gemeinwerk.assistant.knowledge.offices.actions import OfficeFacts
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Desk, Version
from gemeinwerk.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
DESK = DeskFacts("musterland", is_open=True)


@pytest.fixture
def county() -> factories.House:
    return factories.make_house()


@pytest.fixture
def neighbour() -> factories.House:
    return factories.make_house("99002", "Landkreis Nachbarland")


def test_a_head_describes_no_office_and_nobody_those_of_others(
    county: factories.House, neighbour: factories.House
) -> None:
    office = make_office(county)
    with county.context("head"), pytest.raises(NotAllowed):
        actions.save_office(facts=OfficeFacts("Bauamt"), actor=county.actor("head"))
    with neighbour.context("clerk"):
        actor = neighbour.actor("clerk")
        with pytest.raises(OfficeUnknown, match="no such office"):
            actions.save_office(office_id=office.id, facts=OfficeFacts("Meins"), actor=actor)
        with pytest.raises(OfficeUnknown):
            actions.remove_office(office_id=office.id, actor=actor)
        assert list(offices.list_own_offices()) == []


def test_a_name_is_needed_and_stands_once(county: factories.House) -> None:
    make_office(county)
    with county.context("clerk"):
        actor = county.actor("clerk")
        with pytest.raises(errors.NameMissing, match="enter a name"):
            actions.save_office(facts=OfficeFacts("  "), actor=actor)
        with pytest.raises(errors.OfficeNameTaken, match="already has an office “Bauamt”"):
            actions.save_office(facts=OfficeFacts("Bauamt"), actor=actor)
        assert offices.list_own_offices().count() == 1


def test_a_new_name_reaches_drafts_and_not_what_was_released(county: factories.House) -> None:
    office, base = make_office(county), make_base(county)
    article = make_article(base, office=office)
    with county.context("clerk"):
        actor = county.actor("clerk")
        text = ArticleText("Neu", "Neuer Text.", office_id=office.id)
        articles.save_draft(article_id=article.id, content=text, actor=actor)
        actions.save_office(office_id=office.id, facts=OfficeFacts("Bauaufsicht"), actor=actor)
        names = dict(Version.objects.values_list("number", "office_name"))
        assert names == {1: "Bauamt", 2: "Bauaufsicht"}
        draft, fresh = queries.get_draft(article), queries.get_article(article.id)
        assert draft is not None
        assert queries.content_of(draft, fresh).office_id == office.id
        current = queries.get_current(article)
        assert current is not None
        assert queries.content_of(current, fresh).office_id == office.id


def test_an_office_that_an_article_names_stays(county: factories.House) -> None:
    office, base = make_office(county), make_base(county)
    article = make_article(base, office=office, released=False)
    with county.context("clerk"):
        actor = county.actor("clerk")
        with pytest.raises(errors.OfficeInUse, match="1 articles name this office"):
            actions.remove_office(office_id=office.id, actor=actor)
        articles.discard_draft(article_id=article.id, actor=actor)
        actions.remove_office(office_id=office.id, actor=actor)
        assert list(offices.list_own_offices()) == []


def test_a_clerk_sets_up_no_page(county: factories.House) -> None:
    with county.context("clerk"), pytest.raises(NotAllowed):
        set_up_desk(facts=DESK, actor=county.actor("clerk"))
    with county.context("head"):
        set_up_desk(facts=DESK, actor=county.actor("head"))
        set_up_desk(facts=replace(DESK, greeting="Guten Tag!"), actor=county.actor("head"))
        assert Desk.objects.get().greeting == "Guten Tag!"


def test_an_address_that_another_member_has_is_taken(
    county: factories.House, neighbour: factories.House
) -> None:
    with county.context("head"):
        set_up_desk(facts=DESK, actor=county.actor("head"))
    with neighbour.context("head"):
        actor = neighbour.actor("head")
        with pytest.raises(errors.SlugTaken, match="“musterland” is taken"):
            set_up_desk(facts=DESK, actor=actor)
        with pytest.raises(errors.KeepDaysInvalid, match="1 to 180 days"):
            set_up_desk(facts=replace(DESK, slug="nachbarland", keep_days=0), actor=actor)
        assert not Desk.objects.exists()
