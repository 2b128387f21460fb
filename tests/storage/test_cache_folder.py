"""The cache is where the user wants it; a build works without one that can be written, and says so in one line."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from pathlib import Path

import platformdirs
import pytest

from pyodide_widgets.storage.cache_folder import CACHE_VARIABLE, CacheFolderError, cache_folder


def test_variable_sets_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "deep/cache"))
    assert cache_folder("name") == tmp_path / "deep/cache/name"
    assert cache_folder("name").is_dir()
    assert list(cache_folder("name").iterdir()) == []


@pytest.mark.parametrize("variable", ["", None])
def test_without_it_the_place_is_the_cache_of_the_user(
    variable: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda name: str(tmp_path / name))
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    if variable is not None:
        monkeypatch.setenv(CACHE_VARIABLE, variable)
    assert cache_folder("name") == tmp_path / "pyodide-widgets/name"


def test_place_may_be_relative_and_below_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(CACHE_VARIABLE, "cache")
    assert cache_folder("a") == tmp_path / "cache/a"
    monkeypatch.setenv(CACHE_VARIABLE, "~/cache")
    assert cache_folder("b") == tmp_path / "home/cache/b"


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/self/cache", "/dev/null/cache", "~nobody-at-all/cache"])
def test_place_that_cannot_be_written_gives_way_to_a_temporary_one_and_that_is_said(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, place if place.startswith(("/", "~")) else str(tmp_path / place))
    caplog.set_level(logging.INFO)
    folder = cache_folder("name")
    (folder / "content").touch()
    assert folder.is_relative_to(tempfile.gettempdir())
    assert cache_folder("name") == folder, "the same one for the whole process"
    (record,) = caplog.records
    assert record.name.startswith("mkdocs.") and record.levelno < logging.WARNING
    assert f"{place}/name cannot be written (" in record.getMessage()
    assert f"set {CACHE_VARIABLE} to a folder that can be written" in record.getMessage()


def test_temporary_folder_goes_with_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, "/dev/null/cache")
    code = "from pyodide_widgets.storage.cache_folder import cache_folder as f; p = f('a'); (p / 'b').touch(); print(p)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() and not Path(done.stdout.strip()).exists()


def test_no_temporary_folder_either_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file/none"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with pytest.raises(CacheFolderError) as error:
        cache_folder("name")
    assert f"set {CACHE_VARIABLE} to a folder that can be written, or free some space" in str(error.value)
