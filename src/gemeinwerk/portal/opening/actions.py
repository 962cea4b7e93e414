"""Offering something own: a motion is begun where there is none, and the offer put into it."""

from __future__ import annotations

from django.db import transaction

from gemeinwerk.governance.effects.opening import Offer
from gemeinwerk.governance.models import Motion
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import require
from gemeinwerk.portal.opening.queries import Target
from gemeinwerk.sharing.permissions import OFFER


@transaction.atomic
def offer_thing(*, target: Target, title: str, text: str, offer: Offer, actor: Actor) -> Motion:
    """Put an offer into the chosen draft or into a new motion; nothing is open by that.

    Raises NotAllowed and what ``voting.draft_motion`` and ``voting.offer_drawer`` refuse.
    """
    require(actor, OFFER)
    motion = target.motion
    if motion is None and target.body is not None:
        motion = voting.draft_motion(
            body_id=target.body.id,
            proposed_by_id=target.proposed_by.id if target.proposed_by else None,
            content=voting.MotionText(
                title=title,
                text=text,
                valid_from=offer.valid_from,
                valid_to=offer.valid_to,
            ),
            actor=actor,
        )
    if motion is None:
        raise RuntimeError("a target is a draft or a body")
    voting.offer_drawer(motion_id=motion.id, offer=offer, actor=actor)
    return motion
