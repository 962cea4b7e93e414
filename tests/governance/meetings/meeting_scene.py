"""An alliance of three and the steps of its meetings, for tests. All is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from tests.factories import House, Union

from gemeinwerk.governance.meetings import actions, queries
from gemeinwerk.governance.meetings.actions import Frame, Present
from gemeinwerk.governance.meetings.agenda import actions as agenda
from gemeinwerk.governance.meetings.models import Meeting
from gemeinwerk.governance.models import Motion
from gemeinwerk.governance.voting import actions as voting
from gemeinwerk.kernel import clock

FRAME = Frame(
    title="Herbstkonferenz",
    begins=time(10, 0),
    ends=time(12, 0),
    form="hybrid",
    place="Kreishaus Musterstadt, Saal 2",
    link="https://konferenz.example/herbst",
)


@dataclass
class Scene:
    """Who takes part in these tests, and the steps of a meeting in short."""

    union: Union
    county: House
    town: House
    village: House
    stranger: House

    def plan(self, day: date | None = None, frame: Frame = FRAME) -> Meeting:
        """Plan a meeting as the office does, without a day for today."""
        with self.county.context("coordinator"):
            return actions.plan_meetings(
                alliance_id=self.union.alliance.id,
                body_id=self.union.body.id,
                days=[day or clock.today()],
                frame=frame,
                actor=self.county.actor("coordinator"),
            )[0]

    def propose(self, title: str = "Register gemeinsam führen", *, public: bool = False) -> Motion:
        """Propose a motion of the village to the conference."""
        with self.village.context("head"):
            actor = self.village.actor("head")
            content = voting.MotionText(
                title=title, text="Die Konferenz beschließt es.", is_public=public
            )
            motion = voting.draft_motion(body_id=self.union.body.id, content=content, actor=actor)
            return voting.propose_motion(motion_id=motion.id, actor=actor)

    def put(self, meeting: Meeting, motion: Motion) -> None:
        """Put a motion on the agenda."""
        with self.county.context("coordinator"):
            actor = self.county.actor("coordinator")
            agenda.add_motion(meeting_id=meeting.id, motion_id=motion.id, actor=actor)

    def invite(self, meeting: Meeting, **more: object) -> Meeting:
        """Invite as the office does; without an item the opening is put on the agenda."""
        with self.county.context("coordinator"):
            actor = self.county.actor("coordinator")
            if not queries.list_items(meeting).exists():
                agenda.add_item(meeting_id=meeting.id, title="Begrüßung", actor=actor)
            return actions.invite(meeting_id=meeting.id, actor=actor, **more)

    def hold(self, meeting: Meeting, *presence: str, guests: str = "") -> Meeting:
        """Record who was there: county, town, village."""
        with self.county.context("coordinator"):
            return actions.record_attendance(
                meeting_id=meeting.id,
                entries=self.entries(presence or ("in_person",) * 3),
                guests=guests,
                actor=self.county.actor("coordinator"),
            )

    def entries(self, presence: Sequence[str]) -> list[Present]:
        """Attendance of county, town and village."""
        houses = (self.county, self.town, self.village)
        return [Present(h.member.id, p) for h, p in zip(houses, presence, strict=False)]
