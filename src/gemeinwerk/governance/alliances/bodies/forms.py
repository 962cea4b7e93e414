"""Entries about bodies, their rules and seats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gemeinwerk.governance.alliances.bodies.actions import BodyFacts
from gemeinwerk.governance.alliances.forms import RefusableForm
from gemeinwerk.governance.alliances.rules import MAX_VOTES
from gemeinwerk.governance.models import VOTING_STANDINGS, Body, BodyKind, Membership
from gemeinwerk.members.models import Person

SHARES = (
    ("1/2>", _("more than half")),
    ("3/5", _("three fifths")),
    ("2/3", _("two thirds")),
    ("3/4", _("three quarters")),
    ("4/5", _("four fifths")),
    ("1/1", _("all (unanimity)")),
)
WHOLES = (
    ("cast", _("the votes cast")),
    ("present", _("the votes present")),
    ("statutory", _("all votes that there are, also those of the absent")),
)
COUNTED = (
    ("seats", _("the votes of the seats")),
    ("members", _("one vote for each member, whatever its seat has")),
)
ABSTENTIONS = (
    ("no", _("counts as no")),
    ("ignored", _("is left out of the count")),
    ("blocks", _("prevents the decision")),
)
TIES = (("rejected", _("The motion is rejected")), ("chair", _("The chair's vote decides")))
ALSO = (("", _("no, only the votes")), *SHARES)
TAKING_PART = (("", _("no quorum")), *SHARES)
PRESENT = (
    ("seats", pgettext_lazy("quorum of", "seats")),
    ("votes", pgettext_lazy("quorum of", "votes")),
    ("members", pgettext_lazy("quorum of", "members")),
)
SECOND = (("", _("as the first")), ("0/1", _("whoever comes, if the invitation said so")))
GROUPS = (
    ("concerned", _("every member that the motion concerns")),
    ("county", _("every county")),
    ("municipality", _("every municipality")),
    ("association", _("every service association")),
    ("company", _("every company")),
)


class BodyForm(RefusableForm):
    """What a body is and to whom it proposes."""

    kind = forms.ChoiceField(label=_("Kind"), choices=BodyKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the body"),
        max_length=200,
        error_messages={"required": _("A body needs a name.")},
    )
    task = forms.CharField(
        label=_("Its task"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it deals with, how often it meets. All members see it."),
    )
    proposes_to = forms.ChoiceField(
        label=_("Right of proposal"),
        required=False,
        help_text=_("The body to which its members may bring motions, besides its own."),
    )
    is_public = forms.BooleanField(
        label=_("The body is public"),
        required=False,
        help_text=_("If the alliance is public too, everybody may read its name and task."),
    )

    def __init__(self, data: Any = None, *, bodies: Iterable[Body], **options: Any) -> None:
        """``bodies`` may be proposed to."""
        super().__init__(data, **options)
        nobody = ("", _("It proposes to no other body"))
        self.offer("proposes_to", [nobody, *((str(each.id), each.name) for each in bodies)])

    @property
    def facts(self) -> BodyFacts:
        """The checked entries."""
        target = self.cleaned_data["proposes_to"]
        return BodyFacts(**{**self.cleaned_data, "proposes_to": UUID(target) if target else None})


class RuleForm(RefusableForm):
    """A rule of the body's own statute or rules of procedure."""

    name = forms.CharField(
        label=_("Name of the rule"),
        max_length=200,
        help_text=_("For example “Three quarters of all votes”."),
    )
    reference = forms.CharField(
        label=_("Source"),
        max_length=500,
        help_text=_("Statute or rules of procedure, with paragraph and date."),
        error_messages={
            "required": _("A rule of your own needs its source. Name statute and paragraph.")
        },
    )
    share = forms.ChoiceField(label=_("Yes must say"), choices=SHARES, widget=forms.RadioSelect)
    base = forms.ChoiceField(
        label=_("Counted of"), choices=WHOLES, initial="cast", widget=forms.RadioSelect
    )
    electorate = forms.ChoiceField(
        label=_("What is counted"), choices=COUNTED, initial="seats", widget=forms.RadioSelect
    )
    members = forms.ChoiceField(
        label=_("Must this share of the members agree too?"), choices=ALSO, required=False
    )
    consent_of = forms.MultipleChoiceField(
        label=_("Who must agree in any case?"),
        choices=GROUPS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    abstention = forms.ChoiceField(
        label=_("An abstention"), choices=ABSTENTIONS, initial="no", widget=forms.RadioSelect
    )
    tie = forms.ChoiceField(
        label=_("If the votes are equal"),
        choices=TIES,
        initial="rejected",
        widget=forms.RadioSelect,
    )
    quorum = forms.ChoiceField(
        label=_("Quorum: so much must take part"), choices=TAKING_PART, required=False
    )
    quorum_of = forms.ChoiceField(label=_("Quorum of"), choices=PRESENT, initial="seats")
    second_meeting = forms.ChoiceField(
        label=_("Quorum of a second meeting with the same agenda"), choices=SECOND, required=False
    )
    written_procedure = forms.BooleanField(
        label=_("A written procedure is allowed, unless a member objects to it"), required=False
    )
    block_vote = forms.BooleanField(
        label=_("A member's votes are cast as one block"), required=False, initial=True
    )
    proxy_allowed = forms.BooleanField(
        label=_("A seat may vote for another one that is absent"), required=False
    )

    @property
    def definition(self) -> dict[str, Any]:
        """The rule as ``voting.definition.Rule`` stores it."""
        entries = dict(self.cleaned_data)
        return {
            "threshold": _share(entries.pop("share")),
            "per_member_majority": _share(entries.pop("members")),
            **entries,
            "quorum": _share(entries["quorum"]),
            "second_meeting": _share(entries["second_meeting"]),
        }


class SeatForm(RefusableForm):
    """How many votes a seat has, and whether it takes the chair."""

    votes = forms.IntegerField(
        label=_("Votes"),
        min_value=0,
        max_value=MAX_VOTES,
        initial=1,
        help_text=_("0 for a seat with advice only: associated members and providers."),
    )
    chairs = forms.BooleanField(
        label=_("This seat takes the chair"),
        required=False,
        help_text=_("A body has one chair. Whoever had it so far keeps the seat."),
    )


class NewSeatForm(SeatForm):
    """Which member gets a seat."""

    member = forms.ChoiceField(
        label=_("Member"), error_messages={"required": _("Choose a member.")}
    )
    field_order = ["member", "votes", "chairs"]

    def __init__(self, data: Any = None, *, memberships: Iterable[Membership]) -> None:
        """``memberships`` have no seat in the body yet."""
        super().__init__(data)
        first = ("", _("Please choose"))
        self.offer("member", [first, *((str(m.id), _member_label(m)) for m in memberships)])


class PeopleForm(RefusableForm):
    """Who takes the own seat."""

    holder = forms.ChoiceField(
        label=_("Takes the seat"),
        required=False,
        help_text=_("Votes and speaks for your authority in this body. The head may do so anyway."),
    )
    deputy = forms.ChoiceField(
        label=_("Deputy"), required=False, help_text=_("Takes the seat if that person cannot.")
    )

    def __init__(self, data: Any = None, *, people: Iterable[Person], **options: Any) -> None:
        """``people`` work for the acting member."""
        super().__init__(data, **options)
        nobody = ("", _("Nobody yet"))
        choices = [nobody, *((str(person.id), person.name) for person in people)]
        self.offer("holder", choices)
        self.offer("deputy", choices)

    @property
    def named(self) -> dict[str, UUID | None]:
        """The chosen people."""
        chosen = {f"{name}_id": self.cleaned_data[name] for name in ("holder", "deputy")}
        return {name: UUID(value) if value else None for name, value in chosen.items()}


def _share(text: str) -> dict[str, Any] | None:
    """Return ``2/3`` or ``1/2>`` (more than) as numbers; None for nothing."""
    if not text:
        return None
    num, den = text.rstrip(">").split("/")
    return {"num": int(num), "den": int(den), "strict": text.endswith(">")}


def _member_label(membership: Membership) -> str:
    if membership.standing in VOTING_STANDINGS:
        return membership.member_name
    return f"{membership.member_name} ({membership.get_standing_display()})"
