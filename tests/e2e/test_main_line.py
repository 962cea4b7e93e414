"""The main job from end to end: paper in, found, read, taken along, corrected."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
from playwright.sync_api import Locator, Page, expect

from tests.e2e import paper
from tests.e2e.accessibility import assert_accessible
from tests.e2e.german import say
from tests.e2e.windows import Windows, log_in
from tests.factories import House

BROKEN = "kaputt.pdf"
DAMAGED = "The file is damaged or incomplete. Please copy it again or scan it again."
READING_MS = 90_000


def file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def search(page: Page, words: str) -> Locator:
    """Search by the form on the search page and return the hits."""
    page.goto("/suche/")
    page.get_by_role("main").get_by_role("searchbox").fill(words)
    page.get_by_role("main").get_by_role("searchbox").press("Enter")
    return page.locator(".gw-result")


def is_inside(mark: Locator, image: Locator) -> bool:
    inner, outer = mark.bounding_box(), image.bounding_box()
    assert inner and outer
    return (
        outer["x"] <= inner["x"]
        and outer["y"] <= inner["y"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
        and inner["width"] > 5
        and inner["height"] > 5
    )


def test_a_records_officer_puts_paper_in_and_finds_it(windows: Windows, county: House) -> None:
    windows.expect(400)  # the script asks, and says what was refused
    windows.expect(409)
    page = windows.open()
    log_in(page, county.people["records_officer"])
    _create_collection(page)
    scan = paper.tiff(paper.COUNCIL, paper.DRIVEWAY)
    _upload(page, scan)
    _watch_until_done(page)
    _read_a_hit(page)
    _take_along(page, scan)
    _correct(page)


def _create_collection(page: Page) -> None:
    page.get_by_role("link", name=say("Collections")).first.click()
    page.locator("main a[href='/bestaende/neu/']").first.click()
    page.locator("[name=name]").fill("Baulasten")
    page.locator("[name=state][value=register]").check()
    page.get_by_role("button", name=say("Create and add files")).click()
    told = page.locator(".gw-messages")
    expect(told).to_contain_text(say("The collection was created. Now add files."))


def _upload(page: Page, scan: bytes) -> None:
    sheet = paper.png(paper.DISTANCE)
    files = [
        file("Blatt-417.tif", scan),
        file("Blatt-418.png", sheet),
        file("Blatt-418-Kopie.png", sheet),
        file(BROKEN, paper.broken_pdf()),
        file("Notiz.docx", b"just some text"),
    ]
    page.locator("input[type=file]").set_input_files(files)
    assert_accessible(page)
    page.locator("form[data-upload] .gw-actions button").click()
    row = page.locator(".gw-upload__row").filter(has_text="Notiz.docx")
    expect(row).to_have_attribute("data-upload-state", "refused")
    twin = page.locator(".gw-upload__row").filter(has_text="Kopie")
    expect(twin).to_have_attribute("data-upload-state", "refused")
    expect(page.locator("[data-upload-summary]")).to_contain_text("3")
    page.get_by_role("link", name=say("See how they are read")).click()


def _watch_until_done(page: Page) -> None:
    """The page asks by itself; nobody loads it again."""
    done = say("All that has arrived so far was read.")  # for a minute more may come
    expect(page.get_by_text(done).first).to_be_visible(timeout=READING_MS)
    broken = page.get_by_role("row").filter(has_text=BROKEN)
    expect(broken.locator(".ar-reason")).to_have_text(say(DAMAGED))
    refusals = page.locator(".ar-refusals li")
    expect(refusals).to_have_count(2)
    expect(refusals.filter(has_text="Notiz.docx").locator(".ar-sentence")).not_to_be_empty()
    expect(refusals.filter(has_text="Kopie")).to_contain_text("Blatt-418.png")
    assert_accessible(page)


def _read_a_hit(page: Page) -> None:
    hits = search(page, "Zufahrt")
    expect(hits).to_have_count(1)
    expect(hits.locator("mark")).to_have_text("Feuerwehrzufahrt")
    assert "q=Zufahrt" in page.url
    hits.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Blatt-417.tif")
    image, mark = page.locator("svg image"), page.locator("rect.hit")
    expect(mark).to_have_count(1)
    assert is_inside(mark, image)
    picture = page.request.get(image.get_attribute("href") or "")
    assert picture.ok and picture.headers["content-type"].startswith("image/")
    assert_accessible(page)
    _zoom_by_keyboard(page)
    _turn_by_keyboard(page)


def _zoom_by_keyboard(page: Page) -> None:
    sheet = page.locator("[data-sheet-page]")
    before = sheet.bounding_box()
    page.keyboard.press("+")
    expect(sheet).to_have_attribute("width", "125%")
    larger = sheet.bounding_box()
    assert before and larger and larger["width"] > before["width"]
    expect(page).to_have_url(re.compile("zoom=125"))
    page.keyboard.press("-")
    page.keyboard.press("-")
    expect(sheet).to_have_attribute("width", "75%")
    page.keyboard.press("0")
    expect(sheet).to_have_attribute("width", "100%")


def _turn_by_keyboard(page: Page) -> None:
    """The hit stands on the second page of two."""
    heading = page.get_by_role("heading", level=1)
    title = "%(name)s, page %(number)s of %(last)s"
    first = say(title, name="Blatt-417.tif", number="1", last="2")
    second = say(title, name="Blatt-417.tif", number="2", last="2")
    expect(heading).to_have_text(second)
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(first)
    expect(page.locator("rect.hit")).to_have_count(0)
    page.keyboard.press("n")
    expect(heading).to_have_text(second)
    page.keyboard.press("k")
    expect(heading).to_have_text(first)
    page.keyboard.press("j")
    expect(heading).to_have_text(second)
    expect(page.locator("rect.hit")).to_have_count(1)


def _take_along(page: Page, scan: bytes) -> None:
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF", exact=True).click()
    data = pdf.value.path().read_bytes()
    assert pdf.value.suggested_filename == "Blatt-417.pdf"
    assert data.startswith(b"%PDF-")
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    assert len(document) == 2
    assert "Feuerwehrzufahrt" in document[1].get_textpage().get_text_bounded()
    with page.expect_download() as original:
        page.get_by_role("link", name=say("Original"), exact=True).click()
    assert original.value.suggested_filename == "Blatt-417.tif"
    assert original.value.path().read_bytes() == scan


def _correct(page: Page) -> None:
    page.get_by_role("link", name=say("Text"), exact=True).click()
    expect(page.locator("article mark")).to_have_text("Feuerwehrzufahrt")
    assert_accessible(page)
    page.get_by_role("link", name=say("Correct the text")).click()
    field = page.locator("textarea")
    text = field.input_value()
    assert "freizuhalten" in text
    field.fill(text.replace("freizuhalten", "bebaubar"))
    assert_accessible(page)
    page.get_by_role("button", name=say("Save"), exact=True).click()
    expect(page.locator(".gw-messages")).to_contain_text(
        say("The text was corrected. What the machine read is kept.")
    )
    expect(search(page, "bebaubar")).to_have_count(1)
    expect(search(page, "freizuhalten")).to_have_count(0)
