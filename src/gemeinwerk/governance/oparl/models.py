"""What an alliance has published. The database keeps this list itself (migration 0002)."""

from __future__ import annotations

from django.db import models

from gemeinwerk.governance.models import Alliance
from gemeinwerk.kernel.ids import new_id


class Kind(models.TextChoices):
    """Types of OParl that we publish; the value is the last part of the type's address."""

    BODY = "Body"
    ORGANIZATION = "Organization"
    MEETING = "Meeting"
    AGENDA_ITEM = "AgendaItem"
    PAPER = "Paper"
    CONSULTATION = "Consultation"
    FILE = "File"
    LOCATION = "Location"


class Publication(models.Model):
    """One published object and when it was published, changed or withdrawn.

    ``facts`` holds what may be told and nothing else, so that no name of a person stands in a row
    that strangers' requests read; of a withdrawn object (``deleted_at``) only its body is left.
    ``parent_id`` is the object that carries this one inside (meeting or paper).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    object_id = models.UUIDField()
    parent_id = models.UUIDField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "kind", "object_id"], name="publication_once"
            )
        ]
        indexes = [
            models.Index(fields=["alliance", "kind", "created_at"], name="publication_in_order"),
            models.Index(fields=["kind", "object_id"], name="publication_by_object"),
            models.Index(fields=["parent_id"], name="publication_by_parent"),
        ]
