"""Questions without a good answer: kept cleaned, grouped, closed, forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from tests.assistant.factories import make_article
from tests.assistant.learning.conftest import Scene

from gemeinwerk.assistant.errors import ArticleUnknown, DeskUnknown
from gemeinwerk.assistant.handover import actions as handover
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.learning import actions, forgetting, queries
from gemeinwerk.assistant.learning.effects import ask_again
from gemeinwerk.assistant.learning.errors import (
    AlreadyDecided,
    ArticleNotReleased,
    GapUnknown,
    NotDecided,
)
from gemeinwerk.assistant.models import Article, Base, Gap, GapState, Handover, Question
from gemeinwerk.jobs.queries import count_jobs
from gemeinwerk.journal.models import Entry
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.context import member_context

pytestmark = pytest.mark.django_db
DOG = "Wie hoch ist die Hundesteuer?"
DOGS = (DOG, "Was kostet ein Hund an Steuern?", "Hundesteuer Kosten")


# --- keeping --------------------------------------------------------------------------------------


def test_only_the_cleaned_text_is_kept(scene: Scene) -> None:
    assert scene.ask("Ich heiße Erwin Beispiel, Tel. 0151 2345678. Wie hoch ist die Hundesteuer?")
    with scene.house.context():
        (one,) = Question.objects.all()
    assert one.text == "Ich heiße [Name], Tel. [Nummer]. Wie hoch ist die Hundesteuer?"
    assert (one.keep_until - clock.today()).days == scene.desk.keep_days


@pytest.mark.parametrize("text", ["", " \n ", "?!", "0151 23456789", "erwin@example.org"])
def test_what_asks_for_nothing_is_not_kept(scene: Scene, text: str) -> None:
    assert not scene.ask(text)
    with scene.house.context():
        assert not Question.objects.exists()


def test_a_repeated_click_counts_once(scene: Scene) -> None:
    version = uuid4()
    for _click in range(3):
        scene.ask(DOG)
        scene.ask(DOG, reason="unhelpful", version_id=version)
    with clock.days_ago(1):
        scene.ask(DOG)
    with scene.house.context():
        assert Question.objects.count() == 3


def test_hostile_facts(scene: Scene) -> None:
    scene.ask(
        "<script>alert(1)</script> '); DROP TABLE x; --\0", channel="x" * 99, language="y" * 99
    )
    with scene.house.context():
        (one,) = Question.objects.all()
    assert one.text.startswith("<script>alert(1)</script>")
    assert (one.channel, one.language) == ("public", "y" * 10)
    with pytest.raises(ValueError, match="guess"):
        scene.ask(DOG, reason="guess")


def test_not_for_a_member_without_a_page(scene: Scene) -> None:
    other = scene.other.member.id
    with member_context(door="public"), pytest.raises(DeskUnknown):
        actions.note_question(member_id=other, text=DOG, reason="unanswered", channel="api")
    with scene.house.context(), pytest.raises(DeskUnknown):
        actions.note_question(member_id=other, text=DOG, reason="unanswered", channel="clerk")
    with scene.other.context():  # its own clerk
        actions.note_question(member_id=other, text=DOG, reason="unanswered", channel="clerk")
        assert Question.objects.get().keep_until == clock.today() + timedelta(days=30)


def test_strangers_read_no_question(scene: Scene) -> None:
    scene.ask(DOG)
    scene.group()
    with member_context(door="public"):
        assert not Question.objects.exists()
        assert not Gap.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Gap.objects.create(
                member=scene.house.member,
                title="Meine",
                first_on=clock.today(),
                last_on=clock.today(),
            )
    with scene.other.context():
        assert not Question.objects.exists()


# --- grouping -------------------------------------------------------------------------------------


def test_the_same_questions_become_one_gap(scene: Scene) -> None:
    with clock.days_ago(3):
        scene.ask(DOGS[0])
    for text in (*DOGS[1:], "Wo bekomme ich einen Angelschein?"):
        scene.ask(text)
    dogs, fish = scene.group()
    assert (dogs.title, dogs.times) == (DOG, 3)
    assert (dogs.first_on, dogs.last_on) == (clock.today() - timedelta(days=3), clock.today())
    assert (fish.title, fish.times) == ("Wo bekomme ich einen Angelschein?", 1)
    with scene.other.context(), pytest.raises(GapUnknown):
        queries.get_gap(dogs.id)


def test_a_job_that_ran_twice_counts_once(scene: Scene) -> None:
    scene.ask(DOG)
    assert actions.group_questions(member_id=scene.house.member.id) == 1
    assert actions.group_questions(member_id=scene.house.member.id) == 0
    scene.ask(DOGS[1])
    (gap,) = scene.group()
    assert gap.times == 2


def test_a_job_that_was_killed_begins_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two gaps: nothing is lost, nothing counted twice."""
    for text in (DOG, "Wo bekomme ich einen Angelschein?"):
        scene.ask(text)
    join = actions._join

    def die(gap_id, ids):
        join(gap_id, ids)
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "_join", die)
    with pytest.raises(KeyboardInterrupt):
        actions.group_questions(member_id=scene.house.member.id)
    monkeypatch.undo()
    assert [gap.times for gap in scene.group()] == [1, 1]


def test_jobs_are_queued_where_there_is_work(scene: Scene) -> None:
    before = count_jobs()["todo"]
    forgetting.queue_grouping()
    forgetting.queue_forgetting()
    assert count_jobs()["todo"] == before
    scene.ask(DOG)
    forgetting.queue_grouping()
    forgetting.queue_grouping()
    assert count_jobs()["todo"] == before + 1


# --- deciding -------------------------------------------------------------------------------------


def test_who_may_not_decide(scene: Scene) -> None:
    scene.ask(DOG)
    (gap,) = scene.group()
    calls = (
        lambda actor: actions.dismiss_gap(gap_id=gap.id, actor=actor),
        lambda actor: actions.reopen_gap(gap_id=gap.id, actor=actor),
        lambda actor: actions.close_gap(gap_id=gap.id, article_id=uuid4(), actor=actor),
        lambda actor: actions.forget_question(gap_id=gap.id, question_id=uuid4(), actor=actor),
        lambda actor: actions.write_article(
            gap_id=gap.id, base_id=scene.base.id, title="T", body="B", actor=actor
        ),
    )
    for call in calls:
        with scene.house.context("head"), pytest.raises(NotAllowed):
            call(scene.house.actor("head"))
        with scene.other.context("clerk"), pytest.raises(GapUnknown):
            call(scene.other.actor("clerk"))


def test_an_article_closes_a_gap_and_its_questions_are_answered(scene: Scene) -> None:
    for text in DOGS[:2]:
        scene.ask(text)
    (gap,) = scene.group()
    with scene.house.context("coordinator"):
        actor = scene.house.actor("coordinator")
        before = ask_again(gap, actor=actor)
        assert (len(before.asked), before.before, before.now) == (2, 0, 0)
        body = "Die Hundesteuer kostet 60 Euro im Jahr für einen Hund (erfunden)."
        version = actions.write_article(
            gap_id=gap.id, base_id=scene.base.id, title="Hundesteuer", body=body, actor=actor
        )
        with pytest.raises(ArticleNotReleased):
            actions.close_gap(gap_id=gap.id, article_id=version.article_id, actor=actor)
        knowledge.release(version_id=version.id, actor=actor)
        closed = actions.close_gap(gap_id=gap.id, article_id=version.article_id, actor=actor)
        assert (closed.state, closed.decided_by) == (GapState.CLOSED, actor.label)
        effect = ask_again(queries.get_gap(gap.id), actor=actor)
        assert (effect.before, effect.now, effect.by_article) == (0, 2, 2)
        with pytest.raises(AlreadyDecided):
            actions.dismiss_gap(gap_id=gap.id, actor=actor)
    scene.ask(DOGS[2])
    (gap,) = scene.group()
    assert (gap.times, gap.times_since, gap.state) == (3, 1, GapState.CLOSED)


def test_not_with_the_article_of_another(scene: Scene) -> None:
    scene.ask(DOG)
    (gap,) = scene.group()
    with scene.other.context():
        base = Base.objects.get()
    foreign = make_article(base, "Hundesteuer", "Sie kostet dort 50 Euro (erfunden).")
    with scene.house.context("clerk"), pytest.raises(ArticleUnknown):
        actor = scene.house.actor("clerk")
        actions.close_gap(gap_id=gap.id, article_id=foreign.id, actor=actor)


def test_setting_aside_and_opening_again(scene: Scene) -> None:
    scene.ask(DOG)
    (gap,) = scene.group()
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        with pytest.raises(NotDecided):
            actions.reopen_gap(gap_id=gap.id, actor=actor)
        actions.dismiss_gap(gap_id=gap.id, actor=actor)
        assert queries.count_gaps() == (0, 0, 1)
        actions.reopen_gap(gap_id=gap.id, actor=actor)
        assert queries.count_gaps() == (1, 0, 0)


def test_a_question_can_be_deleted_at_once(scene: Scene) -> None:
    """A surname without a first name is not known by its form: an editor takes it out."""
    scene.ask("Wie hoch ist die Hundesteuer bei Beispiel?")
    (gap,) = scene.group()
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        (question,) = queries.list_questions(gap)
        assert actions.forget_question(gap_id=gap.id, question_id=question.id, actor=actor)
        assert not actions.forget_question(gap_id=gap.id, question_id=question.id, actor=actor)
        gap = queries.get_gap(gap.id)
        assert (gap.title, gap.times) == ("–", 1)
        assert "Beispiel" not in " ".join(Entry.objects.values_list("body", flat=True))


def test_a_discarded_draft_leaves_the_gap_open(scene: Scene) -> None:
    scene.ask(DOG)
    (gap,) = scene.group()
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        version = actions.write_article(
            gap_id=gap.id, base_id=scene.base.id, title="Hundesteuer", body="Text", actor=actor
        )
        knowledge.discard_draft(article_id=version.article_id, actor=actor)
        gap = queries.get_gap(gap.id)
        assert (gap.article_id, gap.state) == (None, GapState.OPEN)
        assert not Article.objects.exists()


# --- forgetting -----------------------------------------------------------------------------------


def hand_over(scene: Scene, *, answered: bool = True) -> None:
    with member_context(door="public"):
        handover.hand_over(desk=scene.desk, question=DOG, consent=True)
    if answered:
        with scene.house.context("clerk"):
            actor, found = scene.house.actor("clerk"), Handover.objects.get(state="open")
            handover.close(handover_id=found.id, reason="Nein.", actor=actor)


def test_what_is_over_is_deleted_and_counted(scene: Scene) -> None:
    with clock.days_ago(21):
        scene.ask(DOG)
        hand_over(scene)
    with clock.days_ago(20):  # its last day is today
        scene.ask(DOGS[1])
        hand_over(scene)
    with clock.days_ago(21):
        hand_over(scene, answered=False)
    scene.group()
    forgetting.queue_forgetting()
    gone = forgetting.forget(member_id=scene.house.member.id)
    assert gone == (1, 1, 0)
    assert forgetting.forget(member_id=scene.house.member.id) == (0, 0, 0)
    with scene.house.context():
        assert (Handover.objects.count(), Question.objects.count()) == (2, 1)
        assert Handover.objects.filter(state="open").count() == 1
        assert Gap.objects.get().times == 1
        (entry,) = Entry.objects.filter(event="assistant.forgotten")
    assert json.loads(entry.body)["facts"]["handovers"] == 1


def test_counts_outlive_the_questions(scene: Scene) -> None:
    with clock.days_ago(16):
        scene.ask(DOG)
    with clock.days_ago(15):
        for text in DOGS[1:]:
            scene.ask(text)
    (gap,) = scene.group()
    with clock.days_ago(-6):
        forgetting.forget(member_id=scene.house.member.id)
        with scene.house.context("clerk"):
            gap = queries.get_gap(gap.id)
            assert (gap.times, queries.list_questions(gap)) == (3, [])
            assert ask_again(gap, actor=scene.house.actor("clerk")).asked == ()


def test_gaps_that_nobody_needs_go_after_long(scene: Scene) -> None:
    with clock.days_ago(1000):
        for text in (DOG, "Wo bekomme ich einen Angelschein?"):
            scene.ask(text)
        closed, _fish = scene.group()
    with scene.house.context():
        Gap.objects.filter(id=closed.id).update(state=GapState.CLOSED)
    assert forgetting.forget(member_id=scene.house.member.id) == (0, 2, 1)
    with scene.house.context():
        assert [gap.id for gap in Gap.objects.all()] == [closed.id]


def test_nothing_of_others_is_forgotten(scene: Scene) -> None:
    with clock.days_ago(40):
        scene.ask(DOG)
    assert forgetting.forget(member_id=scene.other.member.id) == (0, 0, 0)
    with scene.house.context():
        assert Question.objects.count() == 1


def test_the_example_of_a_closed_gap_goes_with_its_question(scene: Scene) -> None:
    article = make_article(scene.base, "Hundesteuer", "Sie kostet 60 Euro im Jahr (erfunden).")
    scene.ask("Was zahlt Beispiel an Hundesteuer?")
    (gap,) = scene.group()
    with scene.house.context("clerk"):
        actor = scene.house.actor("clerk")
        actions.close_gap(gap_id=gap.id, article_id=article.id, actor=actor)
    forgetting.forget(member_id=scene.house.member.id)
    assert scene.group()[0].title == "Was zahlt Beispiel an Hundesteuer?"
    before = count_jobs()["todo"]
    with clock.days_ago(-scene.desk.keep_days - 1):
        forgetting.queue_forgetting()
        forgetting.forget(member_id=scene.house.member.id)
    assert count_jobs()["todo"] == before + 1
    (gap,) = scene.group()
    assert (gap.title, gap.times, gap.state) == ("Hundesteuer", 1, GapState.CLOSED)


# --- what is probably not ours --------------------------------------------------------------------


def test_what_nobody_here_writes_about_is_quiet_until_many_ask(scene: Scene) -> None:
    strange = tuple(f"Wer gewann {when}das Endspiel?" for when in ("", "gestern ", "heute "))
    scene.ask(DOG, reason="off_topic")
    scene.ask(DOGS[1])
    for text in strange[:2]:
        scene.ask(text, reason="off_topic")
    scene.group()
    with scene.house.context():
        assert [gap.title in DOGS for gap in queries.list_gaps()] == [True]
        assert [gap.title in strange for gap in queries.list_quiet()] == [True]
        assert queries.count_to_write() == 1
    scene.ask(strange[2], reason="off_topic")
    scene.group()
    with scene.house.context():
        assert [gap.times for gap in queries.list_gaps()] == [3, 2]
        assert queries.list_quiet() == []
