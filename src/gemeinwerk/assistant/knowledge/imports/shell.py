"""``gemeinwerk knowledge import|export``: files in and out without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gemeinwerk.assistant.errors import BaseUnknown
from gemeinwerk.assistant.knowledge import actions as knowledge
from gemeinwerk.assistant.knowledge import queries as articles
from gemeinwerk.assistant.knowledge.errors import FileMissing, NothingChosen
from gemeinwerk.assistant.knowledge.imports import actions, exporting, queries
from gemeinwerk.assistant.models import Base, Import, ImportState, ItemStanding
from gemeinwerk.members import queries as members
from gemeinwerk.members.actors import Actor
from gemeinwerk.members.context import member_context


def import_file(path: Path, *, ags: str, base: str, release: bool) -> dict[str, Any]:
    """Read a file into a base (made if missing) as drafts, and release them if told so.

    Returns what is documented in ``docs/operations/commands.md``. Raises FileMissing, and as
    ``actions.hand_in``.
    """
    actor = _operator(ags)
    data = _bytes_of(path)
    with member_context(actor.member_id):
        found = actions.hand_in(
            base_id=_get_base(base, actor).id, name=path.name, data=data, actor=actor
        )
    if found.state == ImportState.WAITING:
        actions.read_handed_in(member_id=actor.member_id, import_id=found.id, person_id="")
    with member_context(actor.member_id):
        found = queries.get_import(found.id)
        told = _describe(found, base)
        if found.state == ImportState.READ and _take_all(found, actor) and release:
            told["released"] = queries.list_to_release(found).count()
            actions.release_import(import_id=found.id, actor=actor)
    return told


def export_base(target: Path, *, ags: str, base: str, kind: str) -> int:
    """Write the released articles of a base to a file; return its size in bytes.

    Raises BaseUnknown, FormatMissing, NothingReleased.
    """
    actor = _operator(ags)
    with member_context(actor.member_id):
        own = articles.list_own_bases().filter(name=base).first()
        if own is None:
            raise BaseUnknown
        exported = exporting.export_base(base=own, kind=kind, actor=actor)
    return target.write_bytes(exported.data)


def _operator(ags: str) -> Actor:
    with member_context(door="operator"):
        return members.operator(members.get_member_by_ags(ags))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(name=str(path)) from error


def _get_base(name: str, actor: Actor) -> Base:
    found = articles.list_own_bases().filter(name=name).first()
    return found or knowledge.create_base(name=name, actor=actor)


def _take_all(found: Import, actor: Actor) -> bool:
    """Take over what is new or changed; tell whether there was something."""
    fresh = queries.list_items(found).exclude(standing=ItemStanding.UNCHANGED)
    return _tried(
        lambda: actions.take_over(
            import_id=found.id, ordinals=[item.ordinal for item in fresh], actor=actor
        )
    ) and bool(queries.list_to_release(found).count())


def _tried(act: Callable[[], object]) -> bool:
    try:
        act()
    except NothingChosen:
        return False
    return True


def _describe(found: Import, base: str) -> dict[str, Any]:
    standings = list(queries.list_items(found).values_list("standing", flat=True))
    return {
        "version": 1,
        "file": found.name,
        "base": base,
        "refusal": found.refusal,
        **{each: standings.count(each) for each in ItemStanding.values},
        "offices": len(found.offices),
        "remarks": list(found.remarks),
        "released": 0,
    }
