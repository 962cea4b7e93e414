"""From a stored original to searchable pages. Jobs call these; each may run twice without harm.

No transaction is held while a page is read: look up, read in a child process, write.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.models import (
    Document,
    DocumentState,
    Page,
    PageState,
    Reading,
    ReadingOrigin,
    Record,
)
from gemeinwerk.archive.recognition import lending
from gemeinwerk.archive.recognition.errors import OutOfMemory, RecogniserDied
from gemeinwerk.archive.recognition.rules import (
    Inspection,
    PageReading,
    PageView,
    PdfMetadata,
    words_from_json,
    words_to_json,
)
from gemeinwerk.archive.rules import needs_review
from gemeinwerk.archive.search import actions as search
from gemeinwerk.files import actions as files
from gemeinwerk.files import queries as stored_files
from gemeinwerk.files.errors import StoreFull, StoreUnavailable
from gemeinwerk.jobs import actions as jobs
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel.errors import UserError
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context

MAYBE_OTHERS_FAULT = (RecogniserDied, OutOfMemory, StoreUnavailable, StoreFull)
"""Not the file's fault for sure: the job is tried again before anything is refused."""


def look_into(*, member_id: int, document_id: UUID) -> None:
    """Find out what an original is, and queue each of its pages."""
    with member_context(member_id):
        document = Document.objects.filter(id=document_id, state=DocumentState.RECEIVED).first()
    if document is None:
        return
    try:
        with (
            stored_files.local_path(member_id, document.sha256) as path,
            lending.recogniser() as recogniser,
        ):
            inspection = recogniser.inspect(path)
    except MAYBE_OTHERS_FAULT:
        raise
    except UserError as refusal:
        refuse_document(member_id=member_id, document_id=document_id, reason=refusal)
        return
    with member_context(member_id):
        _queue_pages(document_id, inspection)


def refuse_document(*, member_id: int, document_id: UUID, reason: UserError) -> None:
    """Mark a document as refused; its original stays. One whose pages are known stays as it is."""
    with member_context(member_id):
        document = Document.objects.select_for_update().get(id=document_id)
        if document.state != DocumentState.RECEIVED:
            return
        document.state, document.reason = DocumentState.REFUSED, str(reason)
        document.save(update_fields=["state", "reason"])
        journal.record(
            "archive.document.refused",
            actor=members.operator(members.get_member(member_id)),
            obj=document,
            name=document.name,
            code=reason.code,
            reason=str(reason),
        )


def read_page(*, member_id: int, page_id: int) -> None:
    """Recognise one page and make it searchable; a page that was read already stays as it is."""
    with member_context(member_id):
        page = (
            Page.objects.select_related("document", "document__collection")
            .filter(id=page_id, state=PageState.WAITING)
            .first()
        )
    if page is None:
        return
    try:
        view = _read(page)
    except MAYBE_OTHERS_FAULT:
        raise
    except UserError as refusal:
        fail_page(member_id=member_id, page_id=page_id, reason=refusal)
        return
    image = files.put_bytes(BytesIO(view.image), member_id=member_id)
    thumbnail = files.put_bytes(BytesIO(view.thumbnail), member_id=member_id)
    with member_context(member_id):
        fresh = Page.objects.select_for_update().get(id=page_id)
        if fresh.state != PageState.WAITING:
            return
        files.keep(image, is_original=False)
        files.keep(thumbnail, is_original=False)
        fresh.image_sha256, fresh.image_type = image.sha256, view.image_type
        fresh.thumbnail_sha256 = thumbnail.sha256
        _store_reading(fresh, view.reading)
        _finish_when_complete(fresh.document_id)


def fail_page(*, member_id: int, page_id: int, reason: UserError) -> None:
    """Note why a page could not be read; the document goes on without its text."""
    with member_context(member_id):
        page = Page.objects.select_for_update().get(id=page_id)
        if page.state != PageState.WAITING:
            return
        page.state, page.reason = PageState.FAILED, str(reason)
        page.save(update_fields=["state", "reason"])
        journal.record(
            "archive.page.failed",
            actor=members.operator(members.get_member(member_id)),
            obj=page.document_id,
            page=page.number,
            code=reason.code,
            reason=str(reason),
        )
        _finish_when_complete(page.document_id)


def make_pdf(*, member_id: int, document_id: UUID) -> None:
    """Make the searchable PDF/A-2b from the newest texts; replaces an earlier one."""
    with member_context(member_id):
        document = (
            Document.objects.select_related("record", "collection", "member")
            .filter(id=document_id)
            .exclude(state=DocumentState.REFUSED)
            .first()
        )
        readings = _newest_readings(document) if document else {}
    if document is None:
        return
    with (
        TemporaryDirectory(prefix="gemeinwerk-pdf-") as folder,
        stored_files.local_path(member_id, document.sha256) as path,
        lending.recogniser() as recogniser,
    ):
        target = Path(folder) / "out.pdf"
        try:
            result = recogniser.make_pdf(path, readings, _metadata(document), target)
        except MAYBE_OTHERS_FAULT:
            raise
        except UserError as refusal:
            finish_without_pdf(member_id=member_id, document_id=document_id, reason=refusal)
            return
        with target.open("rb") as stream:
            stored = files.put_bytes(stream, member_id=member_id)
    with member_context(member_id):
        files.keep(stored, is_original=False)
        note = "" if result.valid else str(_("The PDF opens and searches, but is no valid PDF/A."))
        Document.objects.filter(id=document_id).update(
            pdf_sha256=stored.sha256, pdf_note=note, state=DocumentState.READY
        )
        jobs.defer_once(
            "archive.recount",
            lock=f"archive.recount.{document.scope_id}",
            scope_id=document.scope_id,
        )


def finish_without_pdf(*, member_id: int, document_id: UUID, reason: UserError) -> None:
    """The pages are there but no PDF could be made: say why, keep the rest."""
    with member_context(member_id):
        Document.objects.filter(id=document_id).update(
            pdf_note=str(reason), state=DocumentState.READY
        )


def _read(page: Page) -> PageView:
    document = page.document
    with (
        stored_files.local_path(page.member_id, document.sha256) as path,
        lending.recogniser() as recogniser,
    ):
        return recogniser.read_page(path, page.number, script=document.collection.script)


def _queue_pages(document_id: UUID, inspection: Inspection) -> None:
    document = Document.objects.select_for_update().get(id=document_id)
    if document.state != DocumentState.RECEIVED:
        return
    document.state, document.page_count = DocumentState.READING, inspection.pages
    document.media_type = inspection.mime
    document.save(update_fields=["state", "page_count", "media_type"])
    pages = Page.objects.bulk_create(
        Page(
            member_id=document.member_id,
            scope_id=document.scope_id,
            document=document,
            number=number,
        )
        for number in range(1, inspection.pages + 1)
    )
    jobs.defer_all("archive.read_page", [{"page_id": page.id} for page in pages])


def _store_reading(page: Page, reading: PageReading) -> None:
    page.state, page.reason = PageState.READ, ""
    page.width, page.height, page.is_blank = reading.width, reading.height, reading.blank
    page.rotation = reading.rotation
    page.confidence = reading.confidence
    page.needs_review = needs_review(
        confidence=reading.confidence, source=reading.source, is_blank=reading.blank
    )
    page.save()
    Reading.objects.create(
        member_id=page.member_id,
        scope_id=page.scope_id,
        page=page,
        version=1,
        origin=ReadingOrigin(reading.source),
        model=reading.model,
        confidence=reading.confidence,
        text=reading.text.replace("\0", ""),
        words=words_to_json(reading.words).replace("\\u0000", ""),
    )
    record = Record.objects.get(documents=page.document_id)
    search.index_page(page=page, text=reading.text, year=year_of(record))


def year_of(record: Record) -> int | None:
    """Return the year by which a record is found: that of its last date."""
    day = record.date_to or record.date_from
    return day.year if day else None


def _finish_when_complete(document_id: UUID) -> None:
    """The last page queues the PDF. The row lock makes two last pages wait for each other."""
    document = Document.objects.select_for_update().get(id=document_id)
    if not document.pages.filter(state=PageState.WAITING).exists():
        queue_pdf(document)


def _newest_readings(document: Document) -> dict[int, PageReading]:
    """Page number → newest reading, for the pages that were read.

    A page with a text of its own keeps that in the PDF, whatever was corrected for the search.
    """
    digital = Reading.objects.filter(
        page__document=document, version=1, origin=ReadingOrigin.BORN_DIGITAL
    ).values_list("page_id", flat=True)
    with_own_text = set(digital)
    newest = (
        Reading.objects.filter(page__document=document)
        .select_related("page")
        .order_by("page_id", "-version")
        .distinct("page_id")
    )
    return {
        reading.page.number: _as_page_reading(reading, reading.page_id in with_own_text)
        for reading in newest
    }


def _as_page_reading(reading: Reading, is_digital: bool) -> PageReading:
    return PageReading(
        text=reading.text,
        words=words_from_json(reading.words),
        source="born_digital" if is_digital else "ocr",
        model=reading.model,
        confidence=reading.confidence or 0.0,
        width=reading.page.width or 1,
        height=reading.page.height or 1,
        blank=reading.page.is_blank,
        rotation=reading.page.rotation,
    )


def _metadata(document: Document) -> PdfMetadata:
    return PdfMetadata(
        title=f"{document.record.heading}: {document.name}",
        author=document.member.name,
        subject=document.collection.name,
    )


def queue_pdf(document: Document) -> None:
    """Queue the searchable PDF: the first one, or a new one after something in it has changed."""
    jobs.defer_once(
        "archive.make_pdf", lock=f"archive.make_pdf.{document.id}", document_id=str(document.id)
    )
