"""Collections of paper, from the box to the word on a page.

Every row belongs to one member. Everything below a collection also names its *scope*, the unit that
grants open: each collection has one scope for ordinary records and one for person-related ones.
"""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member


class Script(models.TextChoices):
    AUTO = "auto", _("Choose page by page")
    GERMAN = "deu", _("Print and typewriter")
    FRAKTUR = "frk", _("Fraktur")


class Collection(models.Model):
    """What belongs together and is shared together, e.g. the Baulastenverzeichnis."""

    id = models.AutoField(primary_key=True)
    key = models.UUIDField(default=new_id, unique=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    script = models.CharField(max_length=10, choices=Script.choices, default=Script.AUTO)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="collection_once")]

    def __str__(self) -> str:
        return self.name


class Scope(models.Model):
    """The part of a collection that a grant opens or leaves closed."""

    id = models.AutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="scopes", db_constraint=False
    )
    is_personal = models.BooleanField()
    counted_pages = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "is_personal"], name="scope_once")
        ]


class Record(models.Model):
    """A file (Akte): what the folder was on paper. ``folder`` is its name at intake."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="records", db_constraint=False
    )
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    folder = models.CharField(max_length=500)
    file_number = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=500, blank=True)
    date_from = models.DateField(null=True, blank=True)
    date_to = models.DateField(null=True, blank=True)
    is_personal = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "collection", "folder"], name="record_once")
        ]

    @property
    def heading(self) -> str:
        """What names the record on a page: title, else file number, else folder."""
        return self.title or self.file_number or self.folder


class Intake(models.Model):
    """One run that takes paper in, from the upload page or the command."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="intakes", db_constraint=False
    )
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.CharField(max_length=300)
    closed_at = models.DateTimeField(null=True)


class DocumentState(models.TextChoices):
    RECEIVED = "received", _("waiting")
    READING = "reading", _("being read")
    READY = "ready", _("ready")
    REFUSED = "refused", _("refused")


class Document(models.Model):
    """One original file. ``pages`` is unknown (null) until it was looked into."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="documents", db_constraint=False
    )
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, related_name="documents", db_constraint=False
    )
    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, related_name="documents", db_constraint=False
    )
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.RECEIVED
    )
    reason = models.TextField(blank=True)
    page_count = models.IntegerField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_note = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "collection", "sha256"], name="document_once")
        ]
        indexes = [models.Index(fields=["record", "name"], name="document_record")]


class Refusal(models.Model):
    """A file that an intake did not take, with the sentence that was shown."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, related_name="refusals", db_constraint=False
    )
    name = models.CharField(max_length=500)
    code = models.CharField(max_length=80)
    reason = models.TextField()
    is_duplicate = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)


class IntakeTable(models.Model):
    """A table of records that was uploaded by itself: files may arrive before or after it."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, related_name="tables", db_constraint=False
    )
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "sha256"], name="table_once")]


class PageState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    READ = "read", _("read")
    FAILED = "failed", _("not read")


class Page(models.Model):
    """What is searched and cited. Width and height are pixels of the view image."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="pages", db_constraint=False
    )
    number = models.IntegerField()
    state = models.CharField(max_length=20, choices=PageState.choices, default=PageState.WAITING)
    reason = models.TextField(blank=True)
    image_sha256 = models.CharField(max_length=64, blank=True)
    thumbnail_sha256 = models.CharField(max_length=64, blank=True)
    image_type = models.CharField(max_length=40, blank=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    is_blank = models.BooleanField(default=False)
    rotation = models.SmallIntegerField(default=0)
    confidence = models.FloatField(null=True)
    needs_review = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="page_once")]
        indexes = [
            models.Index(
                fields=["member", "confidence"],
                condition=models.Q(needs_review=True),
                name="page_review",
            )
        ]


class ReadingOrigin(models.TextChoices):
    OCR = "ocr", _("recognised")
    BORN_DIGITAL = "born_digital", _("text of the file")
    PERSON = "person", _("corrected")


class Reading(models.Model):
    """A version of a page's text with the place of each word. The newest one counts; what the
    machine recognised first stays. ``words`` is the compact JSON of ``recognition.rules``.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="readings", db_constraint=False
    )
    version = models.IntegerField()
    origin = models.CharField(max_length=20, choices=ReadingOrigin.choices)
    model = models.CharField(max_length=40, blank=True)
    confidence = models.FloatField(null=True)
    text = models.TextField()
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "version"], name="reading_once")]


class PageIndex(models.Model):
    """What search reads: narrow, with the lexemes out of line (see docs/architecture.md).

    No index but that of the lexemes: with one on the scope the planner would read all its pages.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope = models.ForeignKey(
        Scope, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    year = models.SmallIntegerField(null=True)
    tokens = models.SmallIntegerField()
    analyser = models.SmallIntegerField()
    tsv = SearchVectorField()


class WordCount(models.Model):
    """How many pages of a scope carry a lexeme, and its impact tiers. May lag: steers plans."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope = models.ForeignKey(
        Scope, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    lexeme = models.TextField(db_collation="C")
    pages = models.IntegerField()
    pages1 = models.IntegerField()
    pages2 = models.IntegerField()
    pages3 = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "lexeme"], name="word_once")]
