"""The code of a site's widgets: what draws at build time is what goes to the browser, and its hash says what was drawn by it.

Called by the Markdown extension and by `assets.py`. Test: tests/build/test_widget_code.py.
"""

from __future__ import annotations

import hashlib
import site
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from ..kit.catalogue import DATA_FOLDER, Catalogue
from ..storage.cache_folder import cache_folder
from ..storage.files import files_below
from ..storage.store import Stamp, stamp
from .import_graph import ImportGraph, KnownImports

PACKAGE = "pyodide_widgets"
_HERE = Path(__file__).parents[1]
# What the worker imports itself, and what Python reads there besides.
_ALWAYS = (
    f"{PACKAGE}.kit.browser_calls",
    f"{PACKAGE}.browser.worker.on_demand_archive",
    f"{PACKAGE}.browser.worker.sitecustomize",
)
# What the build puts round a figure, in the files of this package.
_AROUND = ("markdown/widget_element.py", "markdown/widget_fences.py", "markdown/widget_links.py", "build/prepared.py")
# Where packages are installed: what lies beside one there has nothing to do with it.
_INSTALLED = {Path(folder) for folder in site.getsitepackages()}
# Modules that the build itself holds on to: they cannot be imported anew in the same process.
HELD = ("kit/", "figures/", "browser/", "editing/", "messages/", "__init__.py")
_DROPPINGS = ("__pycache__", ".pyc", ".pyo", "~", ".swp", ".DS_Store")


@dataclass(frozen=True)
class WidgetCode:
    """The code of the widgets of one site, as its files were when this was made.

    Args:
        packages: the packages of widgets that the site lists.
        catalogue: their widgets.
        files: every file that goes to the browser, by its path below `site-packages` there.
        fingerprint: a hash of all that draws; what other code has drawn is not taken for what this code draws.
        data: the files that go to the browser only for widgets that need them, like `files`.
        contents: of `files` and `data`, by the same paths.
    """

    packages: tuple[str, ...]
    catalogue: Catalogue
    files: Mapping[str, Path]
    fingerprint: str
    data: Mapping[str, Path] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _graph: ImportGraph = field(default_factory=lambda: ImportGraph({}, set()), repr=False)

    def imports(self) -> dict[str, frozenset[str]]:
        """For each widget, the other packages (their import names) that its module imports, itself or through others."""
        return {name: self._graph.others(module) for name, module in self.catalogue.modules.items()}

    def unchanged(self) -> bool:
        """Whether all files are as they were, so that what was drawn meanwhile was drawn by this code."""
        files = (*self.files.items(), *self.data.items())
        try:
            same = all(file.read_bytes() == self.contents.get(path) for path, file in files)
        except FileNotFoundError:
            return False
        return same and _held_as_imported()

    def forget_modules(self) -> None:
        """Have the widgets' modules imported anew when they are needed next, as after a change while `mkdocs serve` runs."""
        for path in self.files:
            if path.endswith(".py") and not path.removeprefix(f"{PACKAGE}/").startswith(HELD):
                parts = path.removesuffix(".py").split("/")
                sys.modules.pop(".".join(parts[:-1] if parts[-1] == "__init__" else parts), None)


def widget_code(packages: Sequence[str], others: bytes = b"") -> WidgetCode:
    """Return the code of the widgets in these packages, each of them importable.

    Of the listed packages every file goes to the browser; of this package and of others that lie beside the listed ones,
    the modules that are imported. Packages that are installed are named by `imports`.

    Args:
        others: what else decides what is drawn: the versions of the packages that widgets import.

    Raises:
        CatalogueError: as `Catalogue.of`.
    """
    catalogue = Catalogue.of(packages)
    roots = _roots(packages)
    read = cache(Path.read_bytes)  # each file once: what is packed for the browser is what the fingerprint stands for
    kept = cache_folder("imports") / f"python-{sys.version_info.major}.{sys.version_info.minor}.json"
    known = KnownImports(kept, read)
    graph = _graph(roots, known)
    files: dict[str, Path] = {}
    data: dict[str, Path] = {}
    for package in packages:
        folder = roots[package.split(".")[0]] / package.replace(".", "/")
        for path in files_below(folder):
            if not any(mark in path for mark in _DROPPINGS):
                part = data if path.startswith(f"{DATA_FOLDER}/") else files
                part[f"{package.replace('.', '/')}/{path}"] = folder / path
    files |= graph.reached([*_ALWAYS, *catalogue.modules.values()])
    messages = (_HERE / "messages").glob("*.json")
    files |= {f"{PACKAGE}/messages/{path.name}": path for path in messages}
    known.save()
    contents = {path: read(file) for path, file in (files | data).items()}
    fingerprint = _fingerprint(packages, others, contents)
    return WidgetCode(tuple(packages), catalogue, files, fingerprint, data, contents, graph)


def reached_files(packages: Sequence[str], modules: Sequence[str]) -> dict[str, Path]:
    """Return the files of some modules and of all that they import here, by their paths below `site-packages`.

    Args:
        packages: those that the site lists.
    """
    return _graph(_roots(packages)).reached(modules)


def _roots(packages: Sequence[str]) -> dict[str, Path]:
    """The top-level packages to begin with, and the folders that they are in."""
    return {PACKAGE: _HERE.parent} | {package.split(".")[0]: _parent_of(package) for package in packages}


def _graph(roots: Mapping[str, Path], known: KnownImports | None = None) -> ImportGraph:
    return ImportGraph(roots, {folder for top, folder in roots.items() if top != PACKAGE} - _INSTALLED, known)


@cache
def own_modules() -> Mapping[str, Path]:
    """Return the modules of this package by their paths below `site-packages`, whether widgets import them or not."""
    return {f"{PACKAGE}/{path}": _HERE / path for path in files_below(_HERE) if path.endswith(".py")}


def _parent_of(package: str) -> Path:
    """The folder on the path that a package was found in."""
    top = find_spec(package.split(".")[0])
    assert top and top.submodule_search_locations, f"{package} was found before"
    return Path(next(iter(top.submodule_search_locations))).parent


def _fingerprint(packages: Sequence[str], others: bytes, contents: Mapping[str, bytes]) -> str:
    versions = f"NumPy {metadata.version('numpy')}, Python {sys.version}, {[*packages]}"
    digest = hashlib.sha256(versions.encode() + others)
    for path, content in sorted(contents.items()):
        digest.update(f"\0{path}\0".encode())
        digest.update(content)
    for around in _AROUND:
        digest.update((_HERE / around).read_bytes())
    return digest.hexdigest()


def _held_files() -> dict[str, Stamp]:
    parts = (_HERE / part for part in ("kit", "figures", "markdown", "build", "messages"))
    paths = (f"{part}/{path}" for part in parts for path in files_below(part) if path.endswith((".py", ".json")))
    return {path: stamp(Path(path)) for path in paths}


_AT_IMPORT = _held_files()


def _held_as_imported() -> bool:
    """Whether the modules that the build holds on to are those whose files are there now."""
    return _held_files() == _AT_IMPORT
