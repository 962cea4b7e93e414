"""The kinds of effect. Each part registers its own when the product starts.

A kind knows how to check its terms, how to say what it does, whose own decision it needs, and how
to carry it out and to undo exactly that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from gemeinwerk.governance.effects.conditions import Missing
from gemeinwerk.governance.models import Alliance, Effect
from gemeinwerk.members.actors import Actor

Rows = list[tuple[str, str]]


class TermsForm(forms.Form):
    """What the author of a motion enters for an effect. ``cleaned_data`` becomes its terms, so
    everything in it must be plain JSON; dates as ISO text. ``alliance`` limits the choices.
    """

    def __init__(self, *args: Any, alliance: Alliance, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alliance, self.actor = alliance, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices; kinds override it."""

    def terms(self) -> dict[str, Any]:
        """Return the checked entries as JSON."""
        return dict(self.cleaned_data)


def _nothing(_effect: Effect, _actor: Actor) -> None:
    """Some effects are a fact that pages show; there is nothing else to change."""


def _nobody(_effect: Effect) -> list[int]:
    return []


def _no_more(_effect: Effect) -> list[Missing]:
    return []


@dataclass(frozen=True)
class Kind:
    """``describe`` returns name and value pairs; ``deciders`` member ids whose own organ must
    consent; ``more`` further conditions; ``check`` raises a UserError before a motion is proposed.
    ``carry_out`` and ``undo`` run in the transaction that records it, once each, and are exact
    opposites. ``ends`` says that the effect is a single act which needs no undoing (a repeal).
    """

    code: str
    label: Any
    explanation: Any
    form: type[TermsForm] | None
    describe: Callable[[Effect], Rows]
    check: Callable[[Effect], None] = field(default=lambda _effect: None)
    carry_out: Callable[[Effect, Actor], None] = _nothing
    undo: Callable[[Effect, Actor], None] = _nothing
    deciders: Callable[[Effect], list[int]] = _nobody
    more: Callable[[Effect], list[Missing]] = _no_more
    needs_agreement: bool = False
    ends: bool = False


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; call it in ``AppConfig.ready``. A second time replaces nothing."""
    return _kinds.setdefault(kind.code, kind)


def get_kind(code: str) -> Kind:
    """Return a registered kind; KeyError for an unknown one is a bug."""
    return _kinds[code]


def list_kinds() -> list[Kind]:
    """Return every registered kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: str(kind.label))
