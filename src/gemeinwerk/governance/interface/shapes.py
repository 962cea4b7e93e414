"""What the interface answers. The schemas of the OpenAPI document are made from these classes.

Names of people stay on the pages; authorities are named as their alliance knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from gemeinwerk.governance.agreements.rules import State as AgreementStage
from gemeinwerk.governance.effects.queries import Standing as EffectStanding
from gemeinwerk.governance.models import (
    AgreementForm,
    BodyKind,
    MotionState,
    Procedure,
    Standing,
    TaskTransfer,
    Term,
)
from gemeinwerk.governance.projects.rules import Stage
from gemeinwerk.governance.voting.queries import Force
from gemeinwerk.governance.voting.rules import Choice
from gemeinwerk.sharing.models import Right
from gemeinwerk.sharing.rules import State as GrantState


@dataclass(frozen=True, slots=True)
class Failure:
    """Why nothing came: a stable code, and a German sentence that says what to do."""

    error: str
    message: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still missing, and whose turn it is."""

    code: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Alliance:
    """Members that cooperate."""

    id: UUID
    name: str
    purpose: str
    land: Annotated[str, "Whose law and holidays count, two letters."]
    is_public: Annotated[bool, "What it marks as public can be read at /oparl/."]
    founded_at: datetime
    members: Annotated[int, "How many belong to it today."]
    standing: Annotated[Standing, "The place of the acting authority."]


@dataclass(frozen=True, slots=True)
class Membership:
    """An authority that belongs to the alliance today."""

    id: UUID
    member: str
    standing: Standing
    runs_office: bool
    joined_on: date | None
    left_on: Annotated[date | None, "The last day, once notice was given."]


@dataclass(frozen=True, slots=True)
class Rule:
    """The version of a rule by which a body votes, with its source."""

    key: str
    version: int
    name: str
    reference: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An authority's place in a body. Without votes it advises."""

    member: str
    votes: int
    chairs: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A body decides if it has a rule; else it proposes to another one."""

    id: UUID
    kind: BodyKind
    name: str
    task: str
    is_public: bool
    rule: Rule | None
    proposes_to: UUID | None
    seats: list[Seat]


@dataclass(frozen=True, slots=True)
class Motion:
    """A motion and where it stands. Drafts are seen by their own authority only."""

    id: UUID
    number: str
    title: str
    state: MotionState
    body: UUID
    proposed_by: Annotated[UUID | None, "The body in whose name it was proposed."]
    is_public: bool
    procedure: Annotated[Procedure | None, "None before the vote was opened."]
    proposed_at: datetime | None
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of an authority; no choice: nothing yet."""

    member: str
    votes: int
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Count:
    """The votes as they stand, or as they were closed, by the rule of the body."""

    rule: str
    yes: int
    no: int
    abstain: int
    missing: int
    has_quorum: bool
    is_adopted: bool
    is_closed: bool
    votes: list[Vote]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and a value, in words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a motion does once it is adopted and nothing is missing any more."""

    id: UUID
    motion: UUID
    kind: str
    label: str
    standing: EffectStanding
    facts: list[Fact]
    missing: list[Missing]
    carried_out_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class MotionInFull:
    """A motion with its text, its votes and its effects."""

    motion: Motion
    text: str
    reasons: str
    grade: str
    reach: str
    costs: str
    valid_from: date | None
    valid_to: date | None
    count: Annotated[Count | None, "None before the vote was opened."]
    effects: list[Effect]
    resolution: UUID | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """An adopted motion, and whether it counts today."""

    id: UUID
    number: str
    title: str
    motion: UUID
    force: Force
    is_public: bool
    adopted_at: datetime
    valid_from: date
    valid_to: date | None
    repealed_at: datetime | None
    repealed_by: Annotated[UUID | None, "The resolution that repealed it."]


@dataclass(frozen=True, slots=True)
class ResolutionInFull:
    """A resolution with what it does."""

    resolution: Resolution
    text: str
    effects: list[Effect]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What binds some members, where it stands today and what is missing."""

    id: UUID
    title: str
    form: AgreementForm
    transfer: Annotated[TaskTransfer, "Empty: no task passes over."]
    state: AgreementStage
    term: Term
    in_force_from: date | None
    ends_on: date | None
    missing: list[Missing]


@dataclass(frozen=True, slots=True)
class Party:
    """An authority's part in an agreement."""

    member: str
    consents: Annotated[bool | None, "What its own organ decided."]
    decided_on: date | None
    signed_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AgreementInFull:
    """An agreement with its text and parties."""

    agreement: Agreement
    text: str
    task: str
    parties: list[Party]


@dataclass(frozen=True, slots=True)
class Project:
    """Something that an alliance wants, and how far it is."""

    id: UUID
    title: str
    summary: str
    stage: Stage
    lead: str
    group: Annotated[UUID | None, "The body that works on it."]


@dataclass(frozen=True, slots=True)
class Step:
    """How a project got on."""

    stage: Stage
    taken_at: datetime
    reason: str
    resolution: Annotated[UUID | None, "What decided it."]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Partner:
    """An authority that takes part, or has asked to."""

    member: str
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class ProjectInFull:
    """A project with its way and its partners."""

    project: Project
    steps: list[Step]
    partners: list[Partner]


@dataclass(frozen=True, slots=True)
class Grant:
    """A collection or knowledge base, by its name, that one authority opened to another."""

    id: UUID
    is_own: Annotated[bool, "Given by the acting authority; else received."]
    owner: str
    grantee: str
    collection: str
    is_base: Annotated[bool, "A knowledge base; else a collection of the archive."]
    right: Right
    includes_personal: bool
    roles: list[str]
    purpose: str
    basis: str
    legal_basis: str
    effect: UUID | None
    state: GrantState
    valid_from: date
    valid_to: date | None
    opened_at: datetime
    ended_at: datetime | None
