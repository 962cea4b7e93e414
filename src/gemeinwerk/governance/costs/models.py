"""Money of an alliance: keys, budgets, figures, plan and actual, savings. Amounts are cents.

A key or a budget counts only while the effect of a resolution that names it is in force; what it
says never changes. Figures, actual costs and estimates are written by the member that brings them.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.governance.costs.keys import Key, Measure
from gemeinwerk.governance.models import Alliance, Effect
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member

YEAR_CHECK = {"year__gte": 1990, "year__lte": 2200}


class CostKey(models.Model):
    """A version of a cost key; ``definition`` is that of ``keys.Key``. A draft has no effect."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.CharField(max_length=300)
    effect = models.ForeignKey(
        Effect,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "name", "version"], name="cost_key_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> Key:
        """The key that rules compute with."""
        return Key.from_json(self.definition)


class Budget(models.Model):
    """Money for a project and a year, released by a resolution; ``cost_key`` says who bears it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    title = models.CharField(max_length=200)
    project_id = models.UUIDField(null=True, blank=True)
    project_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()
    cost_key = models.ForeignKey(
        CostKey,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    drafted_at = models.DateTimeField(auto_now_add=True)
    drafted_by = models.CharField(max_length=300)
    effect = models.ForeignKey(
        Effect,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(cents__gt=0), name="budget_above_zero"),
            models.CheckConstraint(condition=models.Q(**YEAR_CHECK), name="budget_year"),
        ]

    def __str__(self) -> str:
        return self.title


class KeyFigure(models.Model):
    """What a member counts as of a day, with its source; ``unit`` is empty for inhabitants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    measure = models.CharField(
        max_length=20,
        choices=[
            (Measure.INHABITANTS.value, _("Inhabitants")),
            (Measure.USAGE.value, pgettext_lazy("cost key", "Usage")),
        ],
    )
    unit = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    value = models.BigIntegerField()
    source = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "member", "measure", "unit", "day"], name="figure_once"
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="figure_not_negative"),
            models.CheckConstraint(condition=~models.Q(source=""), name="figure_has_source"),
        ]


class CostLineKind(models.TextChoices):
    PLAN = "plan", _("Plan")
    ACTUAL = "actual", _("Actual")


class CostLine(models.Model):
    """An amount that a member is to bear or has borne; never changed, but withdrawn.

    A plan is written by the alliance's office, actual costs by the member itself.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=CostLineKind.choices)
    project_id = models.UUIDField(null=True, blank=True)
    project_name = models.CharField(max_length=200)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    cost_key = models.ForeignKey(
        CostKey,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alliance", "year"], name="cost_line_year")]
        constraints = [
            models.CheckConstraint(condition=models.Q(**YEAR_CHECK), name="cost_line_year")
        ]


class Saving(models.Model):
    """What a project is to save, entered before it starts, and what was stated about it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project_id = models.UUIDField(null=True, blank=True)
    project_name = models.CharField(max_length=200)
    starts_on = models.DateField()
    years = models.PositiveSmallIntegerField()
    substantial_benefit = models.BooleanField(null=True, blank=True)
    benefit = models.TextField(blank=True)
    first_time = models.BooleanField(null=True, blank=True)
    resolutions = models.BooleanField(null=True, blank=True)
    stated_by = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(years__gte=1, years__lte=50), name="saving_term"
            )
        ]

    def __str__(self) -> str:
        return self.project_name


class SavingEstimate(models.Model):
    """A member's cost per year before and after, and what it must spend once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    saving = models.ForeignKey(
        Saving, on_delete=models.PROTECT, related_name="estimates", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    baseline = models.BigIntegerField()
    new_cost = models.BigIntegerField()
    one_off = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["saving", "member"], name="estimate_once"),
            models.CheckConstraint(
                condition=models.Q(baseline__gte=0, new_cost__gte=0, one_off__gte=0),
                name="estimate_not_negative",
            ),
        ]
