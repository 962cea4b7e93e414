"""What a rule asks and how a vote came out, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gemeinwerk.governance.voting.ballots import Condition, Line, Outcome
from gemeinwerk.governance.voting.definition import (
    Abstention,
    Base,
    Counted,
    Electorate,
    Rule,
    Threshold,
    Tie,
)

Names = Mapping[int, str]

WHOLE = {
    (Electorate.SEATS, Base.CAST): gettext_lazy("of the votes cast"),
    (Electorate.SEATS, Base.PRESENT): gettext_lazy("of the votes present"),
    (Electorate.SEATS, Base.STATUTORY): gettext_lazy("of all votes"),
    (Electorate.MEMBERS, Base.CAST): gettext_lazy("of the members that vote"),
    (Electorate.MEMBERS, Base.PRESENT): gettext_lazy("of the members present"),
    (Electorate.MEMBERS, Base.STATUTORY): gettext_lazy("of all members"),
}
UNANIMOUS = {
    (Electorate.SEATS, Base.CAST): gettext_lazy("Adopted if all votes cast are yes."),
    (Electorate.SEATS, Base.PRESENT): gettext_lazy("Adopted if all votes present are yes."),
    (Electorate.SEATS, Base.STATUTORY): gettext_lazy(
        "Adopted if all votes are yes, also those of the absent."
    ),
    (Electorate.MEMBERS, Base.CAST): gettext_lazy("Adopted if all members that vote say yes."),
    (Electorate.MEMBERS, Base.PRESENT): gettext_lazy("Adopted if all members present say yes."),
    (Electorate.MEMBERS, Base.STATUTORY): gettext_lazy("Adopted if all members say yes."),
}
ABSTENTIONS = {
    Abstention.IGNORED: gettext_lazy("Abstentions are left out of the count."),
    Abstention.NO: gettext_lazy("An abstention counts as no."),
    Abstention.BLOCKS: gettext_lazy("An abstention prevents the decision."),
}
PARTS = {
    Counted.VOTES: gettext_lazy("of all votes"),
    Counted.SEATS: gettext_lazy("of all seats"),
    Counted.MEMBERS: gettext_lazy("of all members"),
}
ALL_TAKE_PART = {
    Counted.VOTES: gettext_lazy("The body can decide only if all votes take part."),
    Counted.SEATS: gettext_lazy("The body can decide only if all seats take part."),
    Counted.MEMBERS: gettext_lazy("The body can decide only if all members take part."),
}
QUORUM = {
    Counted.VOTES: gettext_lazy(
        "Taking part: %(given)d of %(total)d votes; at least %(needed)d are needed."
    ),
    Counted.SEATS: gettext_lazy(
        "Taking part: %(given)d of %(total)d seats; at least %(needed)d are needed."
    ),
    Counted.MEMBERS: gettext_lazy(
        "Taking part: %(given)d of %(total)d members; at least %(needed)d are needed."
    ),
}
VOTES = {
    (Electorate.SEATS, Base.CAST): gettext_lazy(
        "Yes: %(given)d of %(total)d votes cast; at least %(needed)d are needed."
    ),
    (Electorate.SEATS, Base.PRESENT): gettext_lazy(
        "Yes: %(given)d of %(total)d votes present; at least %(needed)d are needed."
    ),
    (Electorate.SEATS, Base.STATUTORY): gettext_lazy(
        "Yes: %(given)d of all %(total)d votes; at least %(needed)d are needed."
    ),
    (Electorate.MEMBERS, Base.CAST): gettext_lazy(
        "Yes: %(given)d of %(total)d members that voted; at least %(needed)d are needed."
    ),
    (Electorate.MEMBERS, Base.PRESENT): gettext_lazy(
        "Yes: %(given)d of %(total)d members present; at least %(needed)d are needed."
    ),
    (Electorate.MEMBERS, Base.STATUTORY): gettext_lazy(
        "Yes: %(given)d of all %(total)d members; at least %(needed)d are needed."
    ),
}
GROUPS = {
    "concerned": gettext_lazy("the members that the motion concerns"),
    "county": gettext_lazy("every county"),
    "municipality": gettext_lazy("every municipality"),
    "association": gettext_lazy("every service association"),
    "company": gettext_lazy("every company"),
}


def describe(rule: Rule, names: Names | None = None) -> list[str]:
    """Return in sentences what a rule asks, for whoever chooses it or votes by it."""
    sentences = [
        _majority(rule),
        str(ABSTENTIONS[rule.abstention]),
        _if_tied(rule),
        *_further_consents(rule, names or {}),
        *_presence(rule),
        _procedure(rule),
        *_manner(rule),
    ]
    return [sentence for sentence in sentences if sentence]


def explain(rule: Rule, outcome: Outcome, names: Names | None = None) -> list[str]:
    """Return in sentences how an outcome came about: result, rule, count, what was missing.

    ``names`` gives the names of members by their id.
    """
    return [
        _result(outcome),
        _("Rule: %(name)s (%(reference)s).") % {"name": rule.name, "reference": rule.reference},
        _count(outcome),
        *(sentence for line in outcome.reasons for sentence in _condition(line, names or {})),
        *_silent(outcome, names or {}),
    ]


def _majority(rule: Rule) -> str:
    what = (rule.electorate, rule.base)
    if rule.threshold.is_whole:
        return str(UNANIMOUS[what])
    facts = {"share": _share(rule.threshold), "whole": WHOLE[what]}
    return _("Adopted with %(share)s %(whole)s.") % facts


def _share(share: Threshold) -> str:
    text = _("more than %(num)d/%(den)d") if share.strict else _("at least %(num)d/%(den)d")
    return text % {"num": share.num, "den": share.den}


def _if_tied(rule: Rule) -> str:
    if rule.tie is Tie.CHAIR:
        return _("If exactly half of the votes are yes, the chair's vote decides.")
    is_possible = rule.threshold.is_more_than_half and rule.base is Base.CAST
    return _("If exactly half of the votes are yes, the motion is rejected.") if is_possible else ""


def _further_consents(rule: Rule, names: Names) -> list[str]:
    """Return what members must do beside the majority of votes."""
    sentences = []
    if rule.per_member_majority and rule.per_member_majority.is_whole:
        sentences.append(_("Besides, every single member must agree."))
    elif share := rule.per_member_majority:
        facts = {"share": _share(share)}
        sentences.append(_("Besides, %(share)s of all members must agree, one vote each.") % facts)
    if rule.consent_of:
        facts = {"members": ", ".join(_asked(group, names) for group in rule.consent_of)}
        sentences.append(_("These must agree in any case: %(members)s.") % facts)
    return sentences


def _asked(group: str | int, names: Names) -> str:
    return _name(group, names) if isinstance(group, int) else str(GROUPS[group])


def _presence(rule: Rule) -> list[str]:
    """Return how many must take part, at first and at a second meeting."""
    sentences = []
    if rule.quorum and rule.quorum.is_whole:
        sentences.append(str(ALL_TAKE_PART[rule.quorum_of]))
    elif rule.quorum:
        facts = {"share": _share(rule.quorum), "whole": PARTS[rule.quorum_of]}
        sentences.append(_("The body can decide if %(share)s %(whole)s take part.") % facts)
    if rule.second_meeting and rule.second_meeting.num:
        facts = {"share": _share(rule.second_meeting), "whole": PARTS[rule.quorum_of]}
        text = _(
            "At a second meeting with the same agenda %(share)s %(whole)s are enough, if the"
            " invitation said so."
        )
        sentences.append(text % facts)
    elif rule.second_meeting:
        text = _(
            "A second meeting with the same agenda can decide whoever comes, if the invitation"
            " said so."
        )
        sentences.append(text)
    return sentences


def _procedure(rule: Rule) -> str:
    if not rule.written_procedure:
        return _("There is no written procedure.")
    return _(
        "A written procedure is possible as long as no member objects to it. Who does not answer"
        " has not agreed."
    )


def _manner(rule: Rule) -> list[str]:
    """Return how votes are cast."""
    sentences = []
    if rule.block_vote:
        sentences.append(_("The votes of a member count only if they are all alike."))
    if rule.proxy_allowed:
        text = _("An absent seat may delegate its vote; it does not count as taking part then.")
        sentences.append(text)
    return sentences


def _result(outcome: Outcome) -> str:
    if outcome.ended_by_objection:
        return _("The written procedure ended without a decision.")
    if outcome.closed:
        return _("The motion is adopted.") if outcome.adopted else _("The motion is not adopted.")
    if outcome.is_final:
        return (
            _("As the votes stand, the motion is adopted; missing votes cannot change that.")
            if outcome.adopted
            else _("The motion is not adopted; missing votes cannot change that.")
        )
    return (
        _("The vote is open. As the votes stand, the motion would be adopted.")
        if outcome.adopted
        else _("The vote is open. As the votes stand, the motion would not be adopted.")
    )


def _count(outcome: Outcome) -> str:
    text = _("Yes: %(yes)d, no: %(no)d, abstentions: %(abstain)d, not voted: %(missing)d.")
    return text % {
        "yes": outcome.yes,
        "no": outcome.no,
        "abstain": outcome.abstain,
        "missing": outcome.missing,
    }


def _condition(line: Line, names: Names) -> list[str]:
    """Return what one condition asked, what there was and, if it is not met, what is missing."""
    if line.code is Condition.QUORUM:
        return _about_quorum(line)
    if line.code is Condition.VOTES:
        return _about_votes(line)
    if line.code is Condition.MEMBERS:
        text = _("Members that agree: %(given)d of %(total)d; at least %(needed)d are needed.")
        return [text % _figures(line), *_shortfall(line)]
    if line.code is Condition.CONSENT:
        return _about_consent(line, names)
    return _about_stop(line, names)


def _about_quorum(line: Line) -> list[str]:
    text = str(QUORUM[Counted(line.facts["counted"])]) % _figures(line)
    if line.facts["second"]:
        text += " " + _("The relief for a second meeting applies.")
    verdict = (
        _("The body can decide.")
        if line.met
        else _("The body cannot decide. Missing: %(short)d.") % {"short": _short(line)}
    )
    return [f"{text} {verdict}"]


def _about_votes(line: Line) -> list[str]:
    what = (Electorate(line.facts["counted"]), Base(line.facts["base"]))
    tie = [_("The votes are equal; the chair's yes decides.")] if line.facts["tie"] else []
    return [str(VOTES[what]) % _figures(line), *(tie or _shortfall(line))]


def _about_consent(line: Line, names: Names) -> list[str]:
    if line.met:
        return [_("All those who must agree in any case have agreed.")]
    asked = [_name(member, names) for member in line.facts["members"]]
    sentences = []
    if asked:
        facts = {"names": ", ".join(asked)}
        sentences.append(_("These must agree in any case and have not: %(names)s.") % facts)
    if groups := line.facts["groups"]:
        facts = {"groups": ", ".join(str(GROUPS[group]) for group in groups)}
        text = _(
            "The rule asks for the consent of: %(groups)s. Nobody of them is named here. Complete"
            " the motion or the seats of the body."
        )
        sentences.append(text % facts)
    return sentences


def _about_stop(line: Line, names: Names) -> list[str]:
    """Return who stopped a decision, by objecting to the procedure or by abstaining."""
    if line.met:
        return []
    facts = {"names": _join(line.facts["members"], names)}
    if line.code is Condition.ABSTENTIONS:
        return [
            _("By this rule an abstention prevents the decision. Abstained: %(names)s.") % facts
        ]
    text = _(
        "These object to the written procedure: %(names)s. Put the motion on the agenda of a"
        " meeting."
    )
    return [text % facts]


def _silent(outcome: Outcome, names: Names) -> list[str]:
    """Return whose vote is missing."""
    if not outcome.missing_members:
        return []
    facts = {"names": _join(outcome.missing_members, names)}
    if outcome.closed or outcome.ended_by_objection:
        return [_("Not voted: %(names)s. A missing vote is never consent.") % facts]
    return [_("These votes are still missing: %(names)s.") % facts]


def _figures(line: Line) -> dict[str, int]:
    return {"given": line.given, "needed": line.needed, "total": line.facts["total"]}


def _shortfall(line: Line) -> list[str]:
    return [] if line.met else [_("Missing for adoption: %(short)d.") % {"short": _short(line)}]


def _short(line: Line) -> int:
    return line.needed - line.given


def _join(members: Iterable[int], names: Names) -> str:
    return ", ".join(_name(member, names) for member in members)


def _name(member: int, names: Names) -> str:
    text = pgettext("voting", "member no. %(number)d")
    return names.get(member) or text % {"number": member}
