"""What the start page tells: what waits for the person, and where the work goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from gemeinwerk.archive import queries as archive
from gemeinwerk.archive.permissions import CORRECT, DECIDE, READ, SEE_STATUS
from gemeinwerk.archive.requests import queries as requests
from gemeinwerk.archive.rules import Progress
from gemeinwerk.assistant.handover import queries as handovers
from gemeinwerk.assistant.knowledge import queries as knowledge
from gemeinwerk.assistant.learning import queries as learning
from gemeinwerk.assistant.permissions import ANSWER, RELEASE, WRITE
from gemeinwerk.governance.alliances.waiting import Waiting, list_waiting
from gemeinwerk.governance.meetings import queries as meetings
from gemeinwerk.governance.permissions import SEE
from gemeinwerk.kernel import clock
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.permissions import Permission, allows
from gemeinwerk.sharing import queries as sharing
from gemeinwerk.sharing.permissions import SEE_GRANTS

ENDING_DAYS = 30
NEW_DAYS = 14
REFUSED_DAYS = 14
MANY = 999


@dataclass(frozen=True, slots=True)
class Running:
    """An intake whose files are still received or read."""

    intake: archive.Intake
    progress: Progress


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the start page. ``steps`` and ``meetings`` wait in alliances for the person
    itself, ``requests`` counts those to be decided, ``to_review`` is capped at MANY. ``enquiries``
    are conversations that were handed over, ``drafted`` bases with drafts to release, ``due``
    articles to read again, ``gaps`` open ones.
    """

    steps: list[Waiting]
    meetings: list[meetings.Waiting]
    to_declare: list[sharing.Grant]
    requests: int
    enquiries: int
    drafted: list[knowledge.Base]
    due: int
    gaps: int
    to_review: int
    running: list[Running]
    refused: list[archive.Intake]
    ending: list[sharing.Line]
    received: list[sharing.Line]
    collections: list[archive.Collection]

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits for the person."""
        alliances = (self.steps, self.meetings, self.to_declare, self.requests)
        answers = (self.enquiries, self.drafted, self.due, self.gaps)
        papers = (self.to_review, self.running, self.refused, self.ending, self.received)
        return not any((*alliances, *answers, *papers))


def get_desk(actor: Actor) -> Desk:
    """Return what the start page shows to this actor; what its roles do not cover stays empty."""

    def may(permission: Permission) -> bool:
        return allows(actor, permission)

    days_ago = clock.now() - timedelta(days=REFUSED_DAYS)
    running = archive.list_running_intakes() if may(SEE_STATUS) else []
    received = _lines(sharing.list_newly_received(NEW_DAYS)) if may(SEE_GRANTS) else []
    to_declare = sharing.list_to_declare(actor)
    return Desk(
        steps=[step for step in list_waiting(actor) if step.is_mine] if may(SEE) else [],
        meetings=meetings.list_waiting(actor) if may(SEE) else [],
        to_declare=to_declare,
        requests=requests.count_waiting() if may(DECIDE) else 0,
        enquiries=handovers.count_waiting() if may(ANSWER) else 0,
        drafted=knowledge.list_bases_with_drafts() if may(RELEASE) else [],
        due=knowledge.count_due() if may(WRITE) else 0,
        gaps=learning.count_to_write() if may(WRITE) else 0,
        to_review=count_to_review(actor),
        running=[Running(intake, archive.get_progress(intake)) for intake in running],
        refused=archive.list_intakes_with_refusals(since=days_ago) if may(SEE_STATUS) else [],
        ending=_lines(sharing.list_ending(ENDING_DAYS)) if may(SEE_GRANTS) else [],
        received=[line for line in received if line.grant not in to_declare],
        collections=archive.list_newest_collections() if may(READ) else [],
    )


def count_to_review(actor: Actor) -> int:
    """Return how many pages wait for the actor's eye, at most MANY."""
    if not allows(actor, CORRECT):
        return 0
    return archive.list_pages_to_review()[:MANY].count()


def _lines(grants: list[sharing.Grant]) -> list[sharing.Line]:
    return [sharing.describe(grant) for grant in grants]
