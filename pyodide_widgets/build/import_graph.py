"""What modules import, read from their sources: nothing is imported for it.

A package may give names lazily: it defines `__getattr__`, and its imports under `if TYPE_CHECKING` say in which of its modules
each name is. Whoever imports such a name imports that module.

Called by `widget_code.py`. Test: tests/build/test_import_graph.py.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple


class Imports(NamedTuple):
    """What a file imports.

    Args:
        names: full names: modules, or names in them.
        bases: the modules that those names are taken from.
        lazy: for a package that gives names lazily, the module of each name.
    """

    names: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    lazy: Mapping[str, str] = {}


class KnownImports:
    """What files import, kept from build to build: parsing them all takes longer than the rest of a small site.

    A file is parsed again if its contents are others, or this module's are.

    Args:
        file: keeps it.
        read: gives the contents of a module's file.
    """

    def __init__(self, file: Path, read: Callable[[Path], bytes] = Path.read_bytes) -> None:
        self._file = file
        self._read = read
        self._changed = False
        self._entries: dict[str, Any] = {}
        self._parser = hashlib.sha256(read(Path(__file__))).hexdigest()
        with suppress(OSError, ValueError):
            self._entries.update(json.loads(file.read_bytes()))

    def get(self, file: Path, module: str) -> Imports:
        found = self._entries.get(str(file))
        content = self._read(file)
        key = [module, hashlib.sha256(content).hexdigest(), self._parser]
        if found is None or found["key"] != key:
            imports = read_imports(content, file, module)
            found = {"key": key, "names": sorted(imports.names), "bases": sorted(imports.bases), "lazy": imports.lazy}
            self._entries[str(file)] = found
            self._changed = True
        return Imports(frozenset(found["names"]), frozenset(found["bases"]), found["lazy"])

    def save(self) -> None:
        """Keep what is known, unless it cannot be written; then it is read again next time."""
        if not self._changed:
            return
        # What is kept is read at each build, so files that are gone are left out.
        entries = {path: entry for path, entry in self._entries.items() if Path(path).exists()}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(dir=self._file.parent) as scratch:
                written = Path(scratch, self._file.name)
                written.write_text(json.dumps(entries), encoding="utf-8")
                written.replace(self._file)


class ImportGraph:
    """Modules and the modules that they import.

    Args:
        roots: for the top-level packages to begin with, the folders that they are in.
        beside: folders in which other packages are looked for too.
        known: what was read before.
    """

    def __init__(self, roots: Mapping[str, Path], beside: Set[Path], known: KnownImports | None = None) -> None:
        self._roots = dict(roots)
        self._beside = beside
        self._files: dict[str, Path | None] = {}
        self._listings: dict[str, frozenset[str]] = {}
        self._others: dict[str, frozenset[str]] = {}
        self._read: dict[str, Imports] = {}
        self._following: dict[str, tuple[str, ...]] = {}
        self._known = known

    def reached(self, modules: Iterable[str]) -> dict[str, Path]:
        """The files of some modules and of all that they import here, by their paths below the folders of their packages."""
        files = {name: self._file(name) for name in self._closure(modules)}
        return {_path(name, file): file for name, file in files.items() if file}

    def others(self, module: str) -> frozenset[str]:
        """The packages from elsewhere that a module imports, itself or through others: the first part of their names."""
        return frozenset[str]().union(*map(self._others_of, self._closure([module])))

    def _others_of(self, module: str) -> frozenset[str]:
        """The packages from elsewhere that a module imports itself."""
        if module not in self._others:
            imports = self._imports(module)
            tops = {name.split(".")[0] for name in imports.names | imports.bases if not self._file(name)}
            found = frozenset(top for top in tops if top not in sys.stdlib_module_names and top not in self._roots)
            self._others[module] = found
        return self._others[module]

    def _closure(self, modules: Iterable[str]) -> set[str]:
        """Some modules, and all modules here that they import, themselves or through others."""
        found: set[str] = set()
        waiting = [*modules]
        while waiting:
            name = waiting.pop()
            if name not in found and self._file(name):
                found.add(name)
                if name not in self._following:
                    self._following[name] = tuple(self._next(name))
                waiting += self._following[name]
        return found

    def _next(self, module: str) -> Iterator[str]:
        """What is imported with a module: the package that it is in, and what its file imports."""
        if "." in module:
            yield module.rpartition(".")[0]
        imports = self._imports(module)
        yield from imports.bases
        for name in imports.names:
            if self._file(name):
                yield name
                yield from self._imports(name).lazy.values()  # any of its names may be used
            else:
                package, _, attribute = name.rpartition(".")
                yield from filter(None, [self._imports(package).lazy.get(attribute)])

    def _imports(self, module: str) -> Imports:
        if module not in self._read:
            file = self._file(module)
            self._read[module] = self._imports_of(file, module) if file else Imports()
        return self._read[module]

    def _imports_of(self, file: Path, module: str) -> Imports:
        return self._known.get(file, module) if self._known else read_imports(file.read_bytes(), file, module)

    def _file(self, module: str) -> Path | None:
        if module not in self._files:
            self._files[module] = self._look_for(module)
        return self._files[module]

    def _look_for(self, module: str) -> Path | None:
        top, *_ = parts = module.split(".")
        root = self._roots.get(top)
        if root is None:
            root = next((folder for folder in self._beside if self._in(folder, [top])), None)
            if root is None or top in sys.stdlib_module_names:
                return None
            self._roots[top] = root
        return self._in(root, parts)

    def _in(self, folder: Path, parts: list[str]) -> Path | None:
        above, name = "/".join([str(folder), *parts[:-1]]), parts[-1]
        names = self._names(above)
        if name in names and "__init__.py" in self._names(f"{above}/{name}"):
            return Path(above, name, "__init__.py")
        return Path(above, f"{name}.py") if f"{name}.py" in names else None

    def _names(self, folder: str) -> frozenset[str]:
        """What is in a folder. Listing it once is faster than asking for every name that may be a module."""
        if folder not in self._listings:
            try:
                with os.scandir(folder) as entries:
                    self._listings[folder] = frozenset(entry.name for entry in entries)
            except OSError:
                self._listings[folder] = frozenset()
        return self._listings[folder]


def _path(module: str, file: Path) -> str:
    """The path of a module's file below the folder that its package is in."""
    folders = module.replace(".", "/")
    return f"{folders}/{file.name}" if file.name == "__init__.py" else f"{folders}.py"


def read_imports(content: bytes, file: Path, module: str) -> Imports:
    """Return what a module imports; nothing if it has a syntax error.

    Args:
        content: of its file.
    """
    is_package = file.name == "__init__.py"
    package = module.split(".") if is_package else module.split(".")[:-1]
    try:
        tree = ast.parse(content, str(file))
    except SyntaxError:  # importing it will say so, with the name of the widget that needs it
        return Imports()
    names: set[str] = set()
    bases: set[str] = set()
    for node in _imports_at_run_time(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        else:
            base = _base(node, package)
            bases.add(base)
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return Imports(frozenset(names), frozenset(bases), _lazy(tree, package) if is_package else {})


def _imports_at_run_time(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case) and not _is_for_types_only(child):
            yield from _imports_at_run_time(child)


def _lazy(tree: ast.Module, package: list[str]) -> dict[str, str]:
    if not any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
        return {}
    found = [inner for node in tree.body if _is_for_types_only(node) for inner in ast.walk(node)]
    return {
        alias.asname or alias.name: _base(node, package)
        for node in found
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _base(node: ast.ImportFrom, package: list[str]) -> str:
    """The full name of the module that names are imported from."""
    above = package[: len(package) - node.level + 1] if node.level else []
    return ".".join([*above, *filter(None, [node.module])])


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
