"""Browser windows of people, and what they complained of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from gemeinwerk.members.models import Member, Person
from tests.factories import PASSWORD
from tests.signing_in import sign_in

WAIT_MS = 20_000
# KERN draws the arrow of a drop-down list from a data address, which our policy forbids; our theme
# draws another. Who leaves a page before the theme is loaded makes the browser ask for KERN's.
ARROW = "Loading the image 'data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' height=''"


@dataclass
class Windows:
    """Opens windows at the product; each is a browser of its own, with cookies of its own.

    ``complaints`` holds every error on a console (refused by the content security policy, failed
    to load, thrown by a script). An answer that a test provokes is announced with ``expect``.
    """

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str = "", *, cookies: list[Any] | None = None, **options: Any) -> Page:
        """Open a window of a stranger; ``options`` are those of a browser context."""
        context = self.browser.new_context(
            base_url=self.address, locale="de-DE", reduced_motion="reduce", **options
        )
        context.set_default_timeout(WAIT_MS)
        context.set_default_navigation_timeout(WAIT_MS)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if cookies:
            context.add_cookies(cookies)
        self.contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def open_as(
        self, person: Person, path: str = "", *, at: Member | None = None, **options: Any
    ) -> Page:
        """Open a window in which the person is signed in already."""
        session = sign_in(person, at=at).cookies["sessionid"]
        cookie = {"name": "sessionid", "value": session.value, "url": self.address}
        return self.open(path, cookies=[cookie], **options)

    def expect(self, status: int) -> None:
        """Announce that the test provokes answers with this status."""
        self.expected.append(f"status of {status}")

    def save(self, folder: Path, name: str) -> None:
        """Save picture and source of all open pages, for whoever looks into a failure."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages, 1):
            place = folder / f"{re.sub(r'[^-a-zA-Z0-9_]+', '_', name)[:100]}-{number}"
            place.with_suffix(".html").write_text(f"<!-- {page.url} -->\n{page.content()}")
            page.screenshot(path=place.with_suffix(".png"), full_page=True)

    def close(self) -> None:
        """Close all windows."""
        for context in self.contexts:
            context.close()

    def _listen(self, line: ConsoleMessage) -> None:
        expected = [ARROW, *self.expected]
        if line.type == "error" and not any(each in line.text for each in expected):
            self.complaints.append(f"{line.text} ({line.location.get('url', '')})")


def log_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    """Sign in through the login page."""
    page.goto("/konto/anmelden/")
    page.locator("[name=login]").fill(person.email)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.locator("main form button").first.click()
