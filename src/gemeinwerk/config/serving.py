"""Web and worker together, for one machine. Larger sites run them as services of their own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import NoReturn

from gemeinwerk.jobs.crew import Crew

START_SECONDS = 60
REFUSED = 3
"""How the web server ends when it has said why it cannot serve (gunicorn does not try again)."""


def serve(*, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` is called with the address once it answers."""
    address = f"http://{host}:{port}/"
    command = [sys.executable, "-m", "gunicorn", "gemeinwerk.config.wsgi", "--preload"]
    command += ["--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", "2"]
    command += ["--threads", "8", "--timeout", "120", "--graceful-timeout", "20"]
    command += ["--log-level", "warning"]
    with Crew():
        web = subprocess.Popen(command, start_new_session=True)
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            _wait_until_it_answers(web, address)
            ready(address)
            web.wait()
        except KeyboardInterrupt:
            pass
        finally:
            web.terminate()
            web.wait()


def _wait_until_it_answers(web: subprocess.Popen[bytes], address: str) -> None:
    for _attempt in range(START_SECONDS * 5):
        if web.poll() is not None:
            _give_up(web.returncode, address)
        try:
            urllib.request.urlopen(f"{address}gesund/", timeout=2).close()  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return


def _give_up(code: int, address: str) -> NoReturn:
    """End with what the web server has said, else with what is most likely."""
    if code == REFUSED:
        sys.exit(1)
    sys.exit(f"gemeinwerk: nothing serves at {address}; is the port taken? Try --port.")


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
