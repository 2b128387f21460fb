"""The code of a site's widgets: what draws at build time is what goes to the browser, and its hash says what was drawn by it.

Called by the Markdown extension and by `assets.py`. Test: tests/build/test_widget_code.py.
"""

from __future__ import annotations

import ast
import hashlib
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from ..kit.catalogue import Catalogue
from ..storage.files import files_below
from ..storage.store import Stamp, stamp

PACKAGE = "pyodide_widgets"
_HERE = Path(__file__).parents[1]
# What the worker imports itself, and what Python reads there besides.
_ALWAYS = (
    f"{PACKAGE}.kit.browser_calls",
    f"{PACKAGE}.browser.worker.on_demand_archive",
    f"{PACKAGE}.browser.worker.sitecustomize",
)
# What the build puts round a figure, in the files of this package.
_AROUND = ("markdown/widget_element.py", "markdown/widget_fences.py", "build/prepared.py")
# Where packages are installed: what lies beside one there has nothing to do with it.
_INSTALLED = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
# Modules that the build itself holds on to: they cannot be imported anew in the same process.
_HELD = ("kit/", "figures/", "browser/", "messages/", "__init__.py")
_DROPPINGS = ("__pycache__", ".pyc", ".pyo", "~", ".swp", ".DS_Store")


@dataclass(frozen=True)
class WidgetCode:
    """The code of the widgets of one site, as its files were when this was made.

    Args:
        packages: the packages of widgets that the site lists.
        catalogue: their widgets.
        files: every file that goes to the browser, by its path below `site-packages` there.
        imports: for each widget, the other packages (their import names) that its module imports, itself or through others.
        fingerprint: a hash of all that draws; what other code has drawn is not taken for what this code draws.
    """

    packages: tuple[str, ...]
    catalogue: Catalogue
    files: Mapping[str, Path]
    imports: Mapping[str, frozenset[str]]
    fingerprint: str
    _stamps: Mapping[Path, Stamp] = field(repr=False)

    def unchanged(self) -> bool:
        """Whether all files are as they were, so that what was drawn meanwhile was drawn by this code."""
        return self._stamps == _stamps(self.files.values()) and _held_as_imported()

    def forget_modules(self) -> None:
        """Have the widgets' modules imported anew when they are needed next, as after a change while `mkdocs serve` runs."""
        for path in self.files:
            if path.endswith(".py") and not path.removeprefix(f"{PACKAGE}/").startswith(_HELD):
                parts = path.removesuffix(".py").split("/")
                sys.modules.pop(".".join(parts[:-1] if parts[-1] == "__init__" else parts), None)


def widget_code(packages: Sequence[str], others: bytes = b"") -> WidgetCode:
    """Return the code of the widgets in these packages, each of them importable.

    Of the listed packages every file goes to the browser; of this package and of others that lie beside the listed ones,
    the modules that are imported. Packages that are installed are named in `imports`.

    Args:
        others: what else decides what is drawn: the versions of the packages that widgets import.

    Raises:
        CatalogueError: as `Catalogue.of`.
    """
    catalogue = Catalogue.of(packages)
    roots = {PACKAGE: _HERE.parent} | {package.split(".")[0]: _parent_of(package) for package in packages}
    tree = _Tree(roots)
    files: dict[str, Path] = {}
    for package in packages:
        folder = roots[package.split(".")[0]] / package.replace(".", "/")
        inside = (path for path in files_below(folder) if not any(mark in path for mark in _DROPPINGS))
        files |= {f"{package.replace('.', '/')}/{path}": folder / path for path in inside}
    files |= tree.reached([*_ALWAYS, *catalogue.modules.values()])
    messages = (_HERE / "messages").glob("*.json")
    files |= {f"{PACKAGE}/messages/{path.name}": path for path in messages}
    imports = {name: tree.others(module) for name, module in catalogue.modules.items()}
    stamps = _stamps(files.values())
    return WidgetCode(tuple(packages), catalogue, files, imports, _fingerprint(packages, others, files), stamps)


class _Tree:
    """Modules below some folders, and what they import, read from their sources."""

    def __init__(self, roots: Mapping[str, Path]) -> None:
        self._roots = dict(roots)
        self._beside = {folder for top, folder in roots.items() if top != PACKAGE and folder not in _INSTALLED}
        self._reached: dict[str, frozenset[str]] = {}
        self._files: dict[str, Path | None] = {}
        self._imported: dict[str, frozenset[str]] = {}

    def reached(self, modules: Iterable[str]) -> dict[str, Path]:
        """The files of some modules and of all that they import here, and of the packages that they are in."""
        names = frozenset[str]().union(*map(self._closure, modules))
        packages = {
            ".".join(parts[:end]) for parts in (name.split(".") for name in names) for end in range(1, len(parts))
        }
        found = {name: self._file(name) for name in names | packages}
        return {_path(name, file): file for name, file in found.items() if file}

    def others(self, module: str) -> frozenset[str]:
        """The packages from elsewhere that a module imports, itself or through others: the first part of their names."""
        tops = {
            name.split(".")[0]
            for inner in self._closure(module)
            for name in self._imports(inner)
            if not self._file(name)
        }
        return frozenset(top for top in tops if top not in sys.stdlib_module_names and top not in self._roots)

    def _closure(self, module: str) -> frozenset[str]:
        """A module, and all modules here that it imports, itself or through others."""
        if module not in self._reached:
            found, waiting = {module}, [module]
            while waiting:
                # Importing a module imports the packages that it is in.
                name = waiting.pop()
                parents = [name.rpartition(".")[0]] if "." in name else []
                for other in (*self._imports(name), *parents):
                    if other not in found and self._file(other):
                        found.add(other)
                        waiting.append(other)
            self._reached[module] = frozenset(found)
        return self._reached[module]

    def _imports(self, module: str) -> frozenset[str]:
        if module not in self._imported:
            file = self._file(module)
            found = _imports_of(file, module, file.name == "__init__.py", stamp(file)) if file else frozenset()
            self._imported[module] = found
        return self._imported[module]

    def _file(self, module: str) -> Path | None:
        if module not in self._files:
            self._files[module] = self._look_for(module)
        return self._files[module]

    def _look_for(self, module: str) -> Path | None:
        top, *_ = parts = module.split(".")
        root = self._roots.get(top)
        if root is None:
            root = next((folder for folder in self._beside if _in(folder, [top])), None)
            if root is None or top in sys.stdlib_module_names:
                return None
            self._roots[top] = root
        return _in(root, parts)


def _path(module: str, file: Path) -> str:
    """The path of a module's file below the folder that its package is in."""
    folders = module.replace(".", "/")
    return f"{folders}/{file.name}" if file.name == "__init__.py" else f"{folders}.py"


def _in(folder: Path, parts: list[str]) -> Path | None:
    base = folder.joinpath(*parts)
    return next((file for file in (base / "__init__.py", base.with_name(f"{base.name}.py")) if file.is_file()), None)


@lru_cache(maxsize=4096)
def _imports_of(file: Path, module: str, is_package: bool, _: Stamp) -> frozenset[str]:
    """The full names that a file imports, modules and perhaps names in them."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    try:
        tree = ast.parse(file.read_bytes(), str(file))
    except SyntaxError:  # importing it will say so, with the name of the widget that needs it
        return frozenset()
    return frozenset(_imported(tree, package))


def _imported(node: ast.AST, package: list[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            above = package[: len(package) - child.level + 1] if child.level else []
            base = ".".join([*above, *filter(None, [child.module])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and not _is_for_types_only(child):
            yield from _imported(child, package)


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _parent_of(package: str) -> Path:
    """The folder on the path that a package was found in."""
    top = find_spec(package.split(".")[0])
    assert top and top.submodule_search_locations, f"{package} was found before"
    return Path(next(iter(top.submodule_search_locations))).parent


def _fingerprint(packages: Sequence[str], others: bytes, files: Mapping[str, Path]) -> str:
    versions = f"NumPy {metadata.version('numpy')}, Python {sys.version}, {[*packages]}"
    digest = hashlib.sha256(versions.encode() + others)
    for path, file in sorted(files.items()):
        digest.update(f"\0{path}\0".encode() + file.read_bytes())
    for around in _AROUND:
        digest.update((_HERE / around).read_bytes())
    return digest.hexdigest()


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """What tells whether files have changed; one that is gone has none."""
    around = (_HERE / path for path in _AROUND)
    return {file: stamp(file) for file in (*files, *around) if file.exists()}


def _held_files() -> dict[Path, Stamp]:
    parts = (_HERE / part for part in ("kit", "figures", "markdown", "build", "messages"))
    return {
        part / path: stamp(part / path)
        for part in parts
        for path in files_below(part)
        if path.endswith((".py", ".json"))
    }


_AT_IMPORT = _held_files()


def _held_as_imported() -> bool:
    """Whether the modules that the build holds on to are those whose files are there now."""
    return _held_files() == _AT_IMPORT
