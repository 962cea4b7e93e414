"""The store in a folder: refusals and accidents first, then the ordinary way."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeinwerk.files import local
from gemeinwerk.files.contract import INCOMING
from gemeinwerk.files.errors import (
    OriginalDamaged,
    OriginalMissing,
    StoreAddressInvalid,
    StoreFull,
    StoreUnavailable,
)
from gemeinwerk.files.store import LocalStore, S3Store, Stored, open_store
from gemeinwerk.kernel.errors import UserError

PAPER = b"Baulastenblatt 12, Flurst\xc3\xbcck 99/4 " * 100_000
DIGEST = hashlib.sha256(PAPER).hexdigest()
MEMBER = 7
NOBODY = 65534


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "originals")


def place(store: LocalStore, digest: str = DIGEST, member: int = MEMBER) -> Path:
    return store.root / str(member) / digest[:2] / digest[2:4] / digest


def put(store: LocalStore, paper: bytes = PAPER, member: int = MEMBER) -> Stored:
    return store.put(io.BytesIO(paper), member_id=member)


def unfinished(store: LocalStore) -> list[Path]:
    return list((store.root / INCOMING).iterdir())


class BreaksOff(io.RawIOBase):
    """Gives some bytes, then fails as a drive does that was pulled out."""

    def __init__(self) -> None:
        self._left = 3

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        if not self._left:
            raise OSError("the drive is gone")
        return b"x" * 1000


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "digest", ["", "..", "../" * 21 + "x", DIGEST.upper(), DIGEST + "\n", DIGEST[:-1], "é" * 64]
)
def test_refuses_what_is_no_digest(store: LocalStore, digest: str) -> None:
    put(store)
    for call in (store.open, store.size, store.exists, store.delete, store.digest):
        with pytest.raises(ValueError, match="not a SHA-256"):
            call(MEMBER, digest)


@pytest.mark.parametrize("member", ["7", "../7", 0, -1, True, None, 7.0])
def test_refuses_what_is_no_member(store: LocalStore, member: object) -> None:
    with pytest.raises(ValueError, match="not a member's number"):
        store.put(io.BytesIO(PAPER), member_id=member)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a member's number"):
        store.open(member, DIGEST)  # type: ignore[arg-type]
    assert not store.root.exists()


def test_another_members_original_is_missing(store: LocalStore) -> None:
    put(store)
    assert not store.exists(8, DIGEST)
    with pytest.raises(OriginalMissing, match=f"{DIGEST} is no longer where it was stored"):
        store.open(8, DIGEST)
    with pytest.raises(OriginalMissing), store.path(8, DIGEST):
        pass


def test_a_missing_root_is_not_a_missing_original(store: LocalStore) -> None:
    with pytest.raises(StoreUnavailable, match="does not answer as it should"):
        store.size(MEMBER, DIGEST)
    assert list(store.walk()) == []


def test_a_stream_that_breaks_off_leaves_nothing(store: LocalStore) -> None:
    with pytest.raises(OSError, match="the drive is gone"):
        store.put(BreaksOff(), member_id=MEMBER)  # type: ignore[arg-type]
    assert list(store.walk()) == []
    assert unfinished(store) == []


def in_child(work: Callable[[], object]) -> str:
    """Run ``work`` in a forked process, as an ordinary user; return what it raised."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        result = "nothing raised"
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            work()
        except (UserError, OSError) as error:
            result = type(error).__name__
        finally:
            os.write(writer, result.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach, which pytest's own is not for root's children."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


def test_a_full_disk_leaves_nothing(open_folder: Path) -> None:
    store = LocalStore(open_folder / "originals")

    def put_with_little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        put(store)

    assert in_child(put_with_little_room) == "StoreFull"
    assert list(store.walk()) == []
    assert unfinished(store) == []


def test_a_really_full_file_system_leaves_nothing_and_works_again(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "small")
    store.root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(store.root)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a file system here")
    try:
        with pytest.raises(StoreFull, match="no space left where the originals are kept"):
            put(store)
        assert unfinished(store) == []
        assert list(store.walk()) == []
        assert put(store, b"small enough").size == 12
    finally:
        subprocess.run(["umount", str(store.root)], check=True)


def test_a_read_only_folder_is_said_to_be_so(open_folder: Path) -> None:
    (open_folder / "originals").mkdir(mode=0o555)
    assert in_child(lambda: put(LocalStore(open_folder / "originals"))) == ("StoreUnavailable")


@pytest.mark.parametrize("level", [0, 1, 2])
def test_no_link_planted_in_the_store_is_followed(
    store: LocalStore, tmp_path: Path, level: int
) -> None:
    put(store)
    folder = [*place(store).parents][2 - level]
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OriginalDamaged):
        store.open(MEMBER, DIGEST)
    with pytest.raises(StoreUnavailable):
        put(store)
    assert not store.exists(MEMBER, DIGEST)
    assert list(store.walk()) == []


def test_a_link_in_place_of_an_original_is_replaced_and_its_target_untouched(
    store: LocalStore, tmp_path: Path
) -> None:
    put(store)
    target = tmp_path / "passwords"
    target.write_bytes(PAPER)
    place(store).unlink()
    place(store).symlink_to(target)
    with pytest.raises(OriginalDamaged, match="is damaged"):
        store.open(MEMBER, DIGEST)
    assert list(store.walk()) == []
    put(store)
    assert not place(store).is_symlink()
    assert store.digest(MEMBER, DIGEST) == DIGEST
    assert target.read_bytes() == PAPER


def test_a_folder_in_place_of_an_original_is_refused(store: LocalStore) -> None:
    place(store).mkdir(parents=True)
    with pytest.raises(StoreUnavailable):
        put(store)
    assert not store.exists(MEMBER, DIGEST)
    assert unfinished(store) == []


def test_a_pipe_in_place_of_an_original_does_not_block(store: LocalStore) -> None:
    place(store).parent.mkdir(parents=True)
    os.mkfifo(place(store))
    with pytest.raises(OriginalDamaged):
        store.open(MEMBER, DIGEST)
    put(store)
    assert store.digest(MEMBER, DIGEST) == DIGEST


# Accidents ---------------------------------------------------------------------------------------


def test_a_truncated_original_is_noticed_and_replaced(
    store: LocalStore, caplog: pytest.LogCaptureFixture
) -> None:
    put(store)
    place(store).chmod(0o600)
    os.truncate(place(store), 10)
    assert store.digest(MEMBER, DIGEST) != DIGEST
    put(store)
    assert store.digest(MEMBER, DIGEST) == DIGEST
    assert f"Original {DIGEST} was damaged" in caplog.text


KILLED = """
import os, signal, sys
from pathlib import Path
from gemeinwerk.files.store import LocalStore
die = lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
when, root = sys.argv[1], Path(sys.argv[2])
if when != "reading":
    setattr(os, when, die)
LocalStore(root).put(sys.stdin.buffer, member_id=7)
"""


@pytest.mark.parametrize("when", ["fchmod", "fsync", "replace"])
def test_killed_at_any_step_nothing_half_is_visible(store: LocalStore, when: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", KILLED, when, str(store.root)], input=PAPER, check=False
    )
    assert process.returncode == -signal.SIGKILL
    assert list(store.walk()) == []
    put(store)
    assert store.digest(MEMBER, DIGEST) == DIGEST


def test_what_a_killed_process_left_is_swept_after_a_day_and_not_before(
    store: LocalStore,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, "reading", str(store.root)], stdin=subprocess.PIPE
    )
    assert process.stdin
    process.stdin.write(PAPER)
    process.stdin.flush()
    while not (store.root / INCOMING).is_dir() or not unfinished(store):
        time.sleep(0.05)
    process.kill()
    process.wait()
    process.stdin.close()
    [left] = unfinished(store)
    put(LocalStore(store.root), b"another")
    assert unfinished(store) == [left]
    yesterday = time.time() - 25 * 60 * 60
    os.utime(left, (yesterday, yesterday))
    put(LocalStore(store.root), b"another")
    assert unfinished(store) == []


class WaitsFor(io.BytesIO):
    """Gives its first bytes, then waits until the other writer has got as far."""

    def __init__(self, paper: bytes, barrier: threading.Barrier) -> None:
        super().__init__(paper)
        self._barrier = barrier

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            self._barrier.wait(timeout=30)
        return super().read(size)


def test_two_writers_of_the_same_bytes_both_succeed(store: LocalStore) -> None:
    barrier = threading.Barrier(2)
    done: list[Stored] = []
    writers = [
        threading.Thread(
            target=lambda: done.append(store.put(WaitsFor(PAPER, barrier), member_id=MEMBER))
        )
        for _ in range(2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert done == [Stored(DIGEST, len(PAPER))] * 2
    assert list(store.walk()) == [(MEMBER, DIGEST, len(PAPER))]
    assert unfinished(store) == []


def steps_of(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> list[str]:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noting_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("sync folder" if is_folder else "sync file")
        fsync(descriptor)

    def noting_replace(old: str, new: str, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        steps.append("rename")
        replace(old, new, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(local.os, "fsync", noting_fsync)
    monkeypatch.setattr(local.os, "replace", noting_replace)
    work()
    return steps


def test_the_file_is_synced_before_it_is_visible_and_the_folders_after(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.root.mkdir()
    steps = steps_of(monkeypatch, lambda: put(store))
    assert steps == ["sync file", "rename", *["sync folder"] * 4]


def test_known_bytes_are_not_moved_but_their_folders_are_synced(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    before = place(store).stat()
    steps = steps_of(monkeypatch, lambda: put(store))
    assert steps == ["sync file", *["sync folder"] * 4]
    assert (place(store).stat().st_ino, place(store).stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


# The ordinary way --------------------------------------------------------------------------------


def test_what_was_stored_comes_back(store: LocalStore) -> None:
    assert put(store) == Stored(DIGEST, len(PAPER))
    with store.open(MEMBER, DIGEST) as file:
        assert file.read() == PAPER
    with store.path(MEMBER, DIGEST) as path:
        assert path == place(store)
        assert path.read_bytes() == PAPER
    assert store.size(MEMBER, DIGEST) == len(PAPER)
    assert store.digest(MEMBER, DIGEST) == DIGEST


def test_files_and_folders_are_closed_to_others_whatever_the_umask(store: LocalStore) -> None:
    before = os.umask(0o077)
    try:
        put(store)
    finally:
        os.umask(before)
    assert stat.S_IMODE(place(store).stat().st_mode) == 0o440
    for folder in [*place(store).parents][:3]:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_members_keep_the_same_bytes_apart(store: LocalStore) -> None:
    put(store, member=7)
    put(store, member=71)
    store.delete(7, DIGEST)
    store.delete(7, DIGEST)
    assert not store.exists(7, DIGEST)
    assert list(store.walk()) == [(71, DIGEST, len(PAPER))]
    assert list(store.walk(7)) == []


def test_walk_passes_over_what_is_no_original(store: LocalStore) -> None:
    put(store)
    place(store).with_name("notes.txt").write_text("not mine")
    wrong = store.root / "7" / "00" / "00"
    wrong.mkdir(parents=True)
    (wrong / DIGEST).write_bytes(b"in the wrong folder")
    assert list(store.walk(MEMBER)) == [(MEMBER, DIGEST, len(PAPER))]


@given(papers=st.lists(st.tuples(st.integers(1, 3), st.binary(max_size=50)), max_size=8))
def test_the_store_is_a_set_of_bytes_per_member(papers: list[tuple[int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = LocalStore(Path(folder))
        for member, paper in papers:
            assert put(store, paper, member).sha256 == hashlib.sha256(paper).hexdigest()
        expected = {(m, hashlib.sha256(p).hexdigest(), len(p)) for m, p in papers}
        assert sorted(store.walk()) == sorted(expected)


# The setting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("", "it is empty"),
        ("ftp://example.org/x", "neither file nor s3"),
        ("file://server/share", "a folder of this machine"),
        ("file:///", "the folder is missing"),
        ("s3:///prefix", "the bucket is missing"),
        ("s3://key:secret@bucket/x", "credentials belong into the environment"),
        ("s3://bucket/x?endpoint=http://a", "“endpoint” is unknown"),
        ("s3://[bucket/x", "it is no address"),
    ],
)
def test_an_unusable_setting_is_explained_without_secrets(url: str, problem: str) -> None:
    with pytest.raises(StoreAddressInvalid, match=problem) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_the_setting_names_a_folder_or_a_bucket(tmp_path: Path) -> None:
    spaced = tmp_path / "the originals"
    for url in (str(spaced), f"file://{tmp_path}/the%20originals"):
        store = open_store(url)
        assert isinstance(store, LocalStore)
        assert store.root == spaced
    assert not spaced.exists()
    bucket = open_store("s3://papers/county?endpoint_url=http://127.0.0.1:9&region=eu-central-1")
    assert isinstance(bucket, S3Store)
    assert (bucket.bucket, bucket.prefix) == ("papers", "county/")
