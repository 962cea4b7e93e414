"""Effects of resolutions on projects and standards: what a motion may name, do and undo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance.effects.conditions import Missing
from gemeinwerk.governance.effects.kinds import Kind, Rows, TermsForm, register
from gemeinwerk.governance.models import Effect
from gemeinwerk.governance.projects import actions, queries
from gemeinwerk.governance.projects.models import ProjectState
from gemeinwerk.governance.projects.rules import (
    BY_EFFECT,
    FORESEEN,
    MOVES,
    Mover,
    Stage,
    check_foreseen,
    may_move,
)
from gemeinwerk.governance.projects.standards import actions as standards
from gemeinwerk.governance.projects.standards import queries as register_of


class ProjectForm(TermsForm):
    """Which project the effect is about, among those that may come so far in time."""

    stages = frozenset[Stage]()
    project = forms.ChoiceField(
        label=gettext_lazy("Project"),
        error_messages={"required": gettext_lazy("Choose the project.")},
    )

    def prepare(self) -> None:
        """Offer the projects that are in one of the form's stages."""
        field: Any = self.fields["project"]
        chosen = queries.list_choices(self.alliance, self.stages)
        field.choices = [("", _("Please choose")), *chosen]

    def terms(self) -> dict[str, Any]:
        """Return the project's id and, so that the motion stays readable, its title."""
        field: Any = self.fields["project"]
        wanted = self.cleaned_data["project"]
        return {**self.cleaned_data, "title": str(dict(field.choices)[wanted])}


class StartForm(ProjectForm):
    stages = FORESEEN["start_project"]


class PilotForm(ProjectForm):
    stages = FORESEEN["pilot_project"]


class LiveForm(ProjectForm):
    stages = FORESEEN["live_project"]


class StopForm(ProjectForm):
    stages = FORESEEN["stop_project"]
    reason = forms.CharField(
        label=gettext_lazy("Why it is stopped"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("So that others can learn from it."),
    )


class StandardForm(TermsForm):
    """Which entry of the register becomes binding."""

    standard = forms.ChoiceField(
        label=gettext_lazy("Standard or interface"),
        help_text=gettext_lazy("It has to stand in the alliance's register first."),
        error_messages={"required": gettext_lazy("Choose an entry of the register.")},
    )

    def prepare(self) -> None:
        """Offer the entries that no resolution has adopted."""
        field: Any = self.fields["standard"]
        chosen = register_of.list_choices(self.alliance)
        field.choices = [("", _("Please choose")), *chosen]

    def terms(self) -> dict[str, Any]:
        """Return the entry's id and, so that the motion stays readable, its name and version."""
        field: Any = self.fields["standard"]
        wanted = self.cleaned_data["standard"]
        return {**self.cleaned_data, "title": str(dict(field.choices)[wanted])}


def _describe(effect: Effect) -> Rows:
    rows = [(_("Project"), str(effect.terms.get("title", "–")))]
    rows.append((_("It will be"), str(ProjectState(BY_EFFECT[effect.kind]).label)))
    if effect.terms.get("reason"):
        rows.append((_("Why it is stopped"), str(effect.terms["reason"])))
    return rows


def _check(effect: Effect) -> None:
    check_foreseen(queries.get_stage(actions.get_target(effect)), effect.kind)


def _more(effect: Effect) -> list[Missing]:
    """A project takes one step after the other."""
    project = actions.get_target(effect)
    to = BY_EFFECT[effect.kind]
    if effect.carried_out_at or may_move(project.state, to, Mover.RESOLUTION):
        return []
    before = [stage for stage in Stage if stage in MOVES[to][0] and stage is not Stage.PROPOSED]
    facts = {"project": project.title, "now": ProjectState(project.state).label}
    if to is Stage.STOPPED:
        text = _("“%(project)s” is stopped already.") % facts
    else:
        facts["wanted"] = ", ".join(str(ProjectState(stage).label) for stage in before)
        text = _("“%(project)s” is at “%(now)s”; before this step it has to be at “%(wanted)s”.")
        text = text % facts
    return [Missing("stage", text, _("the alliance's bodies"))]


def _describe_standard(effect: Effect) -> Rows:
    return [(_("Standard or interface"), str(effect.terms.get("title", "–")))]


def _project_kind(code: str, label: Any, explanation: Any, form: type[TermsForm]) -> Kind:
    return Kind(
        code=code,
        label=label,
        explanation=explanation,
        form=form,
        describe=_describe,
        check=_check,
        more=_more,
        carry_out=actions.take_decided_step,
        undo=actions.undo_decided_step,
    )


START = _project_kind(
    "start_project",
    gettext_lazy("Start a project"),
    gettext_lazy("An idea becomes an approved project; its project group may begin."),
    StartForm,
)
PILOT = _project_kind(
    "pilot_project",
    gettext_lazy("Try a project out"),
    gettext_lazy("An approved project is tried out by its partners."),
    PilotForm,
)
LIVE = _project_kind(
    "live_project",
    gettext_lazy("Take a project into operation"),
    gettext_lazy("What was tried out is used from now on."),
    LiveForm,
)
STOP = _project_kind(
    "stop_project",
    gettext_lazy("Stop a project"),
    gettext_lazy(
        "The project ends here, with a reason. If the resolution is repealed, it goes on."
    ),
    StopForm,
)
ADOPT_STANDARD = Kind(
    code="adopt_standard",
    label=gettext_lazy("Adopt a standard"),
    explanation=gettext_lazy("An entry of the register is binding for the alliance's projects."),
    form=StandardForm,
    describe=_describe_standard,
    check=standards.check_open,
    carry_out=standards.adopt,
    undo=standards.undo_adoption,
)


def register_all() -> None:
    """Make the kinds of this file known."""
    for kind in (START, PILOT, LIVE, STOP, ADOPT_STANDARD):
        register(kind)
