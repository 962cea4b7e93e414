"""What to look for in the journal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.journal.queries import Filters
from gemeinwerk.journal.sentences import GROUPS
from gemeinwerk.ui.forms import DayInput


class FilterForm(forms.Form):
    """Filters of the list; all may stay empty."""

    group = forms.ChoiceField(
        label=_("Event"), choices=[("", _("All")), *GROUPS.items()], required=False
    )
    person = forms.CharField(
        label=_("Person or authority"), max_length=200, required=False, widget=forms.TextInput
    )
    object = forms.CharField(
        label=_("Number of the object"), max_length=80, required=False, widget=forms.TextInput
    )
    since = forms.DateField(label=_("From"), widget=DayInput, required=False)
    until = forms.DateField(label=_("To"), widget=DayInput, required=False)
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    @property
    def filters(self) -> Filters:
        """The filters of a form whose fields are all right."""
        entered = self.cleaned_data
        return Filters(
            event_prefix=entered["group"],
            object_id=entered["object"],
            person=entered["person"],
            since=entered["since"],
            until=entered["until"],
        )
