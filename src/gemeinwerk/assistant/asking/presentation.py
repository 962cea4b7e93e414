"""An answer as every page shows it: what is quoted, whose it is, since when, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemeinwerk.assistant.answering.answers import Answer, Citation, Outcome, PageCitation
from gemeinwerk.assistant.asking.conversation import Rated
from gemeinwerk.assistant.asking.phrases import Foreign, foreign
from gemeinwerk.assistant.models import Version
from gemeinwerk.assistant.text.rendering import plain_text, render_fragment
from gemeinwerk.kernel.clock import BERLIN, german_day
from gemeinwerk.kernel.ids import new_id

ADDRESS = "?von={0.start}&bis={0.end}&fassung={0.version_id}#beleg"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the links of an answer lead. ``page`` only where archive pages can be quoted."""

    place: str
    article: Callable[[UUID], str]
    rate: str
    page: Callable[[PageCitation], str] | None = None
    hand_over: str = ""
    in_new_tab: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation with its number in this answer and the address of the place it is quoted from."""

    number: int
    key: str
    citation: Citation
    url: str
    html: SafeString
    plain: SafeString
    spoken: str
    facts: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        """Title of the article, and of its section unless that says the same."""
        titles = dict.fromkeys([self.citation.title, self.citation.heading])
        return ": ".join(title for title in titles if title)

    @property
    def copied(self) -> str:
        """The quote with its source, as it is pasted into a letter."""
        says = _("%(authority)s: %(title)s, as of %(day)s") % {
            "authority": self.citation.authority,
            "title": self.heading,
            "day": german_day(self.citation.released_on),
        }
        return f"„{self.spoken}“ ({says})"


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """A quoted page of the archive and its address."""

    citation: PageCitation
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer with all that a page needs to show it. ``key`` starts every id in it."""

    key: str
    answer: Answer
    quotes: tuple[Quoted, ...]
    further: tuple[Quoted, ...]
    pages: tuple[QuotedPage, ...]
    foreign: Foreign | None
    rated: str
    doors: Doors
    is_plain_first: bool

    @property
    def is_refusal(self) -> bool:
        """Whether nothing was found that answers."""
        return not self.answer.is_answered

    @property
    def is_off_topic(self) -> bool:
        """Whether the question seems to be about something else altogether."""
        return self.answer.outcome is Outcome.OFF_TOPIC

    @property
    def is_office(self) -> bool:
        """Whether it was asked how to reach an office, which the office's card answers."""
        return self.answer.outcome is Outcome.OFFICE

    @property
    def differs(self) -> bool:
        """Whether several authorities are quoted side by side."""
        return self.answer.outcome is Outcome.DIFFERENT

    @property
    def summary(self) -> str:
        """The answer in short, for the conversation and for who hears the page."""
        if self.quotes:
            parts = [
                f"{one.citation.authority}, {one.heading}: {one.spoken}" for one in self.quotes
            ]
            return "\n".join(parts)
        if self.pages:
            return "\n".join(f"{one.citation.record}: {one.citation.quote}" for one in self.pages)
        if self.is_office:
            return "\n".join(
                f"{one.name}: {one.phone} {one.opening_hours}" for one in self.answer.offices
            )
        return _("No answer was found.")


def present(answer: Answer, doors: Doors, *, is_plain_first: bool = False) -> Shown:
    """Return an answer ready to be shown. Quotes are numbered on through the further passages."""
    key = f"a{new_id().hex[-8:]}"
    quotes = _number(answer.citations, key, doors, after=0)
    first = answer.citations[0].version_id if answer.citations else None
    return Shown(
        key=key,
        answer=answer,
        quotes=quotes,
        further=_number(answer.further, key, doors, after=len(quotes)),
        pages=tuple(QuotedPage(c, doors.page(c)) for c in answer.pages if doors.page),
        foreign=foreign(answer.language),
        rated=Rated(answer.question, answer.language, first).seal(doors.place),
        doors=doors,
        is_plain_first=is_plain_first,
    )


def _number(
    citations: Iterable[Citation], key: str, doors: Doors, *, after: int
) -> tuple[Quoted, ...]:
    is_first = after == 0
    return tuple(_quote(c, at, key, doors, is_first) for at, c in enumerate(citations, after + 1))


def _quote(citation: Citation, number: int, key: str, doors: Doors, is_first: bool) -> Quoted:
    """Make a quote ready; of further passages no plain text is shown."""
    return Quoted(
        number=number,
        key=f"{key}-beleg-{number}",
        citation=citation,
        url=doors.article(citation.article_id) + ADDRESS.format(citation),
        html=render_fragment(citation.quote),
        plain=render_fragment(citation.plain if is_first else ""),
        spoken=plain_text(citation.quote),
        facts=tuple(list_facts(citation)),
    )


def list_facts(text: Citation | Version) -> list[tuple[str, str]]:
    """Return what is said about a text beside it: since when it holds, office, law, source."""
    day = text.released_on if isinstance(text, Citation) else _released_on(text)
    rows: list[tuple[str, str]] = [
        (_("As of"), german_day(day) if day else ""),
        (_("Responsible office"), text.office_name),
        (_("Legal basis"), text.legal_basis),
        (_("Source"), text.source),
    ]
    return [(label, value) for label, value in rows if value]


def _released_on(version: Version) -> date | None:
    return version.released_at.astimezone(BERLIN).date() if version.released_at else None
