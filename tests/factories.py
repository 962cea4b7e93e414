"""Two members, their people and a little paper, for tests. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive.intake import actions as intake
from gemeinwerk.archive.intake.rules import RecordMeta
from gemeinwerk.archive.models import Collection, Document, Page, PageState, Reading, Record
from gemeinwerk.archive.recognition.rules import Word, words_to_json
from gemeinwerk.archive.search import actions as search
from gemeinwerk.files.contract import Stored
from gemeinwerk.kernel import clock
from gemeinwerk.members import actions as members
from gemeinwerk.members import queries
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member, Person
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.rules import Terms

PASSWORD = "geheim-genug-fuer-tests"


@dataclass(frozen=True)
class House:
    """A member with one person per role."""

    member: Member
    people: dict[str, Person]

    def actor(self, role: str = "records_officer") -> Actor:
        """Return the actor of a role; call it inside this member's context."""
        return queries.get_actor(self.member, self.people[role])

    def context(self, role: str = "records_officer"):
        """Open the member's context with the person of a role."""
        return member_context(self.member.id, person_id=self.people[role].id)


def make_house(ags: str = "99001", name: str = "Landkreis Musterland") -> House:
    """Add a member with a head, a coordinator, a records officer and a clerk."""
    with member_context(door="operator"):
        member = members.admit_member(facts=members.MemberFacts("county", name, "NW", ags=ags))
        people = {
            role: members.employ(
                member=member,
                email=f"{role}@{ags}.example",
                name=f"{role.title()} {ags}",
                roles=[role],
                password=PASSWORD,
            )
            for role in ("head", "coordinator", "records_officer", "clerk")
        }
    return House(member, people)


def introduce(*houses: House) -> None:
    """Let members know of each other."""
    with member_context(door="operator"):
        members.introduce(members=[house.member for house in houses])


def make_collection(
    house: House, name: str = "Baulasten", *, state: str = "register"
) -> Collection:
    """Create a collection, by default one that a grant opens (a register)."""
    with house.context():
        return archive.create_collection(name=name, state=state, actor=house.actor())


def make_page(
    house: House,
    collection: Collection,
    text: str,
    *,
    record: str = "Akte-1",
    year: int | None = None,
    is_personal: bool = False,
) -> Page:
    """Add a one-page document that was read already, without touching the store of bytes."""
    with house.context():
        run = intake.start_intake(collection=collection, actor=house.actor())
        digest = sha256(f"{collection.id}{record}{text}".encode()).hexdigest()
        document = intake.take_in(
            intake=run,
            incoming=intake.Incoming(f"{digest[:8]}.pdf", record, Stored(digest, len(text))),
            meta=RecordMeta(
                key=record,
                file_number="",
                title=record,
                date_from=date(year, 1, 1) if year else None,
                date_to=date(year, 12, 31) if year else None,
                person_related=is_personal,
            ),
            actor=house.actor(),
        )
        intake.close_intake(intake=run, actor=house.actor())
        page = _read(document, text)
        search.index_page(page=page, text=text, year=year)
        return page


def share(
    owner: House,
    collection: Collection,
    grantee: House,
    *,
    right: str = "read",
    valid_from: date | None = None,
    valid_to: date | None = None,
    includes_personal: bool = False,
) -> Grant:
    """Open a collection to another member, as the owner's head."""
    with owner.context("head"):
        return sharing.open_grant(
            collection_id=collection.id,
            collection_name=collection.name,
            grantee=grantee.member,
            terms=Terms(
                right=right,
                purpose="Prüfung von Baulasten",
                basis="Vereinbarung vom 1. Oktober 2026 (erfunden)",
                valid_from=valid_from or clock.today(),
                valid_to=valid_to,
                includes_personal=includes_personal,
            ),
            actor=owner.actor("head"),
        )


def record_of(page: Page) -> Record:
    """Return the record of a page that ``make_page`` made."""
    return page.document.record


def _read(document: Document, text: str) -> Page:
    words = [
        Word(word, 10 * number, 20, 10 * number + 9, 40, 95.0, 0)
        for number, word in enumerate(text.split())
    ]
    Document.objects.filter(id=document.id).update(state="ready", page_count=1)
    page = Page.objects.create(
        member_id=document.member_id,
        scope_id=document.scope_id,
        document=document,
        number=1,
        state=PageState.READ,
        width=1654,
        height=2339,
        confidence=95.0,
    )
    Reading.objects.create(
        member_id=document.member_id,
        scope_id=document.scope_id,
        page=page,
        version=1,
        origin="ocr",
        model="deu",
        confidence=95.0,
        text=text,
        words=words_to_json(words),
    )
    return page
