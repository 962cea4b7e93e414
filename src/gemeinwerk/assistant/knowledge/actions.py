"""What people do with bases and articles: write, release, withdraw, restore.

Locks are taken in this order: base, article, the journal's chain at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.errors import ArticleUnknown
from gemeinwerk.assistant.knowledge import queries, rules
from gemeinwerk.assistant.knowledge.errors import (
    AlreadyReleased,
    AlreadyWritten,
    BaseNameTaken,
    ChangedMeanwhile,
    DraftInTheWay,
    NameMissing,
    NoDraft,
    NotAsSeen,
    NothingChosen,
    NotReleased,
    ReasonMissing,
)
from gemeinwerk.assistant.knowledge.offices.queries import get_own_office
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, ArticleState, Base, Office, Version
from gemeinwerk.assistant.permissions import RELEASE, SET_UP, WRITE
from gemeinwerk.journal import actions as journal
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.ids import new_id as make_id
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@transaction.atomic
def create_base(*, name: str, description: str = "", is_public: bool = False, actor: Actor) -> Base:
    """Create an empty knowledge base. Raises NotAllowed, NameMissing, BaseNameTaken."""
    require(actor, SET_UP)
    base = Base(member_id=actor.member_id)
    _write_base(base, name, description, is_public, actor)
    journal.record(
        "assistant.base.created", actor=actor, obj=base, name=base.name, public=base.is_public
    )
    return base


@transaction.atomic
def change_base(
    *, base_id: int, name: str, description: str, is_public: bool, actor: Actor
) -> Base:
    """Rename or describe an own base, or change whether it answers citizens.

    Raises BaseUnknown, NotAllowed, NameMissing, BaseNameTaken.
    """
    base = queries.get_own_base(base_id)
    require(actor, SET_UP)
    base = _lock_base(base)
    before = base.name
    _write_base(base, name, description, is_public, actor)
    indexing.raise_revision(base.id)
    journal.record(
        "assistant.base.changed",
        actor=actor,
        obj=base,
        name=base.name,
        before=before,
        public=base.is_public,
    )
    return base


@transaction.atomic
def save_draft(
    *,
    article_id: UUID | None = None,
    base_id: int | None = None,
    content: ArticleText,
    based_on: str | None = None,
    external_id: str = "",
    new_id: UUID | None = None,
    actor: Actor,
) -> Version:
    """Keep what an editor wrote as the draft of an article, or of a new one in ``base_id``.

    ``new_id`` is the id that a new article gets, so that a second click at the same moment makes
    no second one.

    ``based_on`` is the ``rules.fingerprint`` of what the editor saw; where the article has changed
    since, nothing is written. None: whatever is there is overwritten. What is there already word
    for word is not written again. Raises BaseUnknown, ArticleUnknown, OfficeUnknown, NotAllowed,
    ChangedMeanwhile, AlreadyWritten, and as ``rules.clean_article``.
    """
    _require_own(article_id, base_id)
    require(actor, WRITE)
    content = rules.clean_article(content)
    if article_id is None:
        base = queries.get_own_base(base_id or 0)
        version = _write_new(base, content, external_id, actor, new_id)
    else:
        article = _lock_article(article_id)
        if _is_written(article, content):
            return _get_newest(article)
        _check_unchanged(article, based_on)
        version = _write_draft(article, content, actor)
    journal.record(
        "assistant.article.drafted",
        actor=actor,
        obj=version.article_id,
        title=version.title,
        version=version.number,
    )
    return version


@transaction.atomic
def store_draft(
    *, base: Base, article: Article | None, content: ArticleText, external_id: str, actor: Actor
) -> Version:
    """Keep a draft without an entry in the journal: for a file's import, which notes them all.

    Raises NotAllowed, ArticleUnknown, OfficeUnknown, and as ``rules.clean_article``.
    """
    require(actor, WRITE)
    content = rules.clean_article(content)
    if article is None:
        return _write_new(base, content, external_id, actor)
    held = _lock_article(article.id)
    return _get_newest(held) if _is_written(held, content) else _write_draft(held, content, actor)


@transaction.atomic
def release(*, version_id: UUID, seen: str | None = None, actor: Actor) -> Version:
    """Let a draft be what is answered from; the version before stays readable, its passages go.

    ``seen`` is the fingerprint of the draft that the person has read. Raises VersionUnknown,
    NotAllowed, AlreadyReleased, NotAsSeen.
    """
    version = queries.get_own_version(version_id)
    require(actor, RELEASE)
    _lock_base(version.base)
    version = _release(version_id, seen, actor)
    indexing.embed_now(version)
    journal.record(
        "assistant.article.released",
        actor=actor,
        obj=version.article_id,
        title=version.title,
        version=version.number,
    )
    return version


@transaction.atomic
def release_all(*, base_id: int, version_ids: Sequence[UUID], actor: Actor) -> list[Version]:
    """Release several drafts of an own base at once; what was released meanwhile is left out.

    Raises BaseUnknown, NotAllowed, NothingChosen.
    """
    base = queries.get_own_base(base_id)
    require(actor, RELEASE)
    base = _lock_base(base)
    waiting = queries.list_drafts(base).filter(id__in=version_ids)
    ids = list(waiting.values_list("id", flat=True))
    if not ids:
        raise NothingChosen
    released = [_release(version_id, None, actor) for version_id in ids]
    journal.record(
        "assistant.articles.released",
        actor=actor,
        obj=base,
        base=base.name,
        count=len(released),
        versions=[str(version.id) for version in released],
    )
    return released


@transaction.atomic
def withdraw(*, article_id: UUID, reason: str, actor: Actor) -> Article:
    """Take a released article out of all answers at once; its versions stay.

    Raises ArticleUnknown, NotAllowed, ReasonMissing, NotReleased.
    """
    found = queries.get_own_article(article_id)
    require(actor, RELEASE)
    reason = rules.one_line(reason)[:500]
    if not reason:
        raise ReasonMissing
    _lock_base(found.base)
    article = _lock_article(article_id)
    if article.state != ArticleState.RELEASED:
        raise NotReleased
    article.state, article.withdrawn_at = ArticleState.WITHDRAWN, clock.now()
    article.save(update_fields=["state", "withdrawn_at", "changed_at"])
    indexing.raise_revision(article.base_id)
    journal.record(
        "assistant.article.withdrawn", actor=actor, obj=article, title=article.title, reason=reason
    )
    return article


@transaction.atomic
def restore_version(*, article_id: UUID, number: int, actor: Actor) -> Version:
    """Make a new draft of an earlier version's text. It is answered from once it is released.

    Raises ArticleUnknown, VersionUnknown, NotAllowed, DraftInTheWay.
    """
    queries.get_own_article(article_id)
    require(actor, WRITE)
    article = _lock_article(article_id)
    if queries.get_draft(article) is not None:
        raise DraftInTheWay
    earlier = queries.get_version(article, number)
    content = replace(queries.content_of(earlier, article), note=earlier.note)
    version = _write_draft(article, content, actor)
    journal.record(
        "assistant.article.restored",
        actor=actor,
        obj=article,
        title=version.title,
        version=version.number,
        earlier=number,
    )
    return version


@transaction.atomic
def discard_draft(*, article_id: UUID, actor: Actor) -> bool:
    """Delete the draft of an article, and the article if it was never released; tell whether.

    Raises ArticleUnknown, NotAllowed, NoDraft.
    """
    queries.get_own_article(article_id)
    require(actor, WRITE)
    article = _lock_article(article_id)
    draft = queries.get_draft(article)
    if draft is None:
        raise NoDraft
    is_whole = article.state == ArticleState.DRAFT
    obj, title = str(article.id), draft.title
    (article if is_whole else draft).delete()
    journal.record("assistant.article.discarded", actor=actor, obj=obj, title=title)
    return is_whole


@transaction.atomic
def confirm_review(*, article_id: UUID, review_on: date, actor: Actor) -> Article:
    """Note that a released article was read and still holds, until the next day of review.

    Raises ArticleUnknown, NotAllowed, NotReleased, ReviewDayPast.
    """
    queries.get_own_article(article_id)
    require(actor, RELEASE)
    article = _lock_article(article_id)
    if article.state != ArticleState.RELEASED:
        raise NotReleased
    rules.check_review_day(review_on, clock.today())
    article.review_on = review_on
    article.save(update_fields=["review_on", "changed_at"])
    journal.record(
        "assistant.article.reviewed",
        actor=actor,
        obj=article,
        title=article.title,
        until=review_on.isoformat(),
    )
    return article


def _require_own(article_id: UUID | None, base_id: int | None) -> None:
    if article_id is not None:
        queries.get_own_article(article_id)
    else:
        queries.get_own_base(base_id or 0)


def _write_base(base: Base, name: str, description: str, is_public: bool, actor: Actor) -> None:
    base.name, base.description = rules.one_line(name)[:200], rules.clean_text(description)[:1000]
    base.is_public, base.authority = is_public, actor.member_name
    if not base.name:
        raise NameMissing
    try:
        with transaction.atomic():
            base.save()
    except IntegrityError as error:
        raise BaseNameTaken(name=base.name) from error


def _lock_base(base: Base) -> Base:
    return Base.objects.select_for_update().get(id=base.id)


def _lock_article(article_id: UUID) -> Article:
    """Return an own article, held until the commit; ArticleUnknown if it went meanwhile."""
    article = Article.objects.select_for_update().filter(id=article_id).first()
    if article is None:
        raise ArticleUnknown
    return article


def _get_newest(article: Article) -> Version:
    newest = queries.get_newest(article)
    if newest is None:  # each article has a version from its first moment on
        raise ArticleUnknown
    return newest


def _is_written(article: Article, content: ArticleText) -> bool:
    seen = queries.content_of(_get_newest(article), article)
    return rules.fingerprint(seen) == rules.fingerprint(content)


def _check_unchanged(article: Article, based_on: str | None) -> None:
    newest = _get_newest(article)
    there = rules.fingerprint(queries.content_of(newest, article))
    if based_on is not None and based_on != there:
        raise ChangedMeanwhile(by=newest.written_by)


def _write_new(
    base: Base,
    content: ArticleText,
    external_id: str,
    actor: Actor,
    new_id: UUID | None = None,
) -> Version:
    article = Article(
        id=new_id or make_id(),
        member_id=base.member_id,
        base=base,
        kind=content.kind,
        title=content.title,
        office=_get_office(content.office_id),
        keywords=list(content.keywords),
        review_on=content.review_on,
        external_id=rules.one_line(external_id)[:200],
    )
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError as error:  # a second click, or a second file with this id
        raise AlreadyWritten from error
    return _write_version(article, content, 1, actor)


def _write_draft(article: Article, content: ArticleText, actor: Actor) -> Version:
    """Write the draft of an article, and what holds for the article at once."""
    article.kind, article.keywords = content.kind, list(content.keywords)
    article.review_on = content.review_on
    if article.state == ArticleState.DRAFT:
        article.title, article.office = content.title, _get_office(content.office_id)
    article.save()
    draft = queries.get_draft(article)
    if draft is not None:
        return _fill(draft, content, actor)
    newest = Version.objects.filter(article=article).aggregate(number=Max("number"))["number"] or 0
    return _write_version(article, content, newest + 1, actor)


def _write_version(article: Article, content: ArticleText, number: int, actor: Actor) -> Version:
    version = Version(
        member_id=article.member_id, base_id=article.base_id, article=article, number=number
    )
    return _fill(version, content, actor)


def _fill(version: Version, content: ArticleText, actor: Actor) -> Version:
    office = _get_office(content.office_id)
    version.title, version.body, version.plain = content.title, content.body, content.plain
    version.legal_basis, version.source = content.legal_basis, content.source
    version.note, version.office_name = content.note, office.name if office else ""
    version.written_by = actor.label[:300]
    version.save()
    return version


def _get_office(office_id: UUID | None) -> Office | None:
    return get_own_office(office_id) if office_id else None


def _release(version_id: UUID, seen: str | None, actor: Actor) -> Version:
    """Release a draft; the base is locked already."""
    version = queries.get_own_version(version_id)
    article = _lock_article(version.article_id)
    version = queries.get_own_version(version_id)
    if version.released_at is not None:
        raise AlreadyReleased
    if seen is not None and seen != rules.fingerprint(queries.content_of(version, article)):
        raise NotAsSeen
    Version.objects.filter(article=article, is_current=True).update(is_current=False)
    version.released_at, version.released_by = clock.now(), actor.label[:300]
    version.is_current = True
    version.save(update_fields=["released_at", "released_by", "is_current"])
    article.title, article.state = version.title, ArticleState.RELEASED
    article.office = _office_named(version)
    article.withdrawn_at = None
    article.save()
    version.article = article
    indexing.raise_revision(article.base_id)
    indexing.index_version(version)
    return version


def _office_named(version: Version) -> Office | None:
    if not version.office_name:
        return None
    return Office.objects.filter(member_id=version.member_id, name=version.office_name).first()
