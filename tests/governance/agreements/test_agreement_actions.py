"""Each step of an agreement: refused first, then done, while a second and a third watch."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from agreement_scene import (
    PDF,
    act,
    approve,
    bring_into_force,
    conclude,
    decide,
    draft_of,
    draw_up,
    events,
    file_pdf,
    lacks,
    request,
    sign,
    state,
    text_of,
)
from django.db import DatabaseError, connections, transaction
from tests import factories
from tests.factories import House, Union

from gemeinwerk.files import queries as stored_files
from gemeinwerk.governance.agreements import actions, queries
from gemeinwerk.governance.agreements.errors import (
    AgreementUnknown,
    AlreadyEnding,
    AlreadyLeaving,
    AlreadyParty,
    AlreadySigned,
    AlreadyWithdrawn,
    BeforeThat,
    CoverageMissing,
    EarlierNeedsReason,
    EndBeforeStart,
    FilingUnknown,
    HolidaysUnknown,
    InTheFuture,
    NoApprovalNeeded,
    NoEndToPublish,
    NoNotice,
    NoPdf,
    NotAParty,
    NoticeTooShort,
    NotInAlliance,
    NotTheApplicant,
    NotYet,
    OrganMissing,
    OtherText,
    ReasonMissing,
    Refused,
    RuleKnown,
    RuleUnknown,
    SignedParty,
    SilenceTooShort,
    TextUnchanged,
    TooFewParties,
    TooFewRemain,
    TooLate,
    TransferImpossible,
)
from gemeinwerk.governance.agreements.rules import State
from gemeinwerk.governance.errors import AllianceUnknown
from gemeinwerk.governance.models import Agreement, Filing, Party
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed, UserError

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
Move = Callable[[date], None]


@pytest.fixture
def agreement(union: Union, county: House, neighbour: House) -> Agreement:
    """A draft of two of the three members."""
    return draw_up(union, county, neighbour)


@contextmanager
def refused(cause: type[UserError], text: str = "") -> Iterator[None]:
    """As ``pytest.raises``, with a part of the sentence that the user reads."""
    with pytest.raises(cause) as refusal:
        yield
    assert text in str(refusal.value)


# --- drawing up


def test_only_those_who_lead_draw_up(union: Union, county: House, neighbour: House) -> None:
    for role in ("clerk", "records_officer"):
        with county.context(role), refused(NotAllowed):
            actions.create_agreement(
                alliance_id=union.alliance.id,
                draft=draft_of(county, neighbour),
                actor=county.actor(role),
            )
    assert state(county, draw_up(union, county, neighbour)) is State.DRAFT


def test_who_is_not_in_the_alliance_draws_up_and_sees_nothing(
    union: Union, county: House, stranger: House, agreement: Agreement
) -> None:
    with stranger.context("head"), refused(AllianceUnknown):
        actions.create_agreement(
            alliance_id=union.alliance.id,
            draft=draft_of(county, stranger),
            actor=stranger.actor("head"),
        )
    with refused(NotInAlliance, "does not belong to this alliance"):
        draw_up(union, county, stranger)
    for step in (actions.sign, actions.ask_to_join):
        seen = {"text_sha256": "0" * 64, "signed_on": TODAY}
        facts = seen if step is actions.sign else {}
        with refused(AgreementUnknown):
            act(stranger, step, agreement, **facts)
    with stranger.context("head"):
        assert not Agreement.objects.exists()
        assert not Party.objects.exists()


def test_senseless_terms_are_refused(union: Union, county: House, neighbour: House) -> None:
    with refused(TooFewParties, "at least two parties"):
        draw_up(union, county)
    with refused(TransferImpossible, "no task passes over"):
        draw_up(union, county, neighbour, form="intent", transfer="delegating")
    with refused(EndBeforeStart, "is before the first day 01.01.2027"):
        draw_up(
            union,
            county,
            neighbour,
            term="fixed",
            starts_on=date(2027, 1, 1),
            agreed_end=date(2026, 12, 31),
        )


def test_others_are_not_committed_by_who_is_no_party(
    union: Union, county: House, neighbour: House, third: House, agreement: Agreement
) -> None:
    with third.context("head"), refused(NotAParty):
        actions.create_agreement(
            alliance_id=union.alliance.id,
            draft=draft_of(county, neighbour),
            actor=third.actor("head"),
        )
    edit = {"draft": draft_of(county, neighbour, third)}
    with refused(NotAParty, "Your authority is no party"):
        act(third, actions.edit_agreement, agreement, **edit)
    changed = act(neighbour, actions.edit_agreement, agreement, role="coordinator", **edit)
    with third.context("head"):
        assert queries.is_party(queries.get_agreement(changed.id), third.member.id)


def test_every_party_reads_in_its_journal_what_was_done(
    county: House, neighbour: House, third: House, agreement: Agreement
) -> None:
    decide(neighbour, agreement)
    for house in (county, neighbour):
        assert events(house, agreement) == ["drafted", "decided"]
    assert events(third, agreement) == []


def test_database_lets_nobody_decide_or_sign_for_another(
    union: Union, county: House, neighbour: House, agreement: Agreement
) -> None:
    with county.context("head"):
        mine = Party.objects.filter(agreement=agreement)
        assert mine.filter(member=neighbour.member).update(signed_on=TODAY) == 0
        assert mine.filter(member=county.member).update(signed_on=TODAY) == 1
        mine.filter(member=county.member).update(signed_on=None)
    with county.context("coordinator"):
        assert Party.objects.filter(agreement=agreement).update(consents=True) == 0


@pytest.mark.parametrize(
    "forged", [{"signed_on": TODAY}, {"decided_on": TODAY}, {"consents": True}]
)
def test_database_lets_nobody_name_a_party_that_has_signed_already(
    union: Union, third: House, county: House, agreement: Agreement, forged: dict[str, Any]
) -> None:
    fields = {
        "alliance": union.alliance,
        "agreement": agreement,
        "member": third.member,
        "member_name": "Drittfeld",
    }
    with county.context("head"), pytest.raises(DatabaseError), transaction.atomic():
        Party.objects.create(**fields, **forged)
    with county.context("head"):
        assert Party.objects.create(**fields).signed_on is None


# --- deciding and signing


@pytest.mark.parametrize("role", ["coordinator", "records_officer", "clerk"])
def test_only_the_head_decides_and_signs(county: House, agreement: Agreement, role: str) -> None:
    with refused(NotAllowed):
        decide(county, agreement, role=role)
    with refused(NotAllowed):
        sign(county, agreement, role=role)
    with refused(NotAllowed):
        act(county, actions.give_notice, agreement, role=role, **notice())
    decide(county, agreement)


def notice(**changes: Any) -> dict[str, Any]:
    return {"last_day": TODAY, "reason": "Neue Aufgaben", "for_cause": False, **changes}


def test_a_third_member_decides_and_signs_nothing(third: House, agreement: Agreement) -> None:
    with refused(NotAParty):
        decide(third, agreement)
    with refused(NotAParty):
        sign(third, agreement)


def test_a_decision_needs_organ_reference_and_a_day_that_was(
    county: House, agreement: Agreement
) -> None:
    with refused(OrganMissing, "needs the organ, the day and the reference"):
        decide(county, agreement, organ=" ")
    with refused(OrganMissing):
        decide(county, agreement, reference="")
    with refused(InTheFuture, "21.11.2026 is still to come"):
        decide(county, agreement, decided_on=TODAY + DAY)
    decide(county, agreement)
    assert lacks(county, agreement) == [
        "decision",
        "signature",
        "signature",
        "request",
        "publication",
    ]


def test_who_read_another_text_decides_and_signs_nothing(
    county: House, neighbour: House, agreement: Agreement
) -> None:
    seen = text_of(county, agreement)
    changed = {"draft": draft_of(county, neighbour, text="§ 1 Anders.")}
    act(neighbour, actions.edit_agreement, agreement, **changed)
    with refused(OtherText, "The text was changed meanwhile"):
        decide(county, agreement, text_sha256=seen)
    decide(county, agreement)
    decide(neighbour, agreement)
    with refused(OtherText):
        sign(county, agreement, text_sha256=seen)
    sign(county, agreement)


def test_nobody_signs_before_all_have_decided_on_the_same_text(
    county: House, neighbour: House, agreement: Agreement
) -> None:
    decide(county, agreement)
    with refused(NotYet, "First: Let its own organ decide on the text"):
        sign(county, agreement)
    decide(neighbour, agreement, consents=False)
    with refused(NotYet, "First: Its own organ has refused"):
        sign(neighbour, agreement)
    decide(neighbour, agreement)
    assert state(county, agreement) is State.RESOLVED
    with refused(InTheFuture):
        sign(county, agreement, signed_on=TODAY + DAY)
    with refused(BeforeThat, "is before 13.08.2026"):
        sign(county, agreement, signed_on=date(2026, 8, 12))
    sign(county, agreement)
    with refused(AlreadySigned, "signed on 22.08.2026 already"):
        sign(county, agreement)
    assert state(county, agreement) is State.RESOLVED
    sign(neighbour, agreement)
    assert state(neighbour, agreement) is State.SIGNED


def test_a_changed_text_counts_for_nobody_who_decided_or_signed_before(
    county: House, neighbour: House, agreement: Agreement
) -> None:
    for house in (county, neighbour):
        decide(house, agreement)
    sign(county, agreement)
    changed = {"draft": draft_of(county, neighbour, compensation="§ 4: zu gleichen Teilen")}
    act(neighbour, actions.edit_agreement, agreement, **changed)
    assert state(county, agreement) is State.DRAFT
    assert lacks(county, agreement).count("decision") == 2
    assert lacks(county, agreement).count("signature") == 2
    decide(neighbour, agreement)
    assert lacks(neighbour, agreement).count("decision") == 1


def test_a_text_that_all_signed_is_not_changed_any_more(
    union: Union, county: House, neighbour: House
) -> None:
    signed = conclude(union, county, neighbour)
    with refused(TooLate, "has the state “Signed”"):
        act(county, actions.edit_agreement, signed, draft=draft_of(county, neighbour))
    with refused(TooLate):
        decide(county, signed, consents=False)
    with refused(TooLate):
        file_pdf(county, signed, kind="text")


def test_a_party_that_signed_is_left_out_only_after_it_says_no(
    county: House, neighbour: House, third: House, union: Union
) -> None:
    three = draw_up(union, county, neighbour, third, form="intent")
    sign(third, three)
    smaller = {"draft": draft_of(county, neighbour, form="intent")}
    with refused(SignedParty, "Landkreis Drittfeld has signed and stays a party"):
        act(county, actions.edit_agreement, three, **smaller)
    decide(third, three, consents=False)
    with refused(Refused, "has not consented"):
        sign(third, three)
    act(county, actions.edit_agreement, three, **smaller)
    with third.context("head"):
        assert not queries.is_party(queries.get_agreement(three.id), third.member.id)


# --- intent and working group


@pytest.mark.parametrize("form", ["intent", "working_group"])
def test_without_approval_it_binds_with_the_last_signature(
    union: Union, county: House, neighbour: House, form: str
) -> None:
    found = draw_up(union, county, neighbour, form=form)
    sign(county, found)
    assert state(county, found) is State.DRAFT
    sign(neighbour, found)
    assert state(county, found) is State.IN_FORCE
    assert events(neighbour, found) == ["drafted", "signed", "signed", "in_force"]
    with refused(TooLate, "In force"):
        act(
            county,
            actions.request_approval,
            found,
            authority="Amt",
            requested_on=TODAY,
        )


def test_a_stated_later_day_comes_by_itself(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    found = draw_up(union, county, neighbour, form="intent", starts_on=TODAY + 9 * DAY)
    for house in (county, neighbour):
        sign(house, found)
    assert state(county, found) is State.SIGNED
    with refused(NoApprovalNeeded, "in force from 29.11.2026 on"):
        act(county, actions.request_approval, found, authority="Amt", requested_on=TODAY)
    assert turn(union, county) == []
    today(TODAY + 9 * DAY)
    assert turn(union, county) == [found.id]
    assert turn(union, county) == []
    assert state(county, found) is State.IN_FORCE
    assert events(neighbour, found)[-1] == "in_force"


def turn(union: Union, house: House) -> list[Any]:
    with house.context("head"):
        turned = actions.turn_with_the_day(alliance_id=union.alliance.id, actor=house.actor("head"))
        return [each.id for each in turned]


# --- approval in North Rhine-Westphalia


def test_one_applies_for_all_and_the_others_wait(
    union: Union, county: House, neighbour: House, third: House
) -> None:
    signed = conclude(union, county, neighbour)
    early = {"authority": "Bezirksregierung", "requested_on": TODAY + DAY}
    with refused(NotAllowed):
        act(county, actions.request_approval, signed, role="clerk", **early)
    with refused(InTheFuture):
        act(county, actions.request_approval, signed, **early)
    with refused(BeforeThat, "is before 22.08.2026"):
        request(county, signed, requested=date(2026, 8, 21), received=TODAY)
    with refused(NotAParty):
        act(third, actions.request_approval, signed, **early)
    request(county, signed, requested=TODAY - 9 * DAY, received=TODAY - 8 * DAY)
    with refused(NotTheApplicant, "Landkreis Musterland applies for all parties"):
        approve(neighbour, signed, day=TODAY)
    with refused(BeforeThat, "is before 12.11.2026"):
        approve(county, signed, day=TODAY - 9 * DAY)
    approve(county, signed, day=TODAY)
    assert state(neighbour, signed) is State.APPROVED
    assert lacks(neighbour, signed) == ["publication"]


def test_nothing_is_requested_before_all_have_signed(county: House, agreement: Agreement) -> None:
    with refused(NotYet, "First: Let its own organ decide"):
        act(county, actions.request_approval, agreement, authority="Amt", requested_on=TODAY)
    with refused(NotYet):
        act(
            county,
            actions.publish,
            agreement,
            published_on=TODAY,
            published_in="Amtsblatt",
        )


SILENT = {"shorter_reading": False, "reason": ""}
SHORTER = {"shorter_reading": True, "reason": "Auskunft der Behörde vom 16.11. (erfunden)"}


def test_silence_counts_from_the_later_day_unless_somebody_gives_a_reason(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    """Received on Monday 19 October: four weeks end on 16 November, eight on 14 December."""
    signed = conclude(union, county, neighbour)
    request(county, signed, requested=date(2026, 10, 16), received=date(2026, 10, 19))
    today(date(2026, 11, 16))
    with refused(SilenceTooShort, "from 17.11.2026 at the earliest"):
        act(county, actions.deem_approved, signed, **SHORTER)
    today(date(2026, 12, 14))
    with refused(EarlierNeedsReason, "by the longer one from 15.12.2026 on"):
        act(county, actions.deem_approved, signed, **SILENT)
    with refused(EarlierNeedsReason):
        act(county, actions.deem_approved, signed, shorter_reading=True, reason=" ")
    with refused(RuleKnown):
        act(county, actions.approve_by_hand, signed, day=TODAY, reason="weil")
    today(date(2026, 12, 15))
    found = act(county, actions.deem_approved, signed, **SILENT)
    assert found.approved_on == date(2026, 12, 15)
    assert state(neighbour, signed) is State.DEEMED
    assert events(neighbour, signed)[-1] == "deemed"


def test_the_shorter_reading_keeps_its_reason(
    union: Union, county: House, neighbour: House
) -> None:
    signed = conclude(union, county, neighbour)
    request(county, signed, requested=date(2026, 10, 16), received=date(2026, 10, 19))
    found = act(county, actions.deem_approved, signed, **SHORTER)
    assert found.approved_on == date(2026, 11, 17)
    assert found.approval_note == SHORTER["reason"]


def test_no_receipt_no_silence(union: Union, county: House, neighbour: House) -> None:
    signed = conclude(union, county, neighbour)
    act(county, actions.request_approval, signed, authority="Amt", requested_on=TODAY)
    with refused(NotYet, "the day on which the supervisory authority received"):
        act(county, actions.deem_approved, signed, **SILENT)


@pytest.mark.parametrize("answer", ["changes_wanted", "refused"])
def test_what_the_authority_sends_back_starts_anew(
    union: Union, county: House, neighbour: House, answer: str
) -> None:
    signed = conclude(union, county, neighbour)
    request(county, signed, requested=TODAY, received=TODAY)
    facts = {"answer": answer, "answered_on": TODAY}
    with refused(ReasonMissing):
        act(county, actions.record_answer, signed, note=" ", **facts)
    act(county, actions.record_answer, signed, note="§ 4 ist zu unbestimmt", **facts)
    assert state(neighbour, signed) is State(answer)
    with refused(NotYet, "Change the text"):
        approve(county, signed, day=TODAY)
    with refused(NotYet, "Change the text as the authority wants it"):
        decide(county, signed)
    same = {"draft": draft_of(county, neighbour)}
    with refused(TextUnchanged, "nothing was changed"):
        act(neighbour, actions.edit_agreement, signed, **same)
    other = {"draft": draft_of(county, neighbour, compensation="§ 4: 60 zu 40")}
    act(neighbour, actions.edit_agreement, signed, **other)
    assert state(county, signed) is State.DRAFT
    for house in (county, neighbour):
        decide(house, signed)
    for house in (county, neighbour):
        sign(house, signed)
    request(neighbour, signed, requested=TODAY, received=TODAY)
    approve(neighbour, signed, day=TODAY)
    assert state(county, signed) is State.APPROVED


def test_in_force_the_day_after_publication(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    signed = conclude(union, county, neighbour)
    request(county, signed, requested=TODAY - 9 * DAY, received=TODAY - 9 * DAY)
    approve(county, signed, day=TODAY - DAY)
    facts = {"published_in": "Amtsblatt Nr. 47 (erfunden)"}
    with refused(BeforeThat):
        act(county, actions.publish, signed, published_on=TODAY - 2 * DAY, **facts)
    with refused(RuleKnown, "so its date is computed"):
        act(county, actions.start_by_hand, signed, day=TODAY, reason="weil")
    found = act(county, actions.publish, signed, published_on=TODAY, **facts)
    assert found.in_force_from == TODAY + DAY
    assert state(county, signed) is State.PUBLISHED
    today(TODAY + DAY)
    turn(union, neighbour)
    assert state(county, signed) is State.IN_FORCE


# --- other Länder


def test_a_land_that_was_not_read_wants_a_day_by_hand_with_its_reason(
    union: Union, county: House, neighbour: House
) -> None:
    found = draw_up(union, county, neighbour, land="HE")
    by_hand = {"day": TODAY, "reason": "§ 26 laut Schreiben der Aufsicht (erfunden)"}
    with refused(NotYet):
        act(county, actions.start_by_hand, found, **by_hand)
    for house in (county, neighbour):
        decide(house, found)
    for house in (county, neighbour):
        sign(house, found)
    assert lacks(county, found) == ["by_hand"]
    with refused(ReasonMissing, "A date entered by hand needs a reason"):
        act(county, actions.start_by_hand, found, day=TODAY, reason="")
    request(county, found, requested=TODAY, received=TODAY)
    with refused(RuleUnknown, "in HE for this legal form are not known here"):
        act(county, actions.deem_approved, found, **SILENT)
    act(county, actions.approve_by_hand, found, **by_hand)
    act(
        county,
        actions.publish,
        found,
        published_on=TODAY,
        published_in="Staatsanzeiger (erfunden)",
    )
    assert state(county, found) is State.PUBLISHED
    done = act(county, actions.start_by_hand, found, **by_hand)
    assert (done.in_force_from, done.hand_reason) == (TODAY, by_hand["reason"])
    assert state(neighbour, found) is State.IN_FORCE


def test_an_association_is_approved_by_the_rule_and_begins_by_hand(
    union: Union, county: House, neighbour: House
) -> None:
    signed = conclude(union, county, neighbour, form="association")
    by_hand = {"day": TODAY, "reason": "Satzung § 20 (erfunden)"}
    with refused(NotYet, "sends the agreement to the supervisory authority"):
        act(county, actions.start_by_hand, signed, **by_hand)
    request(county, signed, requested=date(2026, 9, 1), received=date(2026, 9, 2))
    act(county, actions.deem_approved, signed, **SILENT)
    facts = {"published_on": TODAY, "published_in": "Amtsblatt (erfunden)"}
    assert act(county, actions.publish, signed, **facts).in_force_from is None
    assert lacks(county, signed) == ["by_hand"]
    act(county, actions.start_by_hand, signed, **by_hand)
    assert state(neighbour, signed) is State.IN_FORCE
    ending = act(county, actions.give_notice, signed, **notice(last_day=date(2027, 2, 20)))
    assert ending.ends_on == date(2027, 2, 20)


def test_thuringia_binds_once_all_have_decided_and_signed(
    union: Union, county: House, neighbour: House
) -> None:
    found = conclude(union, county, neighbour, land="TH")
    assert state(county, found) is State.IN_FORCE


def test_unknown_holidays_ask_for_the_day(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    signed = conclude(union, county, neighbour)
    today(date(2029, 2, 1))
    request(county, signed, requested=date(2028, 12, 1), received=date(2028, 12, 4))
    with refused(HolidaysUnknown, "Enter the day on which the period ends by hand"):
        act(county, actions.deem_approved, signed, **SILENT)
    by_hand = {"day": date(2029, 1, 31), "reason": "Kalender 2029 (erfunden)"}
    assert act(county, actions.approve_by_hand, signed, **by_hand).answer == State.DEEMED


# --- ending, leaving, joining


def test_notice_is_kept_and_told_before_it_ends(
    union: Union, county: House, neighbour: House, third: House, today: Move
) -> None:
    found = bring_into_force(union, county, neighbour)
    with refused(NotAParty):
        act(third, actions.give_notice, found, **notice())
    with refused(ReasonMissing):
        act(county, actions.give_notice, found, **notice(reason=" "))
    with refused(NoticeTooShort, "the last day is 20.02.2027 at the earliest"):
        act(county, actions.give_notice, found, **notice(last_day=date(2027, 2, 19)))
    with refused(NoEndToPublish):
        act(county, actions.publish_end, found, published_on=TODAY, published_in="Amtsblatt")
    told = act(neighbour, actions.give_notice, found, **notice(last_day=date(2027, 2, 20)))
    assert told.ends_on is None
    with refused(AlreadyEnding, "Notice was given on 20.11.2026"):
        act(county, actions.give_notice, found, **notice(last_day=date(2027, 2, 20)))
    assert lacks(county, found) == ["end_publication"]
    today(date(2027, 3, 1))
    assert state(county, found) is State.ENDING
    place = {"published_in": "Amtsblatt Nr. 9 (erfunden)"}
    with refused(NotTheApplicant):
        act(neighbour, actions.publish_end, found, published_on=date(2027, 3, 1), **place)
    with refused(BeforeThat):
        act(county, actions.publish_end, found, published_on=date(2026, 11, 19), **place)
    ended = act(county, actions.publish_end, found, published_on=date(2027, 3, 1), **place)
    assert ended.ends_on == date(2027, 3, 1)
    today(date(2027, 3, 2))
    turn(union, county)
    assert state(neighbour, found) is State.ENDED
    assert events(neighbour, found)[-3:] == ["notice", "end_published", "ended"]


def test_intent_ends_without_publication_and_for_cause_at_once(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    found = draw_up(union, county, neighbour, form="intent", notice_months=6)
    with refused(NotYet):
        act(county, actions.give_notice, found, **notice())
    for house in (county, neighbour):
        sign(house, found)
    with refused(NoticeTooShort):
        act(county, actions.give_notice, found, **notice())
    ended = act(county, actions.give_notice, found, **notice(for_cause=True))
    assert ended.ends_on == TODAY
    assert state(county, found) is State.ENDING
    today(TODAY + DAY)
    turn(union, county)
    assert state(county, found) is State.ENDED
    with refused(TooLate, "has the state “Ended”"):
        act(neighbour, actions.leave, found, **notice(for_cause=True))


def test_a_fixed_term_ends_by_itself_and_not_before(
    union: Union, county: House, neighbour: House, today: Move
) -> None:
    found = bring_into_force(union, county, neighbour, term="fixed", agreed_end=date(2026, 12, 31))
    with refused(NoNotice, "runs until 31.12.2026 and names no notice"):
        act(county, actions.give_notice, found, **notice(last_day=date(2026, 12, 1)))
    today(date(2026, 12, 31))
    assert turn(union, county) == []
    today(date(2027, 1, 1))
    assert turn(union, county) == [found.id]
    assert state(county, found) is State.ENDED


def test_who_leaves_takes_nothing_from_the_others(
    union: Union, county: House, neighbour: House, third: House, today: Move
) -> None:
    found = bring_into_force(union, county, neighbour, third)
    with refused(NoticeTooShort):
        act(third, actions.leave, found, **notice())
    last = date(2027, 2, 20)
    act(third, actions.leave, found, **notice(last_day=last))
    with refused(AlreadyLeaving, "for 20.02.2027 already"):
        act(third, actions.leave, found, **notice(last_day=last))
    with refused(TooFewRemain, "Only one party would remain"):
        act(neighbour, actions.leave, found, **notice(last_day=last))
    assert bound(county, found, last) == ["Drittfeld", "Musterland", "Nachbarau"]
    assert bound(county, found, last + DAY) == ["Musterland", "Nachbarau"]
    today(last + DAY)
    assert state(county, found) is State.IN_FORCE


def bound(house: House, agreement: Agreement, day: date) -> list[str]:
    with house.context("clerk"):
        parties = queries.list_bound(queries.get_agreement(agreement.id), day)
        return [party.member_name.removeprefix("Landkreis ") for party in parties]


def test_who_joins_asks_decides_and_signs_and_nobody_else_decides_again(
    union: Union, county: House, neighbour: House, third: House
) -> None:
    draft = draw_up(union, county, neighbour)
    with refused(NotYet):
        act(third, actions.ask_to_join, draft)
    found = bring_into_force(union, county, neighbour)
    with refused(AlreadyParty, "Landkreis Nachbarau is a party already"):
        act(neighbour, actions.ask_to_join, found)
    with refused(NotAllowed):
        act(third, actions.ask_to_join, found, role="coordinator")
    act(third, actions.ask_to_join, found)
    assert lacks(county, found) == ["join_decision"]
    with refused(NotYet, "Let its own organ decide to join"):
        sign(third, found)
    with refused(TooLate):
        decide(neighbour, found)
    decide(third, found)
    assert lacks(county, found) == ["join_signature"]
    assert bound(county, found, TODAY) == ["Musterland", "Nachbarau"]
    sign(third, found)
    assert bound(county, found, TODAY) == ["Drittfeld", "Musterland", "Nachbarau"]
    assert state(third, found) is State.IN_FORCE
    assert events(county, found)[-3:] == ["joining", "decided", "signed"]


# --- documents


def test_a_document_under_the_gdpr_says_what_it_rules_and_for_whom(
    union: Union, county: House, neighbour: House, third: House, stranger: House
) -> None:
    found = bring_into_force(union, county, neighbour)
    with refused(NotAllowed):
        file_pdf(county, found, county, neighbour, role="clerk")
    with refused(CoverageMissing, "which processing it rules"):
        file_pdf(county, found, county, neighbour, coverage=" ")
    with refused(CoverageMissing):
        file_pdf(county, found, county)
    with refused(NotAParty):
        file_pdf(county, found, county, third)
    with refused(NotAParty):
        file_pdf(third, found, county, neighbour)
    with refused(EndBeforeStart):
        file_pdf(county, found, county, neighbour, valid_to=TODAY - DAY)
    filed = file_pdf(county, found, county, neighbour)
    with neighbour.context("clerk"):
        seen = queries.get_filing(filed.id)
        with stored_files.open_bytes(seen.member_id, seen.sha256) as stream:
            assert stream.read() == PDF
        whole = {county.member.id, neighbour.member.id}
        assert queries.is_covered(seen.agreement, "art26", whole)
        assert not queries.is_covered(seen.agreement, "art26", whole | {third.member.id})
        assert not queries.is_covered(seen.agreement, "art28", whole)
    with stranger.context("head"), refused(FilingUnknown):
        queries.get_filing(filed.id)


def test_only_a_pdf_of_sensible_size_is_stored(county: House) -> None:
    with county.context("head"), refused(NoPdf, "“brief.doc” is no PDF"):
        store(county, b"\xd0\xcf\x11\xe0", "brief.doc")
    with county.context("head"):
        assert store(county, PDF, "art26.pdf").size == len(PDF)


def store(house: House, data: bytes, name: str) -> Any:
    return actions.store_file(
        stream=io.BytesIO(data), name=name, size=len(data), actor=house.actor("head")
    )


def test_who_filed_withdraws_and_nobody_else(
    union: Union, county: House, neighbour: House, third: House
) -> None:
    found = bring_into_force(union, county, neighbour)
    filed = file_pdf(county, found, county, neighbour)
    for house, cause in ((neighbour, NotAllowed), (third, NotAParty)):
        with house.context("head"), refused(cause):
            actions.withdraw_filing(filing_id=filed.id, actor=house.actor("head"))
    with neighbour.context("head"):
        assert Filing.objects.filter(id=filed.id).update(title="Anders") == 0
    with county.context("head"):
        actions.withdraw_filing(filing_id=filed.id, actor=county.actor("head"))
    with county.context("head"), refused(AlreadyWithdrawn, "was withdrawn on"):
        actions.withdraw_filing(filing_id=filed.id, actor=county.actor("head"))
    with neighbour.context("clerk"):
        agreement = queries.get_agreement(found.id)
        assert not queries.is_covered(agreement, "art26", {county.member.id})
        assert [each.title for each in queries.list_filings(agreement)] == [filed.title]
    assert events(neighbour, found)[-2:] == ["filed", "withdrawn"]


def test_a_filed_text_is_part_of_what_all_decide_on(
    county: House, neighbour: House, agreement: Agreement
) -> None:
    before = text_of(county, agreement)
    filed = file_pdf(county, agreement, kind="text", coverage="")
    assert text_of(neighbour, agreement) != before
    with refused(OtherText):
        decide(neighbour, agreement, text_sha256=before)
    with county.context("head"):
        actions.withdraw_filing(filing_id=filed.id, actor=county.actor("head"))
    assert text_of(neighbour, agreement) == before


# --- two at the same second


def test_the_last_two_signatures_at_the_same_second_make_one_agreement(committed: None) -> None:
    county = factories.make_house("99001", "Landkreis Musterland")
    neighbour = factories.make_house("99002", "Landkreis Nachbarau")
    union = factories.make_union(county, neighbour)
    found = draw_up(union, county, neighbour, form="intent")
    start, failed = threading.Barrier(2), []

    def one(house: House) -> None:
        seen = text_of(house, found)
        start.wait(30)
        try:
            sign(house, found, text_sha256=seen)
        except Exception as error:  # noqa: BLE001 – shown by the assertion below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(house,)) for house in (county, neighbour)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert state(county, found) is State.IN_FORCE
    assert events(county, found).count("in_force") == 1
    assert clock.today() == TODAY


# --- whose turn it is


def test_each_member_finds_the_steps_that_wait_for_it_and_no_other(
    county: House, neighbour: House, third: House, stranger: House, agreement: Agreement
) -> None:
    decide(county, agreement)

    def waiting(house: House) -> list[str]:
        with house.context("clerk"):
            found = queries.list_waiting(house.member.id)
            return [step.code for line, step in found if line.agreement.id == agreement.id]

    assert waiting(county) == ["signature", "request", "publication"]
    assert waiting(neighbour) == ["decision", "signature", "request", "publication"]
    assert waiting(third) == waiting(stranger) == []
