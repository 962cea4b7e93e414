"""What bytes a member keeps."""

from __future__ import annotations

from django.db import models

from gemeinwerk.members.models import Member


class Blob(models.Model):
    """Bytes in the store, known by their SHA-256 (64 hex digits); size in bytes.

    An original is never altered or replaced. What is derived from it (page images, PDF) can be
    made again.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    is_original = models.BooleanField(default=False)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "sha256"], name="blob_once"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="blob_sha256"
            ),
        ]
