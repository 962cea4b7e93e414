"""Projects, what is planned and measured, standards, solutions and who adopts them.

Rows belong to an alliance; what one member brings carries ``member`` and is written by it alone.
What concerns the project as a whole is written by the member that leads it. A solution may be open
to others than the alliance; it keeps the names that they could not look up.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.governance.models import Alliance, Body, Effect
from gemeinwerk.kernel.ids import new_id
from gemeinwerk.members.models import Member


class ProjectState(models.TextChoices):
    """``rules.Stage`` with labels; ``proposed`` is derived from motions and never stored."""

    NEED = "need", pgettext_lazy("project", "Need")
    IDEA = "idea", pgettext_lazy("project", "Idea")
    PROPOSED = "proposed", pgettext_lazy("project", "Proposed")
    APPROVED = "approved", pgettext_lazy("project", "Approved")
    PILOT = "pilot", pgettext_lazy("project", "Pilot")
    LIVE = "live", pgettext_lazy("project", "In operation")
    REUSABLE = "reusable", pgettext_lazy("project", "Reusable")
    STOPPED = "stopped", pgettext_lazy("project", "Stopped")


class Project(models.Model):
    """Something an alliance wants. ``member`` brought it in, ``lead`` answers for it now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="projects", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    lead_name = models.CharField(max_length=200)
    group = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        related_name="projects",
        null=True,
        blank=True,
        db_constraint=False,
    )
    title = models.CharField(max_length=200)
    summary = models.TextField()
    state = models.CharField(max_length=20, choices=ProjectState.choices, default=ProjectState.NEED)
    has_solution = models.BooleanField(default=False)
    brought_at = models.DateTimeField(auto_now_add=True)
    brought_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "title"], name="project_once"),
            models.CheckConstraint(condition=~models.Q(state="proposed"), name="project_state"),
        ]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """How a project got on; decided stages name the effect of the resolution that decided it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="steps", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=20, choices=ProjectState.choices)
    effect = models.ForeignKey(
        Effect,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    reason = models.TextField(blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=300)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "effect"], name="step_once"),
            models.CheckConstraint(
                condition=models.Q(stage__in=["need", "idea"], effect__isnull=True)
                | models.Q(
                    stage__in=["approved", "pilot", "live", "stopped"], effect__isnull=False
                ),
                name="step_decided",
            ),
        ]


class Partner(models.Model):
    """A member that takes part in a project: it asks, the lead accepts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="partners", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=300)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "member"], name="partner_once")]


class Axis(models.TextChoices):
    EFFICIENCY = "efficiency", _("Efficiency")
    LIFE = "quality_of_life", _("Quality of life")
    ECONOMY = "attractiveness", _("Economic attractiveness")


class Goal(models.Model):
    """What a project wants to reach, so that it can be measured. Days are German calendar days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="goals", db_constraint=False
    )
    axis = models.CharField(max_length=20, choices=Axis.choices)
    measure = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    start_value = models.DecimalField(max_digits=14, decimal_places=3)
    start_on = models.DateField()
    start_source = models.CharField(max_length=300)
    target = models.DecimalField(max_digits=14, decimal_places=3)
    target_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(start_value=models.F("target")), name="goal_has_a_way"
            )
        ]

    def __str__(self) -> str:
        return self.measure


class Reading(models.Model):
    """What was measured for a goal on a day, by whom, and where it comes from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    goal = models.ForeignKey(
        Goal, on_delete=models.PROTECT, related_name="readings", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=14, decimal_places=3)
    read_on = models.DateField()
    source = models.CharField(max_length=300)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=300)


class MilestoneState(models.TextChoices):
    OPEN = "open", pgettext_lazy("milestone", "Open")
    DONE = "done", pgettext_lazy("milestone", "Done")
    DROPPED = "dropped", pgettext_lazy("milestone", "Dropped")


class Milestone(models.Model):
    """A step on the way with its day. ``done_on`` says when it was reached."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="milestones", db_constraint=False
    )
    title = models.CharField(max_length=300)
    due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=MilestoneState.choices, default=MilestoneState.OPEN
    )
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="done", done_on__isnull=False)
                | (~models.Q(state="done") & models.Q(done_on__isnull=True)),
                name="milestone_done_on",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Capacity(models.Model):
    """People and time that a member puts into a project. Names are text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="capacities", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    task = models.CharField(max_length=200)
    people = models.CharField(max_length=300)
    days_per_month = models.DecimalField(max_digits=5, decimal_places=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    offered_by = models.CharField(max_length=300)


class StandardKind(models.TextChoices):
    STANDARD = "standard", _("Standard")
    INTERFACE = "interface", _("Interface")


class Standard(models.Model):
    """An entry of the alliance's register. Adopted while a resolution says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="standards", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=StandardKind.choices)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=60)
    reference = models.CharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    purpose = models.TextField(blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alliance", "name", "version"], name="standard_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class StandardDecision(models.Model):
    """A resolution made a standard binding for the alliance, until it was undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="decisions", db_constraint=False
    )
    effect = models.ForeignKey(
        Effect, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    adopted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "effect"], name="standard_decided_once")
        ]


class StandardUse(models.Model):
    """A project works with a standard or interface of the register."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="standard_uses", db_constraint=False
    )
    standard = models.ForeignKey(
        Standard, on_delete=models.PROTECT, related_name="uses", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "standard"], name="standard_used_once")
        ]


class Licence(models.TextChoices):
    """SPDX identifiers with their usual names; ``other`` is described in words."""

    EUPL = "EUPL-1.2", "European Union Public Licence 1.2 (EUPL-1.2)"
    AGPL = "AGPL-3.0-or-later", "GNU Affero General Public License 3.0 (AGPL-3.0-or-later)"
    GPL = "GPL-3.0-or-later", "GNU General Public License 3.0 (GPL-3.0-or-later)"
    LGPL = "LGPL-3.0-or-later", "GNU Lesser General Public License 3.0 (LGPL-3.0-or-later)"
    MPL = "MPL-2.0", "Mozilla Public License 2.0 (MPL-2.0)"
    APACHE = "Apache-2.0", "Apache License 2.0 (Apache-2.0)"
    MIT = "MIT", "MIT License (MIT)"
    BSD = "BSD-3-Clause", "BSD 3-Clause (BSD-3-Clause)"
    CC_BY = "CC-BY-4.0", "Creative Commons Namensnennung 4.0 (CC-BY-4.0)"
    CC_BY_SA = "CC-BY-SA-4.0", "Creative Commons Namensnennung – gleiche Bedingungen 4.0"
    CC0 = "CC0-1.0", "Creative Commons Zero 1.0 (CC0-1.0)"
    OTHER = "other", _("Another licence, described below")


class Solution(models.Model):
    """What a project leaves for others. Partners see it at once, the alliance from
    ``alliance_from``, every authority here from ``everyone_from`` (German calendar days).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    project = models.OneToOneField(
        Project, on_delete=models.PROTECT, related_name="solution", db_constraint=False
    )
    lead = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    lead_name = models.CharField(max_length=200)
    alliance_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    description = models.TextField()
    results = models.TextField(blank=True)
    requirements = models.TextField(blank=True)
    author_names = ArrayField(models.CharField(max_length=200), default=list)
    credited = models.TextField(blank=True)
    licence = models.CharField(max_length=40, choices=Licence.choices)
    licence_text = models.CharField(max_length=500, blank=True)
    repository = models.CharField(max_length=500, blank=True)
    contact = models.CharField(max_length=500)
    alliance_from = models.DateField(null=True, blank=True)
    everyone_from = models.DateField(null=True, blank=True)
    described_at = models.DateTimeField(auto_now_add=True)
    described_by = models.CharField(max_length=300)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(everyone_from__isnull=True)
                | models.Q(
                    alliance_from__isnull=False, alliance_from__lte=models.F("everyone_from")
                ),
                name="solution_tiers_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(repository="") | models.Q(repository__startswith="https://"),
                name="solution_repository_https",
            ),
            models.CheckConstraint(
                condition=~models.Q(licence="other") | ~models.Q(licence_text=""),
                name="solution_licence_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AdoptionState(models.TextChoices):
    CONSIDERING = "considering", _("Considers it")
    INTRODUCING = "introducing", _("Introduces it")
    IN_USE = "in_use", _("Uses it")


class Adoption(models.Model):
    """A member, perhaps of no alliance with the authors, takes a solution over.

    ``title`` stays readable for it when the solution is closed again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    solution = models.ForeignKey(
        Solution, on_delete=models.PROTECT, related_name="adoptions", db_constraint=False
    )
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    member_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=AdoptionState.choices)
    note = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["solution", "member"], name="adoption_once")]
