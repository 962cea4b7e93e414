"""Proof that nothing was lost or changed: originals against their hashes, journals against theirs.

A whole chain could be forged by whoever owns the database. So each check also writes down the heads
outside it (``anchors.jsonl``) and compares with what was written down before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from gemeinwerk.archive import queries as archive
from gemeinwerk.files import queries as files
from gemeinwerk.journal import queries as journal
from gemeinwerk.kernel import clock
from gemeinwerk.members import queries as members
from gemeinwerk.members.context import member_context
from gemeinwerk.members.models import Member

Show = Callable[[int, int], None]


@dataclass
class Finding:
    """One member's result; ``faults`` and ``breaks`` are empty if all is as it was."""

    ags: str
    name: str
    files: int = 0
    entries: int = 0
    head: str = ""
    faults: list[dict[str, Any]] = field(default_factory=list)
    breaks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost or changed."""
        return not self.faults and not self.breaks


def verify(show: Show | None = None) -> list[Finding]:
    """Check every member and write the journals' heads down. ``show`` gets files done and total."""
    with member_context(door="operator"):
        everybody = list(members.list_members())
    anchors = _read_anchors()
    findings = {member.id: _verify_member(member, anchors, show) for member in everybody}
    _write_anchors(findings)
    return list(findings.values())


def _verify_member(member: Member, anchors: list[dict[str, Any]], show: Show | None) -> Finding:
    with member_context(member.id):
        blobs = list(files.list_blobs())
        breaks = journal.check_chain()
        head = journal.chain_head()
        moved = [anchor for anchor in anchors if anchor["member"] == member.id and _moved(anchor)]
    finding = Finding(member.ags, member.name, files=len(blobs))
    if head:
        finding.entries, finding.head = head[0], head[1].hex()
    finding.breaks = [asdict(broken) for broken in breaks]
    finding.breaks += [{"number": a["number"], "reason": "differs_from_anchor"} for a in moved]
    finding.faults = list(_faults(member.id, blobs, show))
    return finding


def _faults(
    member_id: int, blobs: list[tuple[str, int, bool]], show: Show | None
) -> Iterator[dict[str, Any]]:
    for done, (sha256, size, is_original) in enumerate(blobs, 1):
        fault = files.check_blob(member_id, sha256, size, is_original)
        if show:
            show(done, len(blobs))
        if fault:
            with member_context(member_id):
                yield {**asdict(fault), "names": archive.list_names_of(sha256)}


def _moved(anchor: dict[str, Any]) -> bool:
    found = journal.hash_at(anchor["number"])
    return found is None or found.hex() != anchor["head"]


def _anchor_file() -> Path:
    return Path(settings.DATA) / "anchors.jsonl"


def _read_anchors() -> list[dict[str, Any]]:
    path = _anchor_file()
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _write_anchors(findings: Mapping[int, Finding]) -> None:
    with _anchor_file().open("a") as stream:
        for member_id, finding in findings.items():
            if finding.head and finding.is_sound:
                line = {
                    "at": clock.now().isoformat(timespec="seconds"),
                    "member": member_id,
                    "ags": finding.ags,
                    "number": finding.entries,
                    "head": finding.head,
                }
                stream.write(json.dumps(line) + "\n")
