"""What somebody asks, and how the answer is to be shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.assistant.answering.actions import LIMIT
from gemeinwerk.assistant.errors import QuestionEmpty, QuestionTooLong


class QuestionForm(forms.Form):
    """A question; where the asker lives decides which office it is led to."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "In your own words, up to 1,000 characters. Please leave out names and numbers."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LIMIT}),
        error_messages={"required": QuestionEmpty.message},
    )
    place = forms.CharField(
        label=_("Town or municipality (optional)"),
        help_text=_("Then you are led to the office that is responsible there."),
        required=False,
        max_length=100,
    )
    plain = forms.BooleanField(
        label=_("Show texts in plain language first, where the authority has written them"),
        required=False,
    )
    conversation = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_question(self) -> str:
        """Refuse what is empty or too long with the sentence that the other ways of asking say."""
        question: str = self.cleaned_data["question"]
        if not any(sign.isalnum() for sign in question):
            raise forms.ValidationError(str(QuestionEmpty()))
        if len(question) > LIMIT:
            refusal = QuestionTooLong(size=len(question), limit=LIMIT)
            raise forms.ValidationError(str(refusal))
        return question


class ClerkQuestionForm(QuestionForm):
    """A clerk may let the archive be searched as well."""

    with_archive = forms.BooleanField(
        label=_("Search the archive as well (pages that you may read)"), required=False
    )
    field_order = ("question", "place", "with_archive", "plain", "conversation")


def follow_up(form: QuestionForm, sealed: str) -> QuestionForm:
    """Return the form for the next question: nothing asked yet, the rest as it was."""
    kept: dict[str, Any] = {**form.cleaned_data, "question": "", "conversation": sealed}
    return type(form)(initial=kept, auto_id=form.auto_id)
