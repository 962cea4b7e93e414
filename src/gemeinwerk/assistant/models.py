"""What an authority has written down to be answered from, and what people asked in vain.

Plain rows: what makes them right stands in ``knowledge/rules``, who sees them in the migrations.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member

NAME = 200


class Base(models.Model):
    """A knowledge base of a member. ``is_public``: its released articles answer citizens too.

    ``revision`` grows with each change of what is answered from; ``authority`` is the member's name
    as it is quoted.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=NAME)
    name = models.CharField(max_length=NAME)
    description = models.CharField(max_length=1000, blank=True)
    is_public = models.BooleanField(default=False)
    revision = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="base_name_once")]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A unit of an authority that people may turn to. ``places``: official keys or names of the
    places that it serves, none for all; ``topics``: words that lead to it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME)
    topics = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    places = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    address = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    opening_hours = models.CharField(max_length=1000, blank=True)
    accessibility = models.CharField(max_length=1000, blank=True)
    is_public = models.BooleanField(default=True)
    external_id = models.CharField(max_length=NAME, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="office_name_once")]

    def __str__(self) -> str:
        return self.name


class ArticleKind(models.TextChoices):
    SERVICE = "service", _("Service")
    FAQ = "faq", _("Frequent question")
    STATUTE = "statute", _("Statute")
    INFORMATION = "information", _("Information")


class ArticleState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Article(models.Model):
    """A service, question, statute or piece of information; its text stands in versions.

    ``title`` is that of the released version, before that of the draft. Only ``released`` ones
    are answered from. ``external_id`` is its id in the file it came from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(
        Base, on_delete=models.PROTECT, related_name="articles", db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=ArticleKind.choices)
    title = models.CharField(max_length=300)
    state = models.CharField(
        max_length=20, choices=ArticleState.choices, default=ArticleState.DRAFT
    )
    office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        related_name="articles",
        null=True,
        blank=True,
        db_constraint=False,
    )
    keywords = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    review_on = models.DateField(null=True, blank=True)
    external_id = models.CharField(max_length=NAME, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["base", "state"], name="article_base_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "base", "external_id"],
                condition=~models.Q(external_id=""),
                name="article_external_once",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The text of an article as it was written at one time. A released one never changes.

    ``body`` and ``plain`` (the editor's own plain-language text) are Markdown. ``is_current``: it
    is the one that is answered from; at most one per article.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="versions", db_constraint=False
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField()
    plain = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=1000, blank=True)
    note = models.CharField(max_length=500, blank=True)
    office_name = models.CharField(max_length=NAME, blank=True)
    written_at = models.DateTimeField(auto_now=True)
    written_by = models.CharField(max_length=300)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=300, blank=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "article", "number"], name="version_number_once"
            ),
            models.UniqueConstraint(
                fields=["member", "article"],
                condition=models.Q(is_current=True),
                name="version_current_once",
            ),
            models.UniqueConstraint(
                fields=["member", "article"],
                condition=models.Q(released_at__isnull=True),
                name="version_draft_once",
            ),
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(released_at__isnull=False),
                name="version_current_is_released",
            ),
        ]


class Passage(models.Model):
    """A section of a current version, which is what questions are compared with and quoted.

    ``start`` and ``end`` are offsets in the version's ``body``, in characters. ``lexemes`` and
    ``counts`` belong together; ``revision`` is that of the base when it was made.
    """

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Base, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="passages", db_constraint=False
    )
    ordinal = models.PositiveIntegerField()
    anchor = models.CharField(max_length=NAME, blank=True)
    heading = models.CharField(max_length=500, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    lexemes = ArrayField(models.CharField(max_length=80))
    counts = ArrayField(models.PositiveSmallIntegerField())
    length = models.PositiveIntegerField()
    analyser = models.PositiveSmallIntegerField()
    revision = models.BigIntegerField()
    text: str  # the slice of the version's body; ``answering.queries`` asks the database for it

    class Meta:
        indexes = [models.Index(fields=["base", "revision"], name="passage_base_revision")]


class Meaning(models.Model):
    """The meaning of a stretch of a passage as a vector: ``dimension`` float16 numbers, little
    endian, of length 1. ``embedder`` names what made it; vectors of two never meet.
    """

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Base, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, related_name="meanings", db_constraint=False
    )
    embedder = models.CharField(max_length=60)
    vector = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["passage"], name="meaning_passage")]


class Desk(models.Model):
    """Where citizens ask a member: its public page (address ``slug``) and widget.

    ``origins`` are the websites that may show the widget. ``keep_days``: how long questions
    without a good answer are kept, and handed-over conversations once they are answered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, unique=True)
    authority = models.CharField(max_length=NAME)
    greeting = models.CharField(max_length=500, blank=True)
    is_open = models.BooleanField(default=False)
    takes_handovers = models.BooleanField(default=True)
    origins = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    privacy_url = models.URLField(blank=True)
    keep_days = models.PositiveSmallIntegerField(default=30)


class GapState(models.TextChoices):
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed by an article")
    DISMISSED = "dismissed", _("Not for us")


class Gap(models.Model):
    """Questions of the same kind that had no good answer. Counts outlive the questions.

    ``is_off_topic``: nothing of the kind is written down, whichever of them was asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=500)
    state = models.CharField(max_length=20, choices=GapState.choices, default=GapState.OPEN)
    times = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    times_since = models.PositiveIntegerField(default=0)
    is_off_topic = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=300, blank=True)


class QuestionReason(models.TextChoices):
    UNANSWERED = "unanswered", _("No answer found")
    UNHELPFUL = "unhelpful", _("Rated as not helpful")
    OFF_TOPIC = "off_topic", _("Nothing of the kind written down")


class Question(models.Model):
    """A question without a good answer, personal data removed, until ``keep_until``.

    ``channel``: public, widget, clerk or api. Nobody's name is kept with it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)
    reason = models.CharField(max_length=20, choices=QuestionReason.choices)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=10, default="de")
    asked_on = models.DateField()
    keep_until = models.DateField()
    gap = models.ForeignKey(
        Gap,
        on_delete=models.SET_NULL,
        related_name="questions",
        null=True,
        blank=True,
        db_constraint=False,
    )
    version_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["member", "gap"], name="question_gap")]


class HandoverState(models.TextChoices):
    OPEN = "open", _("Waiting")
    TAKEN = "taken", _("In work")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without an answer")


class Handover(models.Model):
    """A conversation that somebody gave, with consent, to the clerks of a member.

    ``keep_until`` deletes what is answered or closed; what waits is kept, and late from then on.
    ``transcript`` is a list of ``{"question": str, "answer": str}``. Who handed it over reads the
    answer with a ticket of which only the SHA-256 is kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=2000)
    transcript = models.JSONField(default=list)
    contact = models.CharField(max_length=300, blank=True)
    office_name = models.CharField(max_length=NAME, blank=True)
    ticket_hash = models.CharField(max_length=64, unique=True)
    consented_at = models.DateTimeField()
    keep_until = models.DateField()
    state = models.CharField(
        max_length=20, choices=HandoverState.choices, default=HandoverState.OPEN
    )
    taken_by_id = models.UUIDField(null=True, blank=True)
    taken_by = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=300, blank=True)
    article = models.ForeignKey(
        Article,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )

    class Meta:
        indexes = [models.Index(fields=["member", "state"], name="handover_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ticket_hash__regex="^[0-9a-f]{64}$"), name="handover_ticket"
            )
        ]


class AskedAs(models.TextChoices):
    CITIZEN = "citizen", _("Citizens")
    CLERK = "clerk", _("Clerks")


class Measurement(models.Model):
    """A run of a member's own questions: how often the right article was found, when, by whom.

    ``figures`` are shares and counts; ``outcomes`` maps each question's key to what came of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME)
    asked_as = models.CharField(max_length=20, choices=AskedAs.choices, default=AskedAs.CITIZEN)
    measured_at = models.DateTimeField(auto_now_add=True)
    revision = models.BigIntegerField(default=0)
    figures = models.JSONField()
    outcomes = models.JSONField()


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Being read")
    READ = "read", _("To check")
    TAKING = "taking", _("Being taken over")
    TAKEN = "taken", _("Taken over")
    RELEASING = "releasing", _("Being released")
    REFUSED = "refused", _("Not readable")


class Import(models.Model):
    """A file from which articles and offices become drafts, once a person has looked at them.

    ``data`` is there until the file is read. ``remarks`` are sentences about what was left out;
    ``offices`` and an item's ``content`` are drafts as JSON.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Base, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=255)
    state = models.CharField(
        max_length=20, choices=ImportState.choices, default=ImportState.WAITING
    )
    data = models.BinaryField(null=True)
    offices = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(auto_now_add=True)
    handed_in_by = models.CharField(max_length=300)


class ItemStanding(models.TextChoices):
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")


class ImportItem(models.Model):
    """An article of a file. ``version_id`` is its draft once it was taken over."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="items", db_constraint=False
    )
    ordinal = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    external_id = models.CharField(max_length=NAME, blank=True)
    standing = models.CharField(max_length=20, choices=ItemStanding.choices)
    is_chosen = models.BooleanField(default=True)
    content = models.JSONField()
    article_id = models.UUIDField(null=True, blank=True)
    version_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "source", "ordinal"], name="import_item_once")
        ]
