"""The embedded server: made on first use, shared by processes, stopped by the last one.

Three locks in the server's home: ``gate`` is held while starting or stopping, ``holders`` is
shared by everyone who uses the server, and ``server`` is inherited by the server's own processes,
so that it is free if and only if none of them lives.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from gemeinwerk.postgres.errors import (
    DiskFull,
    FolderNotUsable,
    OtherVersion,
    ServerDidNotStart,
    ServerDidNotStop,
)
from gemeinwerk.postgres.locks import FileLock
from gemeinwerk.postgres.login import Login
from gemeinwerk.postgres.place import SOCKET, Place, choose_place, make_socket_folder
from gemeinwerk.postgres.processes import (
    Postmaster,
    clear_stale_files,
    end_orphans,
    read_postmaster,
    serving,
)
from gemeinwerk.postgres.programs import ENVIRONMENT, identity

FALLBACK = Path("/var/lib/gemeinwerk")
RETRY = 30.0  # seconds: a killed server's processes are gone by then
RECOVERY = 600.0  # seconds: replaying a long log after a crash
SHUTDOWN = 120.0  # seconds: a fast shutdown writes a last checkpoint
KEPT_LOGS = 10
LOG_LINES = 20
PASSING = ('"postmaster.pid" already exists', "shared memory block", f"{SOCKET}.lock")

# Written to postgresql.conf once; an operator may change them there.
SETTINGS = {
    "shared_buffers": "256MB",
    "max_connections": "60",
    "max_wal_size": "1GB",
    "wal_compression": "pglz",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_rotation_age": "0",
    "log_rotation_size": "10MB",
    "log_line_prefix": "%m [%p] %u@%d ",
}

_children: list[subprocess.Popen[bytes]] = []


class Embedded:
    """The server whose files belong to one data folder."""

    def __init__(self, data: Path, *, fallback: Path = FALLBACK) -> None:
        self._data = data.absolute()
        self._fallback = fallback

    @cached_property
    def place(self) -> Place:
        """Where the server's files are; chosen and noted on first use."""
        return choose_place(self._data, self._fallback)

    @contextlib.contextmanager
    def running(self) -> Iterator[Login]:
        """Hold the server; start it if nobody did, stop it if nobody else is left.

        Gives the superuser's login. A holder that is killed leaves the server running for the
        next one. A forked child does not hold it.

        Raises ServerDidNotStart, DiskFull, OtherVersion, FolderNotUsable or ProgramsMissing.
        """
        process = os.getpid()
        with self._gate():
            holders = FileLock(self.place.home / "holders.lock")
            holders.shared()
            try:
                login = self._started()
            except BaseException:
                holders.release()
                raise
        try:
            yield login
        finally:
            if os.getpid() == process:
                self._leave(holders)

    def revive(self) -> None:
        """Start the server again if it crashed while it was held; otherwise do nothing."""
        with self._gate():
            self._started()

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        try:
            gate = FileLock(self.place.home / "gate.lock")
        except PermissionError as error:
            raise FolderNotUsable(folder=str(self.place.home), reason=str(error)) from error
        gate.exclusive()
        try:
            yield
        finally:
            gate.release()

    def _leave(self, holders: FileLock) -> None:
        with self._gate():
            holders.release()
            others = FileLock(self.place.home / "holders.lock")
            try:
                if others.try_exclusive():
                    _stop(self.place)
            finally:
                others.release()

    def _started(self) -> Login:
        try:
            postmaster = _start(self.place)
            password = (self.place.home / "password").read_text()
        except PermissionError as error:
            raise FolderNotUsable(folder=str(self.place.home), reason=str(error)) from error
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise DiskFull(folder=str(self.place.home), log=str(error)) from error
        return Login(str(postmaster.socket_folder), "5432", "postgres", password, "postgres")


def _start(place: Place) -> Postmaster:
    """Return the ready postmaster, whoever started it. The caller holds the gate."""
    begun = time.monotonic()
    while True:
        _reap()
        server = FileLock(place.home / "server.lock")
        try:
            if server.try_exclusive():
                postmaster = _launch_once(place, server)
            else:
                postmaster = _join(place, begun)
        finally:
            server.hand_over()
        if postmaster:
            return postmaster
        if time.monotonic() - begun > RETRY:
            raise _failure(place)
        time.sleep(0.2)


def _join(place: Place, begun: float) -> Postmaster | None:
    """Wait for a server that somebody started; end the orphans of one that was killed."""
    if read_postmaster(place.cluster):
        return _wait_until_ready(place, lambda: bool(read_postmaster(place.cluster)))
    waited = time.monotonic() - begun
    end_orphans(place.cluster, signal.SIGKILL if waited > 5 else signal.SIGQUIT)
    return None


def _launch_once(place: Place, server: FileLock) -> Postmaster | None:
    """Start the server; None if it failed for a reason that passes."""
    if not place.exists:
        _initialise(place, server)
    _check_version(place)
    socket_folder = make_socket_folder(place)
    clear_stale_files(place.cluster, socket_folder)
    place.make_own_folder(place.log)
    _forget_old_logs(place)
    child = _spawn(place, server, socket_folder)
    postmaster = _wait_until_ready(place, lambda: child.poll() is None)
    if not postmaster and not any(reason in _start_log(place) for reason in PASSING):
        raise _failure(place)
    return postmaster


def _spawn(place: Place, server: FileLock, socket_folder: Path) -> subprocess.Popen[bytes]:
    """Run the postmaster in a session of its own, out of reach of the terminal's Ctrl-C."""
    quoted = '"' + str(socket_folder).replace('"', '""') + '"'
    settings = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": quoted,
        "unix_socket_permissions": "0777",
        "logging_collector": "on",
        "log_directory": str(place.log),
        "log_filename": "postgres-%Y-%m-%d_%H%M%S.log",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(place.programs.folder / "postgres"), "-D", str(place.cluster), *options]
    with _open_start_log(place) as log:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            pass_fds=[server.fd],
            **identity(place.uid, place.gid),
        )
    _children.append(child)
    return child


def _wait_until_ready(place: Place, lives: Callable[[], bool]) -> Postmaster | None:
    """Return the postmaster once it takes connections; None if it ends before."""
    limit = time.monotonic() + RECOVERY
    while lives():
        postmaster = read_postmaster(place.cluster)
        if postmaster and postmaster.is_ready and postmaster.answers():
            return postmaster
        if time.monotonic() > limit:
            raise _failure(place)
        time.sleep(0.05)
    return None


def _initialise(place: Place, server: FileLock) -> None:
    """Make the cluster beside its place and move it there when it is whole.

    initdb insists on a user name. The server's number has none, so root runs initdb as
    ``nobody``, but with the server's group and in a folder only that group may pass: other
    processes of ``nobody`` reach neither the files nor the process.
    """
    for left in place.home.glob("new-*"):
        shutil.rmtree(left)
    fresh = place.home / f"new-{secrets.token_hex(8)}"
    fresh.mkdir(mode=0o700)
    password = _write_password(fresh)
    (fresh / "cluster").mkdir(mode=0o700)
    maker = _initdb_uid(place)
    if os.geteuid() == 0:
        for path in (fresh / "cluster", password):
            os.chown(path, maker, place.gid)
        os.chown(fresh, 0, place.gid)
        fresh.chmod(0o710)
    _run_initdb(place, fresh, maker, server)
    if os.geteuid() == 0:
        _give_away(fresh / "cluster", place)
        home = place.home.stat()
        os.chown(password, home.st_uid, home.st_gid)
    password.replace(place.home / "password")
    _sync_folder(place.home)
    (fresh / "cluster").replace(place.cluster)
    _sync_folder(place.home)
    shutil.rmtree(fresh)


def _initdb_uid(place: Place) -> int:
    with contextlib.suppress(KeyError):
        return pwd.getpwuid(place.uid).pw_uid
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else place.uid


def _write_password(folder: Path) -> Path:
    path = folder / "password"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    return path


def _run_initdb(place: Place, fresh: Path, uid: int, server: FileLock) -> None:
    """Raises ServerDidNotStart with initdb's last lines. It carries the server lock while it runs.

    Sorted by bytes, so that no update of the C library spoils an index; letters by Unicode,
    which pg_trgm needs for umlauts.
    """
    command = [
        str(place.programs.folder / "initdb"),
        f"--pgdata={fresh / 'cluster'}",
        "--username=postgres",
        f"--pwfile={fresh / 'password'}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale-provider=libc",
        "--locale=C",
        "--lc-ctype=C.UTF-8",
        *(f"--set={name}={value}" for name, value in SETTINGS.items()),
    ]
    with _open_start_log(place) as log:
        ran = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            pass_fds=[server.fd],
            **identity(uid, place.gid),
        )
    if ran.returncode:
        raise _failure(place)


def _give_away(folder: Path, place: Place) -> None:
    """Make the server's user the owner; nobody else can reach the folder yet."""
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, place.uid, place.gid, follow_symlinks=False)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check_version(place: Place) -> None:
    version = place.cluster / "PG_VERSION"
    found = version.read_text().strip() if version.exists() else ""
    if not found:
        reason = "it is no PostgreSQL cluster any more (PG_VERSION is missing)"
        raise FolderNotUsable(folder=str(place.cluster), reason=reason)
    if found != str(place.programs.major):
        raise OtherVersion(folder=str(place.cluster), found=found, wanted=str(place.programs.major))


def _stop(place: Place) -> None:
    """Stop without waiting for clients; if that takes too long, at once (recovers at next start).

    Raises ServerDidNotStop.
    """
    postmaster = read_postmaster(place.cluster)
    for number, patience in ((signal.SIGINT, SHUTDOWN), (signal.SIGQUIT, 10.0)):
        if read_postmaster(place.cluster) and postmaster:
            with contextlib.suppress(ProcessLookupError):
                os.kill(postmaster.pid, number)
        else:
            end_orphans(place.cluster, signal.SIGQUIT)
        if _is_gone(place, patience):
            _leave_temp_folder(place, postmaster)
            return
    raise ServerDidNotStop(folder=str(place.home), pid=", ".join(map(str, serving(place.cluster))))


def _leave_temp_folder(place: Place, postmaster: Postmaster | None) -> None:
    if postmaster and not postmaster.socket_folder.is_relative_to(place.home):
        with contextlib.suppress(OSError):
            postmaster.socket_folder.rmdir()


def _is_gone(place: Place, patience: float) -> bool:
    limit = time.monotonic() + patience
    server = FileLock(place.home / "server.lock")
    try:
        while not server.try_exclusive():
            if time.monotonic() > limit:
                return False
            time.sleep(0.02)
        return True
    finally:
        server.release()
        _reap()


def _reap() -> None:
    """Collect ended servers that this process started."""
    _children[:] = [child for child in _children if child.poll() is None]


@contextlib.contextmanager
def _open_start_log(place: Place) -> Iterator[int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(place.home / "start.log", flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _start_log(place: Place) -> str:
    path = place.home / "start.log"
    return path.read_text(errors="replace") if path.exists() else ""


def _server_logs(place: Place) -> list[Path]:
    return sorted(place.log.glob("postgres-*.log"))


def _forget_old_logs(place: Place) -> None:
    for path in _server_logs(place)[:-KEPT_LOGS]:
        path.unlink(missing_ok=True)


def _failure(place: Place) -> ServerDidNotStart:
    """Return the error with the last lines that initdb or the server wrote."""
    lines = _start_log(place).splitlines()
    for path in _server_logs(place)[-1:]:
        lines += path.read_text(errors="replace").splitlines()
    log = "\n".join(lines[-LOG_LINES:])
    kind = DiskFull if "No space left on device" in log else ServerDidNotStart
    return kind(folder=str(place.home), log=log)
