"""A county with something on every page: paper, refusals, grants in both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gemeinwerk.archive.intake import actions as intake
from gemeinwerk.archive.intake.errors import FileEmpty
from gemeinwerk.archive.models import Collection, Document, Page
from gemeinwerk.members import actions as members
from gemeinwerk.members.context import member_context
from gemeinwerk.sharing.models import Grant
from tests import factories
from tests.e2e import paper
from tests.e2e.alliance_scene import Cooperation, build_cooperation
from tests.e2e.handover_scene import Handed, build_handed
from tests.e2e.knowledge_scene import Knowledge, build_knowledge
from tests.factories import House


@dataclass(frozen=True)
class Names:
    """What things are called; hostile in one scene."""

    county: str = "Landkreis Tannenberg"
    neighbour: str = "Landkreis Erlental"
    person: str = "Rita Beispiel"
    collection: str = "Baulasten"
    record: str = "63-BL-0417"
    file: str = "Blatt-417.tif"
    title: str = "Bauakten gemeinsam digital"


@dataclass
class Scene:
    """The objects that addresses are made of. ``document`` has two pages; ``refused`` has none."""

    county: House
    neighbour: House
    collection: Collection
    document: Document
    refused: Document
    foreign: Collection
    granted: Page
    given: Grant
    received: Grant
    alliance: Cooperation
    knowledge: Knowledge
    handed: Handed
    names: Names = field(default_factory=Names)


def build_scene(admit: Callable[[str], House], names: Names) -> Scene:
    """Make a scene with the help of the worker; needs the server's database."""
    county, neighbour = admit(names.county), admit(names.neighbour)
    factories.introduce(county, neighbour)
    _employ(county, names)
    collection = factories.make_collection(county, names.collection)
    factories.make_collection(county, "Noch leer")
    document = paper.digitise(
        county, collection, names.file, paper.tiff(paper.DRIVEWAY, paper.COUNCIL), names.record
    )
    with county.context():
        Page.objects.filter(document=document, number=2).update(needs_review=True, confidence=41.0)
    refused = _refuse(county, collection, names)
    _fill(county)
    foreign = factories.make_collection(neighbour, names.collection)
    granted = factories.make_page(neighbour, foreign, "Die Zufahrt", record=names.record)
    given = factories.share(county, collection, neighbour)
    knowledge = build_knowledge(county, names.title, names.collection)
    return Scene(
        county,
        neighbour,
        collection,
        document,
        refused,
        foreign,
        granted,
        given=given,
        received=factories.share(neighbour, foreign, county),
        alliance=build_cooperation(county, neighbour, collection, given, names.title),
        knowledge=knowledge,
        handed=build_handed(county, knowledge, names.title),
        names=names,
    )


def _employ(county: House, names: Names) -> None:
    with member_context(door="operator"):
        members.employ(
            member=county.member,
            email=f"rita@{county.member.ags}.example",
            name=names.person,
            roles=["clerk", "records_officer"],
            password="",
        )


def _refuse(county: House, collection: Collection, names: Names) -> Document:
    """Add a file that is no PDF, and note one that was not even stored."""
    refused = paper.take_in(county, collection, "kaputt.pdf", paper.broken_pdf(), names.record)
    with county.context():
        run = intake.start_intake(collection=collection, actor=county.actor())
        cause = FileEmpty(name=names.file)
        intake.refuse(intake=run, name=names.file, cause=cause, actor=county.actor())
        intake.close_intake(intake=run, actor=county.actor())
    return paper.wait_until_refused(county, refused)


def _fill(county: House) -> None:
    """More records than one list shows, over several years, and a grant that was ended."""
    collection = factories.make_collection(county, "Bauakten")
    for number in range(30):
        factories.make_page(
            county,
            collection,
            f"Bauakte {number}: Zufahrt zum Grundstück",
            record=f"Akte {number:02}",
            year=1970 + number,
            is_personal=number == 7,
        )
