"""A process that holds an embedded server: says ``ready`` with its login, leaves at end of input.

Arguments: data folder, fallback folder, and optionally ``--uid N`` (become that user first) or
``--child`` (leave a forked child and a program behind that outlive the holder).
"""

from __future__ import annotations

import argparse
import encodings.idna  # noqa: F401  loaded while the interpreter's files can still be read
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from gemeinwerk.kernel.errors import UserError
from gemeinwerk.postgres.embedded import Embedded


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("fallback", type=Path)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--child", action="store_true")
    arguments = parser.parse_args()
    settings.configure(USE_I18N=False)
    if arguments.uid is not None:
        os.setgroups([])
        os.setgid(arguments.uid)
        os.setuid(arguments.uid)
    try:
        return hold(arguments)
    except UserError as error:
        say({"code": error.code, "message": str(error)})
        return 1
    except KeyboardInterrupt:
        return 130


def hold(arguments: argparse.Namespace) -> int:
    embedded = Embedded(arguments.data, fallback=arguments.fallback)
    with embedded.running() as admin:
        if arguments.child:
            leave_children()
        say({"dsn": admin.dsn(), "home": str(embedded.place.home), "uid": embedded.place.uid})
        sys.stdin.read()
    say({"left": True})
    return 0


def leave_children() -> None:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    program = subprocess.Popen(["sleep", "60"], close_fds=False, **quiet)
    forked = os.fork()
    if forked == 0:
        os.close(0)
        os.close(1)
        time.sleep(60)
        os._exit(0)
    say({"children": [program.pid, forked]})


def say(fact: dict[str, object]) -> None:
    print(json.dumps(fact), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background ignores it
    sys.exit(main())
