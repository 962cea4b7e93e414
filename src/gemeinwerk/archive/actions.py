"""Collections, descriptions, corrections, and the notes that reading leaves in the journal."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.crypto import salted_hmac

from gemeinwerk.archive import queries
from gemeinwerk.archive.errors import (
    ChangedMeanwhile,
    DownloadNotGranted,
    NameMissing,
    NameTaken,
    NoPdfYet,
    NothingToRepeat,
    NotReadYet,
    TextTooLong,
)
from gemeinwerk.archive.models import (
    Collection,
    Document,
    DocumentState,
    Opening,
    Page,
    PageState,
    Reading,
    ReadingOrigin,
    Record,
    RecordState,
)
from gemeinwerk.archive.permissions import CORRECT, READ, TAKE_IN
from gemeinwerk.archive.protection.actions import set_collection_state
from gemeinwerk.archive.recognition.actions import queue_pdf, year_of
from gemeinwerk.archive.recognition.rules import words_from_json, words_to_json
from gemeinwerk.archive.rules import place_corrected_words
from gemeinwerk.archive.scopes import Place, get_scope, place_record
from gemeinwerk.archive.search import actions as search
from gemeinwerk.archive.search.queries import Results
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require

LONGEST_TEXT = 200_000
SAME_READ = timedelta(minutes=10)


@transaction.atomic
def create_collection(
    *, name: str, description: str = "", script: str = "auto", state: str = "", actor: Actor
) -> Collection:
    """Create a collection. Raises NotAllowed, NameMissing, NameTaken.

    ``state`` is that of its records (``RecordState``); empty: unknown, no grant opens them.
    """
    require(actor, TAKE_IN)
    name = " ".join(name.split())
    _check_name(name)
    try:
        with transaction.atomic():
            collection = Collection.objects.create(
                member_id=actor.member_id,
                name=name,
                description=description.strip(),
                script=script,
                state=state,
                state_set_at=clock.now(),
            )
    except IntegrityError as error:  # somebody made it since
        raise NameTaken(name=name) from error
    _make_scopes(collection)
    journal.record(
        "archive.collection.created", actor=actor, obj=collection.key, name=name, state=state
    )
    return collection


def _make_scopes(collection: Collection) -> None:
    """Make the two scopes that most records go to; others are made when a record needs them."""
    is_open = collection.state == RecordState.REGISTER
    for is_personal in (False, True):
        place = Place(is_personal, Opening.REGISTER if is_open else Opening.CLOSED)
        get_scope(collection, place)


@transaction.atomic
def change_collection(
    *,
    collection: Collection,
    name: str,
    description: str,
    script: str,
    state: str | None = None,
    actor: Actor,
) -> Collection:
    """Rename or describe an own collection, fix its script, or (``state``) change what its records
    are kept for. Raises as create_collection; a new state NotAllowed unless by a records officer.
    """
    require(actor, TAKE_IN)
    name = " ".join(name.split())
    if name != collection.name:
        _check_name(name)
    before = collection.name
    collection.name, collection.description = name, description.strip()
    collection.script = script
    try:
        with transaction.atomic():
            collection.save(update_fields=["name", "description", "script"])
    except IntegrityError as error:
        raise NameTaken(name=name) from error
    journal.record(
        "archive.collection.changed", actor=actor, obj=collection.key, name=name, before=before
    )
    if state is not None and state != collection.state:
        set_collection_state(collection=collection, state=state, actor=actor)
    return collection


@transaction.atomic
def change_record(
    *,
    record: Record,
    file_number: str,
    title: str,
    date_from: date | None,
    date_to: date | None,
    is_personal: bool,
    actor: Actor,
) -> Record:
    """Describe an own record. Becoming person-related closes it to partners at once."""
    require(actor, CORRECT)
    record = Record.objects.select_for_update().get(id=record.id)
    before = record.heading
    record.file_number, record.title = file_number.strip(), title.strip()
    record.date_from, record.date_to, record.is_personal = date_from, date_to, is_personal
    record.save()
    place_record(record)
    search.set_year(record_id=record.id, year=year_of(record))
    if record.heading != before:  # it stands in the PDFs too
        for document in record.documents.filter(state=DocumentState.READY):
            queue_pdf(document)
    journal.record(
        "archive.record.changed",
        actor=actor,
        obj=record,
        file_number=record.file_number,
        title=record.title,
        is_personal=is_personal,
    )
    return record


@transaction.atomic
def correct_page(*, page: Page, text: str, based_on: int, actor: Actor) -> Reading:
    """Store a corrected text as a new version; what the machine read stays.

    ``based_on`` is the version that the person saw. Raises NotAllowed, NotReadYet, TextTooLong,
    ChangedMeanwhile.
    """
    require(actor, CORRECT)
    page = Page.objects.select_for_update().get(id=page.id)
    latest = queries.get_reading(page)
    if latest is None:
        raise NotReadYet
    if latest.version != based_on:
        raise ChangedMeanwhile
    text = text.replace("\r\n", "\n").replace("\0", "")
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(length=len(text), limit=LONGEST_TEXT)
    reading = _store_correction(page, latest, text, actor)
    document = Document.objects.select_related("record").get(id=page.document_id)
    search.index_page(page=page, text=text, year=year_of(document.record))
    queue_pdf(document)
    journal.record(
        "archive.page.corrected",
        actor=actor,
        obj=document,
        page=page.number,
        version=reading.version,
    )
    return reading


@transaction.atomic
def accept_page(*, page: Page, actor: Actor) -> None:
    """Take a page off the list for correction: a person found the recognised text good enough."""
    require(actor, CORRECT)
    Page.objects.filter(id=page.id).update(needs_review=False)
    journal.record("archive.page.accepted", actor=actor, obj=page.document_id, page=page.number)


@transaction.atomic
def repeat_document(*, document: Document, actor: Actor) -> None:
    """Read again what was refused or failed, and only that. Raises NothingToRepeat."""
    require(actor, TAKE_IN)
    document = Document.objects.select_for_update().get(id=document.id)
    failed = list(document.pages.filter(state=PageState.FAILED))
    if document.state == DocumentState.REFUSED and not document.page_count:
        document.state, document.reason = DocumentState.RECEIVED, ""
        document.save(update_fields=["state", "reason"])
        jobs.defer("archive.look_into", document_id=str(document.id))
    elif failed:
        document.pages.filter(state=PageState.FAILED).update(state=PageState.WAITING, reason="")
        document.state = DocumentState.READING
        document.save(update_fields=["state"])
        jobs.defer_all("archive.read_page", [{"page_id": page.id} for page in failed])
    else:
        raise NothingToRepeat
    journal.record("archive.document.repeated", actor=actor, obj=document, name=document.name)


def note_read(*, page: Page, actor: Actor) -> None:
    """Tell the owner's journal that another member reads a page; own reading is not recorded."""
    require(actor, READ)
    if page.member_id != actor.member_id:
        access = queries.get_record_access(page.document.record)
        journal.record(
            "archive.page.read",
            actor=actor,
            obj=f"{page.document_id}/{page.number}",
            owner_id=page.member_id,
            once_within=SAME_READ,
            document=page.document.name,
            record=page.document.record.heading,
            collection=page.document.collection.name,
            **access.facts,
        )


def note_download(*, document: Document, what: str, actor: Actor) -> None:
    """Check that the ground for reading covers downloads, and tell the owner's journal.

    ``what`` is ``pdf`` or ``original``. Raises DownloadNotGranted, NoPdfYet.
    """
    require(actor, READ)
    access = queries.get_record_access(document.record)
    if not access.may_download:
        raise DownloadNotGranted(owner=access.owner_name)
    if what == "pdf" and not document.pdf_sha256:
        raise NoPdfYet
    if not access.is_own:
        journal.record(
            "archive.document.downloaded",
            actor=actor,
            obj=document,
            owner_id=document.member_id,
            once_within=SAME_READ,
            what=what,
            document=document.name,
            record=document.record.heading,
            **access.facts,
        )


def note_search(*, results: Results, asked: str, actor: Actor) -> None:
    """Tell each owner how many of its pages a search showed passages of, once per search.

    Not what was searched for: that is the asker's business. ``asked`` (query and filters) only
    keeps the same search from being noted again when its page is reloaded.
    """
    require(actor, READ)
    shown = [hit.page for hit in results.hits if hit.page.member_id != actor.member_id]
    key = salted_hmac("archive.search", f"{actor.person_id} {asked}").hexdigest()[:32]
    for owner_id in sorted({page.member_id for page in shown}):
        pages = [page for page in shown if page.member_id == owner_id]
        journal.record(
            "archive.search.shown",
            actor=actor,
            obj=key,
            owner_id=owner_id,
            once_within=SAME_READ,
            hits=len(pages),
            collections=sorted({page.document.collection.name for page in pages}),
            **_grounds(pages),
        )


def _grounds(pages: list[Page]) -> dict[str, list[str]]:
    """Purposes, bases and rules by which others' pages were shown; one look per scope."""
    records = {page.scope_id: page.document for page in pages}
    for document in records.values():
        document.record.collection = document.collection
    found = [queries.get_record_access(each.record).facts for each in records.values()]
    names = (("purpose", "purposes"), ("basis", "bases"), ("rule", "rules"))
    return {many: sorted({each[one] for each in found if each[one]}) for one, many in names}


def note_refusal(*, document_id: UUID, actor: Actor) -> None:
    """Tell the owner that its document was asked for in vain. Tells the asker nothing."""
    body = journal.entry_body("archive.page.denied", actor=actor, obj=document_id, facts={})
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_note_refusal(%s, %s)", [document_id, body])


def _check_name(name: str) -> None:
    if not name:
        raise NameMissing
    if queries.list_own_collections().filter(name=name).exists():
        raise NameTaken(name=name)


def _store_correction(page: Page, latest: Reading, text: str, actor: Actor) -> Reading:
    words = place_corrected_words(words_from_json(latest.words), text)
    reading = Reading.objects.create(
        member_id=page.member_id,
        scope_id=page.scope_id,
        page=page,
        version=latest.version + 1,
        origin=ReadingOrigin.PERSON,
        text=text,
        words=words_to_json(words),
        by=actor.label,
    )
    Page.objects.filter(id=page.id).update(needs_review=False)
    return reading
