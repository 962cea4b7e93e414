"""From handing over to the answer: who may, what is stored, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from tests.assistant.factories import make_article, make_base
from tests.assistant.handover.conftest import QUESTION, Scene, open_desk
from tests.factories import make_house

from gemeinwerk.assistant.errors import BaseUnknown
from gemeinwerk.assistant.handover import actions, mailing, queries, quoting
from gemeinwerk.assistant.handover.errors import (
    AlreadyAnswered,
    AlreadyArticle,
    AlreadyHandedOver,
    AnswerMissing,
    ConsentMissing,
    HandoverUnknown,
    NotAnswered,
    NotInWork,
    NotTaken,
    QuestionMissing,
    QuoteGone,
    ReasonMissing,
    TakenByOther,
    TextTooLong,
    TicketUnknown,
    TooManyWaiting,
)
from gemeinwerk.assistant.handover.rules import hash_of, new_ticket
from gemeinwerk.assistant.knowledge.actions import discard_draft
from gemeinwerk.assistant.learning import forgetting
from gemeinwerk.assistant.models import ArticleState, Handover, HandoverState
from gemeinwerk.journal.models import Entry
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script> '; DROP TABLE assistant_handover; -- {{ 7*7 }}"


# --- handing over ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"consent": False}, ConsentMissing),
        ({"question": " \n\t\u200b"}, QuestionMissing),
        ({"question": "a" * 2001}, TextTooLong),
        ({"contact": "a" * 301}, TextTooLong),
    ],
)
def test_what_is_not_taken(scene: Scene, facts: dict[str, object], refusal: type) -> None:
    with pytest.raises(refusal):
        scene.hand_over(**facts)
    with scene.house.context():
        assert not Handover.objects.exists()


def test_a_desk_may_take_nothing(scene: Scene) -> None:
    third = make_house("99003", "Landkreis Drittfeld")
    desk = open_desk(third, "drittfeld", takes_handovers=False)
    with pytest.raises(NotTaken) as refusal:
        scene.hand_over(desk=desk)
    assert "Landkreis Drittfeld takes no questions here" in str(refusal.value)


def test_a_full_desk_takes_no_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_OPEN", 2)
    scene.hand_over()
    scene.hand_over()
    with pytest.raises(TooManyWaiting):
        scene.hand_over()
    with scene.house.context("clerk"):
        found = Handover.objects.first()
        actor = scene.house.actor("clerk")
        actions.answer(handover_id=found.id, text="Antwort", actor=actor)
    assert scene.hand_over()


def test_only_the_hash_of_the_ticket_is_stored(scene: Scene) -> None:
    turns = [{"question": "Carport?", "answer": "Dazu steht nichts da."}, "Unsinn"]
    ticket = scene.hand_over(transcript=turns, contact=" 0999 1234 ", office_name="Bauamt")
    stored = scene.stored(ticket)
    assert stored.ticket_hash == hash_of(ticket)
    assert stored.transcript == [turns[0]]
    assert (stored.contact, stored.office_name) == ("0999 1234", "Bauamt")
    assert (stored.keep_until - clock.today()).days == scene.desk.keep_days
    with connection.cursor() as cursor, scene.house.context():
        cursor.execute("SELECT count(*) FROM assistant_handover h WHERE h::text LIKE %s", [ticket])
        assert cursor.fetchone() == (0,)


def test_sent_twice_is_stored_once(scene: Scene) -> None:
    ticket = new_ticket()
    assert scene.hand_over(ticket=ticket) == ticket
    with pytest.raises(AlreadyHandedOver):
        scene.hand_over(ticket=ticket)
    with scene.house.context():
        assert Handover.objects.count() == 1


def test_a_ticket_of_ones_own_making_is_not_used(scene: Scene) -> None:
    assert scene.hand_over(ticket="leicht-zu-raten") != "leicht-zu-raten"


def test_hostile_text_is_text(scene: Scene) -> None:
    ticket = scene.hand_over(HOSTILE, contact=HOSTILE, transcript=[{"question": HOSTILE}])
    assert scene.stored(ticket).question == HOSTILE


def test_strangers_see_nothing_but_by_ticket(scene: Scene) -> None:
    ticket = scene.hand_over()
    with member_context(door="public"):
        assert not Handover.objects.exists()
        assert queries.get_receipt(ticket).question == QUESTION
        for wrong in (new_ticket(), "", ticket[:-1], hash_of(ticket)):
            with pytest.raises(TicketUnknown):
                queries.get_receipt(wrong)
    with scene.other.context("clerk"):
        assert not Handover.objects.exists()


def test_a_ticket_opens_nothing_inside(scene: Scene) -> None:
    ticket = scene.hand_over()
    with scene.other.context("clerk"), pytest.raises(TicketUnknown):
        queries.get_receipt(ticket)
    with scene.other.context("clerk"), pytest.raises(TicketUnknown):
        queries.get_own_receipt(ticket)


def test_strangers_cannot_answer_themselves(scene: Scene) -> None:
    with member_context(door="public"), pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.create(
            member=scene.house.member,
            question="Frage",
            answer="Ja, das dürfen Sie.",
            state=HandoverState.ANSWERED,
            ticket_hash=hash_of(new_ticket()),
            consented_at=clock.now(),
            keep_until=clock.today(),
        )


def test_take_back_deletes_for_everybody(scene: Scene) -> None:
    ticket, other = scene.hand_over(), scene.hand_over("Eine andere Frage")
    with member_context(door="public"):
        assert not actions.take_back(ticket=new_ticket())
        assert not actions.take_back(ticket="' OR true --")
        assert actions.take_back(ticket=ticket)
        assert not actions.take_back(ticket=ticket)
        with pytest.raises(TicketUnknown):
            queries.get_receipt(ticket)
        assert queries.get_receipt(other)
    with scene.house.context():
        assert [one.question for one in Handover.objects.all()] == ["Eine andere Frage"]


def test_a_colleague_passes_a_question_on(scene: Scene) -> None:
    with scene.house.context("head"):
        actor = scene.house.actor("head")
        ticket = actions.hand_over_inside(actor=actor, question="Was gilt für Carports?")
        found = queries.get_own_receipt(ticket)
        assert (found.contact, found.state) == (actor.person_name, HandoverState.OPEN)
        assert Entry.objects.filter(event="assistant.handover.made").count() == 1
        with pytest.raises(NotAllowed):
            actions.take(handover_id=found.id, actor=actor)
    with scene.other.context("clerk"), pytest.raises(TicketUnknown):
        queries.get_own_receipt(ticket)


# --- answering ------------------------------------------------------------------------------------


def test_who_may_not_answer(scene: Scene) -> None:
    found = scene.stored(scene.hand_over())
    calls = (
        lambda actor: actions.take(handover_id=found.id, actor=actor),
        lambda actor: actions.put_back(handover_id=found.id, actor=actor),
        lambda actor: actions.answer(handover_id=found.id, text="Ja", actor=actor),
        lambda actor: actions.close(handover_id=found.id, reason="Nein", actor=actor),
        lambda actor: actions.make_article(
            handover_id=found.id, base_id=1, title="T", body="B", actor=actor
        ),
    )
    for call in calls:
        with scene.house.context("head"), pytest.raises(NotAllowed):
            call(scene.house.actor("head"))
        with scene.other.context("clerk"), pytest.raises(HandoverUnknown):
            call(scene.other.actor("clerk"))
    with scene.house.context():
        assert Handover.objects.get().state == HandoverState.OPEN


def test_the_second_clerk_is_told_who_was_first(scene: Scene) -> None:
    found = scene.stored(scene.hand_over())
    with scene.house.context("clerk"):
        first = scene.house.actor("clerk")
        actions.take(handover_id=found.id, actor=first)
        actions.take(handover_id=found.id, actor=first)  # a repeated click
        assert Entry.objects.filter(event="assistant.handover.taken").count() == 1
    with scene.house.context("coordinator"):
        second = scene.house.actor("coordinator")
        for call in (
            lambda: actions.take(handover_id=found.id, actor=second),
            lambda: actions.answer(handover_id=found.id, text="Nein", actor=second),
            lambda: actions.close(handover_id=found.id, reason="Nein", actor=second),
        ):
            with pytest.raises(TakenByOther) as refusal:
                call()
            assert f"{first.person_name} has this question in work" in str(refusal.value)


def test_putting_back(scene: Scene) -> None:
    found = scene.stored(scene.hand_over())
    with scene.house.context("coordinator"):
        lead = scene.house.actor("coordinator")
        with pytest.raises(NotInWork):
            actions.put_back(handover_id=found.id, actor=lead)
        actions.take(handover_id=found.id, actor=lead)
    with scene.house.context("clerk"):
        clerk = scene.house.actor("clerk")
        with pytest.raises(TakenByOther):
            actions.put_back(handover_id=found.id, actor=clerk)
    with scene.house.context("records_officer"):  # for a colleague who is away
        actions.put_back(handover_id=found.id, actor=scene.house.actor())
        assert queries.count_waiting() == 1
        assert queries.get_handover(found.id).taken_by == ""


def test_the_answer_is_read_by_ticket_and_kept_anew(scene: Scene) -> None:
    with clock.days_ago(20):
        ticket = scene.hand_over()
    found = scene.stored(ticket)
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        with pytest.raises(AnswerMissing):
            actions.answer(handover_id=found.id, text=" \n ", actor=actor)
        with pytest.raises(TextTooLong):
            actions.answer(handover_id=found.id, text="a" * 10_001, actor=actor)
        actions.answer(handover_id=found.id, text="Ja, bis 3 m.\r\n\r\nIhr Bauamt", actor=actor)
        with pytest.raises(AlreadyAnswered):
            actions.answer(handover_id=found.id, text="Nein", actor=actor)
        with pytest.raises(AlreadyAnswered):
            actions.put_back(handover_id=found.id, actor=actor)
    with member_context(door="public"):
        receipt = queries.get_receipt(ticket)
    assert receipt.is_answered
    assert receipt.answer == "Ja, bis 3 m.\n\nIhr Bauamt"
    assert (receipt.keep_until - clock.today()).days == scene.desk.keep_days


def test_the_journal_tells_that_and_not_what(scene: Scene) -> None:
    found = scene.stored(scene.hand_over("Frage von Erwin Beispiel", contact="0999 1"))
    with scene.house.context("clerk"):
        actions.answer(handover_id=found.id, text="Geheim", actor=scene.house.actor("clerk"))
        bodies = " ".join(Entry.objects.values_list("body", flat=True))
    assert "assistant.handover.answered" in bodies
    assert "Beispiel" not in bodies
    assert "Geheim" not in bodies
    assert "0999 1" not in bodies


def test_closing_tells_why(scene: Scene) -> None:
    ticket = scene.hand_over()
    found = scene.stored(ticket)
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        with pytest.raises(ReasonMissing):
            actions.close(handover_id=found.id, reason=" ", actor=actor)
        actions.close(handover_id=found.id, reason="Dafür ist die Gemeinde da.", actor=actor)
    with member_context(door="public"):
        receipt = queries.get_receipt(ticket)
    assert (receipt.is_closed, receipt.answer) == (True, "Dafür ist die Gemeinde da.")


def test_what_waits_is_not_lost_and_its_time_runs_from_the_answer(scene: Scene) -> None:
    with clock.days_ago(400):
        ticket = scene.hand_over()
    forgetting.forget(member_id=scene.house.member.id)
    with member_context(door="public"):
        assert queries.get_receipt(ticket).question == QUESTION
    found = scene.stored(ticket)
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        (line,) = queries.list_open()
        assert (line.days, line.is_overdue) == (400, True)
        actions.take(handover_id=found.id, actor=actor)
    forgetting.forget(member_id=scene.house.member.id)
    with scene.house.context("clerk"):
        answered = actions.answer(handover_id=found.id, text="Ja.", actor=actor)
    assert (answered.keep_until - clock.today()).days == scene.desk.keep_days
    with clock.days_ago(-scene.desk.keep_days):
        assert forgetting.forget(member_id=scene.house.member.id).handovers == 0
    with clock.days_ago(-scene.desk.keep_days - 1):
        assert forgetting.forget(member_id=scene.house.member.id).handovers == 1


def test_time_to_keep_is_over(scene: Scene) -> None:
    """Past its day nothing is shown, even before the night in which it is deleted."""
    with clock.days_ago(31):
        ticket = scene.hand_over()
        with scene.house.context("clerk"):
            found = queries.list_open()[0].handover
            actions.answer(handover_id=found.id, text="Ja.", actor=scene.house.actor("clerk"))
    with member_context(door="public"), pytest.raises(TicketUnknown):
        queries.get_receipt(ticket)
    found = scene.stored(ticket)
    with scene.house.context("clerk"):
        assert queries.count_waiting() == 0
        with pytest.raises(HandoverUnknown):
            actions.take(handover_id=found.id, actor=scene.house.actor("clerk"))


def test_longest_waiting_first(scene: Scene) -> None:
    for days in (3, 31, 0):
        with clock.days_ago(days):
            scene.hand_over(f"vor {days} Tagen")
    with scene.house.context("clerk"):
        lines = queries.list_open()
        assert [line.days for line in lines] == [31, 3, 0]
        assert [line.is_overdue for line in lines] == [True, False, False]
        assert queries.count_states(scene.house.actor("clerk")) == (3, 0, 0)


# --- mail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contact", ["", "0999 12345", "erwin@", "a@example.org\nBcc: b@example.org", "<x>@example.org"]
)
def test_no_letter_without_an_address(scene: Scene, contact: str) -> None:
    found = answered(scene, contact)
    mailing.send_answer(member_id=scene.house.member.id, handover_id=found.id)
    assert mail.outbox == []


def test_the_letter_brings_the_answer_and_not_the_question(scene: Scene) -> None:
    found = answered(scene, "erwin@example.org")
    mailing.send_answer(member_id=scene.house.member.id, handover_id=found.id)
    (letter,) = mail.outbox
    assert letter.to == ["erwin@example.org"]
    assert letter.subject == "Your question to Landkreis Musterland"
    assert "<b>Ja</b> & gern" in letter.body
    assert QUESTION not in letter.body


def test_no_letter_about_what_is_gone(scene: Scene) -> None:
    found = answered(scene, "erwin@example.org")
    with scene.house.context():
        Handover.objects.all().delete()
    mailing.send_answer(member_id=scene.house.member.id, handover_id=found.id)
    waiting = scene.stored(scene.hand_over(contact="erwin@example.org"))
    mailing.send_answer(member_id=scene.house.member.id, handover_id=waiting.id)
    assert mail.outbox == []


def answered(scene: Scene, contact: str) -> Handover:
    found = scene.stored(scene.hand_over(contact=contact))
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        return actions.answer(handover_id=found.id, text="<b>Ja</b> & gern", actor=actor)


# --- quotes and articles --------------------------------------------------------------------------


def test_quotes_are_read_anew(scene: Scene) -> None:
    article = make_article(make_base(scene.house), "Carport", "Bis 3 m Höhe ist er frei.")
    foreign = make_article(make_base(scene.other, public=False), "Geheim", "Nur für Nachbarau.")
    with scene.house.context("clerk"):
        found = quoting.find_quotes(
            "Wie hoch darf ein Carport sein?", actor=scene.house.actor("clerk")
        )
        assert found[0].title == "Carport"
        told = quoting.read_quote(found[0].key)
        assert told.startswith("„Bis 3 m Höhe ist er frei.“\n(Carport, Landkreis Musterland, ")
        version = article.versions.get()
        for wrong in ("", "x:1:2", f"{version.id}:5:2", f"{version.id}:0:9999", f"{uuid4()}:0:2"):
            with pytest.raises(QuoteGone):
                quoting.read_quote(wrong)
    with scene.other.context():
        hidden = foreign.versions.get()
    with scene.house.context("clerk"), pytest.raises(QuoteGone):
        quoting.read_quote(f"{hidden.id}:0:5")


def test_an_answer_becomes_the_draft_of_an_article(scene: Scene) -> None:
    base, strange = make_base(scene.house), make_base(scene.other)
    found = scene.stored(scene.hand_over())
    wish = {"handover_id": found.id, "title": "Carport an der Grenze", "body": "Bis 3 m."}
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        with pytest.raises(NotAnswered):
            actions.make_article(**wish, base_id=base.id, actor=actor)
        actions.answer(handover_id=found.id, text="Bis 3 m.", actor=actor)
        with pytest.raises(BaseUnknown):
            actions.make_article(**wish, base_id=strange.id, actor=actor)
        version = actions.make_article(**wish, base_id=base.id, actor=actor)
        assert version.article.state == ArticleState.DRAFT
        assert queries.get_handover(found.id).article_id == version.article_id
        with pytest.raises(AlreadyArticle):
            actions.make_article(**wish, base_id=base.id, actor=actor)


def test_a_discarded_draft_frees_the_answer(scene: Scene) -> None:
    base = make_base(scene.house)
    found = scene.stored(scene.hand_over())
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        actions.answer(handover_id=found.id, text="Bis 3 m.", actor=actor)
        wish = {"handover_id": found.id, "title": "Carport", "body": "Bis 3 m."}
        version = actions.make_article(**wish, base_id=base.id, actor=actor)
        discard_draft(article_id=version.article_id, actor=actor)
        assert queries.get_handover(found.id).article_id is None
        assert actions.make_article(**wish, base_id=base.id, actor=actor)
