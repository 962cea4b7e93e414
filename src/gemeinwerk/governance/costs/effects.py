"""What resolutions do with money: set a cost key, release a budget."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance.costs import actions, queries, wording
from gemeinwerk.governance.costs.models import Budget, CostKey
from gemeinwerk.governance.effects.conditions import Missing
from gemeinwerk.governance.effects.errors import TargetUnknown
from gemeinwerk.governance.effects.kinds import Kind, TermsForm, register
from gemeinwerk.governance.models import Effect
from gemeinwerk.members.actors import Actor

NO_DRAFT = gettext_lazy("“%(name)s” was put into force by another resolution, or was dropped.")


class CostKeyTerms(TermsForm):
    """Which draft of a cost key shall count."""

    cost_key = forms.ChoiceField(
        label=gettext_lazy("Cost key"),
        help_text=gettext_lazy("Drafts are made under “Costs”. What is decided cannot be changed."),
    )

    def prepare(self) -> None:
        """Offer the drafts of the alliance."""
        drafts = queries.list_draft_choices(self.alliance, CostKey)
        choices = [(str(row.id), wording.key_title(row)) for row in drafts]
        _offer(self, "cost_key", choices)


class BudgetTerms(TermsForm):
    """Which draft of a budget shall be released."""

    budget = forms.ChoiceField(
        label=gettext_lazy("Budget"),
        help_text=gettext_lazy("Drafts are made under “Costs”. What is decided cannot be changed."),
    )

    def prepare(self) -> None:
        """Offer the drafts of the alliance."""
        drafts = queries.list_draft_choices(self.alliance, Budget)
        _offer(self, "budget", [(str(row.id), wording.budget_title(row)) for row in drafts])


def register_all() -> None:
    """Make both kinds of effect known."""
    register(
        Kind(
            code="set_cost_key",
            label=gettext_lazy("Set a cost key"),
            explanation=gettext_lazy("From then on costs are shared by it."),
            form=CostKeyTerms,
            describe=lambda effect: wording.key_rows(_key(effect)),
            check=lambda effect: actions.check_draft(_key(effect)),
            carry_out=lambda effect, actor: _activate(_key(effect), effect, actor),
            undo=lambda effect, actor: actions.end(row=_key(effect), effect=effect, actor=actor),
            more=lambda effect: _no_draft(effect, _key(effect)),
        )
    )
    register(
        Kind(
            code="release_budget",
            label=gettext_lazy("Release a budget"),
            explanation=gettext_lazy(
                "Each authority that bears it must decide on it with its own organ as well."
            ),
            form=BudgetTerms,
            describe=lambda effect: wording.budget_rows(_budget(effect)),
            check=lambda effect: actions.check_draft(_budget(effect)),
            carry_out=lambda effect, actor: _activate(_budget(effect), effect, actor),
            undo=lambda effect, actor: actions.end(row=_budget(effect), effect=effect, actor=actor),
            deciders=lambda effect: queries.list_bearers(_budget(effect)),
            more=lambda effect: _no_draft(effect, _budget(effect)),
        )
    )


def _activate(row: CostKey | Budget, effect: Effect, actor: Actor) -> None:
    actions.activate(row=row, effect=effect, actor=actor)


def _no_draft(effect: Effect, row: CostKey | Budget) -> list[Missing]:
    """An effect whose draft is gone waits for ever, instead of keeping others from happening."""
    if row.effect_id == effect.id or not (row.effect_id or row.ended_at):
        return []
    return [Missing("draft", str(NO_DRAFT) % {"name": row}, _("the authors of the motion"))]


def _key(effect: Effect) -> CostKey:
    found = CostKey.objects.filter(alliance_id=effect.alliance_id, id=_named(effect, "cost_key"))
    return cast(CostKey, _existing(found.first()))


def _budget(effect: Effect) -> Budget:
    found = Budget.objects.filter(alliance_id=effect.alliance_id, id=_named(effect, "budget"))
    return cast(Budget, _existing(found.select_related("cost_key").first()))


def _named(effect: Effect, name: str) -> UUID:
    try:
        return UUID(str(effect.terms.get(name, "")))
    except ValueError:
        raise TargetUnknown from None


def _existing(row: Any) -> Any:
    if row is None:
        raise TargetUnknown
    return row


def _offer(form: TermsForm, name: str, choices: list[tuple[str, str]]) -> None:
    field = cast(forms.ChoiceField, form.fields[name])
    field.choices = [("", _("Please choose")), *choices]
