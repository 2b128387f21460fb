"""Packing the runtime: made-up files for the big ones. No network, no Node."""

import base64
import errno
import gzip
import hashlib
import json
import os
from dataclasses import replace
from functools import partial
from importlib import metadata
from pathlib import Path

import brotli
import pytest

from pyodide_widgets.runtime.archives import AFTERWARDS, ON_DEMAND, START, Code
from pyodide_widgets.runtime.checksum import checksum
from pyodide_widgets.runtime.pack import PACKAGE_PARTS, PARTS, PYODIDE, WITH_BROTLI
from pyodide_widgets.runtime.pack import pack_runtime as pack
from pyodide_widgets.runtime.package_archives import archive_names
from pyodide_widgets.runtime.packages import Package, PackageError
from pyodide_widgets.runtime.pin import Pin, read_pin
from pyodide_widgets.runtime.site_packages import SitePackages
from pyodide_widgets.storage.store import Store

COPIES = (".gz", ".br")
CODE = Code({"my_widgets/coin.py": b"WIDGET = 1"}, b"{}")
LIBRARY = Package("base", "1", "base-1-py3-none-any.whl", "00", ("base",))
PACKAGES = SitePackages((LIBRARY, LIBRARY._replace(name="more", depends=("base",))))


def made_up_archives(cache: Path, pin: Pin, code: Code, packages: SitePackages) -> dict[str, Path]:
    """Return files of the names that the real archives have; that of the widgets depends on their code."""
    names = [*START, *AFTERWARDS, ON_DEMAND, *(name for part in archive_names(packages) for name in part)]
    made = {name: f"not really {name}\n".encode() for name in names}
    made["package.tar"] = code.key()
    return {name: Store(cache / "made").kept(made[name], lambda: made)[name] for name in made}


pack_runtime = partial(pack, make_archives=made_up_archives)


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
def packed(tmp_path: Path, cache: Path, pin: Pin) -> Path:
    """Return a packed folder."""
    into = tmp_path / "site" / "runtime"
    pack_runtime(into, CODE, cache=cache, pin=pin)
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
    assert {entry["file"] for entry in listed.values()} == {name for name in data if not name.endswith(COPIES)}
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
    plain = {name for name in data if not name.endswith(COPIES)} - {"manifest.json"}
    assert {name: gzip.decompress(data[f"{name}.gz"]) for name in plain} == {name: data[name] for name in plain}
    manifest = json.loads(data["manifest.json"])
    by_every_reader = {entry["file"] for part in WITH_BROTLI for entry in manifest[part].values()}
    assert {name: brotli.decompress(data[f"{name}.br"]) for name in by_every_reader} == {
        name: data[name] for name in by_every_reader
    }


def test_a_site_that_is_not_published_has_no_brotli_copies(tmp_path: Path, cache: Path, pin: Pin) -> None:
    pack_runtime(tmp_path / "site", CODE, with_brotli=False, cache=cache, pin=pin)
    assert not [name for name in contents(tmp_path / "site") if name.endswith(".br")]


def test_compressed_files_have_no_date(packed: Path) -> None:
    assert {data[4:8] for name, data in contents(packed).items() if name.endswith(".gz")} == {bytes(4)}


def test_packing_elsewhere_gives_the_same_bytes(tmp_path: Path, packed: Path, cache: Path, pin: Pin) -> None:
    pack_runtime(tmp_path / "again", CODE, cache=cache, pin=pin)
    assert contents(tmp_path / "again") == contents(packed)


def test_packing_again_rewrites_nothing(packed: Path, cache: Path, pin: Pin) -> None:
    before = places(packed)
    pack_runtime(packed, CODE, cache=cache, pin=pin)
    assert places(packed) == before


def test_a_changed_widget_rewrites_only_what_names_it(packed: Path, cache: Path, pin: Pin) -> None:
    before = places(packed)
    pack_runtime(packed, replace(CODE, files={**CODE.files, "my_widgets/new.py": b"NEW = 1"}), cache=cache, pin=pin)
    after = places(packed)
    new = packed_file(packed, "package.tar").name
    assert {name for name in after if after[name] != before.get(name)} == {
        new,
        *(new + ending for ending in COPIES),
        "manifest.json",
    }
    assert len(after) == len(before)
    check_manifest(packed, pin)


def test_big_files_are_linked_not_copied(packed: Path, cache: Path) -> None:
    assert [name for name in PYODIDE if not packed_file(packed, name).samefile(cache / name)] == []


def test_files_are_copied_where_they_cannot_be_linked(
    tmp_path: Path, packed: Path, cache: Path, pin: Pin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise OSError(errno.EXDEV, "another disk")

    monkeypatch.setattr(os, "link", refuse)
    copied = tmp_path / "copied"
    pack_runtime(copied, CODE, cache=cache, pin=pin)
    assert contents(copied) == contents(packed)
    before = places(copied)
    pack_runtime(copied, CODE, cache=cache, pin=pin)
    assert places(copied) == before


def test_a_spoiled_file_is_put_right(packed: Path, cache: Path, pin: Pin) -> None:
    before = contents(packed)
    for path in [packed_file(packed, "pyodide.mjs"), packed_file(packed, "package.tar")]:
        path.unlink()
        path.write_text("spoiled")
    pack_runtime(packed, CODE, cache=cache, pin=pin)
    assert contents(packed) == before


def test_stale_files_go_and_strangers_stay(packed: Path, cache: Path, pin: Pin) -> None:
    (packed / "note.txt").write_text("not ours")
    old = packed_file(packed, "pyodide.mjs").name
    (cache / "pyodide.mjs").unlink()
    (cache / "pyodide.mjs").write_text("another version\n")
    pin["files"]["pyodide.mjs"]["sha256"] = sha256(cache / "pyodide.mjs")
    pack_runtime(packed, CODE, cache=cache, pin=pin)
    assert not {old, *(old + ending for ending in COPIES)} & set(contents(packed))
    assert "note.txt" in contents(packed)
    (packed / "note.txt").unlink()
    check_manifest(packed, pin)


def test_packages_are_parts_of_their_own_in_the_order_in_which_they_are_needed(
    tmp_path: Path, packed: Path, cache: Path, pin: Pin
) -> None:
    into = tmp_path / "with packages"
    pack_runtime(into, CODE, PACKAGES, cache=cache, pin=pin)
    manifest = json.loads((into / "manifest.json").read_text(encoding="utf-8"))
    assert [*manifest["packages"]] == ["library-for-packages.tar", "base.tar", "more.tar"]
    assert [*manifest["packages_on_demand"]] == ["base-on-demand.tar", "more-on-demand.tar"]
    without = json.loads((packed / "manifest.json").read_text(encoding="utf-8"))
    assert without == {part: files for part, files in manifest.items() if part not in PACKAGE_PARTS}
    pack_runtime(into, CODE, cache=cache, pin=pin)
    assert contents(into) == contents(packed)


@pytest.mark.parametrize("name", ["python", "numpy", "source-code", "library-for-packages"])
def test_a_package_whose_archive_would_have_a_name_that_is_taken_is_refused(name: str) -> None:
    with pytest.raises(PackageError, match=r"base-1-py3-none-any.whl: .* rename the package"):
        archive_names(SitePackages((LIBRARY._replace(name=name),)))


def test_build_and_browser_draw_with_the_same_numpy() -> None:
    (asked,) = (each for each in metadata.requires("pyodide-widgets") or [] if each.startswith("numpy=="))
    assert asked.split(";")[0].strip() == f"numpy=={read_pin()['numpy']['version']}"


def test_data_files_are_fetched_by_themselves(tmp_path: Path, cache: Path, pin: Pin) -> None:
    into, content = tmp_path / "site/runtime", b"weights"
    code = replace(CODE, data={"my_widgets/data_files/model.bin": content})
    pack_runtime(into, code, cache=cache, pin=pin)
    entry = json.loads((into / "manifest.json").read_text())["data"]["my_widgets/data_files/model.bin"]
    assert (into / entry["file"]).read_bytes() == content
    assert entry["file"].startswith("model.")
    assert entry["sha256"] == integrity(content)
    pack_runtime(into, CODE, cache=cache, pin=pin)
    assert not (into / entry["file"]).exists(), "a file that no widget has any more"
