"""Invented content of the sample page. Names and places are fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.ui.forms import DayInput

SYMBOLS = [
    "archive",
    "building",
    "calendar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "clock",
    "close",
    "danger",
    "download",
    "edit",
    "external",
    "eye",
    "file",
    "folder",
    "help",
    "home",
    "info",
    "list",
    "lock",
    "logout",
    "menu",
    "minus",
    "people",
    "person",
    "plus",
    "print",
    "refresh",
    "search",
    "settings",
    "share",
    "trash",
    "upload",
    "warning",
    "zoom-in",
    "zoom-out",
]


#: Entries that the sample form refuses, one cause each.
REFUSED_ENTRIES = {"title": "", "email": "amt@", "kind": "", "script": ""}


@dataclass(frozen=True)
class SampleLink:
    """An entry of a navigation or of tabs."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("As it stands on the file cover.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[
            ("", gettext_lazy("Please choose")),
            ("building", gettext_lazy("Building file")),
            ("minutes", gettext_lazy("Council minutes")),
        ],
    )
    closed_on = forms.DateField(label=gettext_lazy("Closed on"), required=False, widget=DayInput)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    script = forms.ChoiceField(
        label=gettext_lazy("Script"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("If you leave the choice to the machine, it decides page by page."),
        choices=[
            ("auto", gettext_lazy("Decide page by page")),
            ("latin", gettext_lazy("Latin script")),
            ("fraktur", gettext_lazy("Fraktur")),
        ],
    )
    cover = forms.FileField(label=gettext_lazy("Cover sheet"), required=False)
    is_personal = forms.BooleanField(
        label=gettext_lazy("The file names persons"),
        required=False,
        help_text=gettext_lazy("It is then shown to fewer people."),
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("I have checked these entries"),
        error_messages={"required": gettext_lazy("Please check the entries and tick the box.")},
    )


def sample_context(form: SampleForm, page: Page) -> dict[str, Any]:
    """What the sample page shows: ``form`` as sent or empty, ``page`` of a list of 240 entries."""
    return {
        "form": form,
        "form_links": [
            SampleLink(_("Empty"), "?#form", current=not form.is_bound),
            SampleLink(_("With errors"), "?refused=1", current=form.is_bound),
        ],
        "page": page,
        "symbols": SYMBOLS,
        "tab_links": [
            SampleLink(_("All"), "?", current=True, count=48),
            SampleLink(_("Waiting for correction"), "?tab=correct", count=5),
            SampleLink(_("Refused"), "?tab=refused", count=0),
        ],
        "fact_rows": [
            (_("Owner"), "Landkreis Tannenberg"),
            (_("File number"), "63-BL-1974/0418"),
            (_("Open to you because of"), _("Sharing of 3 March, building law, until 31 December")),
            (_("Person-related"), None),
        ],
        "table_rows": [
            ("63-BL-1974/0418", _("Shared driveway, Mill Lane 4"), 12, "success", _("Searchable")),
            ("63-BL-1981/0077", _("Distance area, Station Road 11"), 3, "info", _("In work")),
            ("63-BA-1969/1204", _("Barn conversion, Upper Farm"), 148, "warning", _("To correct")),
            ("63-BA-1958/0031", _("Parish hall, extension"), 0, "danger", _("Refused")),
        ],
    }
