"""Reads of agreements, their parties and documents. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.agreements.deadlines import Silence, silence_counts
from gemeinwerk.governance.agreements.errors import (
    AgreementUnknown,
    FilingUnknown,
    HolidaysUnknown,
    NotAParty,
)
from gemeinwerk.governance.agreements.legal_forms import Approval, approval_rule
from gemeinwerk.governance.agreements.rules import (
    Missing,
    PartyFacts,
    Snapshot,
    State,
    belongs,
    is_in_force,
    missing,
    state_of,
    text_hash,
)
from gemeinwerk.governance.models import (
    Agreement,
    AgreementState,
    Alliance,
    Filing,
    FilingKind,
    Membership,
    Party,
)
from gemeinwerk.kernel import clock

PARTIES = Prefetch("parties", Party.objects.order_by("member_name", "id"))
FILINGS = Prefetch("filings", Filing.objects.order_by("filed_at", "id"))


@dataclass(frozen=True, slots=True)
class Line:
    """An agreement as lists show it: where it stands today and what comes next."""

    agreement: Agreement
    snapshot: Snapshot
    state: State
    missing: list[Missing]

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(AgreementState(self.state.value).label)

    @property
    def next(self) -> Missing | None:
        """The next step."""
        return self.missing[0] if self.missing else None


def get_agreement(agreement_id: UUID) -> Agreement:
    """Return an agreement of an alliance of the acting member, else AgreementUnknown."""
    found = _agreements().filter(id=agreement_id).first()
    if found is None:
        raise AgreementUnknown
    return found


def list_agreements(alliance: Alliance) -> list[Line]:
    """Return the agreements of an alliance, those in force first, then the newest."""
    lines = [describe(each) for each in _agreements().filter(alliance=alliance)]
    today = clock.today()
    return sorted(lines, key=lambda line: not is_in_force(line.snapshot, today))


def list_waiting(member_id: int) -> list[tuple[Line, Missing]]:
    """Return every step in the acting member's alliances that it has to take itself."""
    alliances = governance.list_alliances()
    lines = [describe(each) for each in _agreements().filter(alliance__in=alliances)]
    return [(line, step) for line in lines for step in line.missing if member_id in step.members]


def describe(agreement: Agreement) -> Line:
    """Return where an agreement stands today and what is missing."""
    snapshot, today = take_snapshot(agreement), clock.today()
    return Line(agreement, snapshot, state_of(snapshot, today), missing(snapshot, today))


def take_snapshot(agreement: Agreement) -> Snapshot:
    """Return the facts of an agreement, for the rules."""
    return Snapshot(
        form=agreement.form,
        land=agreement.land,
        parties=tuple(_facts_of(party) for party in agreement.parties.all()),
        transfer=agreement.transfer,
        task=agreement.task,
        has_holder=agreement.task_holder_id is not None,
        compensation=agreement.compensation,
        text_sha256=text_of(agreement),
        term=agreement.term,
        agreed_end=agreement.agreed_end,
        notice_months=agreement.notice_months,
        starts_on=agreement.starts_on,
        authority=agreement.authority,
        applicant_id=agreement.applicant_id,
        requested_on=agreement.requested_on,
        received_on=agreement.received_on,
        answer=agreement.answer,
        answered_on=agreement.answered_on,
        published_on=agreement.published_on,
        in_force_from=agreement.in_force_from,
        end_notified_on=agreement.end_notified_on,
        end_stated_on=agreement.end_stated_on,
        end_published_on=agreement.end_published_on,
        ends_on=agreement.ends_on,
    )


def text_of(agreement: Agreement) -> str:
    """Return what identifies the text that all parties decide on: wording, terms, filed text."""
    files = [filing.sha256 or "" for filing in agreement.filings.all() if is_text(filing)]
    terms = (
        agreement.title,
        agreement.form,
        agreement.transfer,
        agreement.task,
        agreement.task_holder_id,
        agreement.compensation,
        agreement.land,
        agreement.term,
        agreement.agreed_end,
        agreement.notice_months,
        agreement.starts_on,
    )
    return text_hash(text=agreement.text, files=tuple(files), terms=terms)


def is_text(filing: Filing) -> bool:
    """Tell whether a document on file is part of the text that all parties decide on."""
    is_kept = filing.withdrawn_at is None and bool(filing.sha256)
    return is_kept and filing.kind == FilingKind.TEXT


def get_party(agreement: Agreement, member_id: int) -> Party:
    """Return a member's part in an agreement, else NotAParty."""
    found = next((each for each in agreement.parties.all() if each.member_id == member_id), None)
    if found is None:
        raise NotAParty
    return found


def is_party(agreement: Agreement, member_id: int) -> bool:
    """Tell whether a member concludes the agreement or has asked to join it."""
    return any(each.member_id == member_id for each in agreement.parties.all())


def list_bound(agreement: Agreement, day: date | None = None) -> list[Party]:
    """Return the parties whom the agreement binds on a day (default: today), by name."""
    snapshot, on = take_snapshot(agreement), day or clock.today()
    bound = {each.member_id for each in snapshot.parties if belongs(each, snapshot, on)}
    return [party for party in agreement.parties.all() if party.member_id in bound]


def get_silence(snapshot: Snapshot) -> Silence | None:
    """Return when silence counts as approval; None where no rule or no holiday table tells."""
    rule = approval_rule(snapshot.form, snapshot.land)
    if rule.kind is not Approval.DEEMED or snapshot.received_on is None:
        return None
    try:
        return silence_counts(snapshot.received_on, rule, snapshot.land)
    except HolidaysUnknown:
        return None


def get_filing(filing_id: UUID) -> Filing:
    """Return a document of an alliance of the acting member, else FilingUnknown."""
    found = Filing.objects.select_related("agreement", "alliance")
    filing = found.filter(id=filing_id).first()
    if filing is None:
        raise FilingUnknown
    return filing


def list_filings(agreement: Agreement) -> list[Filing]:
    """Return the documents of an agreement, the oldest first, withdrawn ones too."""
    return list(agreement.filings.all())


def list_valid_filings(
    agreement: Agreement, kind: str, day: date | None = None
) -> QuerySet[Filing]:
    """Return the documents of a kind that are on file and valid on a day (default: today)."""
    on = day or clock.today()
    found = Filing.objects.filter(agreement=agreement, kind=kind, withdrawn_at=None)
    return found.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def is_covered(agreement: Agreement, kind: str, members: set[int]) -> bool:
    """Tell whether one valid document of a kind covers all these members today."""
    covers = list_valid_filings(agreement, kind).values_list("covers", flat=True)
    return any(members <= set(covered) for covered in covers)


def list_eligible(alliance: Alliance) -> QuerySet[Membership]:
    """Return who can become party to an agreement: the alliance's members of today."""
    return governance.list_memberships(alliance)


def _agreements() -> QuerySet[Agreement]:
    found = Agreement.objects.select_related("alliance")
    return found.prefetch_related(PARTIES, FILINGS).order_by("-created_at", "id")


def _facts_of(party: Party) -> PartyFacts:
    return PartyFacts(
        member_id=party.member_id,
        name=party.member_name,
        consents=party.consents,
        decided_on=party.decided_on,
        text_sha256=party.text_sha256,
        signed_on=party.signed_on,
        requested_on=party.requested_on,
        notice_on=party.notice_on,
        ends_on=party.ends_on,
    )
