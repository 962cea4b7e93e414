"""Forms around files."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HandInForm(forms.Form):
    """The file from which articles are read."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_(
            "HTML, PDF, DOCX, Markdown, CSV, XML (XZuFi), or a ZIP of such files, up to 30 MB."
        ),
        error_messages={
            "required": _("No file arrived. Please choose one."),
            "empty": _("This file is empty. Save it again and hand it in once more."),
        },
    )


class OrdinalsField(forms.Field):
    """Boxes that were ticked, each with a number as its value; ``cleaned_data`` holds ints."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> list[int]:
        texts = value if isinstance(value, list) else []
        if not all(text.isascii() and text.isdigit() and len(text) < 8 for text in texts):
            raise forms.ValidationError(_("Reload the page and tick again."))
        return [int(text) for text in texts]


class TakeForm(forms.Form):
    """Which articles of a file become drafts: those of the page that were ticked, or all."""

    artikel = OrdinalsField(required=False)
    alle = forms.BooleanField(required=False)
