"""Form markup: ``{{ form }}`` renders KERN fields with labels, hints, errors and ARIA links.

Set ``FORM_RENDERER = "gemeinwerk.ui.forms.FormRenderer"``; every Django form then uses it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

#: What a browser may fill in for a field of this name (WCAG 2.2, 1.3.5).
AUTOCOMPLETE_BY_FIELD_NAME = {
    "email": "email",
    "family_name": "family-name",
    "given_name": "given-name",
    "phone": "tel",
    "username": "username",
}


class KernBoundField(BoundField):
    """A form field that knows its KERN class and its autocomplete token."""

    @property
    def is_select(self) -> bool:
        """Whether a drop-down list is drawn, which needs a wrapper for its arrow."""
        return isinstance(self.field.widget, forms.Select) and not self.use_fieldset

    @property
    def is_checkbox(self) -> bool:
        """Whether this is one tick box, whose label stands to its right."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add class and autocomplete to the attributes that Django sets (required, aria-*)."""
        drawn = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        own_class = str(drawn.attrs.get("class", ""))
        built["class"] = f"{own_class} {_kern_class(drawn)}".strip()
        token = AUTOCOMPLETE_BY_FIELD_NAME.get(self.name)
        if token and not drawn.is_hidden:
            built["autocomplete"] = drawn.attrs.get("autocomplete", token)
        if str(built.get("placeholder", "")) == str(self.label):
            del built["placeholder"]  # says nothing that the label does not say
        return built


def _kern_class(widget: forms.Widget) -> str:
    """Name the style class of a widget; subclasses of a Django widget look like their parent."""
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "gw-choices"
    if isinstance(widget, forms.CheckboxInput):
        return "kern-form-check__checkbox"
    if isinstance(widget, forms.SelectMultiple):
        return "kern-form-input__input gw-select-multiple"
    if isinstance(widget, forms.Select):
        return "kern-form-input__select"
    if isinstance(widget, forms.Textarea):
        return "kern-form-input__input gw-textarea"
    if isinstance(widget, forms.FileInput):
        return "gw-file"
    return "kern-form-input__input"


class FormRenderer(DjangoTemplates):
    """Render forms and fields with the templates of this app, widgets with Django's own."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/components/field.html"
    bound_field_class = KernBoundField


class DayInput(forms.DateInput):
    """The browser's own calendar; it wants the value as 2026-04-30 in every language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class FilesInput(forms.FileInput):
    """One control that takes many files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Many uploaded files; ``cleaned_data`` holds a list of UploadedFile, never None."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        """Check each file as Django checks one; raises ValidationError for the first bad one."""
        chosen = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in chosen or [None]]
        return [one for one in cleaned if one]
