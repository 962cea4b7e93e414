"""Reads of bases, articles and their versions. Row-level security decides what they find."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gemeinwerk.assistant.errors import ArticleUnknown, BaseUnknown
from gemeinwerk.assistant.knowledge.errors import VersionUnknown
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.models import Article, ArticleState, Base, Office, Version
from gemeinwerk.kernel import clock
from gemeinwerk.kernel.errors import NotAllowed
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import require_member
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.models import Grant


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of articles is narrowed to; empty: everything.

    ``state`` is released, draft (something waits for release), withdrawn or due (for review).
    """

    text: str = ""
    state: str = ""
    kind: str = ""
    office_id: UUID | None = None


def list_own_bases() -> QuerySet[Base]:
    """Return the acting member's bases by name, with counts of ``released``, ``drafts``, ``due``
    and ``total`` articles.
    """
    own = Base.objects.filter(member_id=require_member()).order_by("name")
    return own.annotate(
        total=Count("articles"),
        released=Count("articles", filter=Q(articles__state=ArticleState.RELEASED)),
        drafts=Count("articles", filter=Q(_has_draft("articles__id"))),
        due=Count("articles", filter=_is_due("articles__")),
    )


def list_foreign_bases() -> list[tuple[Base, Grant | None]]:
    """Return the bases that others have opened to the acting person, each with its grant."""
    foreign = Base.objects.exclude(member_id=require_member()).order_by("authority", "name")
    counted = foreign.annotate(
        released=Count("articles", filter=Q(articles__state=ArticleState.RELEASED))
    )
    return [(base, get_open_grant(base)) for base in counted]


def list_to_declare_bases(actor: Actor) -> list[Grant]:
    """Return the grants of bases that answer the actor as soon as it has declared their purpose."""
    return [grant for grant in sharing.list_to_declare(actor) if grant.base_id]


def list_bases_with_drafts() -> list[Base]:
    """Return the acting member's bases in which drafts wait for release, with ``drafts``."""
    waiting = Version.objects.filter(member_id=require_member(), released_at=None)
    return list(list_own_bases().filter(id__in=waiting.values("base_id")))


def get_open_grant(base: Base) -> Grant | None:
    """Return a grant by which the acting person reads a foreign base today."""
    received = sharing.list_received().filter(base_id=base.id)
    return next((grant for grant in received if sharing.is_in_force(grant)), None)


def get_base(base_id: int) -> Base:
    """Return a base that the acting person may see, else BaseUnknown."""
    found = Base.objects.filter(id=base_id).first()
    if found is None:
        raise BaseUnknown
    return found


def get_own_base(base_id: int) -> Base:
    """Return one of the acting member's bases. Raises BaseUnknown, NotAllowed for a granted one."""
    base = get_base(base_id)
    if base.member_id != require_member():
        raise NotAllowed
    return base


def is_own(row: Base | Article) -> bool:
    """Tell whether a base or article belongs to the acting member."""
    return row.member_id == require_member()


def find_articles(base: Base, filters: Filters) -> QuerySet[Article]:
    """Return the visible articles of a base that match, by title; ``has_draft`` tells whether
    something waits for release. Each word of the text is looked for in title, keywords and id.
    """
    found = Article.objects.filter(base=base).annotate(has_draft=_has_draft("id"))
    for word in filters.text.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(keywords__icontains=word)
            | Q(external_id__iexact=word)
            | Q(_version_says(word))
        )
    found = found.filter(kind=filters.kind) if filters.kind else found
    found = found.filter(office_id=filters.office_id) if filters.office_id else found
    return _of_state(found, filters.state).select_related("office").order_by("title", "id")


def list_due(limit: int = 50) -> list[Article]:
    """Return own released articles whose review day has come, the oldest first."""
    due = Article.objects.filter(_is_due(), member_id=require_member())
    return list(due.select_related("base").order_by("review_on", "title")[:limit])


def count_due() -> int:
    """Return how many of the acting member's released articles are to be reviewed today."""
    return Article.objects.filter(_is_due(), member_id=require_member()).count()


def get_article(article_id: UUID) -> Article:
    """Return an article that the acting person may see, with base and office, else ArticleUnknown.

    Of another member's: released ones only.
    """
    found = Article.objects.select_related("base", "office").filter(id=article_id).first()
    if found is None or (not is_own(found) and found.state != ArticleState.RELEASED):
        raise ArticleUnknown
    return found


def get_own_article(article_id: UUID) -> Article:
    """Return an article of the acting member. Raises ArticleUnknown, NotAllowed if granted."""
    article = get_article(article_id)
    if not is_own(article):
        raise NotAllowed
    return article


def find_own_article(article_id: UUID | None) -> Article | None:
    """Return an article of the acting member, None if there is none of this id (yet)."""
    own = Article.objects.select_related("base", "office").filter(member_id=require_member())
    return own.filter(id=article_id).first() if article_id else None


def get_by_external_id(base: Base, external_id: str) -> Article | None:
    """Return the article that came from another system under this id."""
    return Article.objects.filter(base=base, external_id=external_id).first()


def get_current(article: Article) -> Version | None:
    """Return the version that is answered from, None if there is none."""
    return Version.objects.filter(article=article, is_current=True).first()


def get_draft(article: Article) -> Version | None:
    """Return the version that waits for release; only the own member sees one."""
    return Version.objects.filter(article=article, released_at=None).first()


def get_newest(article: Article) -> Version | None:
    """Return the version with the highest number, which is the draft if there is one."""
    return list_versions(article).first()


def list_versions(article: Article) -> QuerySet[Version]:
    """Return all visible versions of an article, newest first."""
    return Version.objects.filter(article=article).order_by("-number")


def get_version(article: Article, number: int) -> Version:
    """Return a version of an article by its number, else VersionUnknown."""
    found = Version.objects.filter(article=article, number=number).first()
    if found is None:
        raise VersionUnknown
    return found


def get_own_version(version_id: UUID) -> Version:
    """Return an own version with its article, else VersionUnknown."""
    found = Version.objects.select_related("article", "base").filter(id=version_id).first()
    if found is None or found.member_id != require_member():
        raise VersionUnknown
    return found


def list_drafts(base: Base) -> QuerySet[Version]:
    """Return the versions of an own base that wait for release, by title."""
    drafts = Version.objects.filter(base=base, released_at=None).select_related("article")
    return drafts.order_by("title", "id")


def content_of(version: Version, article: Article) -> ArticleText:
    """Return what an editor wrote in a version, with what holds for the article today.

    The office of an earlier version or a draft is kept by its name; one that was removed since is
    left out.
    """
    office = _office_of(version, article)
    return ArticleText(
        title=version.title,
        body=version.body,
        kind=article.kind,
        plain=version.plain,
        office_id=office.id if office else None,
        keywords=tuple(article.keywords),
        legal_basis=version.legal_basis,
        source=version.source,
        review_on=article.review_on,
        note="",
    )


def _office_of(version: Version, article: Article) -> Office | None:
    if version.is_current or article.state == ArticleState.DRAFT:
        return article.office
    return Office.objects.filter(member_id=article.member_id, name=version.office_name).first()


def _of_state(found: QuerySet[Article], state: str) -> QuerySet[Article]:
    if state == "due":
        return found.filter(_is_due())
    if state == ArticleState.DRAFT:
        return found.filter(_has_draft("id"))
    return found.filter(state=state) if state in ArticleState.values else found


def _has_draft(article: str) -> Exists:
    return Exists(Version.objects.filter(article_id=OuterRef(article), released_at=None))


def _version_says(word: str) -> Exists:
    newest = Version.objects.filter(article_id=OuterRef("id"), body__icontains=word)
    return Exists(newest.filter(Q(is_current=True) | Q(released_at=None)))


def _is_due(prefix: str = "") -> Q:
    released = {f"{prefix}state": ArticleState.RELEASED}
    return Q(**{f"{prefix}review_on__lte": clock.today()}, **released)
