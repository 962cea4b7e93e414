"""Reads of the archive. Row-level security decides what they find: own rows and granted ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.errors import (
    CollectionUnknown,
    DocumentUnknown,
    IntakeUnknown,
    PageUnknown,
    RecordUnknown,
)
from gemeinwerk.archive.models import (
    Collection,
    Decision,
    Document,
    DocumentState,
    Intake,
    Opening,
    Page,
    PageState,
    Reading,
    Record,
    Refusal,
    Scope,
)
from gemeinwerk.archive.protection.queries import list_in_force
from gemeinwerk.archive.requests import permits
from gemeinwerk.archive.rules import Progress
from gemeinwerk.archive.search.queries import search_role
from gemeinwerk.archive.search.query import Plan
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.context import require_member
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.models import Grant


@dataclass(frozen=True, slots=True)
class Access:
    """On what ground the acting member reads: its own, a grant of the owner, or a permit.

    ``rule`` is the protective-period row that made a grant reach an archival record.
    """

    owner_name: str
    is_own: bool
    grant: Grant | None = None
    permit: Decision | None = None
    rule: str = ""

    @property
    def may_download(self) -> bool:
        """Whether the original and the PDF may be taken home."""
        rights = {each.right for each in (self.grant, self.permit) if each is not None}
        return self.is_own or "download" in rights

    @property
    def facts(self) -> dict[str, str]:
        """Purpose, basis and rule of reading, for the owner's journal."""
        if self.grant is not None:
            return {"purpose": self.grant.purpose, "basis": self.grant.basis, "rule": self.rule}
        if self.permit is not None:
            day = self.permit.decided_at.astimezone(clock.BERLIN).strftime("%d.%m.%Y")
            basis = _("Permit of %(day)s (%(number)s)")
            return {
                "purpose": self.permit.purpose,
                "basis": str(basis) % {"day": day, "number": str(self.permit.id)[:8]},
                "rule": self.permit.rule,
            }
        return {"purpose": "", "basis": "", "rule": ""}


def list_collections() -> QuerySet[Collection]:
    """Return own and granted collections with ``record_total``, ``page_total`` and ``last_intake``.

    Own ones (``is_own``) come first. Only what the acting member may see is counted.
    """
    records = Record.objects.filter(collection=OuterRef("id")).order_by().values("collection")
    documents = _documents_of(collection=OuterRef("id")).values("collection")
    visible = Collection.objects.select_related("member").annotate(
        is_own=ExpressionWrapper(Q(member_id=require_member()), output_field=BooleanField()),
        record_total=_count(records.annotate(n=Count("id"))),
        page_total=_count(documents.annotate(n=Sum("page_count"))),
        last_intake=Subquery(documents.annotate(at=Max("received_at")).values("at")),
    )
    return visible.order_by("-is_own", "member__name", "name")


def _documents_of(**place: Any) -> QuerySet[Document]:
    return Document.objects.filter(**place).exclude(state=DocumentState.REFUSED).order_by()


def _count(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")), 0)


def list_own_collections() -> QuerySet[Collection]:
    """Return the acting member's collections by name."""
    return Collection.objects.filter(member_id=require_member()).order_by("name")


def get_collection(key: UUID) -> Collection:
    """Return a collection that the acting member may see, else CollectionUnknown."""
    found = Collection.objects.select_related("member").filter(key=key).first()
    if found is None:
        raise CollectionUnknown
    return found


def get_own_collection(*, name: str = "", key: UUID | None = None) -> Collection:
    """Return one of the acting member's collections by name or key, else CollectionUnknown."""
    wanted = Q(key=key) if key else Q(name=name)
    found = Collection.objects.filter(wanted, member_id=require_member()).first()
    if found is None:
        raise CollectionUnknown
    return found


def get_access(collection: Collection, *, is_personal: bool = False) -> Access:
    """Return on what ground the acting member may read a collection, or (``is_personal``) the
    person-related records in it. What holds for one record says ``get_record_access``.
    """
    if collection.member_id == require_member():
        return Access(collection.member.name, True)
    grant = sharing.get_open_grant(collection.id, is_personal=is_personal)
    return Access(collection.member.name, False, grant)


def get_record_access(record: Record) -> Access:
    """Return on what ground the acting member may read a record (with its collection loaded)."""
    owner = record.collection.member
    if record.member_id == require_member():
        return Access(owner.name, True)
    scope = Scope.objects.select_related("period").filter(id=record.scope_id).first()
    permit = permits.get_open_permit(record.id)
    if scope is None or not _is_opened_by_grants(scope):  # None: closed since it was read
        return Access(owner.name, False, permit=permit)
    grant = sharing.get_open_grant(record.collection_id, is_personal=scope.is_personal)
    rule = scope.period.rule if scope.period else ""
    return Access(owner.name, False, grant, permit, rule if grant else "")


def _is_opened_by_grants(scope: Scope) -> bool:
    """Tell whether a grant reaches a scope today, as the policy of the database does."""
    if scope.is_held or scope.opening == Opening.CLOSED:
        return False
    if scope.opening == Opening.REGISTER:
        return True
    return scope.period in list_in_force(clock.today())


def list_records(collection: Collection) -> QuerySet[Record]:
    """Return the visible records of a collection with document and page counts, by file number."""
    documents = _documents_of(record=OuterRef("id")).values("record")
    return (
        Record.objects.filter(collection=collection)
        .annotate(
            document_total=_count(documents.annotate(n=Count("id"))),
            page_total=_count(documents.annotate(n=Sum("page_count"))),
        )
        .order_by("file_number", "folder")
    )


def find_records(collection: Collection, text: str) -> QuerySet[Record]:
    """Return the records whose file number, title or folder holds each word of ``text``."""
    found = list_records(collection)
    for word in text.split():
        found = found.filter(
            Q(file_number__icontains=word) | Q(title__icontains=word) | Q(folder__icontains=word)
        )
    return found


def get_record(record_id: UUID) -> Record:
    """Return a visible record with its collection, else RecordUnknown."""
    found = (
        Record.objects.select_related("collection", "collection__member", "scope")
        .filter(id=record_id)
        .first()
    )
    if found is None:
        raise RecordUnknown
    return found


def get_own_record(record_id: UUID) -> Record:
    """Return a record of the acting member. Raises RecordUnknown, NotAllowed for a granted one."""
    record = get_record(record_id)
    _require_own(record)
    return record


def _require_own(row: Record | Document | Page) -> None:
    if row.member_id != require_member():
        raise NotAllowed


def list_documents(record: Record) -> QuerySet[Document]:
    """Return a record's documents by name; refused ones only to their owner."""
    documents = record.documents.order_by("name")
    if record.member_id != require_member():
        documents = documents.exclude(state=DocumentState.REFUSED)
    return documents


def get_document(document_id: UUID) -> Document:
    """Return a visible document with record and collection, else DocumentUnknown."""
    found = (
        Document.objects.select_related("record", "collection", "collection__member")
        .filter(id=document_id)
        .first()
    )
    if found is None or (
        found.state == DocumentState.REFUSED and found.member_id != require_member()
    ):
        raise DocumentUnknown
    found.record.collection = found.collection
    return found


def list_pages(document: Document) -> QuerySet[Page]:
    """Return a document's pages in order."""
    return document.pages.order_by("number")


def get_page(document_id: UUID, number: int) -> Page:
    """Return one page with document, record and collection, else PageUnknown."""
    document = get_document(document_id)
    page = Page.objects.filter(document=document, number=number).first()
    if page is None:
        raise PageUnknown
    page.document = document
    return page


def get_own_document(document_id: UUID) -> Document:
    """Return a document of the acting member. Raises DocumentUnknown, NotAllowed if granted."""
    document = get_document(document_id)
    _require_own(document)
    return document


def get_own_page(document_id: UUID, number: int) -> Page:
    """Return a page of the acting member. Raises Document-, PageUnknown, NotAllowed if granted."""
    page = get_page(document_id, number)
    _require_own(page)
    return page


def list_hit_numbers(document: Document, steps: Plan) -> list[int]:
    """Return the numbers of the document's pages that a search finds, in order."""
    numbers = dict(document.pages.values_list("id", "number"))
    with search_role(tsquery=steps.exact) as cursor:
        cursor.execute(
            "SELECT page_id FROM archive_pageindex WHERE page_id = ANY (%s)", [list(numbers)]
        )
        return sorted(numbers[row[0]] for row in cursor.fetchall())


def get_reading(page: Page) -> Reading | None:
    """Return the newest version of a page's text, None while it was not read."""
    return page.readings.order_by("-version").first()


def list_readings(page: Page) -> QuerySet[Reading]:
    """Return all versions of a page's text, newest first."""
    return page.readings.order_by("-version")


def list_pages_to_review() -> QuerySet[Page]:
    """Return own pages that were read with little confidence, least sure first."""
    return (
        Page.objects.filter(member_id=require_member(), needs_review=True)
        .select_related("document", "document__record", "document__collection")
        .order_by("confidence", "id")
    )


def get_intake(intake_id: UUID) -> Intake:
    """Return one of the acting member's intakes, else IntakeUnknown."""
    found = Intake.objects.select_related("collection").filter(id=intake_id).first()
    if found is None:
        raise IntakeUnknown
    return found


def list_intakes(limit: int = 50) -> list[Intake]:
    """Return the acting member's newest intakes."""
    return list(Intake.objects.select_related("collection").order_by("-started_at")[:limit])


def list_intakes_with_progress(limit: int = 25) -> list[tuple[Intake, Progress]]:
    """Return the acting member's newest intakes, each with how far its reading is."""
    return [(intake, get_progress(intake)) for intake in list_intakes(limit)]


def list_intake_documents(intake: Intake) -> QuerySet[Document]:
    """Return the documents of an intake: first what failed, then what is read, then the rest.

    ``read_total`` and ``failed_total`` count their pages.
    """
    pages = Page.objects.filter(document=OuterRef("id")).order_by().values("document")
    read = pages.filter(state=PageState.READ).annotate(n=Count("id"))
    failed = pages.filter(state=PageState.FAILED).annotate(n=Count("id"))
    urgency = Case(
        When(state=DocumentState.REFUSED, then=0),
        When(failed_total__gt=0, then=1),
        When(state=DocumentState.READING, then=2),
        When(state=DocumentState.RECEIVED, then=3),
        default=4,
    )
    documents = intake.documents.select_related("record").annotate(
        read_total=_count(read), failed_total=_count(failed)
    )
    return documents.order_by(urgency, "record__folder", "name")


def list_refusals(intake: Intake) -> QuerySet[Refusal]:
    """Return what an intake did not store: refused files first, then duplicates."""
    return intake.refusals.order_by("is_duplicate", "id")


def get_progress(intake: Intake) -> Progress:
    """Return how far the reading of an intake is."""
    documents = intake.documents.aggregate(
        total=Count("id"),
        ready=Count("id", filter=Q(state=DocumentState.READY)),
        refused=Count("id", filter=Q(state=DocumentState.REFUSED)),
        pages=Sum("page_count"),
    )
    pages = Page.objects.filter(document__intake=intake).aggregate(
        read=Count("id", filter=Q(state=PageState.READ)),
        failed=Count("id", filter=Q(state=PageState.FAILED)),
    )
    refusals = intake.refusals.aggregate(
        refused=Count("id", filter=Q(is_duplicate=False)),
        duplicate=Count("id", filter=Q(is_duplicate=True)),
    )
    return Progress(
        is_receiving=intake.closed_at is None,
        documents=documents["total"],
        documents_ready=documents["ready"],
        documents_refused=documents["refused"] + refusals["refused"],
        duplicates=refusals["duplicate"],
        pages=documents["pages"] or 0,
        pages_read=pages["read"],
        pages_failed=pages["failed"],
        documents_open=documents["total"] - documents["ready"] - documents["refused"],
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """What of a member's paper still waits to be read, and what could not be."""

    documents_open: int
    pages_total: int
    pages_waiting: int
    pages_failed: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits any more."""
        return self.documents_open == 0


def get_backlog(*, collection: Collection | None = None) -> Backlog:
    """Return what waits at the acting member, or in one of its collections."""
    documents = Document.objects.filter(member_id=require_member())
    pages = Page.objects.filter(member_id=require_member())
    if collection:
        documents = documents.filter(collection=collection)
        pages = pages.filter(document__collection=collection)
    waiting = [DocumentState.RECEIVED, DocumentState.READING]
    counts = pages.aggregate(
        total=Count("id"),
        waiting=Count("id", filter=Q(state=PageState.WAITING)),
        failed=Count("id", filter=Q(state=PageState.FAILED)),
    )
    return Backlog(
        documents_open=documents.filter(state__in=waiting).count(),
        pages_total=counts["total"],
        pages_waiting=counts["waiting"],
        pages_failed=counts["failed"],
    )


def list_unread(intake: Intake) -> list[dict[str, object]]:
    """Return what an intake stored but could not read: documents and single pages, with reasons."""
    documents = intake.documents.filter(state=DocumentState.REFUSED).order_by("name")
    pages = (
        Page.objects.filter(document__intake=intake, state=PageState.FAILED)
        .select_related("document")
        .order_by("document__name", "number")
    )
    lines: list[dict[str, object]] = [
        {"name": document.name, "page": None, "reason": document.reason} for document in documents
    ]
    for page in pages:
        lines.append({"name": page.document.name, "page": page.number, "reason": page.reason})
    return lines


def list_names_of(sha256: str) -> list[str]:
    """Return record and name of own documents with these bytes (none for page images and PDFs)."""
    documents = Document.objects.filter(member_id=require_member(), sha256=sha256)
    return [f"{d.record.heading}: {d.name}" for d in documents.select_related("record")]


@dataclass(frozen=True, slots=True)
class Content:
    """How much a collection holds; the ``personal`` counts are part of the others."""

    records: int
    pages: int
    personal_records: int
    personal_pages: int


def count_content(collection: Collection) -> Content:
    """Return how many records and pages of a collection the acting member may see."""
    is_personal = Q(scope__is_personal=True)
    records = collection.records.aggregate(n=Count("id"), personal=Count("id", filter=is_personal))
    pages = Page.objects.filter(scope__collection=collection).aggregate(
        n=Count("id"), personal=Count("id", filter=is_personal)
    )
    return Content(records["n"], pages["n"], records["personal"], pages["personal"])


def list_running_intakes(limit: int = 5) -> list[Intake]:
    """Return the acting member's newest intakes in which files are still received or read."""
    waiting = [DocumentState.RECEIVED, DocumentState.READING]
    is_reading = Document.objects.filter(
        member_id=require_member(), intake=OuterRef("pk"), state__in=waiting
    )
    newest = Intake.objects.filter(member_id=require_member()).select_related("collection")
    running = newest.filter(Q(closed_at__isnull=True) | Q(Exists(is_reading)))
    return list(running.order_by("-started_at")[:limit])


def list_intakes_with_refusals(*, since: datetime, limit: int = 5) -> list[Intake]:
    """Return the newest own intakes since then that refused files, with ``refused`` counting them.

    Files that are here already do not count as refused.
    """
    stored = Count("documents", filter=Q(documents__state=DocumentState.REFUSED), distinct=True)
    at_the_door = Count("refusals", filter=Q(refusals__is_duplicate=False), distinct=True)
    recent = Intake.objects.filter(member_id=require_member(), started_at__gte=since)
    recent = recent.select_related("collection").annotate(refused=stored + at_the_door)
    return list(recent.filter(refused__gt=0).order_by("-started_at")[:limit])


def list_newest_collections(limit: int = 6) -> list[Collection]:
    """Return the newest collections that the acting member may see, own ones first."""
    visible = Collection.objects.select_related("member")
    own_first = Case(When(member_id=require_member(), then=0), default=1)
    return list(visible.order_by(own_first, "-created_at")[:limit])
