"""What an agreement lacks, where it stands, and when it binds. All authorities are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.governance.agreements.errors import NoNotice, NotYet, RuleUnknown, TooLate
from gemeinwerk.governance.agreements.legal_forms import (
    CATALOGUE,
    Approval,
    Form,
    Opens,
    approval_rule,
    known_rule,
    may_open,
)
from gemeinwerk.governance.agreements.rules import (
    MOVES,
    PartyFacts,
    Snapshot,
    State,
    Term,
    all_decided,
    belongs,
    first_day,
    is_in_force,
    last_day_after_publication,
    last_day_by_notice,
    missing,
    needs_notice_terms,
    require_state,
    state_of,
    text_hash,
)
from gemeinwerk.governance.models import AgreementForm, AgreementState
from gemeinwerk.governance.models import Term as TermChoices

DAY = date(2026, 9, 1)
TEXT = text_hash(text="Die Beteiligten arbeiten zusammen.")
OTHER = text_hash(text="Die Beteiligten arbeiten eng zusammen.")


def party(number: int, *, decided: bool = False, signed: bool = False) -> PartyFacts:
    return PartyFacts(
        member_id=number,
        name=f"Gemeinde {number}",
        consents=True if decided else None,
        decided_on=DAY if decided else None,
        text_sha256=TEXT if decided or signed else "",
        signed_on=DAY if signed else None,
    )


def agreement(form: str = "public_law", *, done: bool = False, **facts: object) -> Snapshot:
    transfer = form == "public_law"
    return replace(
        Snapshot(
            form=form,
            land="NW",
            parties=(party(1, decided=done, signed=done), party(2, decided=done, signed=done)),
            transfer="mandating" if transfer else "",
            task="Baulasten führen" if transfer else "",
            has_holder=transfer,
            compensation="Nach Einwohnern" if transfer else "",
            text_sha256=TEXT,
            notice_months=12,
            applicant_id=1,
            authority="Bezirksregierung Neustadt",
        ),
        **facts,
    )


def codes(snapshot: Snapshot, today: date = DAY) -> list[str]:
    return [each.code for each in missing(snapshot, today)]


# --- what a form may open


def test_codes_are_those_of_the_tables() -> None:
    assert {form.value for form in Form} == set(AgreementForm.values) == set(CATALOGUE.forms)
    assert {state.value for state in State} == set(AgreementState.values)
    assert {term.value for term in Term} == set(TermChoices.values)


@pytest.mark.parametrize("form", ["intent", "working_group"])
@pytest.mark.parametrize("transfer", ["", "delegating", "mandating"])
def test_intent_and_working_group_never_open_person_related_data(form: str, transfer: str) -> None:
    assert not may_open(form, "personal", transfer)
    assert may_open(form, "non_personal")


def test_an_agreement_under_public_law_opens_it_only_with_the_task_named() -> None:
    assert not may_open("public_law", "personal")
    assert may_open("public_law", "personal", "mandating")
    assert may_open("association", "personal")
    assert may_open("company", "personal")


def test_binding_level_rises_and_opens_ever_more() -> None:
    forms = sorted(CATALOGUE.forms.values(), key=lambda form: form.level)
    assert [form.key.value for form in forms] == list(CATALOGUE.forms)
    for lower, higher in pairwise(forms):
        assert lower.opens <= higher.opens
        assert lower.level < higher.level
    assert all(Opens.MEETINGS in form.opens for form in forms)


def test_every_row_of_law_says_where_it_is_from() -> None:
    rows = [*CATALOGUE.approvals.values(), *CATALOGUE.notices.values()]
    rows += [each for form in CATALOGUE.forms.values() for each in form.formalities]
    for row in rows:
        assert row.status
        assert row.reference or row.status == "own" or row.code == "decisions"


def test_unread_laender_are_refused_not_guessed() -> None:
    assert approval_rule("public_law", "HE").kind is Approval.UNKNOWN
    with pytest.raises(RuleUnknown, match="in HE for this legal form are not known here"):
        known_rule("public_law", "HE")
    assert approval_rule("company", "NW").kind is Approval.UNKNOWN
    assert known_rule("public_law", "NW").kind is Approval.DEEMED
    assert known_rule("public_law", "TH").kind is Approval.NOTIFIED
    assert approval_rule("intent", "HE").kind is Approval.NONE


# --- the same text


def test_line_ends_and_outer_space_are_no_other_text() -> None:
    assert text_hash(text="§ 1\r\nZweck\r\n") == text_hash(text="§ 1\nZweck")
    assert text_hash(text="§ 1\nZweck.") != text_hash(text="§ 1\nZweck")
    assert text_hash(text="  ") == ""


@given(st.text(max_size=30), st.lists(st.text("abc", min_size=1), max_size=3))
def test_order_of_files_does_not_matter_but_each_file_does(text: str, files: list[str]) -> None:
    whole = text_hash(text=text, files=tuple(files))
    assert text_hash(text=text, files=tuple(reversed(files))) == whole
    assert text_hash(text=text, files=(*files, "d")) != whole
    assert text_hash(text=text, files=tuple(files), terms=("fixed",)) != whole or not whole


def test_all_must_decide_on_the_same_text() -> None:
    decided = agreement(parties=(party(1, decided=True), party(2, decided=True)))
    assert all_decided(decided)
    assert state_of(decided, DAY) is State.RESOLVED
    odd = replace(decided.parties[1], text_sha256=OTHER)
    mixed = replace(decided, parties=(decided.parties[0], odd))
    assert state_of(mixed, DAY) is State.DRAFT
    lacks = next(each for each in missing(mixed, DAY) if each.code == "decision")
    assert (lacks.who, lacks.members) == ("Gemeinde 2", (2,))
    assert "on the changed text" in lacks.sentence


def test_two_parties_with_the_same_other_text_have_decided_nothing() -> None:
    odd = tuple(replace(party(number, decided=True), text_sha256=OTHER) for number in (1, 2))
    assert not all_decided(agreement(parties=odd))
    assert not all_decided(agreement(parties=odd, text_sha256=""))


def test_a_refusal_of_an_organ_stops_the_agreement_and_says_so() -> None:
    refusing = replace(party(2, decided=True), consents=False)
    found = agreement(parties=(party(1, decided=True), refusing))
    assert state_of(found, DAY) is State.DRAFT
    assert "has refused" in next(e for e in missing(found, DAY) if e.code == "decision").sentence


# --- step by step in North Rhine-Westphalia


def test_each_step_says_what_is_missing_and_who_does_it() -> None:
    found = agreement()
    assert codes(found) == ["decision"] * 2 + ["signature"] * 2 + ["request", "publication"]
    found = agreement(done=True)
    assert state_of(found, DAY) is State.SIGNED
    step = missing(found, DAY)[0]
    assert (step.code, step.who, step.members) == ("request", "Gemeinde 1", (1,))
    found = replace(found, requested_on=DAY)
    assert codes(found)[0] == "receipt"
    found = replace(found, received_on=date(2026, 9, 2))
    step = missing(found, date(2026, 9, 3))[0]
    assert (step.code, step.who, step.members) == ("answer", "Bezirksregierung Neustadt", ())
    assert step.sentence == "Wait for the answer. From 29.10.2026 on, silence counts as approval."
    step = missing(found, date(2026, 10, 29))[0]
    assert (step.who, step.members) == ("Gemeinde 1", (1,))
    assert "Enter that the approval is deemed given." in step.sentence
    found = replace(found, answer="deemed_approved", answered_on=date(2026, 10, 29))
    assert state_of(found, date(2026, 10, 29)) is State.DEEMED
    assert codes(found) == ["publication"]
    found = replace(found, published_on=date(2026, 11, 10))
    assert first_day(found) == date(2026, 11, 11)
    found = replace(found, in_force_from=first_day(found))
    assert state_of(found, date(2026, 11, 10)) is State.PUBLISHED
    assert missing(found, date(2026, 11, 10))[0].sentence == (
        "Wait until 11.11.2026; then it is in force."
    )
    assert state_of(found, date(2026, 11, 11)) is State.IN_FORCE
    assert missing(found, date(2026, 11, 11)) == []


def test_the_agreement_under_public_law_says_what_its_text_lacks() -> None:
    bare = agreement(
        transfer="", task="", has_holder=False, compensation="", text_sha256="", notice_months=None
    )
    assert codes(bare)[:4] == ["transfer", "compensation", "notice_rules", "text"]
    assert codes(replace(bare, term="fixed"))[2] == "term"
    assert codes(agreement(parties=(party(1),)))[0] == "parties"


def test_stated_later_day_counts_an_earlier_one_does_not() -> None:
    published = agreement(done=True, answer="approved", published_on=date(2026, 11, 10))
    assert first_day(replace(published, starts_on=date(2027, 1, 1))) == date(2027, 1, 1)
    assert first_day(replace(published, starts_on=date(2026, 1, 1))) == date(2026, 11, 11)


@pytest.mark.parametrize("answer", ["", "refused", "changes_wanted"])
def test_publication_without_consent_brings_no_force(answer: str) -> None:
    assert first_day(agreement(done=True, answer=answer, published_on=DAY)) is None


def test_changes_wanted_name_the_way_on() -> None:
    found = agreement(done=True, requested_on=DAY, received_on=DAY, answer="changes_wanted")
    assert codes(found) == ["changes", "publication"]


# --- the other ways into force


def test_the_first_day_of_an_association_is_not_known_and_not_guessed() -> None:
    found = agreement("association", done=True, answer="approved", published_on=DAY)
    assert first_day(found) is None
    assert codes(found) == ["by_hand"]
    assert approval_rule("association", "NW").kind is Approval.DEEMED


def test_intent_binds_with_the_last_signature_or_later_if_stated() -> None:
    late = replace(party(2, signed=True), signed_on=DAY + timedelta(3))
    found = agreement("intent", parties=(party(1, signed=True), late))
    assert first_day(found) == DAY + timedelta(3)
    assert first_day(replace(found, starts_on=date(2027, 1, 1))) == date(2027, 1, 1)
    assert first_day(replace(found, parties=(party(1, signed=True), party(2)))) is None
    assert codes(agreement("intent")) == ["signature", "signature"]


def test_thuringian_agreement_binds_once_all_have_decided_and_signed() -> None:
    signed = agreement(land="TH", parties=(party(1, signed=True), party(2, signed=True)))
    assert first_day(signed) is None
    assert codes(signed) == ["decision", "decision"]
    assert first_day(agreement(land="TH", done=True)) == DAY


def test_an_unread_land_waits_for_a_day_entered_by_hand() -> None:
    found = agreement(land="HE", done=True)
    assert first_day(found) is None
    assert "by_hand" in codes(found)
    found = replace(found, in_force_from=DAY)
    assert state_of(found, DAY) is State.IN_FORCE


def test_silence_counts_nowhere_but_where_we_have_read_it() -> None:
    found = agreement(land="HE", done=True, requested_on=DAY, received_on=DAY)
    step = missing(found, DAY + timedelta(999))[0]
    assert "its period is not known here" in step.sentence


# --- term and ending


IN_FORCE = agreement(done=True, in_force_from=date(2026, 3, 1), notice_months=3)


def test_notice() -> None:
    assert last_day_by_notice(IN_FORCE, date(2026, 9, 15)) == date(2026, 12, 15)
    yearly = replace(IN_FORCE, term="yearly")
    assert last_day_by_notice(yearly, date(2026, 9, 15)) == date(2027, 2, 28)
    assert last_day_by_notice(yearly, date(2026, 11, 30)) == date(2027, 2, 28)
    assert last_day_by_notice(yearly, date(2026, 12, 1)) == date(2028, 2, 29)
    fixed = replace(IN_FORCE, term="fixed", agreed_end=date(2030, 12, 31))
    with pytest.raises(NoNotice, match=r"runs until 31\.12\.2030"):
        last_day_by_notice(fixed, date(2026, 9, 15))


@given(
    st.sampled_from(["unlimited", "yearly"]),
    st.integers(0, 36),
    st.dates(date(2026, 3, 1), date(2040, 1, 1)),
)
def test_notice_never_cuts_the_agreed_time_short(term: str, months: int, given_on: date) -> None:
    found = replace(IN_FORCE, term=term, notice_months=months)
    end = last_day_by_notice(found, given_on)
    assert end >= given_on
    assert end >= last_day_by_notice(replace(found, notice_months=max(0, months - 1)), given_on)
    assert end <= last_day_by_notice(found, given_on + timedelta(1))


def test_ending_waits_for_its_publication() -> None:
    notified = replace(IN_FORCE, end_notified_on=DAY, end_stated_on=date(2026, 12, 1))
    assert codes(notified) == ["end_publication"]
    assert state_of(notified, date(2030, 1, 1)) is State.ENDING
    assert last_day_after_publication(date(2026, 12, 1), date(2026, 11, 3)) == date(2026, 12, 1)
    assert last_day_after_publication(date(2026, 12, 1), date(2027, 2, 3)) == date(2027, 2, 3)
    ended = replace(notified, end_published_on=date(2026, 11, 3), ends_on=date(2026, 12, 1))
    assert state_of(ended, date(2026, 12, 1)) is State.ENDING
    assert state_of(ended, date(2026, 12, 2)) is State.ENDED
    assert missing(ended, date(2026, 12, 2)) == []


def test_long_terms_need_notice_ruled_where_the_land_says_so() -> None:
    bare = agreement(notice_months=None)
    assert needs_notice_terms(bare)
    assert not needs_notice_terms(agreement())
    for land, years, needed in [("NW", 20, True), ("NW", 19, False), ("HE", 10, True)]:
        start = date(2027, 1, 1)
        fixed = replace(
            bare, land=land, term="fixed", starts_on=start, agreed_end=date(2027 + years, 1, 1)
        )
        assert needs_notice_terms(fixed) is needed
    assert not needs_notice_terms(replace(bare, land="RP"))
    assert not needs_notice_terms(replace(bare, form="association"))


# --- joining and leaving


def test_who_joins_needs_its_own_decision_and_signature_and_alters_nothing_for_others() -> None:
    asking = replace(party(3), requested_on=DAY)
    found = replace(IN_FORCE, parties=(*IN_FORCE.parties, asking))
    assert state_of(found, DAY) is State.IN_FORCE
    assert codes(found) == ["join_decision"]
    assert not belongs(asking, found, DAY)
    joined = replace(party(3, decided=True, signed=True), requested_on=DAY - timedelta(1))
    found = replace(found, parties=(*IN_FORCE.parties, joined))
    assert codes(found) == []
    assert not belongs(joined, found, DAY - timedelta(1))
    assert belongs(joined, found, DAY)
    assert all(belongs(each, found, DAY) for each in IN_FORCE.parties)


def test_who_leaves_is_out_the_day_after_and_the_others_stay() -> None:
    leaving = replace(IN_FORCE.parties[0], notice_on=DAY, ends_on=date(2026, 12, 1))
    found = replace(IN_FORCE, parties=(leaving, IN_FORCE.parties[1], party(4, signed=True)))
    assert belongs(leaving, found, date(2026, 12, 1))
    assert not belongs(leaving, found, date(2026, 12, 2))
    assert belongs(found.parties[1], found, date(2026, 12, 2))


# --- states and moves


def test_every_state_can_be_reached_and_left_but_the_last() -> None:
    reached, ahead = {State.DRAFT}, [State.DRAFT]
    while ahead:
        new = MOVES[ahead.pop()] - reached
        reached |= new
        ahead += new
    assert reached == set(State) == set(MOVES)
    assert [state for state, after in MOVES.items() if not after] == [State.ENDED]


def test_a_step_too_early_names_what_comes_first_and_one_too_late_says_so() -> None:
    allowed = frozenset({State.SIGNED})
    with pytest.raises(NotYet, match="First: Let its own organ decide on the text"):
        require_state(agreement(), DAY, allowed, "Draft")
    require_state(agreement(done=True), DAY, allowed, "Signed")
    with pytest.raises(TooLate, match="has the state “In force”"):
        require_state(IN_FORCE, DAY, allowed, "In force")


OPTIONAL_DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
ANY_PARTY = st.builds(
    PartyFacts,
    member_id=st.integers(1, 5),
    name=st.just("Gemeinde"),
    consents=st.sampled_from([None, True, False]),
    decided_on=OPTIONAL_DAY,
    text_sha256=st.sampled_from(["", TEXT, OTHER]),
    signed_on=OPTIONAL_DAY,
    requested_on=OPTIONAL_DAY,
    ends_on=OPTIONAL_DAY,
)
ANY = st.builds(
    Snapshot,
    form=st.sampled_from([form.value for form in Form]),
    land=st.sampled_from(["NW", "TH", "HE", ""]),
    parties=st.lists(ANY_PARTY, max_size=4).map(tuple),
    text_sha256=st.sampled_from(["", TEXT]),
    term=st.sampled_from([term.value for term in Term]),
    starts_on=OPTIONAL_DAY,
    requested_on=OPTIONAL_DAY,
    received_on=OPTIONAL_DAY,
    answer=st.sampled_from(["", "approved", "deemed_approved", "changes_wanted", "refused"]),
    published_on=OPTIONAL_DAY,
    in_force_from=OPTIONAL_DAY,
    end_notified_on=OPTIONAL_DAY,
    ends_on=OPTIONAL_DAY,
)


@given(ANY, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_whatever_the_facts_the_answers_fit_together(found: Snapshot, today: date) -> None:
    state, lacks = state_of(found, today), missing(found, today)
    running = state in (State.IN_FORCE, State.ENDING)
    assert is_in_force(found, today) is running
    assert running or state is State.ENDED or lacks
    assert all(each.sentence and each.who is not None for each in lacks)
    if not running:
        assert not any(belongs(each, found, today) for each in found.parties)
    if state in (State.RESOLVED, State.SIGNED):
        founders = [each for each in found.parties if each.requested_on is None]
        assert len(founders) >= 2
        assert {each.text_sha256 for each in founders} == {found.text_sha256} == {TEXT}


@given(ANY)
def test_silence_of_a_party_is_never_its_decision(found: Snapshot) -> None:
    silent = replace(party(9), requested_on=None)
    assert not all_decided(replace(found, parties=(*found.parties, silent)))


@given(ANY, st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 400))
def test_days_alone_lead_only_along_the_moves(found: Snapshot, today: date, later: int) -> None:
    before, after = state_of(found, today), state_of(found, today + timedelta(later))
    allowed = {before} | MOVES[before] | {State.IN_FORCE, State.ENDING, State.ENDED}
    assert after in allowed
    assert before is not State.ENDED or after is State.ENDED
