"""Motions, votes, resolutions and own decisions over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from ballot_box import TEXT, do, draft, end_deadline, open_vote, propose, state, vote
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.factories import House, Union
from tests.signing_in import sign_in

from gemeinwerk.governance.effects import queries as effects
from gemeinwerk.governance.models import Effect, Motion, OwnDecision, Seat, Vote
from gemeinwerk.governance.voting import actions, queries
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id

pytestmark = pytest.mark.django_db
ENTRIES = {"title": "Gemeinsame Stelle", "text": "Wird eingerichtet (erfunden)."}
DECISION = {"consents": "yes", "organ": "Kreistag", "decided_on": "2026-01-15", "reference": "1/26"}


def page(name: str, motion: Motion, **more: Any) -> str:
    about = {"alliance_id": motion.alliance_id, "motion_id": motion.id}
    return reverse(f"voting:{name}", kwargs=about | more)


def listing(union: Union, name: str = "motions") -> str:
    return reverse(f"voting:{name}", kwargs={"alliance_id": union.alliance.id})


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def offered(union: Union, **more: Any) -> Motion:
    """Propose to open a collection of the first member to the second."""
    first, second, _third = union.houses
    return factories.offer(union, first, factories.make_collection(first), [second], **more)


def steps(client: Client, motion: Motion) -> list[tuple[str, str, bool]]:
    return [
        (step.who, step.what, step.is_you)
        for step in client.get(page("motion", motion)).context["steps"]
    ]


# --- who may ------------------------------------------------------------------------------------


def test_who_may(union: Union, stranger: House) -> None:
    first, second, _third = union.houses
    motion, own = offered(union), draft(first, union)
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
    decide = reverse("voting:decide", kwargs={"effect_id": effect.id})
    table = {
        listing(union): (200, 200, 200),
        listing(union, "draft"): (200, 403, 200),
        page("motion", motion): (200, 200, 200),
        page("edit", motion): (400, 403, 400),
        page("edit", own): (200, 403, 404),
        page("choose_effect", own): (200, 403, 404),
        page("add_effect", own, kind="adopt_service"): (200, 403, 404),
        page("open", motion): (200, 403, 403),
        decide: (200, 403, 400),
        reverse("voting:effect", kwargs={"effect_id": effect.id}): (302, 302, 302),
    }
    visitors = [first.people["head"], first.people["clerk"], second.people["head"]]
    browsers = [sign_in(person) for person in visitors]
    outside = sign_in(stranger.people["head"])
    for address, expected in table.items():
        assert Client().get(address)["Location"].startswith(reverse("account_login")), address
        assert outside.get(address).status_code == 404, address
        found = tuple(browser.get(address).status_code for browser in browsers)
        assert found == expected, address


@pytest.mark.parametrize(
    "name", ["propose", "withdraw", "vote", "close", "presence", "settle", "remove_effect"]
)
def test_who_may_send(union: Union, stranger: House, name: str) -> None:
    first = union.houses[0]
    motion = offered(union)
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
    more = {"effect_id": effect.id} if name == "remove_effect" else {}
    address = page(name, motion, **more)
    assert Client().post(address)["Location"].startswith(reverse("account_login"))
    assert sign_in(stranger.people["head"]).post(address).status_code == 404
    assert sign_in(first.people["head"]).get(address).status_code == 405
    expected = 200 if name == "vote" else 403
    answer = sign_in(first.people["clerk"]).post(address, follow=True)
    assert answer.status_code == expected


def test_motion_of_another_alliance_is_not_here(union: Union, stranger: House) -> None:
    first = union.houses[0]
    factories.introduce(first, stranger)
    other = factories.make_union(first, stranger)
    motion = propose(first, other)
    wrong = {"alliance_id": union.alliance.id, "motion_id": motion.id}
    browser = sign_in(first.people["head"])
    assert browser.get(reverse("voting:motion", kwargs=wrong)).status_code == 404
    assert browser.get(page("motion", motion)).status_code == 200


# --- list ---------------------------------------------------------------------------------------


def test_list_begins_empty_and_says_what_a_motion_is(union: Union) -> None:
    first = union.houses[0]
    assert "No motions yet" in read(sign_in(first.people["head"]), listing(union))
    assert "Write a motion" in read(sign_in(first.people["head"]), listing(union))
    assert "Write a motion" not in read(sign_in(first.people["clerk"]), listing(union))
    text = read(sign_in(first.people["clerk"]), listing(union) + "?stand=beschluesse")
    assert "Nothing has been decided yet" in text


def test_list_shows_what_waits_for_me_first(union: Union) -> None:
    first, second, _third = union.houses
    draft(second, union, "Geheim")
    motion = offered(union)
    waiting = sign_in(first.people["head"]).get(listing(union)).context["waiting"]
    assert [item.what for item in waiting] == [
        "Enter the own decision about “Open a collection”",
        "Open the vote",
    ]
    assert sign_in(first.people["clerk"]).get(listing(union)).context["waiting"] == []
    open_vote(union, motion)
    waiting = sign_in(second.people["head"]).get(listing(union)).context["waiting"]
    assert waiting[0].what.startswith("Vote until ")
    text = read(sign_in(first.people["clerk"]), listing(union))
    assert "Baulasten öffnen" in text
    assert "Geheim" not in text


def test_list_by_state(union: Union) -> None:
    first = union.houses[0]
    adopted, failed = propose(first, union, "Angenommen"), propose(first, union, "Gescheitert")
    factories.adopt(union, adopted)
    open_vote(union, failed)
    for house in union.houses:
        vote(house, failed, "no")
    browser = sign_in(first.people["clerk"])
    for code, title in (("angenommen", "Angenommen"), ("erledigt", "Gescheitert")):
        found = browser.get(f"{listing(union)}?stand={code}").context["page"]
        assert [motion.title for motion in found] == [title]
    text = read(browser, listing(union) + "?stand=beschluesse")
    assert "Angenommen" in text
    assert "Gescheitert" not in text
    assert "No motion in this state" in read(browser, listing(union) + "?stand=vorgelegt")
    assert len(browser.get(listing(union) + "?stand=<x>").context["page"].object_list) == 2


# --- drafting -----------------------------------------------------------------------------------


def test_from_draft_to_proposed(union: Union) -> None:
    first, second, _third = union.houses
    browser = sign_in(first.people["head"])
    refused = browser.post(listing(union, "draft"), {"title": "", "text": ""})
    text = refused.content.decode()
    assert "Give the motion a title." in text
    assert "Write down what shall be decided." in text
    way = str(union.body.id)
    wrong = {**ENTRIES, "way": way, "valid_from": "2027-02-01", "valid_to": "2027-01-01"}
    assert (
        "The last day lies before" in browser.post(listing(union, "draft"), wrong).content.decode()
    )
    made = browser.post(listing(union, "draft"), {**ENTRIES, "way": way}, follow=True)
    assert "Nobody else sees it yet." in made.content.decode()
    motion = made.context["motion"]
    twice = browser.post(listing(union, "draft"), {**ENTRIES, "way": way})
    assert "has a draft with this title already" in twice.content.decode()
    assert sign_in(second.people["head"]).get(page("motion", motion)).status_code == 404
    changed = browser.post(page("edit", motion), {**ENTRIES, "grade": "Probe"}, follow=True)
    assert "The draft was changed." in changed.content.decode()
    done = browser.post(page("propose", motion), follow=True).content.decode()
    assert "All members of the alliance see it now." in done
    again = browser.post(page("propose", motion), follow=True).content.decode()
    assert "cannot be changed any more" in again
    assert "Probe" in read(sign_in(second.people["clerk"]), page("motion", motion))


def test_effects_are_chosen_by_what_they_do(union: Union) -> None:
    first = union.houses[0]
    motion = draft(first, union)
    browser = sign_in(first.people["head"])
    text = read(browser, page("choose_effect", motion))
    assert text.count("Begins on the page of the collection") == 1
    assert page("add_effect", motion, kind="adopt_service") in text
    assert page("add_effect", motion, kind="open_collection") not in text
    assert "Adopt a joint service" in text
    assert browser.get(page("add_effect", motion, kind="unheard")).status_code == 404
    elsewhere = browser.get(page("add_effect", motion, kind="open_collection"))
    assert elsewhere["Location"] == page("choose_effect", motion)
    address = page("add_effect", motion, kind="assign_provider")
    entries = {
        "member": str(first.member.id),
        "task": "Betrieb",
        "possible": "yes",
        "possible_reason": "Personal ist da",
        "economic": "no",
        "economic_reason": "zu teuer",
    }
    assert "Only what is possible and economic" in browser.post(address, entries).content.decode()
    done = browser.post(address, {**entries, "economic": "yes"}, follow=True).content.decode()
    assert "“Assign a provider” was added." in done
    assert "What it will need before it happens" in done
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
    removed = browser.post(page("remove_effect", motion, effect_id=effect.id), follow=True)
    assert "taken out of the draft" in removed.content.decode()
    assert browser.post(page("remove_effect", motion, effect_id=effect.id)).status_code == 404


def test_body_may_be_named_in_the_address(union: Union) -> None:
    first = union.houses[0]
    browser = sign_in(first.people["head"])
    form = browser.get(f"{listing(union, 'draft')}?gremium={union.body.id}").context["form"]
    assert form.initial == {"way": str(union.body.id)}
    assert browser.get(f"{listing(union, 'draft')}?gremium=x'--").context["form"].initial == {}


def test_without_a_seat_there_is_no_form(union: Union) -> None:
    first, second, _third = union.houses
    with first.context("head"):
        Seat.objects.filter(body=union.body, member=second.member).delete()
    text = read(sign_in(second.people["head"]), listing(union, "draft"))
    assert "Your authority cannot bring a motion here yet" in text


# --- the page of a motion -----------------------------------------------------------------------


def test_next_steps_are_the_same_for_all_but_for_you(union: Union) -> None:
    first, second, third = union.houses
    motion = offered(union, includes_personal=True)
    head, guest = sign_in(first.people["head"]), sign_in(third.people["clerk"])
    chair = "chair or office: Landkreis Musterland"
    assert steps(head, motion)[0] == (
        chair,
        "put the motion to the vote, in a meeting or in writing",
        True,
    )
    assert steps(guest, motion) == [
        (chair, "put the motion to the vote, in a meeting or in writing", False),
        (
            "head of Landkreis Musterland, Landkreis Nachbarau",
            "decide about “Open a collection” and enter the decision",
            False,
        ),
    ]
    open_vote(union, motion)
    who, what, is_you = steps(sign_in(third.people["head"]), motion)[0]
    assert (who, is_you) == ("head or seat holder of Landkreis Drittfeld", True)
    assert what.startswith("vote until ")
    for house in union.houses:
        vote(house, motion)
    factories.consent(first, motion)
    factories.consent(second, motion)
    missing = "The arrangement of the joint controllers (Art. 26 GDPR) is not on file."
    assert steps(guest, motion) == [("a member's head or coordinator", missing, False)]
    assert steps(head, motion) == [("a member's head or coordinator", missing, True)]
    factories.file_document(union)
    assert steps(guest, motion) == []
    assert "Nothing: what was decided is in force." in read(guest, page("motion", motion))
    assert steps(sign_in(second.people["clerk"]), motion)[0][2]


def test_stages(union: Union) -> None:
    first = union.houses[0]
    browser = sign_in(first.people["head"])

    def shown(motion: Motion) -> str:
        return " ".join(
            one.state[0] for one in browser.get(page("motion", motion)).context["stages"]
        )

    motion = draft(first, union)
    assert shown(motion) == "c a a a a"
    do(first, actions.propose_motion, motion_id=motion.id)
    assert shown(motion) == "d c a a a"
    open_vote(union, motion)
    assert shown(motion) == "d d c a a"
    for house in union.houses:
        vote(house, motion, "no")
    assert shown(motion) == "d d d f a"
    assert "a new motion may be written" in read(browser, page("motion", motion)).lower()
    kept = offered(union)
    open_vote(union, kept)
    for house in union.houses:
        vote(house, kept)
    assert shown(kept) == "d d d d c"
    factories.consent(first, kept)
    assert shown(kept) == "d d d d d"


def test_vote_in_the_browser(union: Union) -> None:
    first, second, third = union.houses
    motion = propose(first, union)
    chair = sign_in(first.people["head"])
    late = {"procedure": "written", "day": "2020-01-01", "hour": "12:00"}
    assert (
        "needs a deadline in the future" in chair.post(page("open", motion), late).content.decode()
    )
    day = (clock.today() + timedelta(days=9)).isoformat()
    entries = {"procedure": "written", "day": day, "hour": "12:30"}
    opened = chair.post(page("open", motion), entries)
    assert opened["Location"] == page("motion", motion) + "#abstimmung"
    with first.context("head"):
        closes_at = queries.get_motion(motion.id).closes_at.astimezone(clock.BERLIN)
        assert f"{closes_at:%Y-%m-%d %H:%M}" == f"{day} 12:30"
    assert (
        "cannot be put to the vote now"
        in chair.get(page("open", motion), follow=True).content.decode()
    )
    browser = sign_in(second.people["head"])
    assert (
        "Choose yes, no or abstention."
        in browser.post(page("vote", motion), {"reason": "x"}).content.decode()
    )
    assert browser.post(page("vote", motion), {"choice": "maybe"}).context["vote_form"].errors
    said = browser.post(
        page("vote", motion), {"choice": "no", "reason": "<b>zu früh</b>"}, follow=True
    ).content.decode()
    assert "You can change it until the vote is closed." in said
    assert "&lt;b&gt;zu früh&lt;/b&gt;" in said
    assert "Change the vote of Landkreis Nachbarau" in said
    assert "hx-get" in said
    browser.post(page("vote", motion), {"choice": "yes"})
    chair.post(page("vote", motion), {"choice": "yes"})
    last = sign_in(third.people["head"]).post(page("vote", motion), {"choice": "yes"}, follow=True)
    text = last.content.decode()
    assert "Your vote was the last one." in text
    assert "The motion is adopted." in text
    assert "Yes: 3 of all 3 votes; at least 3 are needed." in text
    assert "hx-get" not in text
    closed = browser.post(page("vote", motion), {"choice": "no"}, follow=True).content.decode()
    assert "No vote is open on this motion." in closed


def test_page_says_who_votes_for_the_authority(union: Union) -> None:
    first, second, _third = union.houses
    motion = propose(first, union)
    open_vote(union, motion)
    text = read(sign_in(second.people["clerk"]), page("motion", motion))
    assert "The head of Landkreis Nachbarau votes" in text
    assert 'id="abstimmen"' not in text
    answer = sign_in(second.people["clerk"]).post(
        page("vote", motion), {"choice": "yes"}, follow=True
    )
    assert "You cannot vote here: Landkreis Nachbarau votes through" in answer.content.decode()


def test_deadline_is_over_on_the_page_before_it_is_counted(union: Union) -> None:
    first, second, _third = union.houses
    motion = propose(first, union)
    open_vote(union, motion)
    end_deadline(first, motion)
    browser = sign_in(second.people["head"])
    text = read(browser, page("motion", motion))
    assert "The deadline is over" in text
    assert 'id="abstimmen"' not in text
    assert "hx-get" not in text
    assert steps(browser, motion)[0][0] == "nobody: it happens by itself"
    late = browser.post(page("vote", motion), {"choice": "yes"}, follow=True).content.decode()
    assert "Your vote was not counted" in late
    closed = sign_in(first.people["head"]).post(page("close", motion), follow=True)
    assert "The motion is not adopted." in closed.content.decode()
    assert "Not voted: " in closed.content.decode()


def test_objection_in_the_browser(union: Union) -> None:
    first, second, _third = union.houses
    motion = propose(first, union)
    open_vote(union, motion)
    answer = sign_in(second.people["head"]).post(
        page("vote", motion), {"objects_to_procedure": "on"}, follow=True
    )
    text = answer.content.decode()
    assert "Your objection ended the written procedure." in text
    assert "The last vote ended without a decision" in text
    assert "These object to the written procedure: Landkreis Nachbarau." in text


def test_meeting_in_the_browser(union: Union) -> None:
    first, second, third = union.houses
    motion = propose(first, union)
    chair = sign_in(first.people["head"])
    chair.post(page("open", motion), {"procedure": "meeting"})
    text = read(chair, page("motion", motion))
    assert "Vote in a meeting." in text
    assert "I object to the written procedure" not in text
    assert "Note who is present" not in text
    here = {"present": [third.member.id]}
    told = chair.post(page("presence", motion), here, follow=True).content.decode()
    assert "here only who votes is present" in told
    with first.context("head"):
        Motion.objects.filter(id=motion.id).update(state="proposed", round=2)
        about = {"procedure": "meeting", "meeting_id": new_id(), "actor": first.actor("head")}
        actions.open_vote(motion_id=motion.id, **about)
    assert "Note who is present" in read(chair, page("motion", motion))
    assert "Note who is present" not in read(sign_in(second.people["head"]), page("motion", motion))
    told = chair.post(page("presence", motion), here, follow=True).content.decode()
    assert "The attendance was noted." in told
    with first.context("head"):
        places = queries.count_votes(queries.get_motion(motion.id)).places
        assert [p.name for p in places if p.is_present] == ["Landkreis Drittfeld"]
    refused = sign_in(second.people["head"]).post(page("close", motion), follow=True)
    assert "Only the chair of" in refused.content.decode()
    assert "closed and counted" in chair.post(page("close", motion), follow=True).content.decode()
    assert state(first, motion) == "failed"


def test_hostile_names_do_no_harm(union: Union) -> None:
    first = union.houses[0]
    name = "<script>alert(1)</script> %(body)s {{ x }}"
    motion = propose(first, union, name)
    browser = sign_in(first.people["head"])
    for address in (page("motion", motion), listing(union), page("open", motion)):
        text = read(browser, address)
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; %(body)s {{ x }}" in text


# --- own decisions and resolutions --------------------------------------------------------------


def test_own_decision_in_the_browser(union: Union) -> None:
    first, second, third = union.houses
    motion = offered(union, includes_personal=True)
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
    address = reverse("voting:decide", kwargs={"effect_id": effect.id})
    refused = sign_in(third.people["head"]).post(address, DECISION)
    assert refused.status_code == 400
    assert "does not need a decision of your authority" in refused.content.decode()
    head = sign_in(first.people["head"])
    assert "What is opened belongs to your authority. It has two keys" in read(head, address)
    assert "binds your authority in this only if" in read(sign_in(second.people["head"]), address)
    for wrong, sentence in (
        ({"consents": ""}, "Choose whether your authority consents."),
        ({"organ": " "}, "Name the organ that decided."),
        ({"decided_on": "2099-01-01"}, "The day must not lie in the future."),
        ({"reference": ""}, "Person-related records need a decision of the authority"),
    ):
        assert sentence in head.post(address, DECISION | wrong).content.decode()
    with first.context("head"):
        assert not OwnDecision.objects.exists()
    done = head.post(address, DECISION, follow=True).content.decode()
    assert "The decision of your authority is entered." in done
    assert "Kreistag, 15.01.2026, 1/26" in done
    head.post(address, DECISION | {"consents": "no"})
    with first.context("head"):
        assert OwnDecision.objects.get().consents is False


def test_effect_leads_to_its_place(union: Union) -> None:
    first = union.houses[0]
    motion = offered(union)
    with first.context("head"):
        effect = Effect.objects.get(motion=motion)
    browser = sign_in(first.people["clerk"])
    answer = browser.get(reverse("voting:effect", kwargs={"effect_id": effect.id}))
    assert answer["Location"] == page("motion", motion) + "#wirkung-1"
    assert 'id="wirkung-1"' in read(browser, page("motion", motion))


def test_resolution_and_its_repeal(union: Union, stranger: House) -> None:
    first, second, _third = union.houses
    motion = offered(union)
    factories.adopt(union, motion)
    with first.context("head"):
        resolution = queries.get_resolution_of(motion)
    about = {"alliance_id": union.alliance.id, "resolution_id": resolution.id}
    address = reverse("voting:resolution", kwargs=about)
    assert Client().get(address).status_code == 302
    assert sign_in(stranger.people["head"]).get(address).status_code == 404
    text = read(sign_in(second.people["clerk"]), address)
    assert "Propose to repeal it" not in text
    for part in (resolution.number, "Carried out on", "Adopted if all votes are yes", "Yes: 3"):
        assert part in text
    browser = sign_in(second.people["head"])
    assert f"?aufheben={resolution.id}" in read(browser, address)
    begin = f"{listing(union, 'draft')}?aufheben={resolution.id}"
    form = browser.get(begin).context["form"]
    assert form.initial["title"] == f"Repeal of {resolution.number}"
    made = browser.post(begin, form.initial | {"valid_from": "", "valid_to": ""}, follow=True)
    again = made.context["motion"]
    assert "Repeal a resolution" in made.content.decode()
    do(second, actions.propose_motion, motion_id=again.id)
    factories.adopt(union, again)
    text = read(browser, address)
    assert "Repealed on" in text
    assert "its resolution was repealed" in text
    assert browser.get(begin).status_code == 404
    assert browser.get(f"{listing(union, 'draft')}?aufheben=x").status_code == 404
    with first.context("head"):
        line = effects.describe(effects.get_effect(Effect.objects.get(motion=motion).id))
        assert line.standing is effects.Standing.OVER


def test_check_again(union: Union) -> None:
    first, second, _third = union.houses
    motion = offered(union)
    open_vote(union, motion)
    for house in union.houses:
        vote(house, motion)
    browser = sign_in(first.people["head"])
    told = browser.post(page("settle", motion), follow=True).content.decode()
    assert "Something is still missing" in told
    assert sign_in(second.people["head"]).post(page("settle", motion)).status_code == 403


def test_getting_a_page_changes_nothing(union: Union) -> None:
    first = union.houses[0]
    motion = propose(first, union)
    open_vote(union, motion)
    browser = sign_in(first.people["head"])
    for name in ("motion", "open", "edit", "choose_effect"):
        browser.get(page(name, motion))
    with first.context("head"):
        assert not Vote.objects.exists()
        assert queries.get_motion(motion.id).title == TEXT.title
