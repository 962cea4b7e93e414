"""The legal forms and the Länder's rules of approval, as read from ``legal_forms.toml``. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from gemeinwerk.governance.agreements.errors import RuleUnknown

FILE = Path(__file__).with_name("legal_forms.toml")


class Form(StrEnum):
    """How binding a cooperation is; the codes are those of ``models.AgreementForm``."""

    INTENT = "intent"
    WORKING_GROUP = "working_group"
    PUBLIC_LAW = "public_law"
    ASSOCIATION = "association"
    COMPANY = "company"


class Opens(StrEnum):
    """What an agreement of a form may carry."""

    MEETINGS = "meetings"
    PROJECTS = "projects"
    NON_PERSONAL = "non_personal"
    PERSONAL = "personal"


class Status(StrEnum):
    """How a row of the law came here: read in its text, from second hand, or our own conclusion."""

    READ = "read"
    UNVERIFIED = "unverified"
    OWN = "own"


class Approval(StrEnum):
    """How an agreement gets its force."""

    NONE = "none"
    DEEMED = "deemed"
    NOTIFIED = "notified"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Formality:
    """Something that the law asks of an agreement, with where it says so."""

    code: str
    reference: str
    status: Status


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A form with its binding level (1 lowest), what it may open, and what it asks."""

    key: Form
    level: int
    opens: frozenset[Opens]
    formalities: tuple[Formality, ...]
    transfer: bool = False

    @property
    def binds(self) -> bool:
        """Whether it needs each party's own organ, and approval as the Land rules it."""
        return Opens.PERSONAL in self.opens


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """How a Land approves agreements of some forms: weeks of both periods if silence counts, and
    whether the day after publication is known to be the first in force.
    """

    kind: Approval
    reference: str
    status: Status
    first_weeks: int = 0
    second_weeks: int = 0
    day_after_publication: bool = False

    @property
    def tells_first_day(self) -> bool:
        """Whether the first day in force follows from the facts; else it is entered by hand."""
        return self.kind in (Approval.NONE, Approval.NOTIFIED) or self.day_after_publication


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """From which term on (years; unlimited counts as longer) the text must rule its notice."""

    years: int
    reference: str
    status: Status


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is known; years of holidays are both inclusive."""

    version: str
    first_year: int
    last_year: int
    forms: dict[Form, LegalForm]
    approvals: dict[tuple[str, Form], ApprovalRule]
    notices: dict[str, NoticeRule]


NO_APPROVAL = ApprovalRule(Approval.NONE, "", Status.OWN)
UNKNOWN_APPROVAL = ApprovalRule(Approval.UNKNOWN, "", Status.OWN)


def get_form(key: str) -> LegalForm:
    """Return a legal form by its code; ValueError for a code that does not exist."""
    return CATALOGUE.forms[Form(key)]


def may_open(form: str, what: str, transfer: str = "") -> bool:
    """Tell whether an agreement of this form may carry something.

    Person-related data needs one of the three binding forms, and an agreement under public law only
    with delegating or mandating named, which fixes the controller.
    """
    found = get_form(form)
    if Opens(what) is Opens.PERSONAL and found.transfer and not transfer:
        return False
    return Opens(what) in found.opens


def approval_rule(form: str, land: str) -> ApprovalRule:
    """Return how this Land approves such an agreement; kind UNKNOWN where we have not read it."""
    if not get_form(form).binds:
        return NO_APPROVAL
    return CATALOGUE.approvals.get((land, Form(form)), UNKNOWN_APPROVAL)


def known_rule(form: str, land: str) -> ApprovalRule:
    """Return how this Land approves such an agreement; raises RuleUnknown."""
    rule = approval_rule(form, land)
    if rule.kind is Approval.UNKNOWN:
        raise RuleUnknown(land=land or "–")
    return rule


def notice_rule(form: str, land: str) -> NoticeRule | None:
    """Return from which term on an agreement under public law must rule its notice, if known."""
    return CATALOGUE.notices.get(land) if form == Form.PUBLIC_LAW else None


def read_catalogue(data: dict[str, Any]) -> Catalogue:
    """Return the catalogue of a parsed file; KeyError or ValueError for a senseless one."""
    return Catalogue(
        version=data["version"],
        first_year=data["holidays"]["first_year"],
        last_year=data["holidays"]["last_year"],
        forms={Form(row["key"]): _form(row) for row in data["form"]},
        approvals={
            (row["land"], Form(form)): _approval(row)
            for row in data["approval"]
            for form in row["forms"]
        },
        notices={
            row["land"]: NoticeRule(row["years"], row["reference"], Status(row["status"]))
            for row in data["notice_rules"]
        },
    )


def _form(row: dict[str, Any]) -> LegalForm:
    return LegalForm(
        key=Form(row["key"]),
        level=row["level"],
        opens=frozenset(Opens(each) for each in row["opens"]),
        formalities=tuple(
            Formality(each["code"], each["reference"], Status(each["status"]))
            for each in row["formalities"]
        ),
        transfer=row.get("transfer", False),
    )


def _approval(row: dict[str, Any]) -> ApprovalRule:
    return ApprovalRule(
        kind=Approval(row["kind"]),
        reference=row["reference"],
        status=Status(row["status"]),
        first_weeks=row.get("first_weeks", 0),
        second_weeks=row.get("second_weeks", 0),
        day_after_publication=row.get("day_after_publication", False),
    )


CATALOGUE = read_catalogue(tomllib.loads(FILE.read_text("utf-8")))
