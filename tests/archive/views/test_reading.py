"""Reading: marks, neighbours, downloads, and what the owner learns of it."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from lxml import html
from tests import factories

from gemeinwerk.archive.models import Document, Page
from gemeinwerk.archive.views.downloads import download_name
from gemeinwerk.sharing import actions as sharing


def tree(response) -> html.HtmlElement:
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.text)


def test_words_searched_for_are_marked_on_image_and_text(county, paper, browser):
    client = browser(county)
    image = tree(client.get(paper.path + "?q=Zufahrt"))
    [hit] = image.cssselect("svg rect.hit")
    assert {"x", "y", "width", "height"} <= set(hit.attrib)
    assert image.cssselect("svg image")[0].get("href") == paper.path + "bild/"
    text = tree(client.get(paper.path + "text/?q=Zufahrt"))
    assert [mark.text for mark in text.cssselect("article mark")] == ["Feuerwehrzufahrt"]
    assert not tree(client.get(paper.path)).cssselect("rect.hit")


def test_no_page_of_the_viewer_needs_inline_styles(county, paper, browser):
    page = tree(browser(county).get(paper.path + "?q=Zufahrt&zoom=200"))
    assert not page.xpath("//*[@style]")
    assert page.cssselect("svg.ar-sheet__page")[0].get("width") == "200%"


@pytest.mark.parametrize("zoom", ["1", "99999999999", "200%", "'", "-100", ""])
def test_other_zooms_are_not_taken(county, paper, browser, zoom):
    page = tree(browser(county).get(paper.path, {"zoom": zoom}))
    assert page.cssselect("svg.ar-sheet__page")[0].get("width") == "100%"


@pytest.mark.parametrize("text", ["und", "-", '"', "a*", "\0", "x" * 5000, "' OR 1=1 --", "<b>"])
def test_strange_searches_leave_the_page_readable(county, paper, browser, text):
    for path in (paper.path, paper.path + "text/"):
        assert browser(county).get(path, {"q": text}).status_code == 200


def test_document_leads_to_its_first_page(county, paper, browser):
    response = browser(county).get(f"/schriftstuecke/{paper.document.id}/")
    assert response["Location"] == paper.path


@pytest.mark.parametrize(("asked", "number"), [("1", 1), ("7", 1), ("x", 1), ("²", 1), ("-3", 1)])
def test_turning_to_a_page_keeps_the_search(county, paper, browser, asked, number):
    response = browser(county).get(
        f"/schriftstuecke/{paper.document.id}/seite/", {"nummer": asked, "q": "Zufahrt"}
    )
    assert response["Location"] == f"/schriftstuecke/{paper.document.id}/{number}/?q=Zufahrt"


def test_page_beyond_the_last_is_a_404(county, paper, browser):
    assert browser(county).get(f"/schriftstuecke/{paper.document.id}/2/").status_code == 404


def test_neighbours_and_pages_with_hits_are_linked(county, paper, browser):
    with county.context():
        Document.objects.filter(id=paper.document.id).update(page_count=3)
        for number in (2, 3):
            Page.objects.create(
                member_id=county.member.id,
                scope_id=paper.page.scope_id,
                document=paper.document,
                number=number,
            )
    second = f"/schriftstuecke/{paper.document.id}/2/"
    page = tree(browser(county).get(second + "?q=Zufahrt"))
    turns = {
        span.get("data-turn"): span.xpath("string(a/@href)")
        for span in page.cssselect("[data-turn]")
    }
    assert turns == {
        "previous": paper.path + "?q=Zufahrt",
        "next": f"/schriftstuecke/{paper.document.id}/3/?q=Zufahrt",
        "previous-hit": paper.path + "?q=Zufahrt",
        "next-hit": "",
    }
    waiting = page.cssselect("#page-state")[0]
    assert waiting.get("hx-get") == second + "?q=Zufahrt"


def test_failed_page_says_why_and_officers_can_repeat(county, paper, browser):
    with county.context():
        Page.objects.filter(id=paper.page.id).update(state="failed", reason="Zu dunkel.")
    page = browser(county).get(paper.path)
    assert "Zu dunkel." in page.text
    assert "/wiederholen/" in page.text
    assert "/wiederholen/" not in browser(county, "clerk").get(paper.path).text


@pytest.mark.parametrize(
    ("part", "event"),
    [
        ("", "archive.page.read"),
        ("text/", "archive.page.read"),
        ("bild/", "archive.page.read"),
        ("vorschau/", "archive.page.read"),
        ("../pdf/", "archive.document.downloaded"),
        ("../original/", "archive.document.downloaded"),
    ],
)
def test_owner_learns_of_reading_by_others_only(
    county, neighbour, paper, browser, events, part, event
):
    factories.share(county, paper.collection, neighbour, right="download")
    path = paper.path + part if not part.startswith("..") else paper.path[:-2] + part[3:]
    assert browser(county, "clerk").get(path).status_code == 200
    assert event not in [name for name, _facts in events(county)]
    for _twice in range(2):
        assert browser(neighbour, "clerk").get(path).status_code == 200
    told = [name for name, _facts in events(county)]
    assert told.count(event) == 1
    assert event not in [name for name, _facts in events(neighbour)]


def test_owner_learns_what_was_asked_for_in_vain(county, neighbour, paper, browser, events):
    assert browser(neighbour).get(paper.path).status_code == 404
    assert events(county)[0][0] == "archive.page.denied"
    assert events(neighbour) == []


def test_page_number_that_is_missing_is_no_refusal(county, neighbour, paper, browser, events):
    factories.share(county, paper.collection, neighbour)
    path = f"/schriftstuecke/{paper.document.id}/99/"
    assert browser(neighbour).get(path).status_code == 404
    assert "archive.page.denied" not in [name for name, _facts in events(county)]


def test_ground_of_a_shared_page_is_visible(county, neighbour, paper, browser):
    grant = factories.share(county, paper.collection, neighbour)
    for path in (paper.path, paper.path + "text/", f"/akten/{paper.document.record_id}/"):
        page = browser(neighbour).get(path).text
        assert "Landkreis Musterland" in page
        assert grant.basis in page


def test_reading_without_downloading(county, neighbour, paper, browser, events):
    factories.share(county, paper.collection, neighbour, right="read")
    client = browser(neighbour)
    assert f"{paper.document.id}/pdf/" not in client.get(paper.path).text
    for part in ("pdf/", "original/"):
        response = client.get(f"/schriftstuecke/{paper.document.id}/{part}")
        assert response.status_code == 403
        assert "Landkreis Musterland" in response.text
    assert "archive.document.downloaded" not in [name for name, _facts in events(county)]


def test_end_of_a_grant_closes_every_address_at_once(county, neighbour, paper, browser):
    grant = factories.share(county, paper.collection, neighbour, right="download")
    client = browser(neighbour)
    paths = [paper.path + part for part in ("", "text/", "bild/", "vorschau/")]
    paths += [f"/schriftstuecke/{paper.document.id}/{part}" for part in ("pdf/", "original/")]
    assert {client.get(path).status_code for path in paths} == {200}
    with county.context("head"):
        sharing.end_grant(grant_id=grant.id, actor=county.actor("head"))
    assert {client.get(path).status_code for path in paths} == {404}


def test_own_pictures_may_be_kept_and_are_asked_for_by_digest(county, paper, browser):
    client = browser(county)
    response = client.get(paper.path + "bild/")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert "Cookie" in response["Vary"]
    assert response.content.startswith(b"\xff\xd8")
    again = client.get(paper.path + "bild/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_others_pictures_are_never_kept(county, neighbour, paper, browser):
    factories.share(county, paper.collection, neighbour)
    response = browser(neighbour).get(paper.path + "bild/")
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_image_type_of_the_row_is_not_believed_blindly(county, paper, browser):
    with county.context():
        Page.objects.filter(id=paper.page.id).update(image_type="text/html")
    assert browser(county).get(paper.path + "bild/")["Content-Type"] == "image/jpeg"


def test_originals_are_attachments_of_a_known_type(county, paper, browser):
    with county.context():
        Document.objects.filter(id=paper.document.id).update(
            media_type="text/html", name="../böse.html"
        )
    response = browser(county).get(f"/schriftstuecke/{paper.document.id}/original/")
    assert response["Content-Type"] == "application/octet-stream"
    assert unquote(response["Content-Disposition"]) == (
        "attachment; filename*=utf-8''63-BL-0418 böse.bin"
    )
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pdf_that_is_not_made_yet_says_so(county, paper, browser):
    with county.context():
        Document.objects.filter(id=paper.document.id).update(pdf_sha256="")
    response = browser(county).get(f"/schriftstuecke/{paper.document.id}/pdf/")
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Blatt 1.pdf", "63-BL-0418 Blatt 1.pdf"),
        ("63-BL-0418 Anlage.tif", "63-BL-0418 Anlage.pdf"),
        ("Anlagen/Plan: Süd?.pdf", "63-BL-0418 Plan- Süd.pdf"),
        ("\u202efdp.exe", "63-BL-0418 -fdp.pdf"),
        ("../../etc/passwd", "63-BL-0418 passwd.pdf"),
        ("x" * 500, "63-BL-0418 " + "x" * 109 + ".pdf"),
        ("...", "63-BL-0418.pdf"),
    ],
)
def test_names_of_downloads_fit_every_file_system(paper, name, expected):
    paper.document.name = name
    paper.document.record.file_number = "63-BL-0418"
    assert download_name(paper.document, ".pdf") == expected
