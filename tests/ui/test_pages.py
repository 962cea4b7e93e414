"""The frame around every page, the error pages and the sample page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from lxml import html

COUNTY = SimpleNamespace(pk=1, name="Landkreis Tannenberg")
ASSOCIATION = SimpleNamespace(pk=2, name="Zweckverband Erlental")
ERROR_PAGES = ["400", "403", "403_csrf", "404", "413", "429", "500"]


def page_for(**context):
    request = RequestFactory().get("/files/?q=1")
    return html.fromstring(render_to_string("ui/page.html", context, request))


def test_a_stranger_sees_neither_member_nor_navigation_nor_account():
    page = page_for()
    assert not page.cssselect(".gw-desk, nav, .gw-menu")
    assert page.cssselect("a.gw-skip")[0].get("href") == "#" + page.cssselect("main")[0].get("id")
    assert page.get("lang") == "en"


def test_one_member_cannot_be_switched():
    page = page_for(acting_member=COUNTY, member_choices=[COUNTY])
    assert page.cssselect(".gw-desk strong")[0].text == COUNTY.name
    assert not page.cssselect("select")


def test_several_members_can_be_switched_without_script():
    page = page_for(
        acting_member=ASSOCIATION, member_choices=[COUNTY, ASSOCIATION], member_switch_url="/m/"
    )
    (form,) = page.cssselect(".gw-desk form")
    assert (form.get("method"), form.get("action")) == ("post", "/m/")
    assert form.cssselect("[name=next]")[0].get("value") == "/files/?q=1"
    assert form.cssselect("option[selected]")[0].get("value") == "2"
    assert form.cssselect("[name=csrfmiddlewaretoken]")
    assert form.cssselect("button[type=submit]")


def test_navigation_marks_the_open_page_and_counts_what_waits():
    links = [
        SimpleNamespace(label="Search", url="/s/", current=True, count=0),
        SimpleNamespace(label="Corrections", url="/c/", current=False, count=7),
    ]
    page = page_for(navigation=links)
    assert [a.get("aria-current") for a in page.cssselect(".gw-nav a")] == ["page", None]
    assert [count.text for count in page.cssselect(".gw-nav .gw-count")] == ["7"]


def test_logging_out_is_a_post():
    page = page_for(account_name="A. Muster", logout_url="/out/")
    (form,) = page.cssselect(".gw-menu--account form")
    assert (form.get("method"), form.get("action")) == ("post", "/out/")


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context_and_say_what_to_do(name):
    page = html.fromstring(render_to_string(f"{name}.html"))
    (heading,) = page.cssselect("h1")
    assert heading.text_content().strip()
    assert len(page.cssselect("main p")) >= 2
    assert page.cssselect("main a[href='/']")


def test_an_error_page_shows_the_sentence_of_its_cause_escaped():
    page = html.fromstring(render_to_string("400.html", {"message": "Only <b> may vote. Ask it."}))
    assert [line.text_content() for line in page.cssselect("main p")] == [
        "Only <b> may vote. Ask it."
    ]
    assert page.cssselect("h1")[0].text_content() == "This did not work"


def test_sample_upload_refuses_an_empty_post_and_answers_a_file():
    client = Client()
    refused = client.post("/ui/upload/", {"path": "a.pdf"})
    assert (refused.status_code, refused.json()["message"][:16]) == (400, "No file arrived.")
    answer = client.post("/ui/upload/", {"path": "A/a.pdf", "f": SimpleUploadedFile("a", b"1")})
    assert (answer.status_code, answer.json()["message"][:8]) == (200, "A/a.pdf ")
    assert client.get("/ui/upload/").status_code == 405


def test_sample_page_shows_the_form_empty_and_refused():
    client = Client()
    assert "Please check your entries" not in client.get("/ui/").content.decode()
    assert "Please check your entries" in client.get("/ui/?refused=1").content.decode()
