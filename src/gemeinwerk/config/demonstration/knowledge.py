"""The demo's knowledge: articles and offices, and the public pages where citizens ask."""

from __future__ import annotations

from demo.people import COUNTY

from demo import knowledge as invented
from gemeinwerk.assistant.answering import indexing
from gemeinwerk.assistant.handover import actions as handovers
from gemeinwerk.assistant.knowledge import actions
from gemeinwerk.assistant.knowledge import queries as known
from gemeinwerk.assistant.knowledge.desk.actions import DeskFacts, set_up_desk
from gemeinwerk.assistant.knowledge.offices.actions import OfficeFacts, save_office
from gemeinwerk.assistant.knowledge.rules import ArticleText
from gemeinwerk.assistant.learning import actions as learning
from gemeinwerk.assistant.models import Base, Desk, Office
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member


def write_down(everybody: dict[str, Member]) -> None:
    """Let each invented authority write what it answers from, and open its page; only once."""
    for key, name in invented.BASES.items():
        actor = members.operator(everybody[key])
        with member_context(actor.member_id):
            if known.list_own_bases().exists():
                continue
            base = _fill_base(key, name, actor)
            facts = DeskFacts(invented.SLUGS[key], greeting=invented.GREETING, is_open=True)
            desk = set_up_desk(facts=facts, actor=actor)
        indexing.embed_base(member_id=actor.member_id, base_id=base.id)
        if key == COUNTY:
            _ask_in_vain(desk)


def _ask_in_vain(desk: Desk) -> None:
    """Let citizens ask what nobody has written down, and hand one question over."""
    with member_context(door="public"):
        for question in invented.ASKED_IN_VAIN:
            learning.note_question(
                member_id=desk.member_id, text=question, reason="unanswered", channel="public"
            )
        handovers.hand_over(
            desk=desk,
            question=invented.HANDED_OVER,
            transcript=[{"question": invented.HANDED_OVER, "answer": invented.ANSWERED_BEFORE}],
            consent=True,
        )
    learning.group_questions(member_id=desk.member_id)


def _fill_base(key: str, name: str, actor: Actor) -> Base:
    base = actions.create_base(name=name, is_public=True, actor=actor)
    offices = {each.name: _describe(each, actor) for each in invented.list_offices(key)}
    for article in invented.list_articles(key):
        version = actions.save_draft(
            base_id=base.id, content=_content(article, offices[article.office]), actor=actor
        )
        actions.release(version_id=version.id, actor=actor)
    return base


def _describe(office: invented.InventedOffice, actor: Actor) -> Office:
    facts = OfficeFacts(
        name=office.name,
        topics=office.topics,
        address=office.address,
        phone=office.phone,
        email=office.email,
        opening_hours=office.opening_hours,
        accessibility=office.accessibility,
    )
    return save_office(facts=facts, actor=actor)


def _content(article: invented.InventedArticle, office: Office) -> ArticleText:
    return ArticleText(
        title=article.title,
        body=article.body,
        kind=article.kind,
        plain=article.plain,
        office_id=office.id,
        keywords=article.keywords,
        legal_basis=article.legal_basis,
    )
