"""Where the embedded server's files go, and as which user it runs.

PostgreSQL refuses to run as root. Started by root, the server therefore gets a user number of its
own: no entry in /etc/passwd, no other groups, no change to any folder above ours. If that number
cannot reach the data folder, the files go below ``fallback`` and the data folder keeps a note.
"""

from __future__ import annotations

import contextlib
import grp
import hashlib
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gemeinwerk.postgres.errors import FolderNotUsable
from gemeinwerk.postgres.locks import FileLock
from gemeinwerk.postgres.programs import (
    ENVIRONMENT,
    Programs,
    find_programs,
    identity,
    make_root_folder,
)

UIDS = range(64000, 65000)
NOTE = "place.json"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes; sockaddr_un.sun_path on Linux without its closing zero


@dataclass(frozen=True)
class Place:
    """Folder, user and programs of one embedded server.

    ``home`` holds ``cluster`` (PGDATA), ``log``, ``run`` (socket), the locks and the password.
    """

    home: Path
    uid: int
    gid: int
    programs: Programs

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """Folder of the server's log files."""
        return self.home / "log"

    @property
    def exists(self) -> bool:
        """Whether the cluster was initialised completely."""
        return self.cluster.exists()

    def make_own_folder(self, folder: Path, mode: int = 0o700) -> None:
        """Make a folder that belongs to the server's user; keep one that already does."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)
            folder.chmod(mode)
        if folder.is_symlink() or folder.lstat().st_uid != self.uid:
            raise FolderNotUsable(folder=str(folder), reason="it belongs to somebody else")


def choose_place(data: Path, fallback: Path) -> Place:
    """Return the server's place for this data folder; the same one at every start.

    Raises FolderNotUsable if an existing place cannot be reached any more.
    """
    local = data / "postgres"
    try:
        with _alone(local):
            home = _existing_home(local) or _new_home(local, fallback)
            uid, gid = _owner_of(home)
    except PermissionError as error:
        raise FolderNotUsable(folder=str(local), reason=str(error)) from error
    if os.geteuid() == 0 and not _is_reachable(home, uid, gid):
        reason = f"user number {uid} may not pass a folder above it"
        raise FolderNotUsable(folder=str(home), reason=reason)
    return Place(home, uid, gid, find_programs(uid, gid, copies=fallback))


@contextlib.contextmanager
def _alone(local: Path) -> Iterator[None]:
    local.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        local.mkdir(mode=0o700)
        local.chmod(0o755 if os.geteuid() == 0 else 0o700)
    lock = FileLock(local / "place.lock")
    lock.exclusive()
    try:
        yield
    finally:
        lock.release()


def _existing_home(local: Path) -> Path | None:
    if (local / "cluster").exists():
        return local
    note = local / NOTE
    return Path(json.loads(note.read_text())["home"]) if note.exists() else None


def _new_home(local: Path, fallback: Path) -> Path:
    """Take the data folder if the server's user can write there, else a folder of root's."""
    if os.geteuid() != 0 or _can_hold_files(local, *_owner_of(local)):
        return local
    home = _unused_folder(local, fallback)
    note = local / NOTE
    note.write_text(json.dumps({"home": str(home), "reason": "data folder out of reach"}))
    return home


def _unused_folder(local: Path, fallback: Path) -> Path:
    """Make a new folder; one left by an earlier data folder of the same path is not touched."""
    make_root_folder(fallback)
    name = _digest(local)[:16]
    for number in range(1, 1000):
        home = fallback / (name if number == 1 else f"{name}-{number}")
        with contextlib.suppress(FileExistsError):
            home.mkdir()
            home.chmod(0o755)
            return home
    raise FolderNotUsable(folder=str(fallback), reason="too many old databases")


def _owner_of(home: Path) -> tuple[int, int]:
    """Return who the server runs as: the cluster's owner, else ourselves or a number for root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for path in (home / "cluster", home):
        if path.exists() and path.stat().st_uid != 0:
            return path.stat().st_uid, path.stat().st_gid
    uid = server_uid(home)
    return uid, uid


def server_uid(path: Path) -> int:
    """Derive a user number from the path; skips numbers that users or groups have."""
    taken = {user.pw_uid for user in pwd.getpwall()} | {group.gr_gid for group in grp.getgrall()}
    first = int(_digest(path)[:8], 16) % len(UIDS)
    for step in range(len(UIDS)):
        number = UIDS[(first + step) % len(UIDS)]
        if number not in taken:
            return number
    raise FolderNotUsable(folder=str(path), reason="no free user number")


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()


def _is_reachable(folder: Path, uid: int, gid: int) -> bool:
    return _shell('cd "$1"', folder, uid, gid)


def _can_hold_files(local: Path, uid: int, gid: int) -> bool:
    """Try it: some file systems know no owners, and folders above may be closed."""
    probe = Path(tempfile.mkdtemp(dir=local, prefix="probe-"))
    try:
        os.chown(probe, uid, gid)
        return _shell('cd "$1" && : > "$1/file"', probe, uid, gid)
    except OSError:
        return False
    finally:
        shutil.rmtree(probe)


def _shell(script: str, folder: Path, uid: int, gid: int) -> bool:
    command = ["/bin/sh", "-c", script, "sh", str(folder)]
    ran = subprocess.run(
        command, cwd="/", env=ENVIRONMENT, capture_output=True, **identity(uid, gid)
    )
    return ran.returncode == 0


def make_socket_folder(place: Place) -> Path:
    """Return the folder for the socket: ``run``, or below the temp folder if that is too long.

    A comma would be read as a list by libpq, so such a path moves as well.
    """
    mode = 0o711 if os.geteuid() == 0 else 0o700
    local = place.home / "run"
    if _fits(local):
        place.make_own_folder(local, mode)
        return local
    name = f"gemeinwerk-{place.uid}-{_digest(place.home)[:16]}"
    for temp in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108
        if _fits(temp / f"{name}-999") and _is_reachable(temp, place.uid, place.gid):
            return _private_folder(temp, name, place, mode)
    raise FolderNotUsable(folder=str(local), reason="its path is too long for a socket")


def _private_folder(temp: Path, name: str, place: Place, mode: int) -> Path:
    """Make it or take our own; step aside if somebody planted the name."""
    for number in range(1, 1000):
        folder = temp / (name if number == 1 else f"{name}-{number}")
        try:
            place.make_own_folder(folder, mode)
        except FolderNotUsable:
            continue
        if not folder.lstat().st_mode & 0o022:
            return folder
    raise FolderNotUsable(folder=str(temp / name), reason="it belongs to somebody else")


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / SOCKET)
    return len(path) <= LONGEST_SOCKET_PATH and b"," not in path
