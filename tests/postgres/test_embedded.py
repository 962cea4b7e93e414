"""The embedded server: shared, killed, moved, refused. Everything here is a real server."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gemeinwerk.postgres.embedded import Embedded
from gemeinwerk.postgres.errors import (
    DiskFull,
    FolderNotUsable,
    OtherVersion,
    ServerDidNotStart,
)
from gemeinwerk.postgres.login import Login
from gemeinwerk.postgres.processes import read_postmaster, serving

ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="only root starts servers as other users")
HOLDER = Path(__file__).with_name("holder.py")
NOBODY = 65534


class Holder:
    """A process that holds the server, seen from outside."""

    def __init__(self, embedded_in: Path, *options: str, own_group: bool = True) -> None:
        data, fallback = embedded_in / "data", embedded_in / "fallback"
        command = [sys.executable, str(HOLDER), str(data), str(fallback), *options]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=own_group,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def heard(self) -> dict[str, Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def leave(self) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.close()
        fact = self.heard()
        self.process.wait(60)
        return fact

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(60)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Holder]]:
    started: list[Holder] = []

    def start_holder(*options: str, below: Path = folder) -> Holder:
        started.append(Holder(below, *options))
        return started[-1]

    yield start_holder
    for holder in started:
        if holder.process.poll() is None:
            holder.kill()
        for pipe in (holder.process.stdin, holder.process.stdout):
            if pipe:
                pipe.close()


@pytest.fixture
def embedded(folder: Path) -> Iterator[Embedded]:
    yield (embedded := in_folder(folder))
    for pid in serving(embedded.place.cluster):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not serving(embedded.place.cluster))


def in_folder(folder: Path) -> Embedded:
    return Embedded(folder / "data", fallback=folder / "fallback")


def ask(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def run(login: Login, statement: str) -> None:
    with psycopg.connect(login.dsn(), autocommit=True) as connection:
        connection.execute(statement)


def wait_for(is_so: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("did not happen within 30 seconds")


def kill_postmaster(embedded: Embedded) -> int:
    postmaster = read_postmaster(embedded.place.cluster)
    assert postmaster
    os.kill(postmaster.pid, signal.SIGKILL)
    wait_for(lambda: read_postmaster(embedded.place.cluster) is None)
    return postmaster.pid


# -- one process -----------------------------------------------------------------------------------


def test_it_starts_answers_and_leaves_no_process(embedded: Embedded) -> None:
    with embedded.running() as admin:
        assert ask(admin.dsn(), "select rolsuper from pg_roles where rolname = current_user")
        assert serving(embedded.place.cluster)

    assert serving(embedded.place.cluster) == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(admin.dsn())


def test_rows_stay_when_it_is_started_again(embedded: Embedded) -> None:
    with embedded.running() as admin:
        run(admin, "create table kept as select 7 as a")

    with embedded.running() as admin:
        assert ask(admin.dsn(), "select a from kept") == 7


def test_a_wrong_password_is_refused(embedded_admin: Login) -> None:
    wrong = Login(embedded_admin.host, "5432", "postgres", "wrong", "postgres")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong.dsn())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("data_checksums", "on"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
        ("shared_buffers", "256MB"),
        ("max_connections", "60"),
        ("server_encoding", "UTF8"),
        ("password_encryption", "scram-sha-256"),
        ("log_rotation_size", "10MB"),
    ],
)
def test_settings(embedded_admin: Login, name: str, value: str) -> None:
    assert ask(embedded_admin.dsn(), f"show {name}") == value


def test_secrets_and_files_are_closed_to_others(embedded: Embedded) -> None:
    with embedded.running():
        pass
    home = embedded.place.home

    assert (home / "password").stat().st_mode & 0o777 == 0o600
    for name in ("cluster", "log"):
        assert (home / name).stat().st_mode & 0o777 == 0o700
    assert list(home.glob("log/postgres-*.log"))


@needs_root
def test_root_starts_it_as_a_user_of_its_own(embedded: Embedded) -> None:
    with embedded.running() as admin:
        pid = read_postmaster(embedded.place.cluster).pid
        status = Path(f"/proc/{pid}/status").read_text()
        shown = ask(admin.dsn(), "select 1")

    ids = dict(line.split(":", 1) for line in status.splitlines())
    assert ids["Uid"].split() == [str(embedded.place.uid)] * 4
    assert ids["Gid"].split() == [str(embedded.place.gid)] * 4
    assert ids["Groups"].split() == []
    assert 64000 <= embedded.place.uid < 65000
    assert shown == 1


# -- several processes -----------------------------------------------------------------------------


def test_processes_share_it_and_the_last_one_stops_it(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    first, second = start(), start()
    dsn = first.heard()["dsn"]
    assert second.heard()["dsn"] == dsn

    first.leave()
    assert ask(dsn, "select 1") == 1
    second.leave()
    assert serving(embedded.place.cluster) == []


def test_many_may_start_it_for_the_first_time(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    holders = [start() for _ in range(4)]

    assert len({holder.heard()["dsn"] for holder in holders}) == 1
    for holder in holders:
        holder.leave()
    assert serving(embedded.place.cluster) == []


def test_a_killed_holder_leaves_it_to_the_next(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    first = start()
    dsn = first.heard()["dsn"]
    postmaster = read_postmaster(embedded.place.cluster)
    first.kill()
    assert ask(dsn, "select 1") == 1

    with embedded.running():
        assert read_postmaster(embedded.place.cluster) == postmaster
    assert serving(embedded.place.cluster) == []


def test_a_holder_killed_in_its_first_start_does_no_harm(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    for mark in ("new-*", "new-*/cluster/PG_VERSION", "new-*/cluster/global/pg_control"):
        holder = start()
        wait_for(lambda mark=mark: any(embedded.place.home.glob(mark)))
        holder.kill()

    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1
    assert list(embedded.place.home.glob("new-*")) == []


def test_ctrl_c_of_the_starter_does_not_reach_it(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    starter = start()
    dsn = starter.heard()["dsn"]
    with embedded.running():
        os.killpg(starter.process.pid, signal.SIGINT)
        assert starter.process.wait(60) == 130
        assert ask(dsn, "select 1") == 1
    assert serving(embedded.place.cluster) == []


@pytest.mark.parametrize("end", [Holder.leave, Holder.kill])
def test_children_of_a_holder_do_not_hold_it(
    embedded: Embedded, start: Callable[..., Holder], end: Callable[[Holder], object]
) -> None:
    holder = start("--child")
    children = holder.heard()["children"]
    holder.heard()
    try:
        with embedded.running():
            end(holder)
        for child in children:
            os.kill(child, 0)
        assert serving(embedded.place.cluster) == []
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)


def test_threads_of_one_process_share_it(embedded: Embedded) -> None:
    with embedded.running() as admin:
        with embedded.running() as again:
            assert again == admin
        assert ask(admin.dsn(), "select 1") == 1


# -- crashes ---------------------------------------------------------------------------------------


def test_a_killed_postmaster_is_started_again_with_all_rows(embedded: Embedded) -> None:
    with embedded.running() as admin:
        run(admin, "create table kept as select generate_series(1, 10000) as a")
        killed = kill_postmaster(embedded)
        embedded.revive()
        assert read_postmaster(embedded.place.cluster).pid != killed
        assert ask(admin.dsn(), "select count(*) from kept") == 10000
    assert serving(embedded.place.cluster) == []


def test_revive_leaves_a_living_server_alone(embedded: Embedded) -> None:
    with embedded.running():
        before = read_postmaster(embedded.place.cluster)
        embedded.revive()
        assert read_postmaster(embedded.place.cluster) == before


def test_orphaned_backends_are_ended(embedded: Embedded) -> None:
    with embedded.running() as admin:
        run(admin, "create table kept as select 7 as a")
        sleeper = psycopg.connect(admin.dsn())
        work = threading.Thread(target=sleep_for_long, args=[sleeper])
        work.start()
        wait_for(lambda: ask(admin.dsn(), SLEEPERS) == 1)
        kill_postmaster(embedded)
        embedded.revive()
        work.join(60)
        assert not work.is_alive()
        assert ask(admin.dsn(), "select a from kept") == 7


SLEEPERS = "select count(*) from pg_stat_activity where query = 'select spin()'"
SPIN = "create function spin() returns void language plpgsql as 'begin loop end loop; end'"


def sleep_for_long(connection: psycopg.Connection) -> None:
    """Run a loop that does not notice the postmaster's death."""
    connection.execute(SPIN)
    connection.commit()
    with contextlib.suppress(psycopg.OperationalError):
        connection.execute("select spin()")


def test_a_dead_postmaster_that_nobody_collected_is_no_obstacle(
    embedded: Embedded, start: Callable[..., Holder]
) -> None:
    starter = start()  # stays its parent and never asks for it
    starter.heard()
    killed = kill_postmaster(embedded)
    wait_for(lambda: "\nState:\tZ" in Path(f"/proc/{killed}/status").read_text())

    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1


def test_a_number_that_another_process_got_is_no_obstacle(embedded: Embedded) -> None:
    with embedded.running():
        stale = (embedded.place.cluster / "postmaster.pid").read_text().splitlines()
        kill_postmaster(embedded)
        wait_for(lambda: not serving(embedded.place.cluster))
    stale[0] = str(os.getpid())
    (embedded.place.cluster / "postmaster.pid").write_text("\n".join(stale) + "\n")

    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1


def test_a_broken_cluster_is_named_with_its_log(embedded: Embedded) -> None:
    with embedded.running():
        pass
    (embedded.place.cluster / "global" / "pg_control").rename(embedded.place.home / "aside")

    with (
        pytest.raises(ServerDidNotStart, match="could not find the database system"),
        embedded.running(),
    ):
        pass

    (embedded.place.home / "aside").rename(embedded.place.cluster / "global" / "pg_control")
    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1


def test_another_major_version_is_refused_and_untouched(embedded: Embedded) -> None:
    with embedded.running():
        pass
    version = embedded.place.cluster / "PG_VERSION"
    version.write_text("19\n")
    before = {path: path.stat().st_mtime_ns for path in embedded.place.cluster.rglob("*")}

    with (
        pytest.raises(OtherVersion, match="PostgreSQL 19, but this installation runs 18"),
        embedded.running(),
    ):
        pass

    after = {path: path.stat().st_mtime_ns for path in embedded.place.cluster.rglob("*")}
    assert after == before


def test_a_cluster_without_a_version_is_refused(embedded: Embedded) -> None:
    embedded.place.home.joinpath("cluster").mkdir()

    with pytest.raises(FolderNotUsable, match="PG_VERSION is missing"), embedded.running():
        pass


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", str(disk)]
    if not ROOT or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing_half(small_disk: Path) -> None:
    embedded = in_folder(small_disk)
    with pytest.raises(DiskFull, match=r"full\. Free some space"), embedded.running():
        pass
    assert not embedded.place.exists

    subprocess.run(["mount", "-o", "remount,size=400m", str(small_disk)], check=True)
    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1


# -- places ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Daten der Behörde Übersee",
        'with\'quote "and" $HOME %s',
        "comma, dot",
        "/".join(["a_long_folder_name_of_a_county"] * 6),
    ],
)
def test_odd_paths_work(folder: Path, name: str) -> None:
    embedded = in_folder(folder / name)

    with embedded.running() as admin:
        assert ask(admin.dsn(), "select 1") == 1
        assert len(os.fsencode(admin.host)) <= 93
    assert embedded.place.home.is_relative_to(folder / name)


def plant_link(name: Path, trap: Path) -> None:
    name.symlink_to(trap)


def plant_folder(name: Path, trap: Path) -> None:
    if not ROOT:
        pytest.skip("only root can make folders for others")
    trap.rename(name)
    os.chown(name, NOBODY, NOBODY)


@pytest.mark.parametrize("plant", [plant_link, plant_folder])
def test_a_planted_socket_folder_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, plant: Callable[[Path, Path], None]
) -> None:
    temp, trap = folder / "temp", folder / "trap"
    temp.mkdir()
    trap.mkdir(mode=0o755)
    monkeypatch.setattr("tempfile.tempdir", str(temp))
    embedded = in_folder(folder / "/".join(["a_long_folder_name_of_a_county"] * 6))
    with embedded.running() as admin:
        usual = Path(admin.host)
    assert usual.parent == temp
    assert not usual.exists()
    plant(usual, trap)

    with embedded.running() as admin:
        assert Path(admin.host) == usual.with_name(f"{usual.name}-2")
        assert list(usual.iterdir()) == []


@pytest.fixture
def closed(folder: Path) -> Path:
    """A folder of root's that the server's user may not pass, like /root."""
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    return closed


@needs_root
def test_below_a_closed_folder_its_files_go_elsewhere(folder: Path, closed: Path) -> None:
    embedded = Embedded(closed / "data", fallback=folder / "fallback")
    with embedded.running() as admin:
        run(admin, "create table kept as select 7 as a")
    home = embedded.place.home
    assert home.parent == folder / "fallback"
    assert closed.stat().st_mode & 0o777 == 0o700

    closed.chmod(0o755)  # reachable now, but the choice is made
    again = Embedded(closed / "data", fallback=folder / "elsewhere")
    with again.running() as admin:
        assert ask(admin.dsn(), "select a from kept") == 7
    assert again.place.home == home


@needs_root
def test_a_new_data_folder_does_not_find_the_rows_of_a_deleted_one(
    folder: Path, closed: Path
) -> None:
    first = Embedded(closed / "data", fallback=folder / "fallback").place
    (closed / "data").rename(closed / "old")

    second = Embedded(closed / "data", fallback=folder / "fallback").place

    assert second.home != first.home
    assert second.home.parent == first.home.parent


@needs_root
def test_a_place_that_was_closed_later_is_refused(folder: Path) -> None:
    parent = folder / "parent"
    parent.mkdir()
    with in_folder(parent).running():
        pass
    parent.chmod(0o700)

    with (
        pytest.raises(FolderNotUsable, match="may not pass a folder above it"),
        in_folder(parent).running(),
    ):
        pass


@needs_root
def test_an_ordinary_user_runs_it_as_itself(folder: Path, start: Callable[..., Holder]) -> None:
    home = folder / "of nobody"
    home.mkdir()
    os.chown(home, NOBODY, NOBODY)

    holder = start("--uid", str(NOBODY), below=home)
    fact = holder.heard()
    assert fact.get("uid") == NOBODY, fact
    assert ask(fact["dsn"], "select 1") == 1
    holder.leave()
    assert serving(Path(fact["home"]) / "cluster") == []

    with in_folder(home).running():  # root takes it over as the user that owns it
        pass
    again = start("--uid", str(NOBODY), below=home)
    assert again.heard().get("uid") == NOBODY
    again.leave()


@needs_root
def test_a_folder_of_root_is_refused_to_others(folder: Path, start: Callable[..., Holder]) -> None:
    with in_folder(folder).running():
        pass

    refused = start("--uid", str(NOBODY)).heard()

    assert refused["code"] == "FolderNotUsable"
    assert "Start as the user that owns it" in refused["message"]


@needs_root
def test_a_user_number_without_a_name_is_told(folder: Path, start: Callable[..., Holder]) -> None:
    home = folder / "nameless"
    home.mkdir()
    os.chown(home, 64999, 64999)

    refused = start("--uid", "64999", below=home).heard()

    assert refused["code"] == "ServerDidNotStart"
    assert "user does not exist" in refused["message"]
