"""Setting up where citizens ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gemeinwerk.assistant.knowledge import rules
from gemeinwerk.assistant.knowledge.desk import queries
from gemeinwerk.assistant.knowledge.errors import KeepDaysInvalid, SlugTaken
from gemeinwerk.assistant.models import Desk
from gemeinwerk.assistant.permissions import SET_UP
from gemeinwerk.journal import actions as journal
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the public page of a member is like; see the model for each field."""

    slug: str
    greeting: str = ""
    is_open: bool = False
    takes_handovers: bool = True
    origins: tuple[str, ...] = ()
    privacy_url: str = ""
    keep_days: int = 30


@transaction.atomic
def set_up_desk(*, facts: DeskFacts, actor: Actor) -> Desk:
    """Set up or change the acting member's public page.

    Raises NotAllowed, SlugInvalid, SlugTaken, OriginInvalid, TooMany, KeepDaysInvalid.
    """
    require(actor, SET_UP)
    shortest, longest = rules.KEEP_DAYS
    if not shortest <= facts.keep_days <= longest:
        raise KeepDaysInvalid(shortest=shortest, longest=longest)
    desk = queries.get_own_desk() or Desk(member_id=actor.member_id)
    desk.slug, desk.authority = rules.clean_slug(facts.slug), actor.member_name
    desk.greeting = rules.one_line(facts.greeting)[:500]
    desk.is_open, desk.takes_handovers = facts.is_open, facts.takes_handovers
    desk.origins = list(rules.clean_origins(facts.origins))
    desk.privacy_url, desk.keep_days = rules.one_line(facts.privacy_url)[:200], facts.keep_days
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError as error:
        raise SlugTaken(slug=desk.slug) from error
    journal.record(
        "assistant.desk.set_up",
        actor=actor,
        obj=desk,
        slug=desk.slug,
        open=desk.is_open,
        origins=desk.origins,
    )
    return desk
