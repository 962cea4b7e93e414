"""Documents on file for an agreement: its text, approval, and those that the GDPR asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from gemeinwerk.files import actions as files
from gemeinwerk.files.contract import Stored
from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.deadlines import german
from gemeinwerk.governance.agreements.errors import (
    AlreadyWithdrawn,
    CoverageMissing,
    EndBeforeStart,
    FileTooLarge,
    NoPdf,
    NotAParty,
)
from gemeinwerk.governance.agreements.keeping import finish, stands_at, take_as_party
from gemeinwerk.governance.agreements.rules import OPEN_TO_EDITS
from gemeinwerk.governance.models import Agreement, Filing, FilingKind
from gemeinwerk.governance.permissions import MANAGE
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor

PRIVACY = frozenset({FilingKind.ART26, FilingKind.ART28})
LIMIT_MB = 25
PDF = b"%PDF-"


def store_file(*, stream: BinaryIO, name: str, size: int, actor: Actor) -> Stored:
    """Store the bytes of a PDF, synced, before any row is written; raises NoPdf, FileTooLarge."""
    if size > LIMIT_MB * 1024 * 1024:
        raise FileTooLarge(name=name, limit=LIMIT_MB)
    head = stream.read(len(PDF))
    stream.seek(0)
    if head != PDF:
        raise NoPdf(name=name)
    return files.put_bytes(stream, member_id=actor.member_id)


@transaction.atomic
def file_document(
    *,
    agreement_id: UUID,
    kind: str,
    title: str,
    stored: Stored,
    file_name: str,
    valid_from: date,
    valid_to: date | None,
    coverage: str,
    covers: Sequence[int],
    actor: Actor,
) -> Filing:
    """Put a stored PDF on file. Days are German calendar days, both inclusive.

    A document under Art. 26 or 28 GDPR says what it rules (``coverage``) and for which parties
    (``covers``): it opens person-related data to no other. The text of an agreement is filed while
    it is drawn up. Raises NotAllowed, NotAParty, CoverageMissing, EndBeforeStart, TooLate.
    """
    agreement = take_as_party(agreement_id, actor, MANAGE)
    if kind == FilingKind.TEXT:
        stands_at(agreement, *OPEN_TO_EDITS)
    if valid_to is not None and valid_to < valid_from:
        raise EndBeforeStart(start=german(valid_from), end=german(valid_to))
    _check_coverage(agreement, kind, coverage, covers)
    files.keep(stored, is_original=True)
    filing = Filing.objects.create(
        alliance_id=agreement.alliance_id,
        agreement=agreement,
        member_id=actor.member_id,
        kind=kind,
        title=title.strip(),
        file_name=file_name[:300],
        sha256=stored.sha256,
        coverage=coverage.strip(),
        covers=sorted(set(covers)),
        valid_from=valid_from,
        valid_to=valid_to,
        filed_by=actor.label,
    )
    _tell("filed", filing, agreement, actor)
    return filing


@transaction.atomic
def withdraw_filing(*, filing_id: UUID, actor: Actor) -> Filing:
    """Take a document off the file, from now on; its bytes stay. Only who filed it may.

    What it let open is closed with the next query. Raises FilingUnknown, NotAllowed, NotAParty,
    AlreadyWithdrawn, TooLate for the text of a concluded agreement.
    """
    filing = queries.get_filing(filing_id)
    agreement = take_as_party(filing.agreement_id, actor, MANAGE)
    if filing.member_id != actor.member_id:
        raise NotAllowed
    filing = Filing.objects.select_for_update().get(id=filing.id)
    if filing.withdrawn_at:
        day = filing.withdrawn_at.astimezone(clock.BERLIN).date()
        raise AlreadyWithdrawn(day=german(day))
    if filing.kind == FilingKind.TEXT:
        stands_at(agreement, *OPEN_TO_EDITS)
    filing.withdrawn_at, filing.withdrawn_by = clock.now(), actor.label
    filing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _tell("withdrawn", filing, agreement, actor)
    return filing


def _check_coverage(agreement: Agreement, kind: str, coverage: str, covers: Sequence[int]) -> None:
    """Who is covered must be a party; a document under the GDPR covers at least two."""
    parties = {party.member_id for party in agreement.parties.all()}
    if not set(covers) <= parties:
        raise NotAParty
    if kind in PRIVACY and (not coverage.strip() or len(set(covers)) < 2):
        raise CoverageMissing


def _tell(event: str, filing: Filing, agreement: Agreement, actor: Actor) -> None:
    finish(
        event,
        agreement=agreement,
        actor=actor,
        document=filing.title,
        kind=str(filing.kind),
        sha256=filing.sha256,
        valid_from=filing.valid_from,
        valid_to=filing.valid_to,
    )
