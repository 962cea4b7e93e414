"""``{{ form }}``: labels, hints and errors belong to their inputs."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy

from gemeinwerk.ui.forms import DayInput, FilesField
from gemeinwerk.ui.samples import REFUSED_ENTRIES, SampleForm


class FilesForm(forms.Form):
    files = FilesField(max_length=8)


class HiddenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskingForm(forms.Form):
    day = forms.CharField(label=gettext_lazy("Which day?"))
    place = forms.CharField(label="Place")


@pytest.fixture
def refused(draw):
    return draw("{{ form }}", form=SampleForm(REFUSED_ENTRIES))


def test_error_summary_comes_first_takes_focus_and_leads_to_each_field(refused):
    summary = refused.cssselect(".gw-error-summary")[0]
    assert summary.get("tabindex") == "-1"
    targets = [link.get("href").removeprefix("#") for link in summary.cssselect("a")]
    assert targets == ["id_title", "id_email", "id_kind", "id_script_group", "id_is_checked"]
    for target in targets:
        refused.get_element_by_id(target)


def test_a_label_that_asks_needs_no_colon(draw):
    page = draw("{{ form }}", form=AskingForm({}))
    links = [link.text_content() for link in page.cssselect(".gw-error-summary a")]
    assert links == ["Which day? This field is required.", "Place: This field is required."]


def test_every_input_with_an_error_names_it(refused):
    for name in ("title", "email", "kind", "is_checked"):
        field = refused.get_element_by_id(f"id_{name}")
        assert field.get("aria-invalid") == "true"
        assert f"id_{name}_error" in field.get("aria-describedby").split()
        assert refused.get_element_by_id(f"id_{name}_error").text_content().strip()
    group = refused.get_element_by_id("id_script_group")
    assert group.get("aria-describedby") == "id_script_helptext id_script_error"


def test_all_that_a_field_refers_to_exists_in_both_states(draw, refused):
    for page in (refused, draw("{{ form }}", form=SampleForm())):
        for field in page.cssselect("[aria-describedby]"):
            for name in field.get("aria-describedby").split():
                page.get_element_by_id(name)
        for field in page.cssselect("input, select, textarea"):
            assert page.cssselect(f"label[for={field.get('id')}]"), field.get("name")


def test_a_hint_is_text_even_if_a_name_in_it_is_hostile(draw):
    class Hinted(forms.Form):
        seat = forms.CharField(help_text="<script>alert(1)</script> holds it")

    page = draw("{{ form }}", form=Hinted())
    assert not page.cssselect("script")
    assert "<script>alert(1)</script>" in page.cssselect(".kern-hint")[0].text_content()


def test_an_empty_form_has_no_errors_and_explains_the_asterisk(draw):
    page = draw("{{ form }}", form=SampleForm())
    assert not page.cssselect(".gw-error-summary, [aria-invalid]")
    assert "marked with *" in page.cssselect(".gw-form-note")[0].text_content()
    starred = {label.get("for") for label in page.cssselect("label:has(.gw-required)")}
    assert starred == {"id_title", "id_email", "id_kind", "id_is_checked"}


def test_radio_buttons_stand_in_a_fieldset_with_a_legend(draw):
    (group,) = draw("{{ form }}", form=SampleForm()).cssselect("fieldset")
    assert group.cssselect("legend")[0].text_content().split() == ["Script", "*"]
    assert len(group.cssselect("input[type=radio]")) == 3


def test_widgets_carry_their_class_and_what_a_browser_may_fill_in(draw):
    page = draw("{{ form }}", form=SampleForm())
    email = page.get_element_by_id("id_email")
    assert (email.get("autocomplete"), email.get("class")) == ("email", "kern-form-input__input")
    assert page.get_element_by_id("id_kind").get("class") == "kern-form-input__select"
    assert page.get_element_by_id("id_kind").getparent().get("class").endswith("select-wrapper")
    assert page.get_element_by_id("id_cover").get("class") == "gw-file"


def test_an_error_of_a_hidden_field_is_not_lost(draw):
    page = draw("{{ form }}", form=HiddenForm({}))
    assert "This field is required." in page.cssselect(".gw-error-summary")[0].text_content()
    assert page.cssselect("input[type=hidden]")
    assert not page.cssselect(".gw-form-note")


def test_day_input_gives_the_date_as_the_browser_wants_it_in_german_too(settings):
    settings.LANGUAGE_CODE = "de"
    field = forms.DateField(widget=DayInput)
    drawn = field.widget.render("day", field.widget.format_value(field.to_python("2026-04-30")))
    assert 'type="date"' in drawn
    assert 'value="2026-04-30"' in drawn


def test_files_field_refuses_none_and_one_bad_among_good():
    assert "required" in str(FilesForm({}, MultiValueDict()).errors)
    good, bad = SimpleUploadedFile("a.pdf", b"1"), SimpleUploadedFile("leer.pdf", b"")
    form = FilesForm({}, MultiValueDict({"files": [good, bad]}))
    assert "empty" in str(form.errors)


def test_files_field_gives_a_list():
    files = [SimpleUploadedFile("a.pdf", b"1"), SimpleUploadedFile("b.pdf", b"2")]
    form = FilesForm({}, MultiValueDict({"files": files}))
    assert form.is_valid()
    assert [one.name for one in form.cleaned_data["files"]] == ["a.pdf", "b.pdf"]
