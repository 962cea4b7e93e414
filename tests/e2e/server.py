"""The web server as ``gemeinwerk serve`` starts it, on a free port, for one run of tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
PAUSE_SECONDS = 0.1


@contextmanager
def serving(environ: dict[str, str], log: Path) -> Iterator[str]:
    """Serve the product; gives its address. The server's own messages go into ``log``."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "gemeinwerk.config.wsgi", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "1"]
    command += ["--threads", "8", "--timeout", "120", "--graceful-timeout", "5"]
    command += ["--log-level", "warning"]
    with log.open("w") as errors:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=errors)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_it_answers(server, address, log)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/gesund/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(PAUSE_SECONDS)
        else:
            return
    raise RuntimeError(f"nothing serves at {address}:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
