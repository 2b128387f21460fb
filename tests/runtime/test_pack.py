"""Packing the runtime: made-up files for the big ones, and a copy of this project for the wheel. No network, no Node."""

import base64
import errno
import gzip
import hashlib
import json
import os
import shutil
import tomllib
import zipfile
from functools import partial
from pathlib import Path

import pytest

from pyodide_widgets.runtime.archives import AFTERWARDS, ON_DEMAND, START
from pyodide_widgets.runtime.checksum import checksum
from pyodide_widgets.runtime.pack import PARTS, PYODIDE, ROOT
from pyodide_widgets.runtime.pack import pack_runtime as pack
from pyodide_widgets.runtime.pin import Pin, read_pin
from pyodide_widgets.runtime.wheel import build_wheel
from pyodide_widgets.storage.store import Store

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def made_up_archives(cache: Path, pin: Pin, wheel: Path) -> dict[str, Path]:
    """Return files of the names that the real archives have; that of our package depends on the wheel."""
    made = {name: f"not really {name}\n".encode() for name in [*START, *AFTERWARDS, ON_DEMAND]}
    made["package.tar"] = wheel.read_bytes()
    return {name: Store(cache / "made").kept(made[name], lambda: made)[name] for name in made}


pack_runtime = partial(pack, make_archives=made_up_archives)


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
    listed = {name: entry for part in PARTS for name, entry in manifest[part].items()}
    assert {"pyodide": pin["pyodide"], "python": pin["python"], "lockInfo": pin["info"]}.items() <= manifest.items()
    assert {entry["file"] for entry in listed.values()} == {name for name in data if not name.endswith(".gz")}
    for name, entry in listed.items():
        content, (stem, ending) = data[entry["file"]], name.rsplit(".", 1)
        assert entry == {
            "file": f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}",
            "size": len(content),
            "sha256": integrity(content),
            "checksum": checksum(content),
        }


def integrity(content: bytes) -> str:
    """Return a hash in the form that a browser takes."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def packed_file(folder: Path, name: str) -> Path:
    """Return where the file of that plain name is."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (file,) = (manifest[part][name]["file"] for part in PARTS if name in manifest[part])
    return folder / file


def contents(folder: Path) -> dict[str, bytes]:
    """Return name and bytes of everything in `folder`."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def places(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what changes when a file is written anew: its place on the disk, and when it was written."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_the_manifest_names_the_files_in_the_order_in_which_they_are_needed(packed: Path) -> None:
    manifest = json.loads((packed / "manifest.json").read_text(encoding="utf-8"))
    assert {part: tuple(manifest[part]) for part in PARTS} == {
        "start": (*PYODIDE, *START),
        "afterwards": AFTERWARDS,
        "on_demand": (ON_DEMAND,),
    }


def test_the_manifest_agrees_with_the_files(packed: Path, pin: Pin) -> None:
    check_manifest(packed, pin)


def test_every_file_is_there_compressed_too(packed: Path) -> None:
    data = contents(packed)
    plain = {name for name in data if not name.endswith(".gz")} - {"manifest.json"}
    assert {name: gzip.decompress(data[f"{name}.gz"]) for name in plain} == {name: data[name] for name in plain}


def test_compressed_files_have_no_date(packed: Path) -> None:
    assert {data[4:8] for name, data in contents(packed).items() if name.endswith(".gz")} == {bytes(4)}


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
    new = packed_file(packed, "package.tar").name
    assert {name for name in after if after[name] != before.get(name)} == {new, f"{new}.gz", "manifest.json"}
    assert len(after) == len(before)
    check_manifest(packed, pin)


def test_a_file_of_another_kind_in_the_package_is_packed_too(
    packed: Path, project: Path, cache: Path, pin: Pin
) -> None:
    before = packed_file(packed, "package.tar").name
    (project / "pyodide_widgets" / "widgets" / "words.json").write_text("{}")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    assert packed_file(packed, "package.tar").name != before


def test_big_files_are_linked_not_copied(packed: Path, cache: Path) -> None:
    assert [name for name in PYODIDE if not packed_file(packed, name).samefile(cache / name)] == []


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
    for path in [packed_file(packed, "pyodide.mjs"), packed_file(packed, "package.tar")]:
        path.unlink()
        path.write_text("spoiled")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    assert contents(packed) == before


def test_stale_files_go_and_strangers_stay(packed: Path, project: Path, cache: Path, pin: Pin) -> None:
    (packed / "note.txt").write_text("not ours")
    old = packed_file(packed, "pyodide.mjs").name
    (cache / "pyodide.mjs").unlink()
    (cache / "pyodide.mjs").write_text("another version\n")
    pin["files"]["pyodide.mjs"]["sha256"] = sha256(cache / "pyodide.mjs")
    pack_runtime(packed, root=project, cache=cache, pin=pin)
    assert not {old, f"{old}.gz"} & set(contents(packed))
    assert "note.txt" in contents(packed)
    (packed / "note.txt").unlink()
    check_manifest(packed, pin)


def test_the_wheel_holds_what_runs_in_the_browser_only(tmp_path: Path, project: Path) -> None:
    (project / "pyodide_widgets" / "widgets" / "new.py").write_text("NEW = 1\n")
    names = zipfile.ZipFile(build_wheel(project, tmp_path)).namelist()
    allowed = ("attention/", "figures/", "kit/", "widgets/")
    others = {name for name in names if not name.removeprefix("pyodide_widgets/").startswith(allowed)}
    info = f"pyodide_widgets-{VERSION}.dist-info/"
    browser = {
        f"pyodide_widgets/browser/{name}.py"
        for name in ("__init__", "worker/__init__", "worker/on_demand_archive", "worker/sitecustomize")
    }
    info_files = {info + "METADATA", info + "WHEEL", info + "RECORD"}
    assert others == {"pyodide_widgets/__init__.py", *browser, *info_files}
    assert "pyodide_widgets/widgets/new.py" in names


def test_build_and_browser_draw_with_the_same_numpy(tmp_path: Path) -> None:
    (metadata,) = zipfile.Path(build_wheel(ROOT, tmp_path)).glob("*.dist-info/METADATA")
    asked = [line for line in metadata.read_text().splitlines() if line.startswith("Requires-Dist: numpy")]
    assert asked == [f"Requires-Dist: numpy=={read_pin()['numpy']['version']}"]
