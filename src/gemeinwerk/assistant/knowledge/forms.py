"""Forms of bases and articles. Field names are German where they stand in an address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.assistant.knowledge import rules
from gemeinwerk.assistant.knowledge.queries import Filters
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import ArticleKind
from gemeinwerk.ui.forms import DayInput

STATES = [
    ("", _("All")),
    ("released", _("Released")),
    ("draft", _("With a draft")),
    ("due", _("To review")),
    ("withdrawn", _("Withdrawn")),
]


class BaseForm(forms.Form):
    """Name and describe a knowledge base."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("For example “Citizens' questions”.")
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What it holds, and who looks after it."),
    )
    is_public = forms.BooleanField(
        label=_("Answers citizens too"),
        required=False,
        help_text=_(
            "Released articles are quoted on your public page. Otherwise only people of your"
            " authority are answered from it."
        ),
    )


class FilterForm(forms.Form):
    """What a list of articles is narrowed to."""

    q = forms.CharField(
        label=_("Find an article"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stand = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    art = forms.ChoiceField(label=_("Kind"), required=False)
    stelle = forms.ChoiceField(label=pgettext_lazy("knowledge", "Office"), required=False)

    def __init__(self, *arguments: Any, offices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["art"].choices = [("", _("All")), *ArticleKind.choices]  # type: ignore[attr-defined]
        self.fields["stelle"].choices = [("", _("All")), *offices]  # type: ignore[attr-defined]

    @property
    def filters(self) -> Filters:
        """What was entered, without what is not understood."""
        self.is_valid()
        entered = self.cleaned_data
        office = entered.get("stelle") or ""
        return Filters(
            text=rules.one_line(entered.get("q") or ""),
            state=entered.get("stand") or "",
            kind=entered.get("art") or "",
            office_id=UUID(office) if office else None,
        )


class ArticleForm(forms.Form):
    """What an editor writes.

    ``based_on`` is the fingerprint of what the editor saw, ``article`` the id that a new one gets.
    """

    title = forms.CharField(
        label=_("Title"),
        max_length=rules.MAX_TITLE,
        help_text=_("As people look for it: “Register a dog”, not “Dog tax statute § 3”."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ArticleKind.choices)
    body = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true", "lang": "de"}),
        help_text=_("Answers quote it word for word. Begin each part with a heading: ## Fees"),
    )
    plain = forms.CharField(
        label=_("The same in plain language"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "true", "lang": "de"}),
        help_text=_("Short sentences, no jargon. Only what a person wrote is shown as such."),
    )
    office = forms.ChoiceField(
        label=_("Responsible office"),
        required=False,
        help_text=_("It stands beside each answer, with telephone and opening hours."),
    )
    keywords = forms.CharField(
        label=_("Keywords"),
        required=False,
        max_length=3000,
        help_text=_("Everyday words that the text does not use, with commas between them."),
    )
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=rules.MAX_LINE)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=rules.MAX_LINE,
        help_text=_("Where the text comes from, if it was not written here."),
    )
    review_on = forms.DateField(
        label=_("Review again on"),
        required=False,
        widget=DayInput,
        help_text=_("On this day the article appears among those to be reviewed."),
    )
    note = forms.CharField(
        label=_("What was changed?"),
        required=False,
        max_length=500,
        help_text=_("For your colleagues; it stands in the list of versions."),
    )
    based_on = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    article = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, offices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["office"].choices = [("", _("None")), *offices]  # type: ignore[attr-defined]

    @property
    def text(self) -> ArticleText:
        """What was entered; call it on a valid form."""
        entered = self.cleaned_data
        return ArticleText(
            title=entered["title"],
            body=entered["body"],
            kind=entered["kind"],
            plain=entered["plain"],
            office_id=UUID(entered["office"]) if entered["office"] else None,
            keywords=rules.split_words(entered["keywords"]),
            legal_basis=entered["legal_basis"],
            source=entered["source"],
            review_on=entered["review_on"],
            note=entered["note"],
        )


def entries_of(text: ArticleText) -> dict[str, Any]:
    """Return what an article form begins with."""
    return {
        "title": text.title,
        "kind": text.kind,
        "body": text.body,
        "plain": text.plain,
        "office": str(text.office_id or ""),
        "keywords": ", ".join(text.keywords),
        "legal_basis": text.legal_basis,
        "source": text.source,
        "review_on": text.review_on,
        "based_on": rules.fingerprint(text),
    }


class IdsField(forms.Field):
    """Boxes that were ticked, each with an id as its value; ``cleaned_data`` holds UUIDs."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        try:
            return [UUID(each) for each in value or ()]
        except ValueError as error:
            raise forms.ValidationError(_("Reload the page and tick again.")) from error


class ReleaseForm(forms.Form):
    """Which drafts are released together."""

    entwurf = IdsField(
        error_messages={"required": _("Nothing was chosen. Tick at least one article.")}
    )


class WithdrawForm(forms.Form):
    """Why an article is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("For example: the statute was repealed. It is kept in the journal."),
        error_messages={"required": _("Please say why the article is withdrawn.")},
    )


class ReviewForm(forms.Form):
    """Until when an article that was read again holds."""

    review_on = forms.DateField(label=_("Next review on"), widget=DayInput)
