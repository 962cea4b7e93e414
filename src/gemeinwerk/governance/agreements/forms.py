"""Entries about an agreement: its draft, each step, its documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.agreements.actions import Draft
from gemeinwerk.governance.models import (
    Agreement,
    AgreementForm,
    AgreementState,
    FilingKind,
    Membership,
    TaskTransfer,
    Term,
)
from gemeinwerk.kernel import clock
from gemeinwerk.ui.forms import DayInput

ANSWERS = [
    (AgreementState.APPROVED.value, _("It approves")),
    (AgreementState.CHANGES.value, _("It wants changes")),
    (AgreementState.REFUSED.value, _("It refuses")),
]
PLAIN = (
    "title",
    "form",
    "text",
    "transfer",
    "task",
    "compensation",
    "term",
    "notice_months",
    "starts_on",
    "agreed_end",
    "authority",
    "is_founding",
)
"""Fields that stand in form, draft and row under the same name."""
MOST_SIGNS = 100_000  # of a text; what is longer is filed as PDF
CONSENT = [("yes", _("It consents")), ("no", _("It does not consent"))]


def _today() -> str:
    return clock.today().isoformat()


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput, initial=_today, **more)


def _lines(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, **{"max_length": MOST_SIGNS, **more})


class DraftForm(forms.Form):
    """Text, terms and parties of an agreement."""

    title = forms.CharField(label=_("Title"), max_length=300)
    form = forms.ChoiceField(
        label=_("Legal form"),
        choices=AgreementForm.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "A declaration of intent or a working group can never open person-related records."
        ),
    )
    parties = forms.TypedMultipleChoiceField(
        label=_("Parties"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two parties, your own authority too.")},
    )
    text = _lines(
        _("Text"),
        12,
        required=False,
        help_text=_("Leave it empty if you file the text as a PDF instead."),
    )
    transfer = forms.ChoiceField(
        label=_("What happens to the task"),
        choices=TaskTransfer.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("For an agreement under public law only. It fixes who is the controller."),
    )
    task = _lines(_("Task"), required=False)
    task_holder = forms.TypedChoiceField(
        label=_("Who takes the task"), coerce=int, empty_value=None, required=False
    )
    compensation = _lines(
        _("Compensation of costs"),
        required=False,
        help_text=_("How the costs are compensated, with the paragraph of the text."),
    )
    term = forms.ChoiceField(
        label=_("Term of the agreement"),
        choices=Term.choices,
        widget=forms.RadioSelect,
        initial=Term.UNLIMITED,
    )
    starts_on = forms.DateField(
        label=_("First day, if it shall be a later one"), widget=DayInput, required=False
    )
    agreed_end = forms.DateField(
        label=_("Last day of a fixed term"), widget=DayInput, required=False
    )
    notice_months = forms.IntegerField(
        label=_("Period of notice in months"), min_value=0, max_value=120, required=False
    )
    authority = forms.CharField(label=_("Supervisory authority"), max_length=300, required=False)
    is_founding = forms.BooleanField(
        label=_("This agreement founds the alliance"),
        required=False,
        help_text=_("Its notice then counts for leaving the alliance as well."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        memberships: Sequence[Membership],
        agreement: Agreement | None = None,
        own_id: int,
    ) -> None:
        """``memberships`` may become parties; ``agreement`` is the one that is changed."""
        initial = _initial_of(agreement) if agreement else {"parties": [own_id]}
        super().__init__(data, initial=initial)
        choices = [(each.member_id, each.member_name) for each in memberships]
        cast(forms.TypedMultipleChoiceField, self.fields["parties"]).choices = choices
        holder = cast(forms.TypedChoiceField, self.fields["task_holder"])
        holder.choices = [("", _("Nobody yet")), *choices]

    @property
    def draft(self) -> Draft:
        """The draft of a form whose fields are all right."""
        entered = {name: self.cleaned_data[name] for name in PLAIN}
        return Draft(
            member_ids=tuple(self.cleaned_data["parties"]),
            task_holder_id=self.cleaned_data["task_holder"],
            **entered,
        )


class SeenForm(forms.Form):
    """Carries which text the person has seen."""

    text_sha256 = forms.CharField(widget=forms.HiddenInput)


class SignatureForm(SeenForm):
    """On which day the head signed."""

    signed_on = _day(
        _("Day of the signature"),
        help_text=_("Another day only if the agreement was signed on paper before."),
    )


class DecisionForm(SeenForm):
    """What the own organ decided."""

    consents = forms.ChoiceField(
        label=_("What the organ decided"), choices=CONSENT, widget=forms.RadioSelect
    )
    organ = forms.CharField(
        label=_("Organ"),
        max_length=200,
        help_text=_("For example county council, council, association assembly."),
    )
    decided_on = _day(_("Day of the resolution"))
    reference = forms.CharField(
        label=_("Number or reference of the resolution"),
        max_length=300,
        help_text=_("For an editorial change enter the same resolution once more."),
    )


class RequestForm(forms.Form):
    """To whom the application went, and when."""

    authority = forms.CharField(label=_("Supervisory authority"), max_length=300)
    requested_on = _day(_("Day of the application"))


class ReceiptForm(forms.Form):
    """When the authority received it."""

    received_on = _day(
        _("Day of receipt"), help_text=_("As the authority has confirmed it. The period begins.")
    )


class AnswerForm(forms.Form):
    """What the authority answered."""

    answer = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    answered_on = _day(_("Day of the answer"))
    note = _lines(
        _("What it wants or refuses, and why"),
        required=False,
        help_text=_("Needed unless it approves."),
    )


class SilenceForm(forms.Form):
    """Whether an official confirms the shorter reading of the law."""

    shorter_reading = forms.BooleanField(
        label=_("I confirm that the shorter reading counts here"), required=False
    )
    reason = _lines(_("Reason"), required=False, help_text=_("Needed for the shorter reading."))


class ByHandForm(forms.Form):
    """A day that no rule here can compute."""

    day = _day(_("Day"))
    reason = _lines(_("Reason"), help_text=_("What the day rests on: law, letter, calendar."))


class PublicationForm(forms.Form):
    """When and where it was published."""

    published_on = _day(_("Day of publication"))
    published_in = forms.CharField(
        label=_("Where"), max_length=300, help_text=_("Gazette and number.")
    )


class NoticeForm(forms.Form):
    """The last day, and why."""

    last_day = forms.DateField(label=_("Last day"), widget=DayInput)
    reason = _lines(_("Reason"))
    for_cause = forms.BooleanField(
        label=_("For cause: the agreed notice does not count"), required=False
    )


class FilingForm(forms.Form):
    """A document on file."""

    kind = forms.ChoiceField(label=_("Kind"), choices=FilingKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=300)
    file = forms.FileField(
        label=_("File (PDF)"), widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"})
    )
    valid_from = _day(_("Valid from"))
    valid_to = forms.DateField(
        label=_("Valid to"),
        widget=DayInput,
        required=False,
        help_text=_("Without a last day it is valid until it is withdrawn."),
    )
    coverage = _lines(
        _("Coverage"),
        required=False,
        max_length=1000,
        help_text=_(
            "For Art. 26 and 28 GDPR: which processing it rules; who informs and answers, or who"
            " instructs whom."
        ),
    )
    covers = forms.TypedMultipleChoiceField(
        label=_("Authorities that it covers"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Person-related records open only between authorities that are covered."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, agreement: Agreement) -> None:
        """The agreement's parties may be covered."""
        parties = [(each.member_id, each.member_name) for each in agreement.parties.all()]
        super().__init__(data, files, initial={"covers": [key for key, _name in parties]})
        cast(forms.TypedMultipleChoiceField, self.fields["covers"]).choices = parties


def _initial_of(agreement: Agreement) -> dict[str, Any]:
    shown = {name: getattr(agreement, name) for name in PLAIN}
    parties = [party.member_id for party in agreement.parties.all()]
    return {**shown, "parties": parties, "task_holder": agreement.task_holder_id}
