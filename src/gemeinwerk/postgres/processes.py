"""Which processes serve a cluster; read from /proc, never guessed from a stored number alone."""

from __future__ import annotations

import contextlib
import os
import signal
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping


@dataclass(frozen=True)
class Postmaster:
    """What ``postmaster.pid`` says, for a process that really serves this cluster."""

    pid: int
    socket_folder: Path
    is_ready: bool

    def answers(self) -> bool:
        """Ask it; one that was just killed may still stand in the list of processes."""
        server = make_conninfo(host=str(self.socket_folder), port=5432, connect_timeout=5)
        return PGconn.ping(server.encode()) == Ping.OK


def read_postmaster(cluster: Path) -> Postmaster | None:
    """Return the living postmaster of the cluster, or None (dead, a zombie, a reused number)."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    if len(lines) < 5 or not lines[0].isdigit() or int(lines[0]) not in serving(cluster):
        return None
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return Postmaster(int(lines[0]), Path(lines[4]), ready)


def serving(cluster: Path) -> list[int]:
    """Return the ids of all living server processes of the cluster; each stands in its folder."""
    try:
        folder = cluster.stat()
    except FileNotFoundError:
        return []
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _serves(entry, folder)
    ]


def _serves(process: Path, folder: os.stat_result) -> bool:
    try:
        program = (process / "exe").readlink()
        there = (process / "cwd").stat()
    except OSError:  # ended meanwhile, a zombie, or another user's
        return False
    return program.name.removesuffix(" (deleted)") == "postgres" and os.path.samestat(there, folder)


def end_orphans(cluster: Path, number: signal.Signals) -> None:
    """Signal what a killed postmaster left behind; it can do no more work in any case."""
    for pid in serving(cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def clear_stale_files(cluster: Path, socket_folder: Path) -> None:
    """Remove the marks of a dead server whose number is a zombie's or was given to another.

    PostgreSQL would refuse to start for as long as a process of that number exists. Only call
    this while holding the server lock.
    """
    if serving(cluster):
        return
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for path in socket_folder.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)
