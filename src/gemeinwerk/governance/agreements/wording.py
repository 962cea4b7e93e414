"""An agreement in words: its terms, what the law asks, the way that it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gemeinwerk.governance.agreements import queries
from gemeinwerk.governance.agreements.deadlines import PeriodEnd, german
from gemeinwerk.governance.agreements.legal_forms import (
    Approval,
    Opens,
    Status,
    approval_rule,
    may_open,
    notice_rule,
)
from gemeinwerk.governance.agreements.queries import Line
from gemeinwerk.governance.agreements.rules import CONSENTING, Missing, State, Term, all_signed
from gemeinwerk.governance.models import (
    Agreement,
    AgreementForm,
    AgreementState,
    FilingKind,
    Party,
    TaskTransfer,
)
from gemeinwerk.kernel import clock

LEVELS = {
    1: gettext_lazy("declares an intention, binds nobody in law"),
    2: gettext_lazy("coordinates and advises; no task passes over"),
    3: gettext_lazy("binds in law; a task passes over or is done for others"),
    4: gettext_lazy("founds a legal person of its own, which levies its costs"),
    5: gettext_lazy("founds a legal person of its own"),
}
CARRIES = {
    Opens.MEETINGS: gettext_lazy("meetings and votes"),
    Opens.PROJECTS: gettext_lazy("joint projects"),
    Opens.NON_PERSONAL: gettext_lazy("records without reference to persons"),
    Opens.PERSONAL: gettext_lazy("person-related records"),
}
FORMALITIES = {
    "text": gettext_lazy("Text in writing"),
    "statute": gettext_lazy("Statute in writing"),
    "transfer": gettext_lazy("Task delegated or mandated"),
    "task": gettext_lazy("Parties, task and its holder named"),
    "compensation": gettext_lazy("Compensation of costs ruled"),
    "decisions": gettext_lazy("Own decision of each party on the same text"),
    "signatures": gettext_lazy("Signature of each party"),
    "term": gettext_lazy("Term stated"),
    "approval": gettext_lazy("Approval of the supervisory authority"),
    "publication": gettext_lazy("Publication"),
}
STATUSES = {
    Status.READ: gettext_lazy("read in the law; not always its newest version"),
    Status.UNVERIFIED: gettext_lazy("known from second hand, not checked"),
    Status.OWN: gettext_lazy("our own conclusion"),
}
BADGES = {
    State.IN_FORCE: "success",
    State.ENDING: "warning",
    State.CHANGES: "warning",
    State.REFUSED: "danger",
    State.ENDED: "neutral",
}
PHASES = (
    ("parties", "transfer", "compensation", "notice_rules", "term", "text", "changes"),
    ("decision", "join_decision"),
    ("signature", "join_signature"),
    ("request",),
    ("receipt",),
    ("answer",),
    ("publication", "by_hand", "end_publication"),
    ("start",),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage on the way of an agreement: ``kind`` is a badge (success, info, warning …)."""

    label: str
    kind: str
    status: str
    day: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A missing step as the page shows it, once for all who have to take it: whether it can be
    taken now, and whether it is the reader's.
    """

    code: str
    sentence: str
    who: str
    is_now: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A formality with its source and what that is worth."""

    label: str
    reference: str
    status: str


def badge_of(line: Line) -> str:
    """Return the kind of badge for the state of an agreement."""
    return BADGES.get(line.state, "info")


def turns(steps: list[Missing], member_id: int) -> list[Turn]:
    """Return the missing steps, equal ones together; those of the first phase can be taken now."""
    first = min((_phase(step.code) for step in steps), default=0)
    together: dict[tuple[str, str], list[Missing]] = {}
    for step in steps:
        together.setdefault((step.code, step.sentence), []).append(step)
    return [
        Turn(
            code=code,
            sentence=sentence,
            who=", ".join(step.who for step in equal),
            is_now=_phase(code) == first,
            is_mine=any(member_id in step.members for step in equal),
        )
        for (code, sentence), equal in together.items()
    ]


def rows(agreement: Agreement, names: dict[int, str]) -> list[tuple[str, str]]:
    """Return the terms as pairs of name and value; ``names`` are those of members by id."""
    form = queries.take_snapshot(agreement).legal_form
    told = [
        (_("Legal form"), f"{AgreementForm(agreement.form).label} – {LEVELS[form.level]}"),
        (_("What it allows"), carries(agreement)),
        (_("Law of the Land"), agreement.land),
    ]
    if form.transfer:
        told += [
            (_("Task"), _task(agreement)),
            (_("Who takes it"), names.get(agreement.task_holder_id or 0, "")),
            (_("Compensation of costs"), agreement.compensation),
        ]
    told += [
        (_("Term of the agreement"), term(agreement)),
        (_("Period of notice"), _notice(agreement)),
    ]
    if agreement.authority:
        told.append((_("Supervisory authority"), agreement.authority))
    if agreement.applicant_id:
        told.append((_("Applies for all parties"), names.get(agreement.applicant_id, "")))
    return told


def carries(agreement: Agreement) -> str:
    """Return what the agreement may carry, in words."""
    kinds = [each for each in Opens if may_open(agreement.form, each, agreement.transfer)]
    return ", ".join(str(CARRIES[each]) for each in kinds)


def term(agreement: Agreement) -> str:
    """Return from when to when an agreement runs, and how it goes on."""
    start = agreement.in_force_from or agreement.starts_on
    first = german(start) if start else _("entry into force")
    if agreement.ends_on or (agreement.term == Term.FIXED and agreement.agreed_end):
        last = german(agreement.ends_on or agreement.agreed_end or date.max)
        return _("%(first)s – %(last)s") % {"first": first, "last": last}
    if agreement.term == Term.YEARLY:
        return _("from %(first)s, renewed each year unless notice is given") % {"first": first}
    return _("from %(first)s, unlimited") % {"first": first}


def formalities(agreement: Agreement) -> list[Row]:
    """Return what the law asks of the form, with its sources."""
    form = queries.take_snapshot(agreement).legal_form
    return [
        Row(str(FORMALITIES[each.code]), each.reference or "–", str(STATUSES[each.status]))
        for each in form.formalities
    ]


def rule_sentence(agreement: Agreement) -> str:
    """Say how the agreement gets its force in its Land, or that this is not known here."""
    rule = approval_rule(agreement.form, agreement.land)
    facts = {"land": agreement.land, "reference": rule.reference}
    if rule.kind is Approval.NONE:
        return _("It needs no approval and binds once all have signed.")
    if rule.kind is Approval.NOTIFIED:
        told = _("In %(land)s it binds once all have decided and signed (%(reference)s).")
        return told % facts
    if rule.kind is Approval.DEEMED:
        told = _(
            "In %(land)s the supervisory authority approves. If it is silent for %(first)d and then"
            " another %(second)d weeks after receipt, approval is deemed given (%(reference)s)."
        )
        told %= {**facts, "first": rule.first_weeks, "second": rule.second_weeks}
        return told if rule.tells_first_day else f"{told} {_('The first day is entered by hand.')}"
    told = _(
        "The rules of %(land)s for this legal form were not read here. Dates are entered by hand,"
        " each with its reason."
    )
    return told % facts


def notice_sentence(agreement: Agreement) -> str:
    """Say from which term on the text must rule its notice, empty where that is not known."""
    rule = notice_rule(agreement.form, agreement.land)
    if rule is None:
        return ""
    told = _(
        "An unlimited term, or one of more than %(years)d years, needs its notice ruled"
        " (%(reference)s)."
    )
    return told % {"years": rule.years, "reference": rule.reference}


def stages(line: Line) -> list[Stage]:
    """Return the way of an agreement from draft to end, done stages and those to come."""
    agreement, snapshot = line.agreement, line.snapshot
    created = agreement.created_at.astimezone(clock.BERLIN).date()
    way = [Stage(_("Draft"), "success", _("done"), created, agreement.created_by)]
    if snapshot.legal_form.binds:
        way.append(_decided(line))
    way.append(_signed(line))
    if snapshot.approval in (Approval.DEEMED, Approval.UNKNOWN):
        way += [_requested(line), _answered(line), _published(line)]
    way.append(_in_force(line))
    if agreement.end_notified_on or line.state is State.ENDED:
        way.append(_ended(line))
    return way


def period_sentence(end: PeriodEnd) -> str:
    """Say on which day a period ends, and which days moved it there."""
    if not end.moved_by:
        return german(end.day)
    moved = ", ".join(f"{german(day)} ({reason})" for day, reason in end.moved_by)
    return _("%(day)s – moved by: %(moved)s") % {"day": german(end.day), "moved": moved}


def silence_rows(line: Line) -> list[tuple[str, str]]:
    """Return how the day on which silence counts as approval was computed; empty if unknown."""
    silence = queries.get_silence(line.snapshot)
    received = line.snapshot.received_on
    if silence is None or received is None:
        return []
    return [
        (_("Received by the authority"), german(received)),
        (_("First period ends"), period_sentence(silence.first)),
        (_("Second period ends"), period_sentence(silence.second)),
        (
            _("Deemed approved, shorter reading"),
            _("from %(day)s") % {"day": german(silence.earlier)},
        ),
        (_("Deemed approved, longer reading"), _("from %(day)s") % {"day": german(silence.later)}),
    ]


def missing_for_personal(line: Line) -> list[str]:
    """Say what person-related records still wait for, besides the agreement being in force."""
    agreement = line.agreement
    if not may_open(agreement.form, Opens.PERSONAL, agreement.transfer):
        if may_open(agreement.form, Opens.PERSONAL, TaskTransfer.MANDATING):
            return [_("Delegation or mandate is to be named: it fixes who is the controller.")]
        return [_("This legal form can never open person-related records. Agree on a binding one.")]
    kinds = (FilingKind.ART26, FilingKind.ART28)
    if any(queries.list_valid_filings(agreement, kind).exists() for kind in kinds):
        return []
    return [
        _(
            "An arrangement under Art. 26 or a contract under Art. 28 GDPR is to be filed that is"
            " valid and covers the authorities concerned."
        )
    ]


def decision_of(party: Party) -> str:
    """Say what a party's own organ decided, on which day, by which resolution."""
    if party.decided_on is None:
        return "–"
    consent = _("consents") if party.consents else _("does not consent")
    facts = f"{party.organ}, {german(party.decided_on)}, {party.decision}"
    return f"{consent}: {facts}"


def _phase(code: str) -> int:
    return next(number for number, codes in enumerate(PHASES) if code in codes)


def _task(agreement: Agreement) -> str:
    kind = str(TaskTransfer(agreement.transfer).label) if agreement.transfer else ""
    return " – ".join(part for part in (agreement.task, kind) if part)


def _notice(agreement: Agreement) -> str:
    months = agreement.notice_months
    if months is None:
        return ""
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


def _open(label: str, note: str = "") -> Stage:
    return Stage(label, "neutral", _("to come"), None, note)


def _count(done: int, whole: int) -> str:
    return _("%(done)d of %(whole)d") % {"done": done, "whole": whole}


def _decided(line: Line) -> Stage:
    parties = line.snapshot.founders
    days = [each.decided_on for each in parties if each.decided_on and each.consents]
    done = len(parties) - sum(step.code == "decision" for step in line.missing)
    label = _("Decided by all")
    if done < len(parties):
        return _open(label, _count(done, len(parties)))
    return Stage(label, "success", _("done"), max(days, default=None))


def _signed(line: Line) -> Stage:
    parties, label = line.snapshot.founders, _("Signed by all")
    days = [each.signed_on for each in parties if each.signed_on]
    is_running = line.agreement.in_force_from is not None
    if not all_signed(line.snapshot) and not is_running:
        done = len(parties) - sum(step.code == "signature" for step in line.missing)
        return _open(label, _count(done, len(parties)))
    return Stage(label, "success", _("done"), max(days, default=None))


def _requested(line: Line) -> Stage:
    agreement, label = line.agreement, _("Approval requested")
    if agreement.requested_on is None:
        return _open(label)
    received = agreement.received_on
    note = _("received on %(day)s") % {"day": german(received)} if received else ""
    return Stage(label, "success", _("done"), agreement.requested_on, note)


def _answered(line: Line) -> Stage:
    agreement, label = line.agreement, _("Answer of the supervisory authority")
    if not agreement.answer:
        return _open(label)
    kind = "success" if agreement.answer in CONSENTING else "danger"
    status = str(AgreementState(agreement.answer).label)
    return Stage(label, kind, status, agreement.answered_on, agreement.approval_note)


def _published(line: Line) -> Stage:
    agreement, label = line.agreement, _("Published")
    if agreement.published_on is None:
        return _open(label)
    return Stage(label, "success", _("done"), agreement.published_on, agreement.published_in)


def _in_force(line: Line) -> Stage:
    agreement, label = line.agreement, _("In force")
    day = agreement.in_force_from
    if day is None:
        return _open(label)
    if day > clock.today():
        return Stage(label, "info", _("to come"), day, agreement.hand_reason)
    return Stage(label, "success", _("since"), day, agreement.hand_reason)


def _ended(line: Line) -> Stage:
    agreement = line.agreement
    if line.state is State.ENDED:
        return Stage(_("Ended"), "neutral", _("last day"), agreement.ends_on, agreement.end_reason)
    day = agreement.ends_on if agreement.end_published_on else agreement.end_stated_on
    return Stage(_("Ending"), "warning", _("notice given"), day, agreement.end_reason)
