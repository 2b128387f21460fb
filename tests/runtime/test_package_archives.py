"""The archives of packages, made by the real runtime under the real Node, of made-up wheels."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_wheels import write_wheel
from test_archives import LIB, SITE_PACKAGES, files

from pyodide_widgets.build.assets import code_for_browser
from pyodide_widgets.build.widget_code import PACKAGE, widget_code
from pyodide_widgets.runtime.archives import AFTERWARDS, ON_DEMAND, START, Code, lean_archives
from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.package_archives import INDEXES, LIBRARY, archive_names, package_archives
from pyodide_widgets.runtime.pin import read_pin
from pyodide_widgets.runtime.site_packages import SitePackages, site_packages

WIDGET = """
from pyodide_widgets import Figure, Widget
import made_up

def draw(values, lang):
    return Figure((), made_up.caption())

WIDGET = Widget("shown", "Shown", "A claim.", (), draw)
"""
WHEEL = {
    "made_up/__init__.py": '''
"""A docstring, which is kept."""
import colorsys
from pathlib import Path
import base

def caption():
    return __doc__ + (Path(__file__).parent / "used.txt").read_text() + base.TEXT
''',
    "made_up/unused.py": "",
    "made_up/used.txt": "used",
    "made_up/unused.txt": "unused",
    "made_up.libs/library.so": "linked",
    "made_up-1.0.data/data/share/man.1": "for a shell",
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> SitePackages:
    folder = tmp_path_factory.mktemp("wheels")
    base = write_wheel(folder, "base", {"base.py": "TEXT = 'base'"})
    return site_packages([], [write_wheel(folder, "made_up", WHEEL, requires=["base"]), base])


@pytest.fixture(scope="module")
def code(packages: SitePackages) -> Code:
    plain = code_for_browser(widget_code([f"{PACKAGE}.widgets"]), ["en"])
    catalogue = json.loads(plain.catalogue)
    catalogue["modules"] = {"library": catalogue["modules"]["library"], "shown": "own.shown"}
    catalogue["packages"] = packages.of_widgets({"library": frozenset(), "shown": frozenset({"made_up"})})
    own = {"own/__init__.py": b"", "own/shown.py": WIDGET.encode()}
    return Code({**plain.files, **own}, json.dumps(catalogue).encode())


@pytest.fixture(scope="module")
def lean(code: Code) -> dict[str, Path]:
    return lean_archives(fetch_runtime(), read_pin(), code)


@pytest.fixture(scope="module")
def archives(code: Code, packages: SitePackages, lean: dict[str, Path]) -> dict[str, Path]:
    return package_archives(fetch_runtime(), read_pin(), code, packages, lean)


def test_they_have_their_names_in_order(archives: dict[str, Path], packages: SitePackages) -> None:
    at_once, on_demand = archive_names(packages)
    assert at_once == (LIBRARY, "base.tar", "made-up.tar")
    assert on_demand == ("base-on-demand.tar", "made-up-on-demand.tar")
    assert archives.keys() == {*at_once, *on_demand}


def test_what_drawing_uses_comes_at_once_and_the_rest_on_demand(archives: dict[str, Path]) -> None:
    at_once, on_demand = (files(archives[f"made-up{kind}.tar"]) for kind in ("", "-on-demand"))
    folder = f"{SITE_PACKAGES}/made_up"
    assert at_once.keys() == {
        f"{folder}/__init__.pyc",
        f"{folder}/used.txt",
        f"{folder}.libs/library.so",
        f"{folder}-1.0.dist-info/METADATA",
        f"{INDEXES}/made-up.txt",
    }
    assert on_demand.keys() == {f"{folder}/unused.pyc", f"{folder}/unused.txt"}
    assert at_once[f"{INDEXES}/made-up.txt"].decode().split("\n") == [f"/{folder}/unused.txt", "made_up.unused"]
    assert b"A docstring, which is kept." in at_once[f"{folder}/__init__.pyc"]


def test_the_librarys_modules_that_only_packages_need_come_before_them(
    archives: dict[str, Path], lean: dict[str, Path]
) -> None:
    library = files(archives[LIBRARY])
    assert f"{LIB}/colorsys.pyc" in library
    assert f"{SITE_PACKAGES}/pyodide_widgets/browser/worker/package_files.pyc" in library
    assert not library.keys() & {path for name in (*START, *AFTERWARDS) for path in files(lean[name])}
    assert f"{LIB}/colorsys.pyc" in files(lean[ON_DEMAND])  # for a page that loads no package


def test_what_a_start_needs_does_not_depend_on_packages(code: Code, lean: dict[str, Path]) -> None:
    catalogue = json.loads(code.catalogue)
    catalogue["packages"], catalogue["modules"] = {}, {"library": catalogue["modules"]["library"]}
    without = lean_archives(fetch_runtime(), read_pin(), Code(code.files, json.dumps(catalogue).encode()))
    assert {name for name in lean if lean[name].name != without[name].name} == {"package.tar"}


def test_made_again_they_have_the_same_bytes(
    archives: dict[str, Path], code: Code, packages: SitePackages, lean: dict[str, Path], tmp_path: Path
) -> None:
    for name in read_pin()["files"]:
        (tmp_path / name).symlink_to(fetch_runtime() / name)
    (tmp_path / "lean").symlink_to(fetch_runtime() / "lean")  # compiling the library takes half a minute
    again = package_archives(tmp_path, read_pin(), code, packages, lean)
    assert {name: path.name for name, path in again.items()} == {name: path.name for name, path in archives.items()}


def test_without_packages_there_are_none(code: Code, lean: dict[str, Path]) -> None:
    assert package_archives(fetch_runtime(), read_pin(), code, SitePackages(), lean) == {}
    assert archive_names(SitePackages()) == ((), ())
