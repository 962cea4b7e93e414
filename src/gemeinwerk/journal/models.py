"""Journal entries. Only the database function ``journal_append`` writes them."""

from __future__ import annotations

from django.db import models

from gemeinwerk.members.models import Member


class Entry(models.Model):
    """One fact in a member's chain.

    ``body`` is the canonical JSON of event, actor, object and facts; ``hash`` is SHA-256 over the
    previous hash, the number, the moment and ``body``. The other columns are read from ``body`` by
    the database, for filters only; ``gemeinwerk verify`` checks that they agree.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    at = models.DateTimeField()
    event = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80, blank=True)
    body = models.TextField()
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "number"], name="entry_number")]
        indexes = [models.Index(fields=["member", "object_id", "at"], name="entry_object")]


class Chain(models.Model):
    """The last link of each member's chain; no role but the owner's function may touch it."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField()
