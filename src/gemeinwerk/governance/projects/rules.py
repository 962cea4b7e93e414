"""Where a project stands, what may happen next and who does it. Pure.

A project's stage is what its standing steps say. A step that a resolution made falls away when the
resolution is repealed or expires, and the stage is again what the other steps say: nothing has to
be remembered, so undoing is exact in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlsplit

from gemeinwerk.governance.projects.errors import (
    AddressNotHttps,
    GoalWithoutWay,
    NumberNotUnderstood,
    OpensTooEarly,
    StageNotReached,
)


class Stage(StrEnum):
    """The codes of ``models.Project.state``; ``proposed`` is never stored (see ``stage_of``)."""

    NEED = "need"
    IDEA = "idea"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PILOT = "pilot"
    LIVE = "live"
    REUSABLE = "reusable"
    STOPPED = "stopped"


class Mover(StrEnum):
    """By what a project gets to a stage."""

    MEMBER = "member"
    MOTION = "motion"
    RESOLUTION = "resolution"
    SOLUTION = "solution"


#: stage → (from where one gets there, and by what)
MOVES: dict[Stage, tuple[frozenset[Stage], Mover]] = {
    Stage.NEED: (frozenset(), Mover.MEMBER),
    Stage.IDEA: (frozenset({Stage.NEED}), Mover.MEMBER),
    Stage.PROPOSED: (frozenset({Stage.IDEA}), Mover.MOTION),
    Stage.APPROVED: (frozenset({Stage.IDEA, Stage.PROPOSED}), Mover.RESOLUTION),
    Stage.PILOT: (frozenset({Stage.APPROVED}), Mover.RESOLUTION),
    Stage.LIVE: (frozenset({Stage.PILOT}), Mover.RESOLUTION),
    Stage.REUSABLE: (frozenset({Stage.LIVE}), Mover.SOLUTION),
    Stage.STOPPED: (frozenset(Stage) - {Stage.STOPPED}, Mover.RESOLUTION),
}

#: kind of effect → the stage that it brings
BY_EFFECT = {
    "start_project": Stage.APPROVED,
    "pilot_project": Stage.PILOT,
    "live_project": Stage.LIVE,
    "stop_project": Stage.STOPPED,
}
#: kind of effect → the stages in which a motion may foresee it; several may follow one another
FORESEEN = {
    "start_project": frozenset({Stage.IDEA, Stage.PROPOSED}),
    "pilot_project": frozenset({Stage.IDEA, Stage.PROPOSED, Stage.APPROVED}),
    "live_project": frozenset({Stage.IDEA, Stage.PROPOSED, Stage.APPROVED, Stage.PILOT}),
    "stop_project": frozenset(Stage) - {Stage.STOPPED},
}
DECIDED = frozenset(BY_EFFECT.values())
DESCRIBABLE = frozenset({Stage.PILOT, Stage.LIVE, Stage.REUSABLE})


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One step of a project: where it led, and whether it still counts."""

    stage: str
    stands: bool = True


def may_move(now: str, to: str, mover: Mover) -> bool:
    """Tell whether ``mover`` may bring a project from one stage to another."""
    origins, by = MOVES[Stage(to)]
    return by is mover and Stage(now) in origins


def check_move(now: str, to: str, mover: Mover) -> None:
    """Raise StageNotReached, naming both stages, unless ``mover`` may make this move."""
    if not may_move(now, to, mover):
        raise StageNotReached(now=now, to=to)


def check_foreseen(now: str, kind: str) -> None:
    """Raise StageNotReached if a motion must not foresee this effect where the project stands."""
    if Stage(now) not in FORESEEN[kind]:
        raise StageNotReached(now=now, to=BY_EFFECT[kind])


def stage_of(
    steps: Iterable[StepFacts], *, has_solution: bool = False, is_on_motion: bool = False
) -> Stage:
    """Return the stage that the standing steps, oldest first, lead to.

    A resolution's step counts as it stands; a member's idea counts once a need is there. A live
    project with a described solution is reusable; an idea that a motion carries is proposed.
    """
    stage = Stage.NEED
    for step in steps:
        if step.stands and (step.stage in DECIDED or stage is Stage.NEED):
            stage = Stage(step.stage)
    if stage is Stage.LIVE and has_solution:
        return Stage.REUSABLE
    return Stage.PROPOSED if stage is Stage.IDEA and is_on_motion else stage


def next_stage(now: str) -> Stage | None:
    """Return the stage that follows on the way to a reusable solution; None at its end."""
    way: list[Stage] = [stage for stage in Stage if stage is not Stage.STOPPED]
    if now == Stage.STOPPED or now == way[-1]:
        return None
    return way[way.index(Stage(now)) + 1]


def check_goal(start: Decimal, target: Decimal) -> None:
    """Raise GoalWithoutWay if there is nothing to reach."""
    if start == target:
        raise GoalWithoutWay


def share_reached(start: Decimal, target: Decimal, value: Decimal) -> int:
    """Return how much of the way from start to target is done, in whole percent, rounded down.

    Targets may lie above or below the start. Below 0: it got worse; above 100: more than wanted.
    """
    done = (value - start) * 100 / (target - start)
    return int(done.to_integral_value(rounding="ROUND_FLOOR"))


class Tier(StrEnum):
    """Who may see a solution; each tier contains the ones before."""

    PARTNERS = "partners"
    ALLIANCE = "alliance"
    EVERYONE = "everyone"


def tier_on(day: date, alliance_from: date | None, everyone_from: date | None) -> Tier:
    """Return the widest tier that is open on a day."""
    if everyone_from is not None and everyone_from <= day:
        return Tier.EVERYONE
    if alliance_from is not None and alliance_from <= day:
        return Tier.ALLIANCE
    return Tier.PARTNERS


def check_tiers(alliance_from: date | None, everyone_from: date | None) -> None:
    """Raise OpensTooEarly if everyone would see a solution before the alliance does."""
    if everyone_from and (alliance_from is None or alliance_from > everyone_from):
        raise OpensTooEarly(day=everyone_from.strftime("%d.%m.%Y"))


def check_address(text: str) -> str:
    """Return an address for a link, unchanged.

    Raises AddressNotHttps for anything but https with a plain host name: no user, no blanks or
    control characters. The address is only shown, nothing here ever fetches it.
    """
    if not text:
        return text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise AddressNotHttps(address=text[:80]) from None
    bad = any(not sign.isprintable() or sign in ' <>"\\^`{|}' for sign in text)
    named = bool(parts.hostname) and "." in str(parts.hostname)
    if bad or parts.scheme != "https" or not named or "@" in parts.netloc or port == 0:
        raise AddressNotHttps(address=text[:80])
    return text


NUMBER = re.compile(r"[-−]?(\d{1,11}|\d{1,3}(\.\d{3}){1,3})(,\d{1,3})?")


def parse_number(text: str) -> Decimal:
    """Read a number as Germans write it: ``1.234,5``. Raises NumberNotUnderstood.

    At most 11 places before and 3 behind the comma; ``1.5`` is refused, because it may mean
    ``1,5`` or ``15``.
    """
    written = text.strip().replace("\u202f", "").replace("\u00a0", "")
    if not NUMBER.fullmatch(written):
        raise NumberNotUnderstood(text=text[:40])
    return Decimal(written.replace("−", "-").replace(".", "").replace(",", "."))


def format_number(value: Decimal) -> str:
    """Write a number as Germans do, without needless noughts: ``1.234,5``."""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "-" if value < 0 and (int(whole) or rest) else ""
    return f"{sign}{grouped},{rest}" if rest else f"{sign}{grouped}"
