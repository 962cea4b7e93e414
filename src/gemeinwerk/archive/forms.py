"""Forms of the archive. Field names are German where they stand in an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.archive.intake.record_table import clean_value
from gemeinwerk.archive.models import Script
from gemeinwerk.archive.protection.forms import STATES
from gemeinwerk.ui.forms import DayInput, FilesField


class OneLineField(forms.CharField):
    """Text on one line, without signs that are not seen but change what is."""

    def to_python(self, value: Any) -> Any:
        return clean_value(super().to_python(value) or "")


class CollectionForm(forms.Form):
    """Name and describe a collection."""

    name = OneLineField(
        label=_("Name"),
        max_length=200,
        help_text=_("For example “Baulasten”. It is shared as a whole, so keep apart what is not."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What lies in it, from which years, and who knows about it."),
    )
    state = forms.ChoiceField(
        label=_("What are its records kept for?"),
        choices=STATES,
        widget=forms.RadioSelect,
        help_text=_("It decides what a grant can open. Single records can differ."),
        error_messages={"required": _("Choose what the records are kept for.")},
    )
    script = forms.ChoiceField(
        label=_("Script of the pages"),
        choices=Script.choices,
        initial=Script.AUTO,
        widget=forms.RadioSelect,
        help_text=_("Fix it only if the machine chooses wrongly."),
    )


class RecordForm(forms.Form):
    """Describe a record."""

    file_number = OneLineField(label=_("File number"), max_length=200, required=False)
    title = OneLineField(label=_("Title"), max_length=500, required=False)
    date_from = forms.DateField(label=_("From"), required=False, widget=DayInput)
    date_to = forms.DateField(
        label=_("To"),
        required=False,
        widget=DayInput,
        help_text=_("The year of this day is the year by which the search finds the record."),
    )
    is_personal = forms.BooleanField(
        label=_("Person-related"),
        required=False,
        help_text=_(
            "Partners see it only if their grant includes person-related records. "
            "The change takes effect at once."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("date_from"), cleaned.get("date_to")
        if first and last and last < first:
            self.add_error("date_to", _("The end lies before the beginning. Check both days."))
        return cleaned


class UploadForm(forms.Form):
    """Files for one collection. ``intake`` ties the requests of one upload together."""

    intake = forms.UUIDField(widget=forms.HiddenInput)
    path = forms.CharField(required=False, max_length=4000, strip=False)
    folders = forms.ChoiceField(
        label=_("If you choose a folder"),
        choices=[
            ("record", _("the folder is one record")),
            ("box", _("each folder in it is a record")),
        ],
        widget=forms.RadioSelect,
        initial="record",
        required=False,
    )
    chosen = FilesField(
        label=_("Files"),
        allow_empty_file=True,
        error_messages={"required": _("No file arrived. Please choose at least one.")},
    )


class SearchForm(forms.Form):
    """What to search for, and what the facets narrow it to."""

    q = forms.CharField(
        label=_("Search all pages that you may read"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    bestand = forms.UUIDField(required=False, widget=forms.HiddenInput)
    behoerde = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    jahr = forms.IntegerField(required=False, min_value=1, max_value=9999, widget=forms.HiddenInput)


class CorrectionForm(forms.Form):
    """The right text of a page. ``based_on`` is the version that the person saw."""

    text = forms.CharField(
        label=_("Text of this page"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true", "lang": "de"}),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)
