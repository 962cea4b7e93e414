"""Locks between processes that the kernel releases when their holder dies."""

from __future__ import annotations

import errno
import fcntl
import os
import weakref
from pathlib import Path


class FileLock:
    """A flock(2) on one file. Each instance counts for itself, also within one process.

    Programs started by the holder never inherit it (close-on-exec), and a forked child drops its
    copy at once; only ``hand_over`` passes it on, on purpose.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._fd = os.open(path, flags, 0o600)
        _give_to_folder_owner(self._fd, path.parent)
        _open_locks.add(self)

    @property
    def fd(self) -> int:
        """The open file, to be passed to a child; -1 once closed."""
        return self._fd

    def exclusive(self) -> None:
        """Wait until nobody else holds the lock."""
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def shared(self) -> None:
        """Hold the lock beside other sharers."""
        fcntl.flock(self._fd, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Take the lock if nobody else holds it."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            return False
        return True

    def release(self) -> None:
        """Give the lock up, also in copies that a child may hold for a moment before its exec."""
        if self._fd >= 0:
            fcntl.flock(self._fd, fcntl.LOCK_UN)
            self.hand_over()

    def hand_over(self) -> None:
        """Close the own copy and leave the lock to the children that inherited the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


_open_locks: weakref.WeakSet[FileLock] = weakref.WeakSet()


def _drop_in_forked_child() -> None:
    for lock in list(_open_locks):
        lock.hand_over()


def _give_to_folder_owner(fd: int, folder: Path) -> None:
    """Let root leave no file behind that the folder's owner could not open later."""
    owner = folder.stat()
    if os.geteuid() == 0 and os.fstat(fd).st_uid != owner.st_uid:
        os.fchown(fd, owner.st_uid, owner.st_gid)


os.register_at_fork(after_in_child=_drop_in_forked_child)
