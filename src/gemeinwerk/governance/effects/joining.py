"""Effects about members and providers: admit, release, assign a provider, adopt a joint service.

That a provider is possible and economic is recorded with the reasons of those who say so; the
Rhein-Kreis Neuss decides support "sofern möglich und wirtschaftlich".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.governance import queries as governance
from gemeinwerk.governance.alliances import actions as alliances
from gemeinwerk.governance.effects.errors import TargetUnknown
from gemeinwerk.governance.effects.kinds import Kind, Rows, TermsForm, register
from gemeinwerk.governance.models import Effect, Membership, Standing
from gemeinwerk.members.actors import Actor
from gemeinwerk.ui.forms import DayInput

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))


class AdmitForm(TermsForm):
    """Who shall be invited."""

    key = forms.CharField(
        label=gettext_lazy("Official key (AGS) or exact name"),
        max_length=200,
        help_text=gettext_lazy("For example 99003; associations and companies by their name."),
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"),
        choices=[c for c in Standing.choices if c[0] != Standing.FOUNDING],
    )

    def clean_key(self) -> str:
        """Return the key as it is looked up: the database compares the two."""
        return " ".join(str(self.cleaned_data["key"]).split())


class MemberForm(TermsForm):
    """A member of the alliance."""

    member = forms.ChoiceField(label=gettext_lazy("Member"))

    def prepare(self) -> None:
        field: Any = self.fields["member"]
        found = governance.list_memberships(self.alliance)
        field.choices = [(str(m.member_id), m.member_name) for m in found]


class ReleaseForm(MemberForm):
    """Who leaves, and when."""

    day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    def terms(self) -> dict[str, Any]:
        """Return the checked entries as JSON, the day as ISO text."""
        return {**self.cleaned_data, "day": self.cleaned_data["day"].isoformat()}


class ProviderForm(MemberForm):
    """Who provides what, and the test "possible and economic" with its reasons."""

    task = forms.CharField(label=gettext_lazy("What it provides"), max_length=500)
    possible = forms.ChoiceField(
        label=gettext_lazy("Is it possible?"), choices=YES_NO, widget=forms.RadioSelect
    )
    possible_reason = forms.CharField(label=gettext_lazy("Why (possible)"), max_length=1000)
    economic = forms.ChoiceField(
        label=gettext_lazy("Is it economic?"), choices=YES_NO, widget=forms.RadioSelect
    )
    economic_reason = forms.CharField(label=gettext_lazy("Why (economic)"), max_length=1000)

    def clean(self) -> dict[str, Any]:
        """Refuse an assignment that its own test does not carry."""
        cleaned = super().clean() or {}
        for name in ("possible", "economic"):
            if cleaned.get(name) == "no":
                self.add_error(
                    name,
                    _("Only what is possible and economic can be assigned. Change the motion."),
                )
        return cleaned


class ServiceForm(TermsForm):
    """Which service all offer together."""

    name = forms.CharField(label=gettext_lazy("Joint service"), max_length=300)
    offices = forms.CharField(
        label=gettext_lazy("Who may be asked for it"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=gettext_lazy("For example: any resident at any of the seven offices."),
    )


def _membership(effect: Effect) -> Membership:
    found = Membership.objects.filter(
        alliance_id=effect.alliance_id, member_id=effect.terms.get("member") or 0
    ).first()
    if found is None:
        raise TargetUnknown
    return found


def _admit(effect: Effect, actor: Actor) -> None:
    alliances.issue_invitation(
        alliance=effect.alliance,
        key=effect.terms["key"],
        standing=effect.terms["standing"],
        actor=actor,
        effect_id=effect.id,
    )


def _release(effect: Effect, actor: Actor) -> None:
    alliances.release_member(
        membership=_membership(effect),
        day=date.fromisoformat(effect.terms["day"]),
        reason=effect.terms["reason"],
        actor=actor,
    )


def _keep(effect: Effect, actor: Actor) -> None:
    alliances.keep_member(membership=_membership(effect), actor=actor)


def _describe_admit(effect: Effect) -> Rows:
    standing = str(Standing(effect.terms["standing"]).label)
    return [(_("Authority"), effect.terms["key"]), (_("Standing"), standing)]


def _describe_release(effect: Effect) -> Rows:
    day = date.fromisoformat(effect.terms["day"]).strftime("%d.%m.%Y")
    return [
        (_("Member"), _membership(effect).member_name),
        (_("Last day"), day),
        (_("Reason"), effect.terms["reason"]),
    ]


def _describe_provider(effect: Effect) -> Rows:
    terms = effect.terms
    labels = {code: str(label) for code, label in YES_NO}
    return [
        (_("Provider"), _membership(effect).member_name),
        (_("What it provides"), terms["task"]),
        (_("Possible"), f"{labels[terms['possible']]}: {terms['possible_reason']}"),
        (_("Economic"), f"{labels[terms['economic']]}: {terms['economic_reason']}"),
    ]


def _describe_service(effect: Effect) -> Rows:
    return [
        (_("Joint service"), effect.terms["name"]),
        (_("Who may be asked for it"), effect.terms["offices"]),
    ]


def _check_member(effect: Effect) -> None:
    _membership(effect)


KINDS = (
    Kind(
        code="admit_member",
        label=gettext_lazy("Admit a member"),
        explanation=gettext_lazy("The authority is invited; its own head accepts or declines."),
        form=AdmitForm,
        describe=_describe_admit,
        carry_out=_admit,
        ends=True,
    ),
    Kind(
        code="release_member",
        label=gettext_lazy("Release a member"),
        explanation=gettext_lazy("The member leaves with its last day; its access ends then."),
        form=ReleaseForm,
        describe=_describe_release,
        check=_check_member,
        carry_out=_release,
        undo=_keep,
    ),
    Kind(
        code="assign_provider",
        label=gettext_lazy("Assign a provider"),
        explanation=gettext_lazy("A member provides something for all, if possible and economic."),
        form=ProviderForm,
        describe=_describe_provider,
        check=_check_member,
    ),
    Kind(
        code="adopt_service",
        label=gettext_lazy("Adopt a joint service"),
        explanation=gettext_lazy("All offer a service together, across their borders."),
        form=ServiceForm,
        describe=_describe_service,
    ),
)


def register_all() -> None:
    """Make the kinds of this file known."""
    for kind in KINDS:
        register(kind)
