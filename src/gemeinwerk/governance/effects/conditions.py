"""What an adopted effect still waits for. Pure; the database asks again what may lapse.

Sources: cooperation knowledge §§ 1, 4 and 7 (agreement in force, organ decisions, Art. 26 and 28
GDPR, delegation or mandate before personal data).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

CARRY_PERSONAL = frozenset({"public_law", "association", "company"})
NEED_TRANSFER = frozenset({"public_law"})
PRIVACY = ("art26", "art28")


@dataclass(frozen=True, slots=True)
class Missing:
    """One condition that is not met: a stable code, what is missing, and whose turn it is."""

    code: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Foundation:
    """The agreement on which an effect rests, as of today. Names of parties that have not signed,
    or that left it or the alliance; GDPR documents on file and valid (``art26``, ``art28``).
    """

    title: str
    form: str
    transfer: str
    in_force_from: date | None
    ends_on: date | None
    unsigned: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    on_file: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides whether an effect may be carried out today.

    ``awaited`` names members whose own decision is missing, ``refused`` those that decided against.
    ``more`` is what the kind of effect asks besides.
    """

    today: date
    is_adopted: bool
    starts_on: date | None
    needs_agreement: bool
    foundation: Foundation | None
    includes_personal: bool = False
    privacy: str = ""
    awaited: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    more: tuple[Missing, ...] = field(default=())


def list_missing(now: Situation) -> list[Missing]:
    """Return what an effect still waits for, in the order in which it is usually settled."""
    found = [] if now.is_adopted else [_missing_vote()]
    if now.needs_agreement or now.foundation:
        found += _agreement(now)
    if now.includes_personal:
        found += _personal(now)
    found += [_awaited(name) for name in now.awaited]
    found += [_refused(name) for name in now.refused]
    found += now.more
    if now.starts_on and now.starts_on > now.today:
        found.append(_begins(now.starts_on))
    return found


def may_carry_personal(form: str, transfer: str) -> bool:
    """Tell whether an agreement of this form may open person-related data at all.

    A declaration of intent or a working group never does; an agreement under public law only if it
    says that a task is delegated or mandated, because that fixes who the controller is.
    """
    return form in CARRY_PERSONAL and (form not in NEED_TRANSFER or bool(transfer))


def _agreement(now: Situation) -> list[Missing]:
    base = now.foundation
    if base is None:
        return [
            Missing(
                "agreement",
                _("An agreement on which it rests is not named."),
                _("the authors of the motion"),
            )
        ]
    facts = {"title": base.title}
    found = []
    if base.unsigned:
        text = _("“%(title)s” is not signed by all who take part in this.") % facts
        found.append(Missing("signature", text, _heads(base.unsigned)))
    if base.left:
        text = _("%(names)s does not belong to “%(title)s” or to the alliance any more.")
        names = ", ".join(base.left)
        found.append(Missing("left", text % {**facts, "names": names}, _("the alliance's bodies")))
    if base.in_force_from is None or base.in_force_from > now.today:
        text = _("“%(title)s” is not in force yet.") % facts
        found.append(Missing("agreement", text, _("the alliance's office; see the agreement")))
    elif base.ends_on and base.ends_on < now.today:
        text = _("“%(title)s” has ended.") % facts
        found.append(Missing("agreement_ended", text, _("the alliance's bodies")))
    return found


def _personal(now: Situation) -> list[Missing]:
    base = now.foundation
    found = []
    if base and not may_carry_personal(base.form, base.transfer):
        text = _("“%(title)s” may not carry person-related data: it moves no task.")
        found.append(Missing("form", text % {"title": base.title}, _("the authors of the motion")))
    if now.privacy not in PRIVACY or base is None or now.privacy not in base.on_file:
        found.append(
            Missing("privacy", _document(now.privacy), _("a member's head or coordinator"))
        )
    return found


def _document(privacy: str) -> str:
    if privacy == "art28":
        return _("The contract with the processor (Art. 28 GDPR) is not on file.")
    return _("The arrangement of the joint controllers (Art. 26 GDPR) is not on file.")


def _missing_vote() -> Missing:
    return Missing("vote", _("The motion is not adopted yet."), _("the body that decides"))


def _awaited(name: str) -> Missing:
    text = _("The own decision of %(name)s is missing.") % {"name": name}
    return Missing("own_decision", text, _heads((name,)))


def _refused(name: str) -> Missing:
    text = _("%(name)s has decided against it.") % {"name": name}
    return Missing("own_refusal", text, _heads((name,)))


def _begins(day: date) -> Missing:
    text = _("It begins on %(day)s.") % {"day": day.strftime("%d.%m.%Y")}
    return Missing("start", text, _("nobody: it happens by itself"))


def _heads(names: tuple[str, ...]) -> str:
    return _("head of %(names)s") % {"names": ", ".join(names)}
