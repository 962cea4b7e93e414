"""Grants between members."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member

PUBLIC = "public"  # beside the roles of people: citizens who ask the grantee


class Right(models.TextChoices):
    READ = "read", _("Find and read")
    DOWNLOAD = "download", _("Find, read and download")


class Grant(models.Model):
    """``member`` opens a collection or knowledge base to ``grantee``: its key to the drawer.

    The other key is the effect (``effect_id``) of a resolution, in ``governance``: the grant opens
    while that is in force, to people of ``grantee`` who hold one of ``roles``. Dates are German
    calendar days, both inclusive; no ``valid_to`` means until ended. What is marked person-related
    in the collection stays closed unless ``includes_personal``. The role ``PUBLIC`` lets the
    grantee answer citizens from a knowledge base.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grants_given")
    grantee = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grants_received")
    collection_id = models.IntegerField(null=True, blank=True)
    base_id = models.IntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200)
    right = models.CharField(max_length=20, choices=Right.choices)
    includes_personal = models.BooleanField(default=False)
    purpose = models.CharField(max_length=500)
    basis = models.CharField(max_length=500)
    legal_basis = models.CharField(max_length=500, blank=True)
    effect_id = models.UUIDField(null=True)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=300, blank=True)
    source: str  # where its resolution stands; ``queries`` asks the database for it

    class Meta:
        indexes = [models.Index(fields=["grantee", "collection_id"], name="grant_grantee")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(member=models.F("grantee")), name="grant_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="grant_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="") & ~models.Q(basis=""), name="grant_has_source"
            ),
            models.CheckConstraint(
                condition=models.Q(collection_id__isnull=True, base_id__isnull=False)
                | models.Q(collection_id__isnull=False, base_id__isnull=True),
                name="grant_of_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(effect_id__isnull=False) | models.Q(ended_at__isnull=False),
                name="grant_has_effect",
            ),
        ]

    @property
    def is_base(self) -> bool:
        """Tell whether it opens a knowledge base, else a collection."""
        return self.base_id is not None


class Declaration(models.Model):
    """A person of the grantee uses a grant for its purpose only; before, it opens nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="declarations", db_constraint=False
    )
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=500)
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "person_id"], name="declaration_once")
        ]
