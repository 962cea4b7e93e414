"""The parent's side: one child process that is replaced whenever a file has broken it."""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from gemeinwerk.archive.recognition import wire
from gemeinwerk.archive.recognition.errors import (
    REFUSALS,
    OutOfMemory,
    RecogniserDied,
    Refusal,
    TookTooLong,
)
from gemeinwerk.archive.recognition.messages import (
    Setup,
    reading_from_json,
    reading_to_json,
    setup_to_json,
)
from gemeinwerk.archive.recognition.models import Models
from gemeinwerk.archive.recognition.rules import (
    DEFAULT_LIMITS,
    DEFAULT_THRESHOLDS,
    Inspection,
    Limits,
    PageReading,
    PageView,
    PdfMetadata,
    PdfResult,
    Thresholds,
)

log = logging.getLogger(__name__)

_CHILD = "gemeinwerk.archive.recognition.child"
_SOURCES = Path(__file__).resolve().parents[3]
_START_SECONDS = 60.0
_GRACE_SECONDS = 2.0
_CALLS_PER_CHILD = 500
"""A new child now and then, so that no library's leak adds up to a refusal."""
_ALLOCATION_FAILED = (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGTRAP, -signal.SIGILL)
"""How a library ends the process when it gets no more memory."""
_MEMORY_WORDS = ("bad_alloc", "Out of memory", "out of memory", "Cannot allocate", "MemoryError")


class Recogniser:
    """Reads pages in a child process. Use one per thread, as a context manager.

    Every method raises a ``Refusal`` for a file that cannot be digitised and is ready for the
    next file afterwards. A file that is not there is an OSError of the caller's.
    """

    def __init__(
        self,
        *,
        models: Models,
        limits: Limits = DEFAULT_LIMITS,
        thresholds: Thresholds = DEFAULT_THRESHOLDS,
    ) -> None:
        self.limits = limits
        self._models = models
        self._thresholds = thresholds
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._calls = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child, None while there is none."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    pipe.close()
        if self._errors is not None:
            self._errors.close()
        self._child = self._errors = None

    def inspect(self, path: Path) -> Inspection:
        """Say what an original is and how many pages it has."""
        answer, _ = self._ask("inspect", self.limits.seconds_per_page, path=str(path))
        return Inspection(**answer)

    def read_page(self, path: Path, number: int, *, script: str = "auto") -> PageView:
        """Read page ``number`` (from 1): text, words, view image, thumbnail.

        ``script``: ``auto``, or ``deu`` or ``frk`` to recognise scans with that model only. A
        page's own text is used with either.
        """
        answer, blobs = self._ask(
            "read_page",
            self.limits.seconds_per_page,
            path=str(path),
            number=number,
            script=script,
        )
        types = answer.pop("image_type"), answer.pop("thumbnail_type")
        reading = reading_from_json(answer)
        return PageView(reading, blobs[0], types[0], blobs[1], types[1])

    def make_pdf(
        self,
        path: Path,
        readings: Mapping[int, PageReading],
        metadata: PdfMetadata,
        target: Path,
    ) -> PdfResult:
        """Write the searchable PDF/A-2b of an original to ``target``.

        ``readings`` holds page numbers (from 1) and readings; pages without one stay in the PDF
        without words. The words go into the text layer, corrected ones too. The time limit is
        that of a page times the number of pages.
        """
        answer, _ = self._ask(
            "make_pdf",
            self.limits.seconds_per_page * max(1, *readings),
            path=str(path),
            readings={number: reading_to_json(row) for number, row in readings.items()},
            metadata=asdict(metadata),
            target=str(target),
        )
        return PdfResult(**{**answer, "messages": tuple(answer["messages"])})

    def _ask(
        self, operation: str, seconds: float, **request: Any
    ) -> tuple[dict[str, Any], list[bytes]]:
        Path(request["path"]).stat()
        if self._child is None or self._calls >= _CALLS_PER_CHILD:
            self._start()
        self._calls += 1
        message = wire.pack({"operation": operation, "seconds": seconds, **request})
        try:
            answer, blobs = self._exchange(message, seconds + _GRACE_SECONDS)
        except (EOFError, BrokenPipeError, wire.BrokenMessage) as error:
            refusal = self._cause_of_death(seconds)
            self.close()
            raise refusal from error
        except TimeoutError as error:
            self.close()
            raise TookTooLong(seconds=round(seconds)) from error
        except BaseException:
            self.close()
            raise
        if "refused" in answer:
            raise self._refusal(answer)
        return answer, blobs

    def _refusal(self, answer: dict[str, Any]) -> Refusal:
        refusal = REFUSALS.get(answer["refused"], Refusal)(**answer["facts"])
        if isinstance(refusal, OutOfMemory):
            self.close()
        return refusal

    def _start(self) -> None:
        self.close()
        self._calls = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
            start_new_session=True,
        )
        setup = Setup(os.getpid(), self.limits, self._models, self._thresholds)
        try:
            self._exchange(wire.pack(setup_to_json(setup)), _START_SECONDS)
        except (EOFError, BrokenPipeError, TimeoutError) as error:
            last = self._last_errors()
            self.close()
            raise RuntimeError(f"the recognition child does not start: {last}") from error

    def _exchange(self, message: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        deadline = time.monotonic() + seconds
        self._write(message, deadline)
        return wire.unpack(self._reader(deadline))

    def _write(self, message: bytes, deadline: float) -> None:
        assert self._child is not None and self._child.stdin is not None
        handle = self._child.stdin.fileno()
        os.set_blocking(handle, False)
        rest = memoryview(message)
        while rest:
            _wait(handle, select.POLLOUT, deadline)
            rest = rest[os.write(handle, rest) :]

    def _reader(self, deadline: float) -> wire.Read:
        assert self._child is not None and self._child.stdout is not None
        handle = self._child.stdout.fileno()

        def read(size: int) -> bytes:
            parts: list[bytes] = []
            while size > 0:
                _wait(handle, select.POLLIN, deadline)
                part = os.read(handle, min(size, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                size -= len(part)
            return b"".join(parts)

        return read

    def _cause_of_death(self, seconds: float) -> Refusal:
        """Why the child ended, from its exit status, its memory and what it wrote last."""
        status, peak_mb = self._ended()
        last = self._last_errors()
        log.warning("recognition child ended with %s at %d MB: %s", status, peak_mb, last[-400:])
        if status == -signal.SIGALRM:
            return TookTooLong(seconds=round(seconds))
        was_full = status in _ALLOCATION_FAILED and peak_mb > self.limits.memory_mb / 2
        if was_full or any(word in last for word in _MEMORY_WORDS):
            return OutOfMemory(megabytes=self.limits.memory_mb)
        return RecogniserDied()

    def _ended(self) -> tuple[int, int]:
        """Exit status and peak memory (MB) of the child, which is killed if it still runs."""
        assert self._child is not None
        pid = self._child.pid
        deadline = time.monotonic() + _GRACE_SECONDS
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        while not ended and time.monotonic() < deadline:
            time.sleep(0.02)
            ended, status, usage = os.wait4(pid, os.WNOHANG)
        if not ended:
            self._child.kill()
            _, status, usage = os.wait4(pid, 0)
        self._child.returncode = os.waitstatus_to_exitcode(status)
        return self._child.returncode, usage.ru_maxrss // 1024

    def _last_errors(self) -> str:
        assert self._errors is not None
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - 4_000))
        return self._errors.read().decode(errors="replace")


def _environment() -> dict[str, str]:
    """No more than the child needs, so that it has no password to give away."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(_SOURCES),
        "LC_ALL": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _wait(handle: int, event: int, deadline: float) -> None:
    """Wait until the pipe is ready. Raises TimeoutError after the deadline."""
    poll = select.poll()
    poll.register(handle, event)
    while not poll.poll(max(0, (deadline - time.monotonic()) * 1000)):
        if time.monotonic() >= deadline:
            raise TimeoutError
