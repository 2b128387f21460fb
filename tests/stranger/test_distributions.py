"""The wheel and the archive of sources hold everything but this site's pages, and the core alone needs NumPy alone."""

from __future__ import annotations

import tarfile
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from .environment import ROOT, Environment

PACKAGE = ROOT / "pyodide_widgets"


def package_files() -> set[str]:
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in files}


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == package_files()
    assert "pyodide_widgets/py.typed" in names


def test_the_archive_of_sources_has_what_it_takes_to_build_and_test(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {*package_files(), "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"} <= names
    assert not [name for name in names if name.startswith(("docs/", "mkdocs"))]


def test_the_metadata_is_complete(wheel: Path) -> None:
    (name,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/METADATA"))
    found = HeaderParser().parsestr(zipfile.ZipFile(wheel).read(name).decode())
    assert found["License-Expression"] == "MIT" and found["License-File"] == "LICENSE"
    assert found["Requires-Python"] == ">=3.12" and found["Summary"] and found["Keywords"]
    needed = [line for line in found.get_all("Requires-Dist") or [] if "extra" not in line]
    assert needed == ["numpy>=2"]
    (entries,) = (name for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/entry_points.txt"))
    assert zipfile.ZipFile(wheel).read(entries).decode().count("pyodide-widgets = ") == 3


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """An environment with the package, without its extra."""
    environment = Environment.make(tmp_path_factory.mktemp("bare"), wheel.parent)
    environment.install(str(wheel))
    return environment


def test_without_the_extra_there_is_the_core_with_numpy_and_nothing_else(bare: Environment) -> None:
    said = bare.run(bare.command("python"), "-m", "pip", "list", "--format=freeze").stdout.split()
    assert {line.partition("==")[0] for line in said} <= {"numpy", "pip", "pyodide-widgets"}
    code = "from pyodide_widgets.attention import softmax; print(softmax([0.0, 0.0]))"
    assert bare.run(bare.command("python"), "-c", code).stdout == "[0.5 0.5]\n"


def test_without_the_extra_a_project_can_be_begun_and_finishing_says_what_is_missing(bare: Environment) -> None:
    bare.run(bare.command("pyodide-widgets"), "new", "project")
    assert (bare.folder / "project/mkdocs.yml").is_file()
    done = bare.attempt(bare.command("pyodide-widgets"), "finish", "site")
    assert done.returncode == 1
    assert 'pip install "pyodide-widgets[mkdocs]"' in done.stderr
