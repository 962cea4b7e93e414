"""Asking, rating and handing over by program."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from gemeinwerk.assistant.answering.actions import answer_person, answer_visitor
from gemeinwerk.assistant.asking import noting
from gemeinwerk.assistant.asking.conversation import Rated, unseal_rated
from gemeinwerk.assistant.errors import OfficeUnknown
from gemeinwerk.assistant.handover import actions as handover
from gemeinwerk.assistant.handover.rules import A_DAY, A_MINUTE
from gemeinwerk.assistant.interface import shapes, telling
from gemeinwerk.assistant.interface.bodies import read
from gemeinwerk.assistant.interface.doors import people, strangers
from gemeinwerk.assistant.interface.errors import RatingUnknown
from gemeinwerk.assistant.models import Desk
from gemeinwerk.assistant.public.queries import list_offices
from gemeinwerk.governance.interface.answers import send
from gemeinwerk.members import visitors
from gemeinwerk.members.requests import MemberRequest

CHANNEL = "api"


@strangers
def ask_desk(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Ask an authority as a citizen."""
    asked = read(shapes.AskRequest, request.body)
    answer = answer_visitor(
        desk=desk, question=asked.question, earlier=asked.earlier, place=asked.place
    )
    noting.note_refusal(answer, member_id=desk.member_id, channel=CHANNEL)
    return send(telling.tell_answer(answer, telling.at_desk(desk, request.build_absolute_uri)))


@strangers
def rate_desk(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Say whether an answer helped; of one that did nothing is kept."""
    said = read(shapes.FeedbackRequest, request.body)
    rated = _rated(said, telling.at_desk(desk, request.build_absolute_uri))
    noting.note_rating(rated, helped=said.helpful, member_id=desk.member_id, channel=CHANNEL)
    return send(shapes.Noted(_("Thank you. The editors see it, without your name.")))


@strangers
def hand_over_to_desk(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Hand a conversation over to the clerks of an authority."""
    given = read(shapes.HandoverRequest, request.body)
    _check_office(given.office, desk)
    visitors.count(request, limit=A_MINUTE, what="handover")
    visitors.count(request, limit=A_DAY, what="handover-day", seconds=24 * 60 * 60)
    ticket = handover.hand_over(
        desk=desk,
        question=given.question,
        transcript=[_as_told(turn) for turn in given.transcript],
        contact=given.contact,
        consent=given.consent,
        office_name=given.office,
    )
    path = reverse("desk_handover:ticket", kwargs={"slug": desk.slug, "ticket": ticket})
    return send(shapes.Ticket(ticket, request.build_absolute_uri(path), desk.keep_days))


@people
def ask_inside(request: MemberRequest) -> HttpResponseBase:
    """Ask as somebody who works at a member: its articles, those opened to it, and the archive."""
    asked = read(shapes.ClerkAskRequest, request.body)
    answer = answer_person(
        actor=request.actor,
        question=asked.question,
        earlier=asked.earlier,
        place=asked.place,
        with_archive=asked.with_archive,
    )
    noting.note_refusal(answer, member_id=request.actor.member_id, channel=CHANNEL)
    return send(
        telling.tell_answer(answer, telling.inside(request.actor, request.build_absolute_uri))
    )


@people
def rate_inside(request: MemberRequest) -> HttpResponseBase:
    """Say whether an answer helped; of one that did nothing is kept."""
    said = read(shapes.FeedbackRequest, request.body)
    rated = _rated(said, telling.inside(request.actor, request.build_absolute_uri))
    member_id = request.actor.member_id
    noting.note_rating(rated, helped=said.helpful, member_id=member_id, channel=CHANNEL)
    return send(shapes.Noted(_("Thank you. The editors see it, without your name.")))


def _check_office(name: str, desk: Desk) -> None:
    """Raise OfficeUnknown: the name stands in the letter with the answer, whoever gets that."""
    if name and name not in {office.name for office in list_offices(desk)}:
        raise OfficeUnknown


def _as_told(turn: shapes.Turn) -> dict[str, str]:
    """No seal says that the answer was ours, so the clerk who reads it has to know."""
    told = _("Told by a program, not checked: %(answer)s") % {"answer": turn.answer}
    return {"question": turn.question, "answer": told if turn.answer else ""}


def _rated(said: shapes.FeedbackRequest, at: telling.Addresses) -> Rated:
    rated = unseal_rated(said.feedback, at.place)
    if rated is None:
        raise RatingUnknown
    return rated
