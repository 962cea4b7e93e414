"""Generated passwords in one JSON file: ``{"role": "password"}``, readable by its owner only."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from gemeinwerk.postgres.errors import FolderNotUsable
from gemeinwerk.postgres.locks import FileLock


class Passwords:
    """The file's content while its lock is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def get_or_make(self, role: str) -> str:
        """Return the role's password; a new one is on the disk before anybody uses it."""
        if role not in self._known:
            self._known[role] = secrets.token_urlsafe(32)
            self._save()
        return self._known[role]

    def _save(self) -> None:
        fresh = self._path.with_name(f"{self._path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._known, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)


@contextlib.contextmanager
def open_passwords(path: Path) -> Iterator[Passwords]:
    """Hold the file for this process alone. Raises FolderNotUsable if it cannot be read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f"{path.name}.lock"))
        lock.exclusive()
        passwords = Passwords(path)
    except PermissionError as error:
        raise FolderNotUsable(folder=str(path), reason=str(error)) from error
    except ValueError as error:
        raise FolderNotUsable(folder=str(path), reason=f"no JSON ({error})") from error
    try:
        yield passwords
    finally:
        lock.release()
