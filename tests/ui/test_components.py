"""Each component gives markup that keyboard and screen reader can use."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError


@pytest.mark.parametrize(
    "text",
    [
        "{% button 'Save' kind='huge' %}",
        "{% badge 'red' 'Refused' %}",
        "{% alert 'error' 'Refused' %}{% endalert %}",
        "{% confirm 'End' title='End?' button='Yes' kind='red' %}{% endconfirm %}",
    ],
)
def test_a_misspelt_kind_is_refused(draw, text):
    with pytest.raises(TemplateSyntaxError, match="is not one of"):
        draw(text)


def test_button_with_a_lost_address_is_a_mistake(draw):
    """Else "Cancel" would submit the form beside it."""
    with pytest.raises(ValueError, match="the address is empty"):
        draw('{% button "Zurück" url=lost %}', lost="")


def test_button_sends_and_link_leads(draw):
    page = draw("{% button 'Save' name='do' value='1' %}{% button 'Open' url='/x/' about='B 7' %}")
    (sender,) = page.cssselect("button")
    assert (sender.get("type"), sender.get("name"), sender.get("value")) == ("submit", "do", "1")
    (link,) = page.cssselect("a.kern-btn")
    assert link.get("href") == "/x/"
    assert " ".join(link.text_content().split()) == "Open – B 7"


def test_what_users_typed_is_escaped(draw):
    page = draw(
        "{% button t %}{% badge 'info' t %}{% empty t t %}{% facts rows %}{% crumb t %}"
        "{% alert 'info' t %}{{ t }}{% endalert %}{% card t meta=t value=t %}{{ t }}{% endcard %}"
        "{% table t %}<tr><td>{{ t }}</td></tr>{% endtable %}"
        "{% progress 'p' t done=1 total=2 status=t %}",
        t="<script>alert(1)</script>",
        rows=[("<script>a</script>", "<script>b</script>")],
    )
    assert not page.cssselect("script")
    assert page.text_content().count("<script>") == 17


def test_alert_names_its_kind_for_screen_readers_and_omits_an_empty_body(draw):
    page = draw("{% alert 'danger' 'Damaged' %} {% endalert %}")
    assert page.cssselect(".gw-sr-only")[0].text_content().strip() == "Error:"
    assert not page.cssselect(".kern-alert__body")
    assert not page.cssselect("[role]")


@pytest.mark.parametrize(
    ("level", "kind", "role"),
    [
        (messages.ERROR, "danger", "alert"),
        (messages.SUCCESS, "success", "status"),
        (messages.DEBUG, "info", "status"),
    ],
)
def test_messages_become_alerts_that_are_announced(draw, level, kind, role):
    (box,) = draw("{% message_alert m %}", m=Message(level, "Stored")).cssselect(".kern-alert")
    assert f"kern-alert--{kind}" in box.get("class")
    assert box.get("role") == role


def test_table_can_be_scrolled_by_keyboard_and_is_named(draw):
    page = draw("{% table 'Files' dense=True %}<tbody><tr><td>1</td></tr></tbody>{% endtable %}")
    (region,) = page.cssselect("[role=region]")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Files")
    assert page.cssselect("table.kern-table--small > caption")[0].text == "Files"
    assert page.cssselect("tbody td")[0].text == "1"


def test_empty_state_offers_a_next_step_only_if_there_is_one(draw):
    assert not draw("{% empty 'Nothing' 'Ask your head.' %}").cssselect("a")
    page = draw("{% empty 'Nothing' 'Upload.' action_label='Upload' action_url='/u/' level=3 %}")
    assert page.cssselect("h3")[0].text == "Nothing"
    assert page.cssselect("a")[0].get("href") == "/u/"


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 0, "100"), (-1, 4, "0"), (9, 4, "100"), (62, 240, "25")]
)
def test_progress_stays_between_0_and_100(draw, done, total, percent):
    page = draw("{% progress 'p' 'Text' done=done total=total %}", done=done, total=total)
    assert page.cssselect("progress")[0].get("value") == percent


def test_progress_is_labelled_polls_while_running_and_stops_when_done(draw):
    page = draw(
        "{% progress 'a' 'Text' done=25 total=100 poll_url='/s/?x=1&y=2' %}"
        "{% progress 'b' 'Text' done=4 total=4 %}"
    )
    running, finished = page.cssselect("[data-announce]")
    assert running.get("hx-get") == "/s/?x=1&y=2"
    assert (running.get("hx-select"), running.get("hx-trigger")) == ("#a", "every 2s")
    assert running.cssselect("noscript")
    assert finished.get("hx-get") is None
    assert not finished.cssselect("noscript")
    assert running.get("data-announce") == "Text: 20 percent done."
    assert running.cssselect("label")[0].get("for") == running.cssselect("progress")[0].get("id")
    live = page.get_element_by_id("a-live")
    assert live.get("aria-live") == "polite"
    assert live not in list(running.iter()), "swapping the figures must not replace it"


def test_pagination_is_absent_for_one_page(draw):
    page = draw("{% pagination p %}", p=Paginator(range(3), 20).get_page(1))
    assert not page.cssselect("nav")


def test_pagination_keeps_the_search_and_marks_the_open_page(draw):
    page = draw(
        "{% pagination p %}", address="/s/?q=%C3%84cker&page=1", p=Paginator(range(90), 20).page(2)
    )
    (current,) = page.cssselect("[aria-current=page]")
    assert current.text_content().split() == ["Page", "2"]
    assert page.cssselect("[rel=prev]")[0].get("href") == "?q=%C3%84cker&page=1"
    assert page.cssselect("[rel=next]")[0].get("href") == "?q=%C3%84cker&page=3"


def test_pagination_works_where_the_last_page_is_unknown(draw):
    part = SimpleNamespace(number=1, has_previous=lambda: False, has_next=lambda: True)
    page = draw("{% pagination p %}", p=part)
    assert not page.cssselect("[rel=prev]")
    assert page.cssselect("[rel=next]")[0].get("href") == "?page=2"
    assert "Page 1" in page.text_content()


def test_facts_show_a_dash_for_what_is_unknown_but_not_for_zero(draw):
    page = draw("{% facts rows %}", rows=[("Pages", 0), ("Title", ""), ("Closed", None)])
    assert [value.text for value in page.cssselect("dd")] == ["0", "–", "–"]


def test_card_is_a_link_only_with_an_address(draw):
    assert not draw("{% card 'Shared' %}{% endcard %}").cssselect("a")
    page = draw("{% card 'Search' url='/s/' value=0 level=3 %}{% endcard %}")
    assert page.cssselect("h3 a")[0].get("href") == "/s/"
    assert page.cssselect(".gw-card__value")[0].text == "0"


def test_tabs_mark_the_open_one_and_show_a_count_of_zero(draw):
    links = [
        SimpleNamespace(label="All", url="?", current=True, count=None),
        SimpleNamespace(label="Refused", url="?r", current=False, count=0),
    ]
    page = draw("{% tabs links 'By state' %}", links=links)
    assert page.cssselect("nav")[0].get("aria-label") == "By state"
    assert [a.get("aria-current") for a in page.cssselect("a")] == ["page", None]
    assert [count.text for count in page.cssselect(".gw-count")] == ["0"]


def test_confirm_is_closed_at_first_and_sends_with_csrf_token(draw):
    page = draw(
        "{% confirm 'End' title='End it?' button='Yes' action='/e/' %}"
        "<input name='reason'>{% endconfirm %}"
    )
    (details,) = page.cssselect("details")
    assert details.get("open") is None
    (form,) = details.cssselect("form")
    assert (form.get("method"), form.get("action")) == ("post", "/e/")
    assert {field.get("name") for field in form.cssselect("input")} == {
        "csrfmiddlewaretoken",
        "reason",
    }


def test_upload_is_a_plain_form_and_ties_hint_and_error_to_its_input(draw):
    page = draw(
        "{% upload 'Files' hint='PDF' error='Empty file' action='/u/' max_bytes=1000000 %}"
        "<input name='collection'>{% endupload %}"
    )
    (form,) = page.cssselect("form")
    assert form.get("enctype") == "multipart/form-data"
    assert form.get("data-max-bytes") == "1000000"
    assert form.cssselect("[name=csrfmiddlewaretoken]")
    assert form.cssselect("[name=collection]")
    (files,) = form.cssselect("input[type=file]")
    assert files.get("multiple") is not None
    assert page.cssselect(f"label[for={files.get('id')}]")
    described = [page.get_element_by_id(name) for name in files.get("aria-describedby").split()]
    assert [" ".join(e.text_content().split()) for e in described] == ["PDF", "Empty file"]
    assert files.get("aria-invalid") == "true"
    for scripted in form.cssselect("[data-upload-folder], [data-upload-scripted]"):
        assert scripted.get("hidden") is not None


def test_breadcrumbs_end_at_the_open_page(draw):
    page = draw("{% breadcrumbs %}{% crumb 'Start' '/' %}{% crumb 'Files' %}{% endbreadcrumbs %}")
    assert page.cssselect("nav[aria-label] ol > li a")[0].get("href") == "/"
    assert page.cssselect("[aria-current=page]")[0].text == "Files"
