"""The demo's alliance: bodies, agreements, an adopted and a failed resolution, a vote still open.

What lies in the past is entered with the clock set back; the journal dates it when it is entered.
"""

from __future__ import annotations

import io
from uuid import UUID

from demo.people import COUNTY, NEIGHBOUR, PEOPLE, PROVIDER, TOWN, VILLAGE
from fpdf import FPDF

from demo import cooperation as invented
from demo import knowledge as texts
from gemeinwerk.archive import queries as archive
from gemeinwerk.assistant.knowledge import queries as knowledge
from gemeinwerk.config.demonstration.casting import Cast, Stage, vote
from gemeinwerk.config.demonstration.programme import plan_a_meeting, start_projects
from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements import actions as agreements
from gemeinwerk.governance.agreements import queries as agreement_queries
from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.alliances.bodies import actions as bodies
from gemeinwerk.governance.effects import actions as effects
from gemeinwerk.governance.effects import queries as effect_queries
from gemeinwerk.governance.effects.opening import Offer
from gemeinwerk.governance.models import Agreement, Alliance, Body, Motion
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.models import Member, Person
from gemeinwerk.sharing.models import PUBLIC, Right
from gemeinwerk.sharing.rules import Drawer

READERS = ("head", "coordinator", "records_officer", "clerk")


def cooperate(everybody: dict[str, Member], staff: dict[str, Person]) -> None:
    """Let the invented members found their alliance and decide, unless they have."""
    heads = {
        key: staff[person.email]
        for person in PEOPLE
        for key, roles in person.roles.items()
        if "head" in roles
    }
    cast = Cast(everybody, heads)
    with cast.head(COUNTY):
        if governance.list_alliances().exists():
            return
    with clock.days_ago(240):
        alliance = _found(cast)
        conference, working_group = _set_up_bodies(cast, alliance)
        agreement = _agree(cast, alliance)
    stage = Stage(alliance, conference, working_group, agreement)
    _conclude(cast, agreement)
    with clock.days_ago(30):
        _open_encumbrances(cast, stage)
    with clock.days_ago(25):
        _open_knowledge(cast, stage)
    with clock.days_ago(20):
        _fail(cast, stage)
    with clock.days_ago(15):
        start_projects(cast, stage)
    _ask_the_visitor(cast, stage)
    plan_a_meeting(cast, stage)


def _found(cast: Cast) -> Alliance:
    with cast.head(COUNTY) as actor:
        facts = alliances.AllianceFacts(
            name=invented.ALLIANCE, purpose=invented.PURPOSE, land="NW", is_public=True
        )
        alliance = alliances.found_alliance(facts=facts, actor=actor)
        for key in invented.FOUNDERS[1:]:
            alliances.invite(alliance_id=alliance.id, key=key, standing="founding", actor=actor)
        alliances.invite(alliance_id=alliance.id, key=PROVIDER, standing="provider", actor=actor)
    for key in (*invented.FOUNDERS[1:], PROVIDER):
        with cast.head(key) as actor:
            alliances.accept_invitation(alliance_id=alliance.id, actor=actor)
    return alliance


def _set_up_bodies(cast: Cast, alliance: Alliance) -> tuple[Body, Body]:
    with cast.head(COUNTY) as actor:
        conference = _make_body(alliance, "conference", invented.CONFERENCE, None, actor)
        group = _make_body(alliance, "working_group", invented.WORKING_GROUP, conference, actor)
        builders = _make_body(alliance, "project_group", invented.PROJECT_GROUP, group, actor)
    for key in invented.FOUNDERS:
        with cast.head(key) as actor:
            for body in (conference, group, builders):
                _take_seat(body, actor)
    return conference, group


def _take_seat(body: Body, actor: Actor) -> None:
    bodies.name_people(
        alliance_id=body.alliance_id,
        body_id=body.id,
        holder_id=actor.person_id,
        deputy_id=None,
        actor=actor,
    )


def _make_body(
    alliance: Alliance, kind: str, name: str, proposes_to: Body | None, actor: Actor
) -> Body:
    body = bodies.create_body(
        alliance_id=alliance.id,
        facts=bodies.BodyFacts(
            kind=kind,
            name=name,
            proposes_to=proposes_to.id if proposes_to else None,
            is_public=proposes_to is None,
        ),
        rule_key="" if proposes_to else "unanimity_all",
        actor=actor,
    )
    voters = [m for m in governance.list_memberships(alliance) if m.standing != "provider"]
    for membership in voters:
        bodies.give_seat(
            alliance_id=alliance.id,
            body_id=body.id,
            membership_id=membership.id,
            votes=1,
            chairs=membership.member_id == actor.member_id,
            actor=actor,
        )
    return body


def _agree(cast: Cast, alliance: Alliance) -> Agreement:
    """Draft and sign both agreements: the intent at once, the binding one after each organ."""
    parties = tuple(cast.members[key].id for key in invented.FOUNDERS)
    with cast.head(COUNTY) as actor:
        intent = agreements.create_agreement(
            alliance_id=alliance.id,
            draft=agreements.Draft(
                title=invented.INTENT_TITLE,
                form="intent",
                member_ids=parties,
                text=invented.INTENT_TEXT,
                term="yearly",
                is_founding=True,
            ),
            actor=actor,
        )
        agreement = agreements.create_agreement(
            alliance_id=alliance.id,
            draft=agreements.Draft(
                title=invented.AGREEMENT_TITLE,
                form="public_law",
                member_ids=parties,
                text=invented.AGREEMENT_TEXT,
                transfer="delegating",
                task=invented.AGREEMENT_TASK,
                task_holder_id=cast.members[COUNTY].id,
                compensation="Keine Erstattung; jede Behörde trägt ihre Kosten (erfunden).",
                notice_months=12,
                authority=invented.AUTHORITY,
            ),
            actor=actor,
        )
    for key in invented.FOUNDERS:
        with cast.head(key) as actor:
            _sign(intent.id, actor)
            _decide(agreement.id, actor)
    for key in invented.FOUNDERS:
        with cast.head(key) as actor:
            _sign(agreement.id, actor)
    return agreement


def _sign(agreement_id: UUID, actor: Actor) -> None:
    text = agreement_queries.text_of(agreement_queries.get_agreement(agreement_id))
    agreements.sign(
        agreement_id=agreement_id, text_sha256=text, signed_on=clock.today(), actor=actor
    )


def _decide(agreement_id: UUID, actor: Actor) -> None:
    text = agreement_queries.text_of(agreement_queries.get_agreement(agreement_id))
    agreements.record_decision(
        agreement_id=agreement_id,
        consents=True,
        organ="Rat oder Kreistag (erfunden)",
        decided_on=clock.today(),
        reference="Drucksache 17 (erfunden)",
        text_sha256=text,
        actor=actor,
    )


def _conclude(cast: Cast, agreement: Agreement) -> None:
    """Approval, publication, and the arrangement of the joint controllers."""
    with clock.days_ago(200), cast.head(COUNTY) as actor:
        agreements.request_approval(
            agreement_id=agreement.id,
            authority=invented.AUTHORITY,
            requested_on=clock.today(),
            actor=actor,
        )
        agreements.record_receipt(agreement_id=agreement.id, received_on=clock.today(), actor=actor)
    with clock.days_ago(160), cast.head(COUNTY) as actor:
        agreements.record_answer(
            agreement_id=agreement.id,
            answer="approved",
            answered_on=clock.today(),
            note="",
            actor=actor,
        )
    with clock.days_ago(150), cast.head(COUNTY) as actor:
        agreements.publish(
            agreement_id=agreement.id,
            published_on=clock.today(),
            published_in=invented.GAZETTE,
            actor=actor,
        )
    _file_arrangement(cast, agreement)


def _file_arrangement(cast: Cast, agreement: Agreement) -> None:
    pdf = FPDF(format="A4")
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    pdf.multi_cell(0, 8, f"{invented.ART26_TITLE}\n\n{invented.ART26_TEXT}")
    content = bytes(pdf.output())
    with clock.days_ago(140), cast.head(COUNTY) as actor:
        stored = agreements.store_file(
            stream=io.BytesIO(content), name="art-26.pdf", size=len(content), actor=actor
        )
        agreements.file_document(
            agreement_id=agreement.id,
            kind="art26",
            title=invented.ART26_TITLE,
            stored=stored,
            file_name="art-26.pdf",
            valid_from=clock.today(),
            valid_to=None,
            coverage=invented.AGREEMENT_TASK,
            covers=[cast.members[key].id for key in invented.FOUNDERS],
            actor=actor,
        )


def _open_encumbrances(cast: Cast, stage: Stage) -> None:
    """Adopted and in force: the county opens its register to the neighbour, names included."""
    motion = _offer(
        cast,
        stage,
        COUNTY,
        _collection(cast, COUNTY, "Baulasten"),
        [NEIGHBOUR],
        title="Baulasten für den Nachbarkreis öffnen (erfunden)",
        purpose="Prüfung von Bauvorhaben an der Kreisgrenze (erfunden)",
        includes_personal=True,
    )
    for key in (COUNTY, NEIGHBOUR):
        _consent(cast, key, motion)
    vote(cast, motion, dict.fromkeys(invented.FOUNDERS, "yes"))


def _open_knowledge(cast: Cast, stage: Stage) -> None:
    """Adopted and in force: who asks the county is answered by its neighbour and its town too."""
    for owner in (NEIGHBOUR, TOWN):
        with cast.head(owner):
            base = knowledge.list_own_bases().get()
        motion = _offer(
            cast,
            stage,
            owner,
            Drawer(base.name, base_id=base.id),
            [COUNTY],
            title=f"{base.authority}: {texts.OPENING_TITLE}",
            purpose=texts.OPENING_PURPOSE,
        )
        _consent(cast, owner, motion)
        vote(cast, motion, dict.fromkeys(invented.FOUNDERS, "yes"))


def _collection(cast: Cast, owner: str, name: str) -> Drawer:
    with cast.head(owner):
        collection = archive.get_own_collection(name=name)
        return Drawer(collection.name, collection_id=collection.id)


def _fail(cast: Cast, stage: Stage) -> None:
    """Not adopted: one no is enough where all must agree."""
    with cast.head(TOWN) as actor:
        motion = voting.draft_motion(
            body_id=stage.conference.id,
            content=voting.MotionText(
                title="Gemeinsame Kfz-Zulassung in allen Orten ab sofort (erfunden)",
                text="Jede Behörde richtet bis Jahresende eine Zulassungsstelle ein. (Erfunden.)",
                reasons="Kurze Wege für alle Einwohner.",
                grade="sofort und vollständig",
                reach="alle Mitglieder",
                is_public=True,
            ),
            actor=actor,
        )
        voting.propose_motion(motion_id=motion.id, actor=actor)
    votes = {COUNTY: "yes", NEIGHBOUR: "yes", TOWN: "yes", VILLAGE: "no"}
    vote(cast, motion, votes)


def _ask_the_visitor(cast: Cast, stage: Stage) -> None:
    """A written procedure that waits for one vote only: that of the county."""
    motion = _offer(
        cast,
        stage,
        TOWN,
        _collection(cast, TOWN, "Bekanntmachungen"),
        [COUNTY, NEIGHBOUR, VILLAGE],
        title="Bekanntmachungen der Stadt für alle öffnen (erfunden)",
        purpose="Auskunft über frühere Bekanntmachungen (erfunden)",
    )
    _consent(cast, TOWN, motion)
    vote(cast, motion, {TOWN: "yes", NEIGHBOUR: "yes", VILLAGE: "yes"})


def _offer(
    cast: Cast,
    stage: Stage,
    owner: str,
    drawer: Drawer,
    grantees: list[str],
    *,
    title: str,
    purpose: str,
    includes_personal: bool = False,
) -> Motion:
    thing = "Der Wissensbestand" if drawer.base_id else "Der Bestand"
    right = Right.READ if drawer.base_id else Right.DOWNLOAD
    roles = (*READERS, PUBLIC) if drawer.base_id else READERS
    with cast.head(owner) as actor:
        motion = voting.draft_motion(
            body_id=stage.conference.id,
            proposed_by_id=stage.working_group.id,
            content=voting.MotionText(
                title=title,
                text=f"{thing} „{drawer.name}“ wird geöffnet. (Erfundene Vorlage.)",
                reasons="Auskünfte an der Grenze dauern heute Wochen.",
                grade=str(right.label),
                reach="die genannten Mitglieder",
                costs="Keine zusätzlichen Kosten.",
            ),
            actor=actor,
        )
        voting.offer_drawer(
            motion_id=motion.id,
            offer=Offer(
                drawer=drawer,
                grantees=tuple(cast.members[key].id for key in grantees),
                right=right,
                roles=roles,
                purpose=purpose,
                legal_basis=invented.LEGAL_BASIS,
                agreement=stage.agreement,
                valid_from=clock.today(),
                valid_to=None,
                includes_personal=includes_personal,
                privacy="art26" if includes_personal else "",
            ),
            actor=actor,
        )
        voting.propose_motion(motion_id=motion.id, actor=actor)
    return motion


def _consent(cast: Cast, key: str, motion: Motion) -> None:
    with cast.head(key) as actor:
        for line in effect_queries.list_effects(motion):
            effects.decide_for_own(
                effect_id=line.effect.id,
                consents=True,
                organ="Rat oder Kreistag (erfunden)",
                decided_on=clock.today(),
                reference="Drucksache 21 (erfunden)",
                actor=actor,
            )
