"""What can be offered: an own collection, or an own knowledge base, and how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gemeinwerk.archive import queries as archive
from gemeinwerk.assistant.knowledge import queries as knowledge
from gemeinwerk.assistant.knowledge.queries import Filters
from gemeinwerk.assistant.models import ArticleState
from gemeinwerk.sharing import wording
from gemeinwerk.sharing.models import Right
from gemeinwerk.sharing.rules import Drawer


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the trail above the offer."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What is offered. Pages, records and persons are counted of a collection, articles of a base.

    ``is_public``: a base from which its own authority answers citizens; partners may do so only
    then. ``articles`` counts what is released.
    """

    drawer: Drawer
    above: Place
    place: Place
    pages: int = 0
    records: int = 0
    personal_records: int = 0
    personal_pages: int = 0
    articles: int = 0
    is_public: bool = False

    @property
    def name(self) -> str:
        """Its name, as quoted on every page of the offer."""
        return self.drawer.name

    @property
    def is_base(self) -> bool:
        """Tell whether it is a knowledge base."""
        return self.drawer.base_id is not None

    def consequence(self, *, grantee: str, right: str, includes_personal: bool) -> str:
        """Say what partners can do with it once it is open."""
        if self.is_base:
            return wording.base_consequence(grantee=grantee, articles=self.articles, base=self.name)
        closed = 0 if includes_personal else self.personal_pages
        return wording.consequence(
            grantee=grantee,
            pages=self.pages - closed,
            collection=self.name,
            may_download=right == Right.DOWNLOAD,
        )


def own_collection(key: UUID) -> Thing:
    """Return a collection of the acting member; CollectionUnknown for what it only received."""
    collection = archive.get_own_collection(key=key)
    content = archive.count_content(collection)
    return Thing(
        drawer=Drawer(collection.name, collection_id=collection.id),
        above=Place(_("Collections"), reverse("archive:collections")),
        place=Place(collection.name, reverse("archive:collection", kwargs={"key": key})),
        pages=content.pages,
        records=content.records,
        personal_records=content.personal_records,
        personal_pages=content.personal_pages,
    )


def own_base(base_id: int) -> Thing:
    """Return a knowledge base of the acting member; NotAllowed for what it only received."""
    base = knowledge.get_own_base(base_id)
    released = knowledge.find_articles(base, Filters(state=ArticleState.RELEASED))
    return Thing(
        drawer=Drawer(base.name, base_id=base.id),
        above=Place(_("Knowledge"), reverse("knowledge:bases")),
        place=Place(base.name, reverse("knowledge:base", kwargs={"base_id": base_id})),
        articles=released.count(),
        is_public=base.is_public,
    )
