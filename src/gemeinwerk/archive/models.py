"""Collections of paper, from the box to the word on a page.

Every row belongs to one member. Everything below a collection also names its *scope*, the unit that
grants and permits open (see ``Scope``).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member


class Script(models.TextChoices):
    AUTO = "auto", _("Choose page by page")
    GERMAN = "deu", _("Print and typewriter")
    FRAKTUR = "frk", _("Fraktur")


class RecordState(models.TextChoices):
    """What a record is kept for; it decides what partners may be shown of it at all."""

    REGISTER = "register", _("Register, kept for inspection")
    REGISTRY = "registry", _("Records in use")
    ARCHIVAL = "archival", _("Archival records")


class Opening(models.TextChoices):
    """What a grant can open. ``CLOSED``: nothing, only a permit for the single record does."""

    REGISTER = "register", _("with the grant")
    OVER = "over", _("with the grant, because the protective period is over")
    CLOSED = "closed", _("not by a grant")


class Protection(models.TextChoices):
    """Which protective periods apply to an archival record; nothing chosen keeps it closed."""

    GENERAL = "general", _("General period only")
    SECRECY = "secrecy", _("Secrecy: longer period")
    SOCIAL = "social", _("Social secrecy: by hand, record by record")
    PUBLISHED = "published", _("Made for publication: no period")


class Collection(models.Model):
    """What belongs together and is shared together, e.g. the Baulastenverzeichnis.

    ``state`` holds for the records that have none of their own; empty: unknown, so closed to all
    others. ``state_set_at`` tells a job that rearranges the records whether it is still up to date.
    """

    id = models.AutoField(primary_key=True)
    key = models.UUIDField(default=new_id, unique=True, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    script = models.CharField(max_length=10, choices=Script.choices, default=Script.AUTO)
    state = models.CharField(
        max_length=20, choices=RecordState.choices, blank=True, default="", db_default=""
    )
    state_set_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="collection_once")]

    def __str__(self) -> str:
        return self.name


class ConfirmedPeriod(models.Model):
    """A row of protective periods that the owner's records officer has read and confirmed.

    ``terms`` is the row as it was then: a later edition of our table changes nothing until somebody
    has confirmed that one. In force from ``valid_from`` to ``valid_to`` unless withdrawn.
    """

    id = models.AutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    land = models.CharField(max_length=2)
    edition = models.IntegerField()
    terms = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="period_confirmed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="period_dates_in_order",
            ),
        ]

    @property
    def rule(self) -> str:
        """What decided, for journal and pages, e.g. ``NW 1 (ArchivG NRW § 7)``."""
        return f"{self.land} {self.edition} ({self.terms['law']}, {self.terms['reference']})"


class Scope(models.Model):
    """The part of a collection that can be opened as a whole.

    A grant opens those with ``opening`` ``register``, and those with ``over`` while ``period``, the
    confirmed row by which the protective period of their records is over, is in force. One with a
    ``record`` holds this record alone, because a permit opens (or opened) it. ``is_held``: its
    records are being rearranged, so no grant opens it for the moment.
    """

    id = models.AutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="scopes", db_constraint=False
    )
    is_personal = models.BooleanField()
    opening = models.CharField(max_length=20, choices=Opening.choices, default=Opening.CLOSED)
    period = models.ForeignKey(
        ConfirmedPeriod, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    record = models.ForeignKey(
        "Record", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    is_held = models.BooleanField(default=False, db_default=False)
    counted_pages = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "is_personal", "opening", "period", "record"],
                nulls_distinct=False,
                name="scope_once",
            ),
            models.CheckConstraint(
                condition=models.Q(opening="over", period__isnull=False)
                | (~models.Q(opening="over") & models.Q(period__isnull=True)),
                name="scope_names_its_period",
            ),
        ]


class Record(models.Model):
    """A file (Akte): what the folder was on paper. ``folder`` is its name at intake.

    ``state`` is empty where that of the collection holds. The fields after it are what protective
    periods ask: ``origin`` (when the file was closed) and ``processed`` (last work on its content)
    are the last day they can mean, so of a year 31 December; years of birth and death are those of
    the youngest person in it, and ``lifetime_unknown`` says that somebody looked for them in vain.
    """

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
    state = models.CharField(
        max_length=20, choices=RecordState.choices, blank=True, default="", db_default=""
    )
    protection = models.CharField(
        max_length=20, choices=Protection.choices, blank=True, default="", db_default=""
    )
    origin = models.DateField(null=True, blank=True)
    processed = models.DateField(null=True, blank=True)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    death_year = models.SmallIntegerField(null=True, blank=True)
    lifetime_unknown = models.BooleanField(default=False, db_default=False)
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


class RequestPurpose(models.TextChoices):
    OFFICIAL = "official", _("Official task")
    SCIENTIFIC = "scientific", _("Research")
    HISTORY = "history", _("Local or family history")
    LEGAL = "legal", _("Legal matter")
    TEACHING = "teaching", _("Teaching")
    PRESS = "press", _("Press")
    PERSONAL = "personal", _("Personal matter")


class RequestBasis(models.TextChoices):
    TASK = "task", _("Task of the asking authority, laid down in law")
    ASSISTANCE = "assistance", _("Administrative assistance in this single case")
    INTEREST = "interest", _("Legitimate interest")


class AccessRequest(models.Model):
    """A person of ``member`` asks the authority ``owner_id`` to let it see a record.

    Names are text: people of another authority are invisible, and names at that time count.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    owner_name = models.CharField(max_length=200)
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    description = models.TextField()
    purpose = models.CharField(max_length=20, choices=RequestPurpose.choices)
    purpose_text = models.TextField()
    basis = models.CharField(max_length=20, choices=RequestBasis.choices)
    basis_text = models.TextField()
    evidence = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "asked_at"], name="request_owner")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(member=models.F("owner")), name="request_to_another"
            )
        ]


class Outcome(models.TextChoices):
    PERMIT = "permit", _("permitted")
    REFUSAL = "refusal", pgettext_lazy("request", "refused")


class RefusalGround(models.TextChoices):
    PUBLIC_INTEREST = "public_interest", _("The public interest would be harmed")
    THIRD_PARTIES = "third_parties", _("Interests of third parties deserve protection")
    SECRECY = "secrecy", _("Secrecy (§ 203 StGB)")
    CONDITION = "condition", _("The condition of the paper does not allow it")
    CONTRACT = "contract", _("An agreement with the former owner of the paper forbids it")
    EFFORT = "effort", _("The effort would be out of proportion")
    NO_BASIS = "no_basis", _("Purpose, legal basis or legitimate interest is not shown")
    NOT_HERE = "not_here", _("There is no such record here")


class Decision(models.Model):
    """What the owner (``member``) decided on a request: a permit for one record, or a refusal.

    A permit opens exactly ``record`` to exactly this person at the asking authority, while it is
    not withdrawn, from ``valid_from`` to ``valid_to``. It cannot be passed on. ``is_shortening``:
    the protective period was still running, so its conditions are part of the decision.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    request_id = models.UUIDField()
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    record = models.ForeignKey(
        Record, on_delete=models.PROTECT, null=True, related_name="decisions", db_constraint=False
    )
    record_name = models.CharField(max_length=700, blank=True)
    purpose = models.CharField(max_length=500)
    right = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    conditions = models.TextField(blank=True)
    is_shortening = models.BooleanField(default=False)
    rule = models.CharField(max_length=500, blank=True)
    grounds = ArrayField(models.CharField(max_length=20), default=list)
    reasons = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=300, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["asker", "person_id"], name="decision_asker")]
        constraints = [
            models.UniqueConstraint(fields=["member", "request_id"], name="decision_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="refusal", record__isnull=True)
                | models.Q(
                    outcome="permit",
                    record__isnull=False,
                    collection__isnull=False,
                    valid_from__isnull=False,
                    valid_to__gte=models.F("valid_from"),
                    right__in=("read", "download"),
                ),
                name="decision_is_whole",
            ),
        ]
