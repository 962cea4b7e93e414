"""The child process that opens untrusted files: ``python -m gemeinwerk.archive.recognition.child``.

It reads requests from its standard input and answers on its standard output (see ``wire``). It
has no secrets in its environment, a memory limit, no core dumps, and an alarm per request that
the kernel keeps, so that it ends even if its parent is gone and a library never returns.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

import img2pdf
import pikepdf
import pypdfium2

from gemeinwerk.archive.recognition import originals, pictures, wire
from gemeinwerk.archive.recognition.archival_pdf import make_pdf
from gemeinwerk.archive.recognition.errors import Damaged, OutOfMemory, PageDamaged, Refusal
from gemeinwerk.archive.recognition.messages import (
    Setup,
    reading_from_json,
    reading_to_json,
    setup_from_json,
)
from gemeinwerk.archive.recognition.ocr import Tesseract
from gemeinwerk.archive.recognition.own_text import read_own_text
from gemeinwerk.archive.recognition.rendering import rendered
from gemeinwerk.archive.recognition.rules import Limits, PageView, PdfMetadata

_NICENESS = 5
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_PARENT_CHECK_SECONDS = 0.5

BROKEN_INPUT = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    img2pdf.ImageOpenError,
    img2pdf.PdfTooLargeError,
    img2pdf.JpegColorspaceError,
    img2pdf.AlphaChannelError,
    img2pdf.UnsupportedColorspaceError,
    img2pdf.NegativeDimensionError,
    img2pdf.ExifOrientationError,
)
"""What the parsers raise at input that makes no sense to them."""


class Reader:
    """Answers requests; keeps the models loaded."""

    def __init__(self, setup: Setup) -> None:
        self._limits = setup.limits
        self._thresholds = setup.thresholds
        self._tesseract = Tesseract(setup.models)
        self._operations: dict[str, Callable[[dict[str, Any]], bytes]] = {
            "inspect": self._inspect,
            "read_page": self._read_page,
            "make_pdf": self._make_pdf,
        }

    def answer(self, request: dict[str, Any]) -> bytes:
        """The packed answer to one request: a result or a refusal."""
        try:
            return self._operations[request["operation"]](request)
        except Refusal as refusal:
            return wire.pack({"refused": refusal.code, "facts": refusal.facts})
        except MemoryError:
            facts = {"megabytes": self._limits.memory_mb}
            return wire.pack({"refused": OutOfMemory.__name__, "facts": facts})
        except BROKEN_INPUT as error:
            print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr, flush=True)
            return wire.pack({"refused": Damaged.__name__, "facts": {}})

    def _inspect(self, request: dict[str, Any]) -> bytes:
        return wire.pack(asdict(originals.inspect(Path(request["path"]), self._limits)))

    def _read_page(self, request: dict[str, Any]) -> bytes:
        view = self._view(Path(request["path"]), request["number"], request["script"])
        answer = reading_to_json(view.reading)
        answer |= {"image_type": view.image_type, "thumbnail_type": view.thumbnail_type}
        return wire.pack(answer, [view.image, view.thumbnail])

    def _view(self, path: Path, number: int, script: str) -> PageView:
        kind = originals.sniff(path, self._limits)
        with rendered(path, kind, number, self._limits) as page:
            reading, picture = None, page.picture
            if page.pdf_page is not None:
                reading = read_own_text(page.pdf_page, picture, page.picture_share)
            if reading is None:
                reading, picture = self._tesseract.read(picture, script, self._thresholds)
            if reading.blank and kind == "pdf" and originals.is_damaged(path):
                raise PageDamaged(page=number)
            reading, picture = pictures.shown(reading, picture)
            return pictures.view_of(picture, reading)

    def _make_pdf(self, request: dict[str, Any]) -> bytes:
        result = make_pdf(
            Path(request["path"]),
            {int(number): reading_from_json(row) for number, row in request["readings"].items()},
            PdfMetadata(**request["metadata"]),
            Path(request["target"]),
            self._limits,
        )
        return wire.pack(asdict(result))


def confine(limits: Limits) -> None:
    """Memory limit, no core dumps, no new rights, low priority."""
    memory = limits.memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.nice(_NICENESS)


def end_with_parent(parent: int) -> None:
    """End this process as soon as its parent is another one."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _private_output() -> BinaryIO:
    """The pipe to the parent; what libraries print to standard output goes to the errors."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _exactly(source: BinaryIO) -> wire.Read:
    def read(size: int) -> bytes:
        data = source.read(size)
        if len(data) < size:
            raise EOFError
        return data

    return read


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(answer)
    answers.flush()


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    answers = _private_output()
    read = _exactly(sys.stdin.buffer)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    message, _ = wire.unpack(read)
    setup = setup_from_json(message)
    end_with_parent(setup.parent)
    confine(setup.limits)
    reader = Reader(setup)
    _send(answers, wire.pack({"ready": os.getpid()}))
    while True:
        try:
            request, _ = wire.unpack(read)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, float(request["seconds"]))
        answer = reader.answer(request)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


if __name__ == "__main__":
    main()
