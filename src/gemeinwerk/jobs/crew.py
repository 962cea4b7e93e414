"""A worker process beside a command: started, watched, replaced when it dies, stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import TracebackType
from typing import Self

GRACE_SECONDS = 75
PAUSE_SECONDS = 2.0


class Crew:
    """Keeps one ``gemeinwerk worker`` alive as long as the context is open.

    A killed worker is replaced; what it had in hand is picked up once its heartbeat is old. If this
    process is killed itself, the worker ends by itself.
    """

    def __init__(self, *options: str) -> None:
        self._command = [sys.executable, "-m", "django", "worker", *options]
        self._command += ["--parent", str(os.getpid())]
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._start()
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._watch.join()
        worker = self._worker
        if worker and worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()

    @property
    def pid(self) -> int | None:
        """Process id of the present worker."""
        return self._worker.pid if self._worker else None

    def _start(self) -> None:
        # a session of its own: Ctrl-C reaches the command, which then stops the worker gently
        self._worker = subprocess.Popen(self._command, start_new_session=True)

    def _keep_alive(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            if self._worker and self._worker.poll() is not None:
                self._start()
