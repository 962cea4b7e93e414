"""Entries of those who hand over, and of those who answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.asking.conversation import SEALED_LENGTH
from gemeinwerk.assistant.handover.errors import AnswerMissing, QuestionMissing, ReasonMissing
from gemeinwerk.assistant.handover.rules import MAX_ANSWER, MAX_CONTACT, MAX_QUESTION
from gemeinwerk.assistant.models import Base


def _text(rows: int, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": limit})


class QuestionForm(forms.Form):
    """What is handed over; ``conversation`` and ``ticket`` are sealed by us."""

    question = forms.CharField(
        label=_("Your question"),
        max_length=MAX_QUESTION,
        widget=_text(5, MAX_QUESTION),
        error_messages={"required": QuestionMissing.message},
    )
    office = forms.ChoiceField(label=_("Office (optional)"), required=False)
    contact = forms.CharField(
        label=_("E-mail address or phone number (optional)"),
        max_length=MAX_CONTACT,
        required=False,
        help_text=_(
            "With an e-mail address the answer is also sent to you. Without one you read it at the"
            " address that you get in the next step."
        ),
    )
    conversation = forms.CharField(
        required=False, max_length=SEALED_LENGTH, widget=forms.HiddenInput
    )
    ticket = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Sequence[str], **kwargs: Any) -> None:
        """``offices`` are the names of those that the question may be for."""
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("I do not know")), *((name, name) for name in offices)]
        if not offices:
            del self.fields["office"]


class CitizenForm(QuestionForm):
    """A citizen has to agree, because what is handed over is stored."""

    consent = forms.BooleanField(
        label=_(
            "I agree that my question, the conversation and my entries are stored to answer me"
        ),
        error_messages={
            "required": _("Please agree that your question is stored, or call the office instead.")
        },
    )
    field_order = ("question", "office", "contact", "consent", "conversation", "ticket")

    def __init__(self, *args: Any, kept: str, **kwargs: Any) -> None:
        """``kept`` says how long what is stored."""
        super().__init__(*args, **kwargs)
        self.fields["consent"].help_text = kept


class AnswerForm(forms.Form):
    """An answer. ``q`` looks for articles to quote from."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=MAX_ANSWER,
        widget=_text(12, MAX_ANSWER),
        required=False,
        help_text=_("Plain text. An empty line begins a new paragraph."),
    )
    q = forms.CharField(label=_("Look for an article to quote"), max_length=1000, required=False)

    def require_text(self) -> None:
        """Add the error of an empty answer; only sending asks for one."""
        if not self.cleaned_data.get("text", "").strip():
            self.add_error("text", str(AnswerMissing.message))


class ReasonForm(forms.Form):
    """Why there is no answer."""

    reason = forms.CharField(
        label=_("Why is there no answer?"),
        max_length=2000,
        widget=_text(3, 2000),
        help_text=_("The person who asked reads this. Say whom to turn to instead, if you know."),
        error_messages={"required": ReasonMissing.message},
    )


class ArticleForm(forms.Form):
    """The draft of an article that is made of an answer or for a gap."""

    base = forms.TypedChoiceField(label=_("Knowledge base"), coerce=int)
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("As people would ask for it; without names."),
        error_messages={"required": _("An article needs a title.")},
    )
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=100_000,
        help_text=_("Please look whether anything about a single person is left in it."),
        error_messages={"required": _("An article needs a text.")},
    )

    def __init__(self, *args: Any, bases: Sequence[Base], **kwargs: Any) -> None:
        """``bases`` are those that the article may be written into."""
        super().__init__(*args, **kwargs)
        field = self.fields["base"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(base.id, base.name) for base in bases]
