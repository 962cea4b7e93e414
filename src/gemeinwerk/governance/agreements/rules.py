"""Where an agreement stands, what is missing, and who does the next step. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from django.utils.translation import gettext as _

from gemeinwerk.governance.agreements.deadlines import (
    DAY,
    add_months,
    end_of_contract_year,
    german,
    silence_counts,
)
from gemeinwerk.governance.agreements.errors import (
    BeforeThat,
    EndBeforeStart,
    HolidaysUnknown,
    InTheFuture,
    NoNotice,
    NoticeTooShort,
    NotYet,
    TooLate,
    TransferImpossible,
)
from gemeinwerk.governance.agreements.legal_forms import (
    Approval,
    LegalForm,
    approval_rule,
    get_form,
    notice_rule,
)


class State(StrEnum):
    """The codes of ``models.AgreementState``. Forms that need no approval go from draft to signed
    to in force.
    """

    DRAFT = "draft"
    RESOLVED = "resolved_by_all"
    SIGNED = "signed"
    REQUESTED = "approval_requested"
    APPROVED = "approved"
    DEEMED = "deemed_approved"
    CHANGES = "changes_wanted"
    REFUSED = "refused"
    PUBLISHED = "published"
    IN_FORCE = "in_force"
    ENDING = "ending"
    ENDED = "ended"


class Term(StrEnum):
    """The codes of ``models.Term``."""

    UNLIMITED = "unlimited"
    FIXED = "fixed"
    YEARLY = "yearly"


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.RESOLVED, State.SIGNED}),
    State.RESOLVED: frozenset({State.DRAFT, State.SIGNED, State.IN_FORCE}),
    State.SIGNED: frozenset({State.REQUESTED, State.IN_FORCE}),
    State.REQUESTED: frozenset({State.APPROVED, State.DEEMED, State.CHANGES, State.REFUSED}),
    State.CHANGES: frozenset({State.DRAFT}),
    State.REFUSED: frozenset({State.DRAFT}),
    State.APPROVED: frozenset({State.PUBLISHED, State.IN_FORCE}),
    State.DEEMED: frozenset({State.PUBLISHED, State.IN_FORCE}),
    State.PUBLISHED: frozenset({State.IN_FORCE}),
    State.IN_FORCE: frozenset({State.ENDING, State.ENDED}),
    State.ENDING: frozenset({State.ENDED}),
    State.ENDED: frozenset(),
}
"""Where one act, or the passing of days, may lead. ``published`` is skipped where the day is
entered by hand, and ``in_force`` is reached at once when its first day has come.
"""

ANSWERS = frozenset({State.APPROVED, State.DEEMED, State.CHANGES, State.REFUSED})
CONSENTING = frozenset({State.APPROVED, State.DEEMED})
SETBACKS = frozenset({State.DRAFT, State.CHANGES, State.REFUSED})
OPEN_TO_EDITS = SETBACKS | {State.RESOLVED}
RUNNING = frozenset({State.IN_FORCE, State.ENDING})


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What one party has done. ``text_sha256`` is the text that it decided on or signed."""

    member_id: int
    name: str
    consents: bool | None = None
    decided_on: date | None = None
    text_sha256: str = ""
    signed_on: date | None = None
    requested_on: date | None = None
    notice_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All facts of an agreement on one day. Days are German calendar days, both ends inclusive."""

    form: str
    land: str
    parties: tuple[PartyFacts, ...]
    transfer: str = ""
    task: str = ""
    has_holder: bool = False
    compensation: str = ""
    text_sha256: str = ""
    term: str = Term.UNLIMITED
    agreed_end: date | None = None
    notice_months: int | None = None
    starts_on: date | None = None
    authority: str = ""
    applicant_id: int | None = None
    requested_on: date | None = None
    received_on: date | None = None
    answer: str = ""
    answered_on: date | None = None
    published_on: date | None = None
    in_force_from: date | None = None
    end_notified_on: date | None = None
    end_stated_on: date | None = None
    end_published_on: date | None = None
    ends_on: date | None = None

    @property
    def legal_form(self) -> LegalForm:
        """What the catalogue says of the form."""
        return get_form(self.form)

    @property
    def approval(self) -> Approval:
        """How it gets its force in its Land."""
        return approval_rule(self.form, self.land).kind

    @property
    def tells_first_day(self) -> bool:
        """Whether the first day in force follows from the facts in its Land."""
        return approval_rule(self.form, self.land).tells_first_day

    @property
    def last_signature(self) -> date | None:
        """The day of the last signature of those who conclude it."""
        return max((each.signed_on for each in self.founders if each.signed_on), default=None)

    @property
    def founders(self) -> tuple[PartyFacts, ...]:
        """The parties that conclude it; those who join a running agreement ask for it."""
        return tuple(party for party in self.parties if party.requested_on is None)

    @property
    def joining(self) -> tuple[PartyFacts, ...]:
        """The parties that have asked to join and do not belong to it yet."""
        asked = (party for party in self.parties if party.requested_on is not None)
        return tuple(party for party in asked if not has_signed(party, self))


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that is still to be done: what, and who does it. ``members`` are those among us who
    must act; empty where we wait for an authority or a day.
    """

    code: str
    sentence: str
    who: str
    members: tuple[int, ...] = ()


def text_hash(*, text: str, files: tuple[str, ...] = (), terms: tuple[object, ...] = ()) -> str:
    """Return what identifies a text: SHA-256 over its wording (line ends and outer white space do
    not count), the digests of the files that belong to it, and the terms that stand in fields;
    empty if there is neither wording nor file.
    """
    wording = "\n".join(text.split("\r\n")).strip()
    if not wording and not files:
        return ""
    told = json.dumps([wording, sorted(files), [str(term) for term in terms]])
    return sha256(told.encode()).hexdigest()


def has_decided(party: PartyFacts, snapshot: Snapshot) -> bool:
    """Tell whether a party's own organ has consented to the text as it stands now."""
    return (
        party.consents is True
        and party.decided_on is not None
        and bool(snapshot.text_sha256)
        and party.text_sha256 == snapshot.text_sha256
    )


def has_signed(party: PartyFacts, snapshot: Snapshot) -> bool:
    """Tell whether a party has signed the text as it stands now."""
    same = bool(snapshot.text_sha256) and party.text_sha256 == snapshot.text_sha256
    return same and party.signed_on is not None


def all_decided(snapshot: Snapshot) -> bool:
    """Tell whether at least two parties conclude it, and all have decided on the same text."""
    parties = snapshot.founders
    return len(parties) >= 2 and all(has_decided(party, snapshot) for party in parties)


def all_signed(snapshot: Snapshot) -> bool:
    """Tell whether at least two parties conclude it, and all have signed the same text."""
    parties = snapshot.founders
    return len(parties) >= 2 and all(has_signed(party, snapshot) for party in parties)


def state_of(snapshot: Snapshot, today: date) -> State:
    """Return the state that the facts make on a day; nothing else decides it."""
    if snapshot.in_force_from and snapshot.in_force_from <= today:
        return _running(snapshot, today)
    if snapshot.published_on:
        return State.PUBLISHED
    if snapshot.answer:
        return State(snapshot.answer)
    if snapshot.requested_on:
        return State.REQUESTED
    if all_signed(snapshot) and (all_decided(snapshot) or not snapshot.legal_form.binds):
        return State.SIGNED
    return State.RESOLVED if _is_resolved(snapshot) else State.DRAFT


def is_in_force(snapshot: Snapshot, day: date) -> bool:
    """Tell whether the agreement binds on a day; a later notice never alters the past."""
    started = snapshot.in_force_from is not None and snapshot.in_force_from <= day
    return started and (snapshot.ends_on is None or day <= snapshot.ends_on)


def belongs(party: PartyFacts, snapshot: Snapshot, day: date) -> bool:
    """Tell whether an agreement in force binds this party on a day."""
    joins_later = party.requested_on is not None
    joined = party.signed_on is not None and not (joins_later and party.signed_on > day)
    return is_in_force(snapshot, day) and joined and (party.ends_on is None or day <= party.ends_on)


def first_day(snapshot: Snapshot) -> date | None:
    """Return the first day on which the facts let the agreement bind, None while a step is missing.

    After publication: the day after, or the stated later one (GkG NRW § 24 (4)). Without approval,
    and where it is merely notified: the day of the last decision or signature, or the stated one.
    Where the Land's rule is not known: None, the office enters the day by hand.
    """
    if snapshot.approval in (Approval.NONE, Approval.NOTIFIED):
        return _first_day_without_approval(snapshot)
    if snapshot.tells_first_day and snapshot.published_on and snapshot.answer in CONSENTING:
        return max(snapshot.published_on + DAY, snapshot.starts_on or date.min)
    return None


def last_day_by_notice(snapshot: Snapshot, given_on: date) -> date:
    """Return the earliest last day that a notice given on a day can have; raises NoNotice for a
    fixed term, and a ValueError before the agreement is in force.
    """
    if snapshot.in_force_from is None:
        raise ValueError("notice before the agreement is in force")
    if snapshot.term == Term.FIXED:
        raise NoNotice(end=german(snapshot.agreed_end) if snapshot.agreed_end else "–")
    end = add_months(given_on, snapshot.notice_months or 0)
    end = max(end, snapshot.in_force_from)
    if snapshot.term == Term.YEARLY:
        return end_of_contract_year(snapshot.in_force_from, end)
    return end


def last_day_after_publication(stated_on: date, published_on: date) -> date:
    """Return the last day of an agreement whose ending was published: ending takes effect as entry
    into force does, the day after, or later if stated (GkG NRW § 24 (5)).
    """
    return max(stated_on, published_on)


def needs_published_end(snapshot: Snapshot) -> bool:
    """Tell whether ending by notice waits for its publication."""
    return snapshot.approval is Approval.DEEMED and snapshot.tells_first_day


def needs_notice_terms(snapshot: Snapshot) -> bool:
    """Tell whether the term is so long that the Land wants the notice ruled in the text."""
    rule = notice_rule(snapshot.form, snapshot.land)
    if rule is None or snapshot.notice_months is not None:
        return False
    if snapshot.term != Term.FIXED or snapshot.agreed_end is None or snapshot.starts_on is None:
        return snapshot.term == Term.UNLIMITED
    return snapshot.agreed_end >= add_months(snapshot.starts_on, 12 * rule.years)


def check_terms(
    *, form: str, transfer: str, term: str, starts_on: date | None, agreed_end: date | None
) -> None:
    """Raise what is senseless in a draft; what is only missing yet stands in ``missing``.

    TransferImpossible where no task can pass over, EndBeforeStart.
    """
    if transfer and not get_form(form).transfer:
        raise TransferImpossible
    if term == Term.FIXED and starts_on and agreed_end and agreed_end < starts_on:
        raise EndBeforeStart(start=german(starts_on), end=german(agreed_end))


def check_day(day: date, today: date, *, after: date | None = None) -> None:
    """Raise InTheFuture or BeforeThat unless a step can have happened on a day."""
    if day > today:
        raise InTheFuture(day=german(day))
    if after is not None and day < after:
        raise BeforeThat(day=german(day), earlier=german(after))


def check_notice(snapshot: Snapshot, last_day: date, today: date, *, for_cause: bool) -> None:
    """Raise unless an agreement, or one's part in it, may end with a day by notice given today.

    For cause any day from today on will do; else NoticeTooShort, or NoNotice for a fixed term.
    """
    earliest = today if for_cause else last_day_by_notice(snapshot, today)
    if last_day < earliest:
        raise NoticeTooShort(day=german(earliest))


def require_state(snapshot: Snapshot, today: date, allowed: frozenset[State], label: str) -> None:
    """Raise unless the agreement stands where a step may be taken: TooLate once it is past, with
    the state's ``label``, else NotYet with what comes first.
    """
    state = state_of(snapshot, today)
    if state in allowed:
        return
    if not any(_leads_to(state, goal) for goal in allowed):
        raise TooLate(state=label)
    first = next(iter(missing(snapshot, today)), None)
    raise NotYet(first=first.sentence if first else label)


def missing(snapshot: Snapshot, today: date) -> list[Missing]:
    """Return the steps that are still to be done before the agreement binds, the next one first;
    once it binds: what a notice given or an accession asked for still needs.
    """
    state = state_of(snapshot, today)
    if state is State.ENDED:
        return []
    if state in RUNNING:
        return [*_missing_for_end(snapshot), *_missing_for_joining(snapshot)]
    return [
        *_missing_in_text(snapshot),
        *_missing_decisions(snapshot),
        *_missing_signatures(snapshot),
        *_missing_approval(snapshot, today),
        *_missing_start(snapshot, today),
    ]


def _running(snapshot: Snapshot, today: date) -> State:
    if snapshot.ends_on is not None and snapshot.ends_on < today:
        return State.ENDED
    return State.ENDING if snapshot.end_notified_on else State.IN_FORCE


def _is_resolved(snapshot: Snapshot) -> bool:
    return snapshot.legal_form.binds and all_decided(snapshot)


def _first_day_without_approval(snapshot: Snapshot) -> date | None:
    if not all_signed(snapshot) or (snapshot.legal_form.binds and not all_decided(snapshot)):
        return None
    acts = [party.signed_on for party in snapshot.founders if party.signed_on]
    acts += [party.decided_on for party in snapshot.founders if party.decided_on]
    return max([*acts, snapshot.starts_on or date.min])


def _leads_to(state: State, goal: State) -> bool:
    """Whether a state can still come by any number of moves forward."""
    seen, ahead = {state}, [state]
    while ahead:
        here = ahead.pop()
        setbacks = SETBACKS if here not in (State.CHANGES, State.REFUSED) else frozenset()
        new = MOVES[here] - setbacks - seen
        seen |= new
        ahead += new
    return goal in seen


def _missing_in_text(snapshot: Snapshot) -> Iterator[Missing]:
    everybody = tuple(party.member_id for party in snapshot.founders)
    who = _names(snapshot.founders) or _("the parties")
    if len(everybody) < 2:
        told = _("Name at least two parties.")
        yield Missing("parties", told, who, everybody)
    if snapshot.legal_form.transfer and not (
        snapshot.transfer and snapshot.task.strip() and snapshot.has_holder
    ):
        told = _("Say whether the task is delegated or mandated, which task, and who takes it.")
        yield Missing("transfer", told, who, everybody)
    if snapshot.legal_form.transfer and not snapshot.compensation.strip():
        yield Missing("compensation", _("Say how the costs are compensated."), who, everybody)
    if needs_notice_terms(snapshot):
        told = _("Agree how notice is given; so long a term needs it.")
        yield Missing("notice_rules", told, who, everybody)
    if snapshot.term == Term.FIXED and snapshot.agreed_end is None:
        yield Missing("term", _("Name the last day of the fixed term."), who, everybody)
    if not snapshot.text_sha256:
        told = _("Enter the text of the agreement or file it as a document.")
        yield Missing("text", told, who, everybody)
    if snapshot.answer in (State.CHANGES, State.REFUSED):
        told = _("Change the text as the authority wants it; then all decide and sign again.")
        yield Missing("changes", told, who, everybody)


def _missing_decisions(snapshot: Snapshot) -> Iterator[Missing]:
    if not snapshot.legal_form.binds:
        return
    for party in snapshot.founders:
        if not has_decided(party, snapshot):
            yield Missing("decision", _why_undecided(party), party.name, (party.member_id,))


def _why_undecided(party: PartyFacts) -> str:
    if party.consents is False:
        return _("Its own organ has refused. Without its consent the agreement is not concluded.")
    if party.decided_on:
        return _("Let its own organ decide on the changed text; enter it again if it covers that.")
    return _("Let its own organ decide on the text and enter organ, day and reference.")


def _missing_signatures(snapshot: Snapshot) -> Iterator[Missing]:
    for party in snapshot.founders:
        if not has_signed(party, snapshot):
            told = _("The head of the authority signs the text.")
            yield Missing("signature", told, party.name, (party.member_id,))


def _missing_approval(snapshot: Snapshot, today: date) -> Iterator[Missing]:
    if snapshot.approval in (Approval.NONE, Approval.NOTIFIED) or snapshot.answer:
        return
    if snapshot.approval is Approval.UNKNOWN and not snapshot.requested_on:
        return
    applicant = _applicant(snapshot)
    if not snapshot.requested_on:
        told = _("One of them sends the agreement to the supervisory authority and enters the day.")
        yield Missing("request", told, _names(applicant), _ids(applicant))
    elif not snapshot.received_on:
        told = _("Enter the day on which the supervisory authority received the request.")
        yield Missing("receipt", told, _names(applicant), _ids(applicant))
    else:
        yield Missing("answer", _how_long(snapshot, today), *_who_answers(snapshot, today))


def _who_answers(snapshot: Snapshot, today: date) -> tuple[str, tuple[int, ...]]:
    """The authority while it may still answer; then one of us enters that it was silent."""
    until = _silence_until(snapshot)
    if until is not None and today >= until:
        applicant = _applicant(snapshot)
        return _names(applicant), _ids(applicant)
    return snapshot.authority or _("the supervisory authority"), ()


def _how_long(snapshot: Snapshot, today: date) -> str:
    until = _silence_until(snapshot)
    if until is None:
        return _("Wait for the answer; its period is not known here. Enter the answer by hand.")
    if today >= until:
        return _("The period is over. Enter that the approval is deemed given.")
    told = _("Wait for the answer. From %(day)s on, silence counts as approval.")
    return told % {"day": german(until)}


def _silence_until(snapshot: Snapshot) -> date | None:
    rule = approval_rule(snapshot.form, snapshot.land)
    if rule.kind is not Approval.DEEMED or snapshot.received_on is None:
        return None
    try:
        return silence_counts(snapshot.received_on, rule, snapshot.land).later
    except HolidaysUnknown:
        return None


def _missing_start(snapshot: Snapshot, today: date) -> Iterator[Missing]:
    if snapshot.in_force_from and snapshot.in_force_from > today:
        told = _("Wait until %(day)s; then it is in force.")
        yield Missing("start", told % {"day": german(snapshot.in_force_from)}, _("nobody"))
    elif snapshot.approval is Approval.DEEMED and not snapshot.published_on:
        told = _("The authority publishes agreement and approval; then enter day and place.")
        yield Missing("publication", told, *_authority_first(snapshot))
    if not snapshot.tells_first_day and not snapshot.in_force_from:
        told = _(
            "Ask the supervisory authority what the law of your Land wants. Then enter by hand,"
            " with your reason, from which day on the agreement binds."
        )
        applicant = _applicant(snapshot)
        yield Missing("by_hand", told, _names(applicant), _ids(applicant))


def _missing_for_end(snapshot: Snapshot) -> Iterator[Missing]:
    if snapshot.end_notified_on and needs_published_end(snapshot) and not snapshot.end_published_on:
        told = _("The ending is published; then enter day and place. Until then it binds.")
        yield Missing("end_publication", told, *_authority_first(snapshot))


def _missing_for_joining(snapshot: Snapshot) -> Iterator[Missing]:
    for party in snapshot.joining:
        if snapshot.legal_form.binds and not has_decided(party, snapshot):
            told = _("Let its own organ decide to join, on this text, and enter the resolution.")
            yield Missing("join_decision", told, party.name, (party.member_id,))
        elif not has_signed(party, snapshot):
            told = _("The head of the authority signs the accession.")
            yield Missing("join_signature", told, party.name, (party.member_id,))


def _authority_first(snapshot: Snapshot) -> tuple[str, tuple[int, ...]]:
    """The authority acts; then whoever applied enters it."""
    authority = snapshot.authority or _("the supervisory authority")
    if snapshot.applicant_id is None:
        return authority, _ids(snapshot.founders)
    applicant = _applicant(snapshot)
    return f"{authority}, {_names(applicant)}", _ids(applicant)


def _applicant(snapshot: Snapshot) -> tuple[PartyFacts, ...]:
    """The party that applies for all; each of them while none is named."""
    named = tuple(each for each in snapshot.parties if each.member_id == snapshot.applicant_id)
    return named or snapshot.founders


def _names(parties: tuple[PartyFacts, ...]) -> str:
    return ", ".join(party.name for party in parties)


def _ids(parties: tuple[PartyFacts, ...]) -> tuple[int, ...]:
    return tuple(party.member_id for party in parties)
