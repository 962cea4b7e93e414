"""Two members, their people and a little paper, for tests. All names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import permutations
from typing import Any

from gemeinwerk.archive import actions as archive
from gemeinwerk.archive.intake import actions as intake
from gemeinwerk.archive.intake.rules import RecordMeta
from gemeinwerk.archive.models import Collection, Document, Page, PageState, Reading, Record
from gemeinwerk.archive.recognition.rules import Word, words_to_json
from gemeinwerk.archive.search import actions as search
from gemeinwerk.assistant.models import Base
from gemeinwerk.files.contract import Stored
from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.effects import queries as effect_queries
from gemeinwerk.governance.effects.opening import Offer
from gemeinwerk.governance.models import (
    Agreement,
    Alliance,
    Body,
    Effect,
    Filing,
    Motion,
    Party,
    Seat,
    Vote,
    VotingRule,
)
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.governance.voting import catalogue
from gemeinwerk.governance.voting import queries as voting_queries
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members import actions as members
from gemeinwerk.members import queries
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Contact, Member, Person
from gemeinwerk.sharing import actions as sharing
from gemeinwerk.sharing import queries as grants
from gemeinwerk.sharing.models import Grant
from gemeinwerk.sharing.rules import Drawer

EVERYBODY = ("head", "coordinator", "records_officer", "clerk")
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
            for role in EVERYBODY
        }
    return House(member, people)


def introduce(*houses: House) -> None:
    """Let members know of each other, as joining an alliance does."""
    with member_context(door="operator"):
        for house, other in permutations(houses, 2):
            Contact.objects.get_or_create(member=house.member, other=other.member)


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
    **kept: Any,
) -> Page:
    """Add a one-page document that was read already, without touching the store of bytes.

    ``kept`` is what its record is kept for and what its protective period hangs on: ``state``,
    ``protection``, ``origin``, ``processed``, ``birth_year``, ``death_year``.
    """
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
                **kept,
            ),
            actor=house.actor(),
        )
        intake.close_intake(intake=run, actor=house.actor())
        page = _read(document, text)
        search.index_page(page=page, text=text, year=year)
        return page


@dataclass(frozen=True)
class Union:
    """An alliance of houses with an agreement in force and a conference that decides together."""

    alliance: Alliance
    agreement: Agreement
    body: Body
    houses: tuple[House, ...]


def make_union(
    *houses: House,
    name: str = "",
    form: str = "public_law",
    transfer: str = "delegating",
    rule: str = "unanimity_all",
) -> Union:
    """Found an alliance in which all houses sit, with a signed agreement that is in force."""
    first, *others = houses
    with first.context("head"):
        facts = alliances.AllianceFacts(
            name=name or f"Bündnis {new_id()}", purpose="Gemeinsam digital (erfunden)", land="NW"
        )
        alliance = alliances.found_alliance(facts=facts, actor=first.actor("head"))
        for house in others:
            alliances.invite(
                alliance_id=alliance.id,
                key=house.member.ags,
                standing="founding",
                actor=first.actor("head"),
            )
    for house in others:
        with house.context("head"):
            alliances.accept_invitation(alliance_id=alliance.id, actor=house.actor("head"))
    with first.context("head"):
        agreement = _make_agreement(alliance, houses, form, transfer)
        body = _make_body(alliance, houses, rule)
    for house in houses:
        with house.context("head"):
            Party.objects.filter(agreement=agreement, member=house.member).update(
                signed_on=clock.today(), signed_by="Leitung (erfunden)"
            )
    return Union(alliance, agreement, body, houses)


def _make_agreement(
    alliance: Alliance, houses: Sequence[House], form: str, transfer: str
) -> Agreement:
    agreement = Agreement.objects.create(
        alliance=alliance,
        title="Vereinbarung über Baulasten (erfunden)",
        form=form,
        transfer=transfer,
        land="NW",
        state="in_force",
        in_force_from=clock.today() - timedelta(days=30),
        created_by="Test",
    )
    for house in houses:
        Party.objects.create(
            alliance=alliance,
            agreement=agreement,
            member=house.member,
            member_name=house.member.name,
        )
    return agreement


def _make_rule(alliance: Alliance, key: str = "unanimity_all") -> VotingRule:
    rule = catalogue.get_entry(key).rule
    values = {
        "name": rule.name,
        "reference": rule.reference,
        "definition": rule.to_json(),
        "made_by": "Test",
    }
    row, _is_new = VotingRule.objects.get_or_create(
        alliance=alliance, key=rule.key, version=rule.version, defaults=values
    )
    return row


def _make_body(alliance: Alliance, houses: Sequence[House], rule: str) -> Body:
    row = _make_rule(alliance, rule)
    body = Body.objects.create(
        alliance=alliance, kind="conference", name="Konferenz der Leitungen", rule=row
    )
    for number, house in enumerate(houses):
        Seat.objects.create(
            alliance=alliance,
            body=body,
            member=house.member,
            member_name=house.member.name,
            chairs=number == 0,
        )
    return body


def add_working_group(union: Union, name: str = "Arbeitskreis IT-Leitungen") -> Body:
    """Set up a group of all houses that proposes to the union's conference."""
    with union.houses[0].context("head"):
        body = Body.objects.create(
            alliance=union.alliance, kind="working_group", name=name, proposes_to=union.body
        )
        for house in union.houses:
            Seat.objects.create(
                alliance=union.alliance,
                body=body,
                member=house.member,
                member_name=house.member.name,
            )
    return body


def file_document(union: Union, kind: str = "art26", *, house: House | None = None) -> Filing:
    """File a document under the GDPR that covers all houses of a union."""
    filer = house or union.houses[0]
    with filer.context("head"):
        filing = Filing.objects.create(
            alliance=union.alliance,
            agreement=union.agreement,
            member=filer.member,
            kind=kind,
            title="Vereinbarung nach Art. 26 DSGVO (erfunden)",
            covers=[each.member.id for each in union.houses],
            valid_from=clock.today(),
            filed_by="Test",
        )
        effects.settle(alliance_id=union.alliance.id, actor=filer.actor("head"))
        return filing


def offer(
    union: Union,
    owner: House,
    thing: Collection | Base,
    grantees: Sequence[House],
    *,
    right: str = "read",
    valid_from: date | None = None,
    valid_to: date | None = None,
    includes_personal: bool = False,
    roles: Sequence[str] = EVERYBODY,
) -> Motion:
    """Propose to open a collection or base of the owner to other members of the union."""
    with owner.context("head"):
        actor = owner.actor("head")
        motion = voting.draft_motion(
            body_id=union.body.id,
            content=voting.MotionText(
                title=f"{thing.name} öffnen", text="Der Bestand wird geöffnet (erfunden)."
            ),
            actor=actor,
        )
        voting.offer_drawer(
            motion_id=motion.id,
            offer=Offer(
                drawer=_drawer(thing),
                grantees=tuple(each.member.id for each in grantees),
                right=right,
                roles=tuple(roles),
                purpose="Prüfung von Baulasten",
                legal_basis="§ 85 der Bauordnung (erfunden)",
                agreement=union.agreement,
                valid_from=valid_from or clock.today(),
                valid_to=valid_to,
                includes_personal=includes_personal,
                privacy="art26" if includes_personal else "",
            ),
            actor=actor,
        )
        return voting.propose_motion(motion_id=motion.id, actor=actor)


def adopt(union: Union, motion: Motion) -> Motion:
    """Let every house decide for itself where it must, and vote yes in writing."""
    chair = union.houses[0]
    with chair.context("head"):
        voting.open_vote(
            motion_id=motion.id,
            procedure="written",
            closes_at=clock.now() + timedelta(days=60),
            actor=chair.actor("head"),
        )
    for house in union.houses:
        consent(house, motion)
        with house.context("head"):
            voting.cast_vote(motion_id=motion.id, choice="yes", actor=house.actor("head"))
    return motion


def carry(motion: Motion, office: House) -> None:
    """Let a motion be adopted by its office alone, in a body of its own; nothing is settled.

    Call it inside the context of the office's head.
    """
    put_to_vote(motion, office)
    Vote.objects.create(
        alliance=motion.alliance,
        motion=motion,
        member=office.member,
        member_name=office.member.name,
        choice="yes",
        cast_at=clock.now(),
        cast_by="Test",
    )
    motion.state = "adopted"
    motion.save()


def put_to_vote(motion: Motion, office: House) -> None:
    """Let the votes on a draft be open in a meeting; the office has a seat if nobody has."""
    body = motion.body
    if body.rule is None:
        body.rule = _make_rule(motion.alliance)
        body.save()
    if not Seat.objects.filter(body=body).exists():
        about = {"member": office.member, "member_name": office.member.name}
        Seat.objects.create(alliance=motion.alliance, body=body, **about)
    motion.state, motion.proposed_at = "proposed", clock.now()
    motion.save()
    motion.rule, motion.procedure = body.rule, "meeting"
    motion.electorate = voting_queries.make_electorate(body)
    motion.state, motion.opened_at = "voting", clock.now()
    motion.save()


def consent(house: House, motion: Motion) -> None:
    """Enter the own decision of a house about every effect of a motion that needs it."""
    with house.context("head"):
        for effect in Effect.objects.filter(motion=motion):
            if house.member.id in effect_queries.deciders(effect):
                effects.decide_for_own(
                    effect_id=effect.id,
                    consents=True,
                    organ="Kreistag",
                    decided_on=clock.today(),
                    reference="Drucksache 12/2026 (erfunden)",
                    actor=house.actor("head"),
                )


def declare(house: House, grant: Grant, *roles: str) -> None:
    """Let people of a house declare that they use a grant for its purpose only."""
    for role in roles or house.people:
        with house.context(role):
            sharing.declare_purpose(grant_id=grant.id, actor=house.actor(role))


def _drawer(thing: Collection | Base) -> Drawer:
    if isinstance(thing, Base):
        return Drawer(thing.name, base_id=thing.id)
    return Drawer(thing.name, collection_id=thing.id)


def share(
    owner: House,
    thing: Collection | Base,
    grantee: House,
    *,
    right: str = "read",
    valid_from: date | None = None,
    valid_to: date | None = None,
    includes_personal: bool = False,
    roles: Sequence[str] = EVERYBODY,
) -> Grant:
    """Open a collection or base to another member by a resolution; its people declare."""
    union = make_union(owner, grantee)
    if includes_personal:
        file_document(union)
    motion = offer(
        union,
        owner,
        thing,
        [grantee],
        right=right,
        valid_from=valid_from,
        valid_to=valid_to,
        includes_personal=includes_personal,
        roles=roles,
    )
    adopt(union, motion)
    with owner.context("head"):
        grant = grants.list_given(effect_id=Effect.objects.get(motion=motion).id).get()
        is_open = grants.is_in_force(grant)
    if is_open and (people := set(roles) & set(EVERYBODY)):
        declare(grantee, grant, *sorted(people))
    return grant


def make_personal(house: House, document: Document) -> None:
    """Mark the record of a document as naming living people, as the records officer."""
    with house.context():
        record = Record.objects.get(documents=document)
        archive.change_record(
            record=record,
            file_number=record.file_number,
            title=record.title,
            date_from=record.date_from,
            date_to=record.date_to,
            is_personal=True,
            actor=house.actor(),
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
