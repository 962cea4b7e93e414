"""Members, people and their roles."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.ids import new_id


class MemberKind(models.TextChoices):
    COUNTY = "county", _("County")
    MUNICIPALITY = "municipality", _("Municipality")
    ASSOCIATION = "association", _("Service association")
    COMPANY = "company", _("Company")


class Member(models.Model):
    """An authority that works here. Keys as published by Destatis (AGS 5 or 8 digits, ARS 12)."""

    kind = models.CharField(max_length=20, choices=MemberKind.choices)
    name = models.CharField(max_length=200)
    ags = models.CharField(max_length=8, blank=True)
    ars = models.CharField(max_length=12, blank=True)
    land = models.CharField(max_length=2)
    population = models.PositiveIntegerField(null=True)
    population_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ags"], condition=~models.Q(ags=""), name="member_ags_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ags="") | models.Q(ags__regex=r"^(\d{5}|\d{8})$"),
                name="member_ags_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(population__isnull=True)
                | models.Q(population_date__isnull=False),
                name="member_population_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """``member`` knows that ``other`` is here too. Who shares nothing never notices others."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="contacts")
    other = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "other"], name="contact_once")]


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. What the person may do hangs on roles, per member."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name that pages and the journal show."""
        return self.name


class RoleKind(models.TextChoices):
    HEAD = "head", _("Head of authority")
    COORDINATOR = "coordinator", _("Coordinator")
    RECORDS_OFFICER = "records_officer", _("Records officer")
    CLERK = "clerk", _("Clerk")


class Role(models.Model):
    """A person's role at one member. ``called`` is the name by which that member knows the person:
    who invites an address must neither learn nor choose what it is called elsewhere.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=RoleKind.choices)
    since = models.DateField()
    called = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "person", "kind"], name="role_once")
        ]


class AccessToken(models.Model):
    """A program's key to what its person may read at one member (see ``tokens``).

    ``revoked_at`` is set by hand, and by a trigger when the person's last role there ends.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=200)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.purpose
