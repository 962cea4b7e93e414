"""``gemeinwerk assistant reindex`` queues what has no meaning yet and says how much that is."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.assistant.factories import make_article, make_base
from tests.factories import House, make_house

from gemeinwerk.assistant.answering.indexing import embed_base
from gemeinwerk.assistant.models import Meaning, Passage
from gemeinwerk.members.errors import MemberUnknown

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses() -> tuple[House, House]:
    """Two counties with an article of two passages and one of one; nothing is embedded yet."""
    house, other = make_house(), make_house("99002", "Landkreis Nachbarau")
    make_article(make_base(house), "Hund", "Hunde sind anzumelden.\n\n## Gebühr\n\n12 Euro.")
    make_article(make_base(other), "Angelschein", "Den Angelschein gibt es im Rathaus.")
    for each in (house, other):
        with each.context():
            Meaning.objects.all().delete()  # as after a change of the embedder
    return house, other


def reindex(*arguments: str) -> str:
    told = io.StringIO()
    call_command("assistant", "reindex", *arguments, stdout=told)
    return told.getvalue().strip()


def queued() -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name="assistant.renew", status="todo")
    return sorted(job.args["member_id"] for job in jobs)


def test_an_unknown_member_is_refused(houses: tuple[House, House]) -> None:
    with pytest.raises(MemberUnknown):
        reindex("--member", "99999")
    assert queued() == []


def test_one_member_or_all_are_queued(houses: tuple[House, House]) -> None:
    house, other = houses
    assert reindex("--member", "99002") == "1 passage waits; a worker brings it up to date."
    assert queued() == [other.member.id]
    assert reindex() == "3 passages wait; a worker brings them up to date."
    assert queued() == sorted([house.member.id, other.member.id])


def test_what_is_up_to_date_does_not_wait(houses: tuple[House, House]) -> None:
    house, _other = houses
    with house.context():
        base_id = Passage.objects.values_list("base_id", flat=True).first()
    embed_base(member_id=house.member.id, base_id=base_id)
    assert reindex("--member", "99001") == "Nothing waits."
    with house.context():
        Passage.objects.filter(base_id=base_id).update(analyser=0)
    assert reindex("--member", "99001") == "2 passages wait; a worker brings them up to date."


def test_without_an_embedder_only_old_analyses_wait(houses: tuple[House, House], settings) -> None:
    settings.ASSISTANT_EMBEDDER = "none"
    assert reindex() == "Nothing waits."
