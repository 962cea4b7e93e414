"""Keys, budgets and calculations in words, for pages, tables and papers."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gemeinwerk.governance.costs import savings
from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence, Reference
from gemeinwerk.governance.costs.models import Budget, CostKey, Saving
from gemeinwerk.governance.costs.money import (
    write_euros,
    write_fraction,
    write_integer,
    write_percent,
)
from gemeinwerk.governance.costs.queries import State
from gemeinwerk.governance.costs.rules import Distribution, Line, PartShare, Sharer, what
from gemeinwerk.governance.models import Standing
from gemeinwerk.members.models import MemberKind

Rows = list[tuple[str, str]]

STATES = {
    State.DRAFT: ("info", gettext_lazy("Draft")),
    State.DROPPED: ("neutral", gettext_lazy("Dropped")),
    State.IN_FORCE: ("success", gettext_lazy("In force")),
    State.REPLACED: ("neutral", gettext_lazy("Replaced by a newer version")),
    State.NOT_YET: ("info", gettext_lazy("Not yet in force")),
    State.ENDED: ("neutral", gettext_lazy("Ended")),
}
PRESENCES = {
    Presence.DAYS: gettext_lazy("pays by days"),
    Presence.FULL_YEAR: gettext_lazy("pays for the full year"),
}


def key_title(row: CostKey) -> str:
    """Return name and version."""
    return _("%(name)s, version %(version)d") % {"name": row.name, "version": row.version}


def budget_title(row: Budget) -> str:
    """Return title, year and amount."""
    facts = {"title": row.title, "year": row.year, "amount": write_euros(row.cents)}
    return _("%(title)s (%(year)d): %(amount)s") % facts


def key_rows(row: CostKey) -> Rows:
    """Return everything that a key says, as names and values."""
    key = row.key
    parts = [(_("Shared by"), part_text(part, key)) for part in key.parts]
    return [
        (_("Cost key"), key_title(row)),
        *parts,
        (_("Who shares"), standings_text(key)),
        (_("Minimum per authority and year"), write_euros(key.minimum) if key.minimum else ""),
        (_("Maximum per authority and year"), write_euros(key.maximum) if key.maximum else ""),
        (_("Who joins within the year"), str(PRESENCES[key.joiner])),
        (_("Who leaves within the year"), str(PRESENCES[key.leaver])),
        (_("Reviewed"), key.review),
    ]


def fixed_rows(row: CostKey, sharers: Iterable[Sharer]) -> Rows:
    """Return the fixed shares of a key by member, nothing for a key without."""
    names = {sharer.member_id: sharer.name for sharer in sharers}
    return [
        (names.get(member_id, "–"), write_integer(share))
        for part in row.key.parts
        for member_id, share in part.shares.items()
    ]


def budget_rows(row: Budget) -> Rows:
    """Return everything that a budget says, as names and values."""
    return [
        (_("Budget"), row.title),
        (_("Project"), row.project_name),
        (_("Year"), str(row.year)),
        (_("Amount"), write_euros(row.cents)),
        (_("Cost key"), key_title(row.cost_key) if row.cost_key else ""),
    ]


def standings_text(key: Key) -> str:
    """Name the standings that share, or all members."""
    labels = [str(Standing(each).label) for each in key.standings if each in Standing.values]
    return ", ".join(labels) or _("all members")


def part_text(part: Part, key: Key) -> str:
    """Say by what a part shares, with weight, reference date, factors and source."""
    told = [_named(part)]
    if len(key.parts) > 1:
        weights = sum(each.weight for each in key.parts)
        told.append(write_percent(Fraction(part.weight, weights)))
    if part.reference:
        told.append(reference_text(part.reference))
    if part.factors:
        told.append(_factors(part))
    if part.source:
        told.append(_("source: %(source)s") % {"source": part.source})
    return " – ".join(told)


def reference_text(reference: Reference) -> str:
    """Say as of which day a figure counts."""
    if reference.day:
        return _("as of %(day)s") % {"day": reference.day.strftime("%d.%m.%Y")}
    day = f"{reference.day_of_month:02}.{reference.month:02}."
    if not reference.years_back:
        return _("as of %(day)s of the year itself") % {"day": day}
    text = ngettext(
        "as of %(day)s of the year before",
        "as of %(day)s %(years)d years before",
        reference.years_back,
    )
    return text % {"day": day, "years": reference.years_back}


def explain(done: Distribution) -> list[str]:
    """Return the steps of a calculation as sentences that one can follow by hand."""
    return [_who(done), *_parts(done), *_limits(done), _rounding(done), _sum(done)]


def part_heads(done: Distribution) -> list[str]:
    """Return a heading per part of the key, for the table of a calculation."""
    heads = []
    for part in done.key.parts:
        day = part.reference.in_year(done.year).strftime("%d.%m.%Y") if part.reference else ""
        as_of = _("as of %(day)s") % {"day": day}
        heads.append(f"{_named(part)} ({as_of})" if day else _named(part))
    return heads


def part_cell(share: PartShare) -> str:
    """Return what a member counts for a part; a factor is shown beside the figure."""
    figure = write_integer(share.count.figure)
    return f"{figure} × {share.count.factor}" if share.count.factor != 1 else figure


def limit_text(line: Line) -> str:
    """Say which limit holds a share."""
    texts = {"minimum": _("lifted to the minimum"), "maximum": _("cut to the maximum")}
    return texts.get(line.limit, "")


def _named(part: Part) -> str:
    text = what(part)
    return text[:1].upper() + text[1:]


def _factors(part: Part) -> str:
    told = [f"{MemberKind(kind).label} × {factor}" for kind, factor in part.factors.items()]
    return ", ".join(map(str, told))


def _who(done: Distribution) -> str:
    text = ngettext(
        "%(count)d authority shares %(amount)s for %(year)d.",
        "%(count)d authorities share %(amount)s for %(year)d.",
        len(done.lines),
    )
    facts = {
        "count": len(done.lines),
        "amount": write_euros(abs(done.amount)),
        "year": done.year,
    }
    credit = [_("It is a credit: the amounts are paid back.")] if done.is_credit else []
    return " ".join([text % facts, *credit, *_part_years(done)])


def _part_years(done: Distribution) -> list[str]:
    """Name those that pay for a part of the year only, or say so of all at once."""
    if has_equal_days(done):
        days = done.lines[0].days
        text = _("All count for %(days)d of %(all)d days.")
        return [] if days == done.days else [text % {"days": days, "all": done.days}]
    text = _("%(name)s counts for %(days)d of %(all)d days.")
    return [
        text % {"name": line.sharer.name, "days": line.days, "all": done.days}
        for line in done.lines
        if line.days != done.days
    ]


def has_equal_days(done: Distribution) -> bool:
    """Tell whether all pay for the same days, so that these do not matter."""
    return len({line.days for line in done.lines}) == 1


def _parts(done: Distribution) -> list[str]:
    weights = sum(part.weight for part in done.key.parts)
    days = done.lines[0].days if has_equal_days(done) else done.days
    found = []
    for part, total in zip(done.key.parts, done.totals, strict=True):
        amount = Fraction(abs(done.amount) * part.weight, 100 * weights)
        whole = Fraction(total, days)
        facts = {
            "amount": write_fraction(amount, 2 if (100 * amount).denominator == 1 else 4),
            "what": _named(part),
            "total": write_integer(int(whole)) if whole.denominator == 1 else write_fraction(whole),
        }
        found.append(" ".join([_part_sentence(part, done) % facts, *_sources(part, done)]))
    return found


def _sources(part: Part, done: Distribution) -> list[str]:
    """Name the source of each figure that is taken as of a day."""
    if part.reference is None:
        return []
    place = done.key.parts.index(part)
    told = [
        f"{line.sharer.name}: {line.parts[place].count.source or _('known population')}"
        for line in done.lines
    ]
    return [_("Sources: %(sources)s.") % {"sources": "; ".join(told)}]


def _part_sentence(part: Part, done: Distribution) -> str:
    if part.measure is Measure.EQUAL and has_equal_days(done):
        return _("%(amount)s € are shared equally by %(total)s authorities.")
    if part.measure is Measure.EQUAL:
        return _("%(amount)s € are shared equally (%(total)s shares of a full year).")
    if has_equal_days(done):
        return _(
            "%(amount)s € are shared by “%(what)s”: each pays its figure divided by the sum of all"
            " figures, %(total)s."
        )
    return _(
        "%(amount)s € are shared by “%(what)s”: each pays its figure × its part of the year,"
        " divided by the sum of these, %(total)s."
    )


def _limits(done: Distribution) -> list[str]:
    held = [line for line in done.lines if line.limit]
    if not held:
        return []
    names = "; ".join(f"{line.sharer.name} {limit_text(line)}" for line in held)
    return [
        _("Limits: %(names)s. The others bear the difference in proportion to their shares.")
        % {"names": names}
    ]


def _rounding(done: Distribution) -> str:
    if not done.spare:
        return _("All shares are whole cents, so nothing had to be rounded.")
    names = ", ".join(line.sharer.name for line in done.lines if line.has_spare)
    text = ngettext(
        "All shares are cut to whole cents. The %(spare)d cent left goes to the largest fraction"
        " (with equal ones to the lower official key): %(names)s.",
        "All shares are cut to whole cents. The %(spare)d cents left go one each to the largest"
        " fractions (with equal ones to the lower official key): %(names)s.",
        done.spare,
    )
    return text % {"spare": done.spare, "names": names}


def _sum(done: Distribution) -> str:
    total = sum(line.cents for line in done.lines)
    return _("The shares add up to exactly %(sum)s.") % {"sum": write_euros(total)}


def saving_rows(saving: Saving) -> Rows:
    """Return what a saving says, as names and values."""
    return [
        (_("Project"), saving.project_name),
        (_("First day of the project"), saving.starts_on.strftime("%d.%m.%Y")),
        (_("Term"), _years(saving.years)),
        (_("Substantial benefit"), saving.benefit),
        (_("Stated by"), saving.stated_by),
    ]


def explain_saving(rule: savings.Saving) -> list[str]:
    """Return the steps of the test as sentences that one can follow by hand."""
    yearly = Fraction(rule.one_off, rule.years) / 100
    first = savings.first_year_in_credit(rule)
    return [
        _("Cost a year before, of all authorities: %(sum)s.") % {"sum": write_euros(rule.baseline)},
        _("Cost a year afterwards: %(sum)s.") % {"sum": write_euros(rule.new_cost)},
        _("One-off cost of %(sum)s, spread over %(years)s: %(yearly)s € a year.")
        % {
            "sum": write_euros(rule.one_off),
            "years": _years(rule.years),
            "yearly": write_fraction(yearly, 2),
        },
        _("Gain a year: %(before)s – %(after)s – %(yearly)s € = %(net)s €.")
        % {
            "before": write_euros(rule.baseline),
            "after": write_euros(rule.new_cost),
            "yearly": write_fraction(yearly, 2),
            "net": write_fraction(rule.net / 100, 2),
        },
        _gain(rule),
        _("In year %(year)d of the term the savings have made up for the extra effort.")
        % {"year": first}
        if first
        else _("Within the term the savings do not make up for the extra effort."),
    ]


def answer_texts(
    answer: savings.Answer, rule: savings.Saving, saving: Saving
) -> tuple[str, str, str]:
    """Return a condition of the funding, the answer, and why."""
    asked, why = {
        "gain": (
            _("Gain of at least 15 percent of the cost before"),
            _("calculated: %(share)s") % {"share": write_percent(rule.share)},
        ),
        "benefit": (_("or a substantial benefit"), saving.benefit),
        "term": (_("Term of at least 5 years"), _years(rule.years)),
        "first_time": (_("First cooperation in this task"), ""),
        "resolutions": (_("Resolutions of the councils"), ""),
    }[answer.code]
    stated = _("stated by %(person)s") % {"person": saving.stated_by} if saving.stated_by else ""
    return (
        asked,
        ANSWERS_TEXT[answer.is_met](),
        why or (stated if answer.is_met is not None else ""),
    )


def _gain(rule: savings.Saving) -> str:
    facts = {
        "net": write_fraction(rule.net / 100, 2),
        "before": write_euros(rule.baseline),
        "share": write_percent(rule.share),
        "needed": write_fraction(Fraction(savings.GAIN_PERCENT * rule.baseline, 10_000), 2),
    }
    if savings.gain_suffices(rule):
        text = _("%(net)s € of %(before)s are %(share)s: 15 %% (%(needed)s €) are reached.")
    else:
        text = _("%(net)s € of %(before)s are %(share)s: 15 %% (%(needed)s €) are not reached.")
    return text % facts


def _years(years: int) -> str:
    return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}


ANSWERS_TEXT = {
    True: lambda: _("met"),
    False: lambda: _("not met"),
    None: lambda: _("not answered yet"),
}
