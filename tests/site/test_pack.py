"""Packing the runtime: made-up files for the big ones, and a copy of this project for the wheel. No network."""

import base64
import errno
import hashlib
import json
import os
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from pyodide_lock import PyodideLockSpec

from pyodide_widgets.site.fetch import Pin, read_pin
from pyodide_widgets.site.pack import ROOT, pack_runtime
from pyodide_widgets.site.wheel import build_wheel

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
WHEEL = f"pyodide_widgets-{VERSION}-py3-none-any.whl"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what the wheel is built from: nobody edits it during the test."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT / "pyodide_widgets", copy / "pyodide_widgets")
    for name in ["pyproject.toml", "README.md"]:
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a cache folder with made-up files under the names of the real ones."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for name in read_pin()["files"]:
        (folder / name).write_text(f"not really {name}\n")
    return folder


@pytest.fixture
def pin(cache: Path) -> Pin:
    """Return the real pin with the sizes and hashes of the made-up files."""
    pin = read_pin()
    pin["files"] = {path.name: {"sha256": sha256(path), "size": path.stat().st_size} for path in cache.iterdir()}
    pin["numpy"]["sha256"] = pin["files"][pin["numpy"]["file_name"]]["sha256"]
    return pin


@pytest.fixture
def packed(tmp_path: Path, project: Path, cache: Path, pin: Pin) -> Path:
    """Return a packed folder."""
    into = tmp_path / "site" / "runtime"
    pack_runtime(into, root=project, cache=cache, pin=pin)
    return into


def sha256(path: Path) -> str:
    """Return a file's hash in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_manifest(folder: Path, pin: Pin) -> None:
    """Check that the manifest of a packed folder tells the truth."""
    data = contents(folder)
    manifest = json.loads(data.pop("manifest.json"))
    assert manifest == {
        "pyodide": pin["pyodide"],
        "python": pin["python"],
        "files": {name: {"size": len(content), "sha256": integrity(content)} for name, content in data.items()},
        "packages": ["numpy", "pyodide-widgets"],
    }


def integrity(content: bytes) -> str:
    """Return a hash in the form that a browser takes."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def check_lock(folder: Path, pin: Pin) -> None:
    """Check that the lock file of a packed folder names both wheels, and is a lock file."""
    lock = PyodideLockSpec.from_json(folder / "pyodide-lock.json")
    lock.check_wheel_filenames()
    assert lock.info.to_dict() == pin["info"]
    assert lock.packages["numpy"].sha256 == pin["numpy"]["sha256"]
    ours = lock.packages["pyodide-widgets"]
    assert (ours.depends, ours.imports, ours.sha256) == (["numpy"], ["pyodide_widgets"], sha256(folder / WHEEL))
    assert {entry.file_name for entry in lock.packages.values()} == {pin["numpy"]["file_name"], WHEEL}


def contents(folder: Path) -> dict[str, bytes]:
    """Return name and bytes of everything in `folder`."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def places(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what changes when a file is written anew: its place on the disk, and when it was written."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_the_folder_holds_what_the_browser_needs(packed: Path, pin: Pin) -> None:
    assert set(contents(packed)) == {*pin["files"], WHEEL, "pyodide-lock.json", "manifest.json"}


def test_the_manifest_agrees_with_the_files(packed: Path, pin: Pin) -> None:
    check_manifest(packed, pin)


def test_the_lock_names_both_wheels(packed: Path, pin: Pin) -> None:
    check_lock(packed, pin)


def test_packing_elsewhere_gives_the_same_bytes(
    tmp_path: Path, packed: Path, project: Path, cache: Path, pin: Pin
) -> None:
    for path in project.rglob("*.py"):
        os.utime(path, (0, 1_000_000_000))
    pack_runtime(tmp_path / "again", root=project, cache=cache, pin=pin)
    assert contents(tmp_path / "again") == contents(packed)


def test_packing_again_rewrites_nothing(packed: Path, project: Path, cache: Path, pin: Pin) -> None:
    before = places(packed)
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    assert places(packed) == before


def test_a_changed_widget_rewrites_only_what_names_it(packed: Path, project: Path, cache: Path, pin: Pin) -> None:
    before = places(packed)
    (project / "pyodide_widgets" / "widgets" / "new.py").write_text("NEW = 1\n")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    after = places(packed)
    assert {name for name in after if after[name] != before[name]} == {WHEEL, "pyodide-lock.json", "manifest.json"}
    check_manifest(packed, pin)
    check_lock(packed, pin)


def test_big_files_are_linked_not_copied(packed: Path, cache: Path, pin: Pin) -> None:
    assert [name for name in pin["files"] if not (packed / name).samefile(cache / name)] == []


def test_files_are_copied_where_they_cannot_be_linked(
    tmp_path: Path, packed: Path, project: Path, cache: Path, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    copied = tmp_path / "copied"
    pack_runtime(copied, root=project, cache=cache, pin=pin)
    assert contents(copied) == contents(packed)
    before = places(copied)
    pack_runtime(copied, root=project, cache=cache, pin=pin)
    assert places(copied) == before


def test_a_spoiled_file_is_put_right(packed: Path, project: Path, cache: Path, pin: Pin) -> None:
    before = contents(packed)
    for name in ["pyodide.mjs", WHEEL]:
        (packed / name).unlink()
        (packed / name).write_text("spoiled")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    assert contents(packed) == before


def test_stale_files_go_and_strangers_stay(packed: Path, project: Path, cache: Path, pin: Pin) -> None:
    (packed / "note.txt").write_text("not ours")
    shutil.move(cache / "python_stdlib.zip", cache / "python_stdlib_2.zip")
    pin["files"]["python_stdlib_2.zip"] = pin["files"].pop("python_stdlib.zip")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    names = set(contents(packed))
    assert "python_stdlib.zip" not in names
    assert {"python_stdlib_2.zip", "note.txt"} <= names


def test_the_wheel_holds_core_figures_and_widgets_only(tmp_path: Path, project: Path) -> None:
    (project / "pyodide_widgets" / "widgets" / "new.py").write_text("NEW = 1\n")
    names = zipfile.ZipFile(build_wheel(project, tmp_path)).namelist()
    allowed = ("attention/", "figures/", "widgets/")
    others = {name for name in names if not name.removeprefix("pyodide_widgets/").startswith(allowed)}
    info = f"pyodide_widgets-{VERSION}.dist-info/"
    assert others == {"pyodide_widgets/__init__.py", info + "METADATA", info + "WHEEL", info + "RECORD"}
    assert "pyodide_widgets/widgets/new.py" in names


def test_build_and_browser_draw_with_the_same_numpy(tmp_path: Path) -> None:
    (metadata,) = zipfile.Path(build_wheel(ROOT, tmp_path)).glob("*.dist-info/METADATA")
    asked = [line for line in metadata.read_text().splitlines() if line.startswith("Requires-Dist: numpy")]
    assert asked == [f"Requires-Dist: numpy=={read_pin()['numpy']['version']}"]
