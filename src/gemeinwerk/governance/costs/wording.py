"""Keys, budgets and calculations in words, for pages, tables and papers."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gemeinwerk.governance.costs.keys import Key, Measure, Part, Presence, Reference
from gemeinwerk.governance.costs.models import Budget, CostKey
from gemeinwerk.governance.costs.money import (
    write_euros,
    write_fraction,
    write_integer,
    write_percent,
)
from gemeinwerk.governance.costs.queries import State
from gemeinwerk.governance.costs.rules import Distribution, Line, PartShare, what
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
    return [
        f"{_named(part)} ({reference_text(part.reference)})" if part.reference else _named(part)
        for part in done.key.parts
    ]


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
    """Name those that pay for a part of the year only."""
    days = [line for line in done.lines if line.days != done.days]
    text = _("%(name)s counts for %(days)d of %(all)d days.")
    return [text % {"name": line.sharer.name, "days": line.days, "all": done.days} for line in days]


def _parts(done: Distribution) -> list[str]:
    weights = sum(part.weight for part in done.key.parts)
    found = []
    for part, total in zip(done.key.parts, done.totals, strict=True):
        amount = Fraction(abs(done.amount) * part.weight, 100 * weights)
        facts = {
            "amount": write_fraction(amount, 2),
            "what": _named(part),
            "total": write_fraction(Fraction(total, done.days), 2),
        }
        found.append(_part_sentence(part) % facts)
    return found


def _part_sentence(part: Part) -> str:
    if part.measure is Measure.EQUAL:
        return _("%(amount)s € are shared equally (%(total)s shares of a full year).")
    return _(
        "%(amount)s € are shared by “%(what)s”: each pays its figure divided by the sum, %(total)s"
        " (figures × factor × part of the year)."
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
