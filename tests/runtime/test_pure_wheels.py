"""Wheels that an author lists: what they are, and that the build can import them."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module, metadata, resources
from pathlib import Path

import pytest
from made_up_wheels import write_wheel

from pyodide_widgets.runtime.packages import PackageError
from pyodide_widgets.runtime.pure_wheels import make_importable, read_wheel

FILES = {"made_up/__init__.py": "VALUE = 1", "made_up/data.txt": "some text", "made_up_more.py": ""}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYODIDE_WIDGETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "path", [*sys.path])


def test_a_wheel_is_a_package(tmp_path: Path) -> None:
    requires = ["numpy>=2", "Six_y (>1)", "dateutil[all]", "old ; python_version < '3'", "ruff; extra == 'dev'"]
    wheel = write_wheel(tmp_path, "Made_Up", FILES, version="1.2", requires=requires)
    package = read_wheel(wheel)
    assert (package.name, package.version, package.file_name) == ("made-up", "1.2", "Made_Up-1.2-py3-none-any.whl")
    assert package.imports == ("made_up", "made_up_more")
    assert package.depends == ("six-y", "dateutil")
    assert package.sha256 == hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.mark.parametrize("tag", ["cp314-cp314-pyemscripten_2026_0_wasm32", "cp312-cp312-manylinux_2_28_x86_64"])
def test_what_is_compiled_is_refused(tag: str) -> None:
    with pytest.raises(PackageError, match=r"is no wheel of pure Python.*list its name under `packages`"):
        read_wheel(Path(f"scipy-1.0-{tag}.whl"))


def test_a_file_that_is_not_there_or_no_wheel_is_said(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"there is no file .*nowhere-1-py3-none-any.whl"):
        read_wheel(tmp_path / "nowhere-1-py3-none-any.whl")
    (tmp_path / "text-1-py3-none-any.whl").write_text("text")
    with pytest.raises(PackageError, match="cannot be read as a wheel"):
        read_wheel(tmp_path / "text-1-py3-none-any.whl")


def test_the_build_can_import_it_with_its_data(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "made_up", FILES)
    for _ in range(2):
        make_importable([wheel])
    made_up = import_module("made_up")
    assert made_up.VALUE == 1
    assert Path(made_up.__file__ or "").with_name("data.txt").read_text() == "some text"
    assert resources.files("made_up").joinpath("data.txt").read_text() == "some text"
    assert metadata.version("made-up") == "1.0"
    assert len([path for path in sys.path if str(tmp_path) in path]) == 1
    del sys.modules["made_up"]


def test_what_is_installed_in_another_version_would_be_drawn_with(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "pytest", {"pytest/__init__.py": ""}, version="1.0")
    with pytest.raises(PackageError, match=rf"but pytest {metadata.version('pytest')} is installed.*pip install .*whl"):
        make_importable([wheel])
    same = write_wheel(tmp_path, "pytest", {"pytest/__init__.py": ""}, version=metadata.version("pytest"))
    before = [*sys.path]
    make_importable([same])
    assert sys.path == before
