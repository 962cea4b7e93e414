"""The steps that a person can take on an agreement: form, action, and when the page offers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gemeinwerk.governance.agreements import actions, queries
from gemeinwerk.governance.agreements.forms import (
    AnswerForm,
    ByHandForm,
    DecisionForm,
    NoticeForm,
    PublicationForm,
    ReceiptForm,
    RequestForm,
    SignatureForm,
    SilenceForm,
)
from gemeinwerk.governance.agreements.queries import Line
from gemeinwerk.governance.agreements.rules import RUNNING, State
from gemeinwerk.governance.models import Agreement
from gemeinwerk.governance.permissions import DECIDE, MANAGE
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import Permission, allows

Run = Callable[[UUID, dict[str, Any], Actor], Agreement]


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its page: heading, explanation, button, and what is said once it is done."""

    slug: str
    permission: Permission
    form: type[forms.Form]
    run: Run
    title: Any
    lead: Any
    button: Any
    done: Any
    shows_text: bool = False
    kind: str = "primary"


def _plain(action: Callable[..., Agreement]) -> Run:
    return lambda agreement_id, entered, actor: action(
        agreement_id=agreement_id, actor=actor, **entered
    )


def _decide(agreement_id: UUID, entered: dict[str, Any], actor: Actor) -> Agreement:
    consents = entered.pop("consents") == "yes"
    return actions.record_decision(
        agreement_id=agreement_id, consents=consents, actor=actor, **entered
    )


STEPS = {
    step.slug: step
    for step in (
        Step(
            "beschluss",
            DECIDE,
            DecisionForm,
            _decide,
            _("Enter the own decision"),
            _(
                "What the organ of your authority decided about exactly this text. All parties must"
                " decide on the same text."
            ),
            _("Enter the decision"),
            _("The decision of your authority was entered."),
            shows_text=True,
        ),
        Step(
            "unterschrift",
            DECIDE,
            SignatureForm,
            _plain(actions.sign),
            _("Sign the agreement"),
            _("You sign this text for your authority. It cannot take this back alone."),
            _("Sign now"),
            _("You have signed for your authority."),
            shows_text=True,
        ),
        Step(
            "beitritt",
            DECIDE,
            forms.Form,
            _plain(actions.ask_to_join),
            _("Apply to join the agreement"),
            _(
                "Your authority asks to join. It then enters its own decision on this text and"
                " signs; the rights of the others stay as they are."
            ),
            _("Ask to join now"),
            _("Your authority has asked to join. Its own decision comes next."),
            shows_text=True,
        ),
        Step(
            "kuendigung",
            DECIDE,
            NoticeForm,
            _plain(actions.give_notice),
            _("End the agreement"),
            _(
                "Notice for the whole agreement. What rests on it is closed after its last day, for"
                " all parties."
            ),
            _("End it by notice"),
            _("Notice was given."),
            kind="danger",
        ),
        Step(
            "austritt",
            DECIDE,
            NoticeForm,
            _plain(actions.leave),
            _("Leave the agreement"),
            _(
                "Notice for your authority alone. After its last day nothing is open between it and"
                " the others; the others' rights stay as they are."
            ),
            _("Leave"),
            _("Your authority has given notice."),
            kind="danger",
        ),
        Step(
            "antrag",
            MANAGE,
            RequestForm,
            _plain(actions.request_approval),
            _("Enter the application"),
            _(
                "Your authority applies for all parties and enters from now on what the supervisory"
                " authority does. The application itself goes there as it always did."
            ),
            _("Enter the application"),
            _("The application was entered. Your authority applies for all parties."),
        ),
        Step(
            "eingang",
            MANAGE,
            ReceiptForm,
            _plain(actions.record_receipt),
            _("Enter the receipt"),
            _("The period within which the authority answers begins with this day."),
            _("Enter the day"),
            _("The day of receipt was entered."),
        ),
        Step(
            "antwort",
            MANAGE,
            AnswerForm,
            _plain(actions.record_answer),
            _("Enter the answer"),
            _("What the supervisory authority answered. File its letter with the agreement."),
            _("Enter the answer"),
            _("The answer was entered."),
        ),
        Step(
            "schweigen",
            MANAGE,
            SilenceForm,
            _plain(actions.deem_approved),
            _("Enter that the authority was silent"),
            _(
                "The law can be read in two ways. The longer reading counts unless you confirm the"
                " shorter one with a reason."
            ),
            _("Enter the deemed approval"),
            _("The approval is deemed given."),
        ),
        Step(
            "genehmigung-von-hand",
            MANAGE,
            ByHandForm,
            _plain(actions.approve_by_hand),
            _("Enter the deemed approval by hand"),
            _(
                "The period cannot be computed here. Enter from which day approval is deemed given,"
                " with your reason."
            ),
            _("Enter the day"),
            _("The approval is deemed given."),
        ),
        Step(
            "bekanntmachung",
            MANAGE,
            PublicationForm,
            _plain(actions.publish),
            _("Enter the publication"),
            _(
                "The supervisory authority publishes agreement and approval; the parties point to"
                " it. The first day in force follows from it where the rule is known."
            ),
            _("Enter the publication"),
            _("The publication was entered."),
        ),
        Step(
            "inkrafttreten",
            MANAGE,
            ByHandForm,
            _plain(actions.start_by_hand),
            _("Enter the first day by hand"),
            _(
                "The rules of your Land were not read here. Enter from which day on the agreement"
                " binds, with your reason."
            ),
            _("Enter the day"),
            _("The first day was entered."),
        ),
        Step(
            "bekanntmachung-des-endes",
            MANAGE,
            PublicationForm,
            _plain(actions.publish_end),
            _("Enter the publication of the ending"),
            _("The agreement ends the day after, or on the later day that the notice states."),
            _("Enter the publication"),
            _("The publication of the ending was entered."),
        ),
    )
}

BY_CODE = {
    "decision": "beschluss",
    "join_decision": "beschluss",
    "signature": "unterschrift",
    "join_signature": "unterschrift",
    "request": "antrag",
    "receipt": "eingang",
    "publication": "bekanntmachung",
    "end_publication": "bekanntmachung-des-endes",
    "by_hand": "inkrafttreten",
}


def offered_for(code: str) -> str:
    """Return the slug of the page on which a missing step is taken, empty if it has none."""
    return BY_CODE.get(code, "")


def list_offers(line: Line, actor: Actor) -> list[Step]:
    """Return the steps that the actor can take on an agreement today."""
    wanted = dict.fromkeys(_offers(line, actor))
    return [STEPS[slug] for slug in wanted if allows(actor, STEPS[slug].permission)]


def _offers(line: Line, actor: Actor) -> Iterator[str]:
    if not queries.is_party(line.agreement, actor.member_id):
        if line.state in RUNNING:
            yield "beitritt"
        return
    phase = next((slug for step in line.missing if (slug := offered_for(step.code))), "")
    for step in line.missing:
        slug = offered_for(step.code)
        if slug and slug == phase and actor.member_id in step.members:
            yield slug
    if line.state is State.REQUESTED and line.agreement.applicant_id == actor.member_id:
        yield from _answers(line)
    if line.state in RUNNING:
        yield from _endings(line, actor)


def _answers(line: Line) -> Iterator[str]:
    if line.agreement.received_on is None:
        return
    yield "antwort"
    silence = queries.get_silence(line.snapshot)
    if silence is None:
        yield "genehmigung-von-hand"
    elif clock.today() >= silence.earlier:
        yield "schweigen"


def _endings(line: Line, actor: Actor) -> Iterator[str]:
    own = queries.get_party(line.agreement, actor.member_id)
    if line.agreement.end_notified_on is None and own.signed_on:
        yield "kuendigung"
    others = [
        each for each in queries.list_bound(line.agreement) if each.member_id != own.member_id
    ]
    if own.ends_on is None and own.signed_on and len(others) >= 2:
        yield "austritt"
