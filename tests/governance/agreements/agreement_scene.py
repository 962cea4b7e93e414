"""An agreement of two members of an alliance, taken as far as a test needs it. All is invented."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from tests.factories import House, Union

from gemeinwerk.governance.agreements import actions, queries
from gemeinwerk.governance.agreements.rules import State, state_of
from gemeinwerk.governance.models import Agreement, Filing
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock

PDF = b"%PDF-1.4\n% erfunden\n"

DRAFT = actions.Draft(
    title="Vereinbarung über Baulasten (erfunden)",
    form="public_law",
    member_ids=(),
    text="§ 1 Der Landkreis führt das Verzeichnis mit.",
    transfer="mandating",
    task="Führung des Baulastenverzeichnisses",
    compensation="§ 4: nach Einwohnern",
    notice_months=3,
    authority="Bezirksregierung Neustadt (erfunden)",
)


def draft_of(*houses: House, **changes: Any) -> actions.Draft:
    """The invented draft, for these parties."""
    chosen = replace(DRAFT, member_ids=tuple(house.member.id for house in houses))
    holder = changes.pop("holder", houses[0])
    if chosen.transfer and "form" not in changes:
        chosen = replace(chosen, task_holder_id=holder.member.id)
    if changes.get("form", "public_law") != "public_law":
        changes = {"transfer": "", "task": "", **changes}
    return replace(chosen, **changes)


def draw_up(union: Union, *houses: House, land: str = "NW", **changes: Any) -> Agreement:
    """Draw it up as the first house's coordinator."""
    first = houses[0]
    with first.context("head"):
        if land != union.alliance.land:
            type(union.alliance).objects.filter(id=union.alliance.id).update(land=land)
    with first.context("coordinator"):
        return actions.create_agreement(
            alliance_id=union.alliance.id,
            draft=draft_of(*houses, **changes),
            actor=first.actor("coordinator"),
        )


def act(
    house: House, action: Any, agreement: Agreement, *, role: str = "head", **facts: Any
) -> Any:
    """Let a person of a house take a step."""
    with house.context(role):
        return action(agreement_id=agreement.id, actor=house.actor(role), **facts)


def text_of(house: House, agreement: Agreement) -> str:
    """What the house sees as the text."""
    with house.context("head"):
        return queries.text_of(queries.get_agreement(agreement.id))


def decide(house: House, agreement: Agreement, *, role: str = "head", **changes: Any) -> Agreement:
    """Enter a consent of the house's own organ."""
    facts = {
        "consents": True,
        "organ": "Kreistag",
        "decided_on": clock.today() - timedelta(days=99),
        "reference": "Vorlage 12/2026 (erfunden)",
        "text_sha256": text_of(house, agreement),
        **changes,
    }
    return act(house, actions.record_decision, agreement, role=role, **facts)


def sign(house: House, agreement: Agreement, *, role: str = "head", **changes: Any) -> Agreement:
    """Sign the text as the house sees it."""
    signed_on = clock.today() - timedelta(days=90)
    seen = {"text_sha256": text_of(house, agreement), "signed_on": signed_on, **changes}
    return act(house, actions.sign, agreement, role=role, **seen)


def conclude(union: Union, *houses: House, **changes: Any) -> Agreement:
    """Draw up, let all decide, let all sign."""
    agreement = draw_up(union, *houses, **changes)
    for house in houses:
        decide(house, agreement)
    for house in houses:
        agreement = sign(house, agreement)
    return agreement


def request(house: House, agreement: Agreement, *, requested: date, received: date) -> Agreement:
    """Apply for approval, and enter when the authority received it."""
    facts = {"authority": "Bezirksregierung Neustadt (erfunden)", "requested_on": requested}
    act(house, actions.request_approval, agreement, role="coordinator", **facts)
    return act(house, actions.record_receipt, agreement, role="coordinator", received_on=received)


def approve(house: House, agreement: Agreement, *, day: date) -> Agreement:
    """Enter that the authority approved."""
    return act(
        house,
        actions.record_answer,
        agreement,
        role="coordinator",
        answer="approved",
        answered_on=day,
        note="",
    )


def bring_into_force(union: Union, *houses: House, **changes: Any) -> Agreement:
    """The whole way, in force since a day before today."""
    today = clock.today()
    earlier = today.replace(day=1)
    agreement = conclude(union, *houses, **changes)
    request(houses[0], agreement, requested=earlier, received=earlier)
    approve(houses[0], agreement, day=earlier)
    return act(
        houses[0],
        actions.publish,
        agreement,
        role="coordinator",
        published_on=earlier,
        published_in="Amtsblatt Nr. 3 (erfunden)",
    )


def file_pdf(
    house: House, agreement: Agreement, *covered: House, role: str = "coordinator", **changes: Any
) -> Filing:
    """File an arrangement under Art. 26 GDPR that covers some houses."""
    facts = {
        "kind": "art26",
        "title": "Vereinbarung nach Art. 26 DSGVO (erfunden)",
        "file_name": "art26.pdf",
        "valid_from": clock.today(),
        "valid_to": None,
        "coverage": "Auskunft aus dem Baulastenverzeichnis",
        "covers": [each.member.id for each in covered],
        **changes,
    }
    with house.context(role):
        stored = actions.store_file(
            stream=io.BytesIO(PDF), name="art26.pdf", size=len(PDF), actor=house.actor(role)
        )
        return actions.file_document(
            agreement_id=agreement.id, stored=stored, actor=house.actor(role), **facts
        )


def state(house: House, agreement: Agreement) -> State:
    """Where the house sees the agreement today."""
    with house.context("clerk"):
        found = queries.get_agreement(agreement.id)
        computed = state_of(queries.take_snapshot(found), clock.today())
        assert found.state == computed.value
        return computed


def lacks(house: House, agreement: Agreement) -> list[str]:
    """The codes of the steps that the house sees as missing."""
    with house.context("clerk"):
        return [step.code for step in queries.describe(queries.get_agreement(agreement.id)).missing]


def events(house: House, agreement: Agreement) -> list[str]:
    """What the house's journal knows of the agreement, oldest first."""
    with house.context("head"):
        lines = journal.list_lines(object_id=str(agreement.id))
        return [line.event.removeprefix("governance.agreement.") for line in reversed(lines)]
