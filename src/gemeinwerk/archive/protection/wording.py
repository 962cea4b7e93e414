"""States and protective periods in plain words, for those who may know them: the owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemeinwerk.archive.models import ConfirmedPeriod, Record, RecordState
from gemeinwerk.archive.protection import queries
from gemeinwerk.archive.protection.periods import row_of
from gemeinwerk.archive.protection.rules import NO_PERIOD, Bound, Clock, Kind, Missing, Row, Verdict
from gemeinwerk.kernel import clock

MISSING = {
    Missing.ROW: gettext_lazy(
        "Your authority has no confirmed protective periods in force. A records officer confirms"
        " them on the page “Protective periods”."
    ),
    Missing.VALUE: gettext_lazy(
        "The confirmed row has no period for this case, so it stays closed."
    ),
    Missing.PROTECTION: gettext_lazy("Nobody has said yet which protection applies to the record."),
    Missing.ORIGIN: gettext_lazy("The day is missing on which the record was closed."),
    Missing.PROCESSED: gettext_lazy("The day is missing on which its content was last worked on."),
    Missing.PERSON: gettext_lazy(
        "The record is person-related, but years of birth and death are missing, and nobody has"
        " noted that they cannot be found."
    ),
    Missing.BY_HAND: gettext_lazy(
        "Social secrecy: federal law sets the periods. Decide on single requests instead."
    ),
}
KINDS = {
    Kind.GENERAL: gettext_lazy("General period"),
    Kind.SECRECY: gettext_lazy("Secrecy"),
    Kind.DEATH: gettext_lazy("After death"),
    Kind.BIRTH: gettext_lazy("After birth"),
    Kind.NEITHER: gettext_lazy("Neither birth nor death known"),
}
CLOCKS = {
    Clock.ORIGIN: gettext_lazy("from the day the record was closed"),
    Clock.PROCESSED: gettext_lazy("from the last work on its content"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether partners with a grant see a record, and the sentences that say why (not)."""

    is_open: bool
    heading: str
    lines: tuple[str, ...]


def state_label(state: str) -> str:
    """Return a state in words; one that nobody has chosen is said to be so."""
    return str(RecordState(state).label) if state else _("not said yet")


def explain(record: Record) -> Reach:
    """Say whether a grant of the collection reaches an own record, and what is missing if not."""
    state = queries.state_of(record)
    if record.scope.is_held:
        text = _("The collection is being rearranged. In a moment this page says what holds.")
        return Reach(False, _("Closed for the moment"), (text,))
    if state == RecordState.REGISTER:
        return _open([_("It is kept for inspection: a grant of the collection opens it.")], record)
    if state == RecordState.REGISTRY:
        text = _("It is in use. Others do not browse it; they ask to see it, and you decide.")
        return Reach(False, _("Closed: in use"), (text,))
    if state == RecordState.ARCHIVAL:
        return _explain_period(record)
    text = _("Nobody has said yet what the record is kept for. Until then no grant opens it.")
    return Reach(False, _("Closed: state not said"), (text,))


def _explain_period(record: Record) -> Reach:
    period = queries.get_period_in_force()
    verdict = queries.judge_record(record, period)
    bounds = [bound_line(bound) for bound in verdict.bounds]
    if verdict.missing:
        missing = [str(MISSING[each]) for each in verdict.missing]
        return Reach(False, _("Closed: something is missing"), (*missing, *bounds))
    rule = [_("Rule: %(rule)s") % {"rule": period.rule}] if period else []
    if not verdict.is_over(clock.today()):
        day = _last_day(verdict)
        heading = _("Closed: protective period until %(day)s") % {"day": day}
        return Reach(False, heading, (*bounds, *rule))
    if record.scope.opening != "over":
        text = _("The protective period is over. The record opens with the next nightly run.")
        return Reach(False, _("Closed until tonight"), (text, *rule))
    return _open([_period_over(verdict), *rule], record)


def _open(lines: list[str], record: Record) -> Reach:
    if record.is_personal:
        lines.append(_("It is person-related: only a grant that includes such records opens it."))
    return Reach(True, _("Open with a grant"), tuple(lines))


def _period_over(verdict: Verdict) -> str:
    if verdict.opens_on == NO_PERIOD:
        return _("It was made for publication: no protective period applies.")
    return _("Its protective period ended on %(day)s.") % {"day": _last_day(verdict)}


def bound_line(bound: Bound) -> str:
    """Return one period in words, with where it counts from and its last day."""
    return _("%(kind)s: %(years)d years from %(start)s, until %(day)s") % {
        "kind": KINDS[bound.kind],
        "years": bound.years,
        "start": _day(bound.start),
        "day": _day(bound.last_day),
    }


def row_facts(row: Row) -> list[tuple[str, str]]:
    """Return a row of the table as pairs of name and value."""
    return [
        (_("General period"), _years(row.general, row.clock)),
        (_("Secrecy"), _years(row.secrecy, row.secrecy_clock)),
        (_("After death"), _years(row.death)),
        (_("After birth, if the year of death is not known"), _years(row.birth)),
        (_("If neither is known"), _years(row.neither, row.clock)),
    ]


def period_facts(period: ConfirmedPeriod) -> list[tuple[str, str]]:
    """Return a confirmation as pairs of name and value."""
    last = _day(period.valid_to) if period.valid_to else _("further notice")
    facts = [
        (_("Rule"), period.rule),
        (_("From – to"), f"{_day(period.valid_from)} – {last}"),
        (_("Read and confirmed by"), period.confirmed_by),
    ]
    return facts + row_facts(row_of(period.terms))


def _years(years: int | None, counted: Clock | None = None) -> str:
    if years is None:
        return _("not known here: stays closed")
    told = _("%(years)d years") % {"years": years}
    return f"{told}, {CLOCKS[counted]}" if counted else told


def _last_day(verdict: Verdict) -> str:
    return _day(verdict.latest.last_day) if verdict.latest else "–"


def _day(value: date) -> str:
    return value.strftime("%d.%m.%Y")
