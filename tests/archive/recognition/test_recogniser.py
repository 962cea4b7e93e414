"""The child is confined, replaced when it breaks, and ends with its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.archive.recognition import damage, papers
from tests.archive.recognition.conftest import SMALL

from gemeinwerk.archive.recognition.errors import RecogniserDied, Refusal
from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.recogniser import Recogniser

Write = Callable[[bytes, str], Path]

BUSY_TICKS = 20  # 0.2 s of processor time


@pytest.fixture
def own(models: Models) -> Iterator[Recogniser]:
    with Recogniser(models=models, limits=SMALL) as ready:
        yield ready


def _is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] not in "ZX"


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _ticks(pid: int) -> int:
    """Processor time of a process so far; whoever it belongs to may be asked for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _wait_until_busy(pid: int, before: int) -> None:
    """Return once the process has worked for a while on what it was given after ``before``."""
    _wait_for(lambda: _ticks(pid) >= before + BUSY_TICKS)


def test_a_child_killed_in_mid_page_is_replaced(own: Recogniser, original: Write) -> None:
    good = original(papers.text_pdf(), "good.pdf")
    endless = original(damage.endless_pdf(), "endless.pdf")
    own.inspect(good)
    first = own.pid
    assert first is not None

    before = _ticks(first)

    def kill() -> None:
        _wait_until_busy(first, before)
        os.kill(first, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(RecogniserDied) as caught:
        own.read_page(endless, 1)
    killer.join()
    assert "all other files are not affected" in str(caught.value)
    assert own.inspect(good).pages == 1
    assert own.pid not in (None, first)


def test_a_child_that_died_between_two_pages_is_replaced(own: Recogniser, original: Write) -> None:
    good = original(papers.text_pdf())
    own.inspect(good)
    assert own.pid is not None
    os.kill(own.pid, signal.SIGKILL)
    with pytest.raises(RecogniserDied):
        own.inspect(good)
    assert own.inspect(good).pages == 1


def test_the_child_holds_no_secrets_and_no_sockets(
    own: Recogniser, original: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:geheim@localhost/db")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.set_inheritable(True)
        own.inspect(original(papers.text_pdf()))
        process = Path(f"/proc/{own.pid}")
        if os.geteuid() == 0:
            links = [str(handle.readlink()) for handle in (process / "fd").iterdir()]
            assert b"geheim" not in (process / "environ").read_bytes()
            assert not [link for link in links if link.startswith("socket")]
        else:  # closed even to other processes of the same user
            with pytest.raises(PermissionError):
                (process / "environ").read_bytes()
    assert "Max core file size        0 " in (process / "limits").read_text()
    assert "NoNewPrivs:\t1" in (process / "status").read_text()


def test_closing_ends_the_child(models: Models, original: Write) -> None:
    with Recogniser(models=models, limits=SMALL) as ready:
        ready.inspect(original(papers.text_pdf()))
        pid = ready.pid
        assert pid is not None
        assert _is_running(pid)
    assert not _is_running(pid)
    assert ready.pid is None


_PARENT = """
    import sys
    from pathlib import Path
    from gemeinwerk.archive.recognition.models import find_models
    from gemeinwerk.archive.recognition.recogniser import Recogniser

    with Recogniser(models=find_models()) as recogniser:
        recogniser.inspect(Path(sys.argv[1]))
        print(recogniser.pid, flush=True)
        if len(sys.argv) > 2:
            recogniser.read_page(Path(sys.argv[2]), 1)
        sys.stdin.read()
"""


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "in mid-page"])
def test_the_child_ends_with_its_parent(busy: bool, original: Write) -> None:
    files = [original(papers.text_pdf(), "good.pdf")]
    if busy:
        files.append(original(damage.endless_pdf(), "endless.pdf"))
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_PARENT), *map(str, files)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent.stdin, parent.stdout:
        child = int(parent.stdout.readline())
        before = _ticks(child)
        if busy:
            _wait_until_busy(child, before)
        parent.kill()
        parent.wait()
        _wait_for(lambda: not _is_running(child))


def test_threads_have_recognisers_of_their_own(models: Models, original: Write) -> None:
    paths = [original(papers.text_pdf([f"Blatt {n} der Akte"]), f"{n}.pdf") for n in range(3)]
    found: dict[int, list[str]] = {}

    def read(number: int) -> None:
        with Recogniser(models=models, limits=SMALL) as mine:
            found[number] = [mine.read_page(paths[number], 1).reading.text for _ in range(3)]

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [f"Blatt {n} der Akte"] * 3 for n in range(3)}


def test_a_thread_may_hand_its_recogniser_on(models: Models, original: Write) -> None:
    """The child must not end with the thread that started it."""
    path = original(papers.text_pdf())
    handed: list[Recogniser] = []

    def start() -> None:
        handed.append(Recogniser(models=models, limits=SMALL))
        handed[0].inspect(path)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    with handed[0] as mine:
        pid = mine.pid
        assert mine.inspect(path).pages == 1
        assert mine.pid == pid


def test_every_damaged_file_is_read_or_refused(models: Models, tmp_path: Path) -> None:
    """And the Recogniser goes on after each."""
    good = tmp_path / "good.pdf"
    good.write_bytes(papers.text_pdf())
    outcomes: dict[str, str] = {}
    with Recogniser(models=models, limits=damage.LIMITS) as survivor:
        for damaged in damage.damaged_files():
            path = tmp_path / damaged.name
            path.write_bytes(damaged.data)
            outcomes[damaged.name] = _outcome(survivor, path)
            assert survivor.inspect(good).pages == 1, damaged.name
    assert len(outcomes) >= 100
    assert outcomes["tail-colour.jpg"] == "read"
    assert outcomes["bomb-time.pdf"] == "TookTooLong"
    assert outcomes["cut-50-colour.jpg"] == "Damaged"
    assert outcomes["locked-r6.pdf"] == "Encrypted"
    assert "RecogniserDied" not in outcomes.values()


def _outcome(recogniser: Recogniser, path: Path) -> str:
    try:
        inspection = recogniser.inspect(path)
        for number in range(1, min(inspection.pages, 2) + 1):
            recogniser.read_page(path, number)
    except Refusal as refusal:
        assert "%(" not in str(refusal)
        return refusal.code
    return "read"
