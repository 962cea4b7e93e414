"""Writing, releasing, withdrawing: refusal first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, transaction
from tests import factories
from tests.assistant.factories import make_article, make_base, make_office

from gemeinwerk.assistant.errors import ArticleUnknown, BaseUnknown, OfficeUnknown
from gemeinwerk.assistant.knowledge import actions, errors, queries, rules
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, Base, Passage, Version
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.kernel.ids import new_id

pytestmark = pytest.mark.django_db
TEXT = ArticleText("Hundesteuer", "Melden Sie Ihren Hund innerhalb von zwei Wochen an.")


@pytest.fixture
def county() -> factories.House:
    return factories.make_house()


@pytest.fixture
def neighbour() -> factories.House:
    return factories.make_house("99002", "Landkreis Nachbarland")


@pytest.fixture
def base(county: factories.House) -> Base:
    return make_base(county)


def seen(article: Article) -> str:
    newest = queries.get_newest(article)
    assert newest is not None
    return rules.fingerprint(queries.content_of(newest, article))


def passages(article: Article) -> list[str]:
    rows = Passage.objects.filter(article=article).select_related("version").order_by("ordinal")
    return [row.version.body[row.start : row.end] for row in rows]


def sentences(count: int = 1) -> list[str]:
    return [line.sentence for line in journal.list_lines(limit=count)]


def test_a_clerk_creates_no_base_and_a_name_stands_once(county: factories.House) -> None:
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.create_base(name="Bürgerfragen", actor=county.actor("clerk"))
    make_base(county)
    with county.context("head"):
        with pytest.raises(errors.BaseNameTaken, match="already has a knowledge base"):
            actions.create_base(name=" Bürgerfragen ", actor=county.actor("head"))
        with pytest.raises(errors.NameMissing, match="enter a name"):
            actions.create_base(name=" ", actor=county.actor("head"))
        assert [base.name for base in queries.list_own_bases()] == ["Bürgerfragen"]


def test_two_members_may_use_the_same_name(
    county: factories.House, neighbour: factories.House
) -> None:
    assert make_base(county).name == make_base(neighbour).name
    with neighbour.context("clerk"):
        assert queries.list_own_bases().count() == 1


def test_nobody_writes_into_the_base_of_another_member(
    neighbour: factories.House, base: Base
) -> None:
    with neighbour.context("clerk"), pytest.raises(BaseUnknown, match="no such knowledge base"):
        actions.save_draft(base_id=base.id, content=TEXT, actor=neighbour.actor("clerk"))
    article = make_article(base)
    with neighbour.context("coordinator"):
        actor = neighbour.actor("coordinator")
        with pytest.raises(ArticleUnknown):
            actions.save_draft(article_id=article.id, content=TEXT, actor=actor)
        with pytest.raises(ArticleUnknown):
            actions.withdraw(article_id=article.id, reason="Weil", actor=actor)
        with pytest.raises(ArticleUnknown):
            actions.restore_version(article_id=article.id, number=1, actor=actor)
        with pytest.raises(errors.VersionUnknown):
            actions.release(version_id=UUID(int=1), actor=actor)
        with pytest.raises(BaseUnknown):
            actions.change_base(
                base_id=base.id, name="x", description="", is_public=True, actor=actor
            )


def test_a_head_does_not_write_and_a_clerk_does_not_release(
    county: factories.House, base: Base
) -> None:
    with county.context("head"), pytest.raises(NotAllowed):
        actions.save_draft(base_id=base.id, content=TEXT, actor=county.actor("head"))
    with county.context("clerk"):
        actor = county.actor("clerk")
        draft = actions.save_draft(base_id=base.id, content=TEXT, actor=actor)
        with pytest.raises(NotAllowed):
            actions.release(version_id=draft.id, actor=actor)
        assert passages(draft.article) == []
    with county.context("head"):
        released = actions.release(version_id=draft.id, actor=county.actor("head"))
        assert released.is_current
        assert passages(released.article) == [TEXT.body]
        assert sentences() == ["Article “Hundesteuer” released (version 1)"]


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"title": " \u200b "}, errors.TitleMissing, "enter a title"),
        ({"body": " \n "}, errors.BodyMissing, "write the text"),
        ({"body": "x" * 200_001}, rules.ArticleTooLong, "Divide it"),
        ({"plain": "x" * 200_001}, errors.PlainTooLong, "Shorten it"),
        ({"keywords": tuple(f"w{n}" for n in range(51))}, errors.TooMany, "Up to 50"),
        ({"office_id": UUID(int=5)}, OfficeUnknown, "no such office"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    county: factories.House, base: Base, change: dict, error: type, said: str
) -> None:
    with county.context("clerk"):
        with pytest.raises(error, match=said):
            content = replace(TEXT, **change)
            actions.save_draft(base_id=base.id, content=content, actor=county.actor("clerk"))
        assert Article.objects.count() == 0


def test_the_office_of_another_member_is_unknown(
    county: factories.House, neighbour: factories.House, base: Base
) -> None:
    foreign = make_office(neighbour)
    with county.context("clerk"), pytest.raises(OfficeUnknown):
        content = replace(TEXT, office_id=foreign.id)
        actions.save_draft(base_id=base.id, content=content, actor=county.actor("clerk"))


def test_an_answered_text_changes_only_by_release(county: factories.House, base: Base) -> None:
    article = make_article(base, "Hundesteuer", "Alt.")
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        draft = actions.save_draft(
            article_id=article.id, content=replace(TEXT, body="Neu."), actor=actor
        )
        assert (draft.number, passages(article)) == (2, ["Alt."])
        before = Base.objects.get().revision
        actions.release(version_id=draft.id, actor=actor)
        assert passages(article) == ["Neu."]
        assert Base.objects.get().revision > before
        assert [v.is_current for v in queries.list_versions(article)] == [True, False]


def test_a_second_editor_loses_nothing_and_overwrites_nothing(
    county: factories.House, base: Base
) -> None:
    article = make_article(base, "Hundesteuer", "Alt.")
    with county.context("clerk"):
        both_saw = seen(article)
        actions.save_draft(
            article_id=article.id,
            content=replace(TEXT, body="Vom ersten."),
            based_on=both_saw,
            actor=county.actor("clerk"),
        )
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        with pytest.raises(errors.ChangedMeanwhile, match=r"Clerk 99001.*nothing is lost"):
            actions.save_draft(
                article_id=article.id,
                content=replace(TEXT, body="Vom zweiten."),
                based_on=both_saw,
                actor=actor,
            )
        draft = queries.get_draft(article)
        assert draft is not None and draft.body == "Vom ersten."
        again = actions.save_draft(
            article_id=article.id,
            content=replace(TEXT, body="Von beiden."),
            based_on=seen(article),
            actor=actor,
        )
        assert (again.id, again.body) == (draft.id, "Von beiden.")


def test_a_second_click_writes_no_second_entry(county: factories.House, base: Base) -> None:
    article = make_article(base, "Hundesteuer", "Alt.")
    with county.context("clerk"):
        actor, opened = county.actor("clerk"), seen(article)
        first = actions.save_draft(
            article_id=article.id, content=TEXT, based_on=opened, actor=actor
        )
        number = journal.list_lines(limit=1)[0].number
        second = actions.save_draft(
            article_id=article.id, content=TEXT, based_on=opened, actor=actor
        )
        assert first.id == second.id
        assert journal.list_lines(limit=1)[0].number == number


def test_what_was_changed_after_reading_is_not_released(
    county: factories.House, base: Base
) -> None:
    article = make_article(base, released=False)
    with county.context("coordinator"):
        actor, read = county.actor("coordinator"), seen(article)
        draft = actions.save_draft(article_id=article.id, content=TEXT, actor=actor)
        with pytest.raises(errors.NotAsSeen, match="Read it again"):
            actions.release(version_id=draft.id, seen=read, actor=actor)
        actions.release(version_id=draft.id, seen=seen(article), actor=actor)
        with pytest.raises(errors.AlreadyReleased, match="released already"):
            actions.release(version_id=draft.id, actor=actor)


def test_the_database_fixes_what_was_released(county: factories.House, base: Base) -> None:
    article = make_article(base)
    with county.context("coordinator"):
        version = queries.get_current(article)
        assert version is not None
        with pytest.raises(ProgrammingError, match="fixed"), transaction.atomic():
            Version.objects.filter(id=version.id).update(body="Gefälscht.")
        with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
            version.delete()


def test_a_withdrawn_article_is_out_of_all_answers(county: factories.House, base: Base) -> None:
    article = make_article(base)
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.withdraw(article_id=article.id, reason="Veraltet", actor=county.actor("clerk"))
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        with pytest.raises(errors.ReasonMissing, match="say why"):
            actions.withdraw(article_id=article.id, reason="  ", actor=actor)
        revision = Base.objects.get().revision
        actions.withdraw(article_id=article.id, reason="Veraltet", actor=actor)
        assert passages(article) == []
        assert queries.get_current(article) is None
        assert Base.objects.get().revision > revision
        with pytest.raises(errors.NotReleased, match="not, or no longer"):
            actions.withdraw(article_id=article.id, reason="Nochmal", actor=actor)
        assert sentences() == ["Article “Baugenehmigung” withdrawn: Veraltet"]


def test_a_withdrawn_article_comes_back_by_a_new_release(
    county: factories.House, base: Base
) -> None:
    article = make_article(base, "Hundesteuer", TEXT.body)
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        actions.withdraw(article_id=article.id, reason="Fehler", actor=actor)
        draft = actions.restore_version(article_id=article.id, number=1, actor=actor)
        with pytest.raises(errors.DraftInTheWay, match="a draft of this article already"):
            actions.restore_version(article_id=article.id, number=1, actor=actor)
        actions.release(version_id=draft.id, actor=actor)
        assert passages(article) == [TEXT.body]
        assert queries.get_article(article.id).withdrawn_at is None


def test_only_a_draft_is_discarded(county: factories.House, base: Base) -> None:
    released, fresh = make_article(base), make_article(base, "Neu", released=False)
    with county.context("clerk"):
        actor = county.actor("clerk")
        with pytest.raises(errors.NoDraft, match="no draft"):
            actions.discard_draft(article_id=released.id, actor=actor)
        assert actions.discard_draft(article_id=fresh.id, actor=actor)
        with pytest.raises(ArticleUnknown):
            queries.get_article(fresh.id)
        actions.save_draft(article_id=released.id, content=TEXT, actor=actor)
        assert not actions.discard_draft(article_id=released.id, actor=actor)
        assert queries.get_current(released) is not None


def test_several_drafts_are_released_by_one_who_may(county: factories.House, base: Base) -> None:
    for title in ("Eins", "Zwei", "Drei"):
        make_article(base, title, f"{title} steht hier.", released=False)
    with county.context("clerk"), pytest.raises(NotAllowed):
        actions.release_all(base_id=base.id, version_ids=[], actor=county.actor("clerk"))
    with county.context("records_officer"):
        actor = county.actor("records_officer")
        with pytest.raises(errors.NothingChosen, match="Tick at least one"):
            actions.release_all(base_id=base.id, version_ids=[UUID(int=9)], actor=actor)
        chosen = [v.id for v in queries.list_drafts(base) if v.title != "Drei"]
        assert len(actions.release_all(base_id=base.id, version_ids=chosen, actor=actor)) == 2
        assert [v.title for v in queries.list_drafts(base)] == ["Drei"]
        assert sentences() == ["2 articles of “Bürgerfragen” released at once"]


def test_a_review_moves_the_day_and_names_what_is_due(county: factories.House, base: Base) -> None:
    today = clock.today()
    article = make_article(base, review_on=today)
    make_article(base, "Später", "Später fällig.", review_on=today + timedelta(days=1))
    with county.context("coordinator"):
        actor = county.actor("coordinator")
        assert [each.title for each in queries.list_due()] == ["Baugenehmigung"]
        with pytest.raises(errors.ReviewDayPast, match="future"):
            actions.confirm_review(article_id=article.id, review_on=today, actor=actor)
        later = today + timedelta(days=365)
        actions.confirm_review(article_id=article.id, review_on=later, actor=actor)
        assert queries.count_due() == 0


def test_counts_of_a_base(county: factories.House, base: Base) -> None:
    make_article(base, review_on=clock.today())
    make_article(base, "Entwurf", released=False)
    with county.context("clerk"):
        counted = queries.list_own_bases().get()
        counts = (counted.total, counted.released, counted.drafts, counted.due)
        assert counts == (2, 1, 1, 1)
        states = {
            state: [a.title for a in queries.find_articles(base, queries.Filters(state=state))]
            for state in ("released", "draft", "due", "withdrawn")
        }
        assert states == {
            "released": ["Baugenehmigung"],
            "draft": ["Entwurf"],
            "due": ["Baugenehmigung"],
            "withdrawn": [],
        }


def test_two_clicks_at_the_same_moment_write_one_article(
    county: factories.House, base: Base
) -> None:
    wanted = new_id()
    with county.context("clerk"):
        actor = county.actor("clerk")
        actions.save_draft(base_id=base.id, content=TEXT, new_id=wanted, actor=actor)
        with pytest.raises(errors.AlreadyWritten, match="written already"):
            actions.save_draft(base_id=base.id, content=TEXT, new_id=wanted, actor=actor)
        assert Article.objects.count() == 1
