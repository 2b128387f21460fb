"""The widgets of a site, by their names: a value made from the packages that the site lists.

A module `my_widgets/coin.py` that defines `WIDGET` is the widget `coin`; hyphens in a name are underscores in the file's.
Modules without a `WIDGET`, modules whose name begins with an underscore, and subpackages are no widgets.

Test: tests/kit/test_catalogue.py.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from .unknown_name import UnknownName

if TYPE_CHECKING:
    from .widget import Widget

BUNDLED = "pyodide_widgets.widgets"
DATA_FOLDER = "data_files"  # of a package of widgets: what is in it comes to the browser when a widget needs it

_DEFINES_WIDGET = re.compile(r"^WIDGET\b", re.MULTILINE)


class CatalogueError(Exception):
    """A package that cannot be listed, or a widget that cannot be imported. The message says what would be right."""


@dataclass(frozen=True)
class Catalogue:
    """Widgets by name.

    Args:
        modules: the module that defines each widget, in the order of the packages, and by name within each.
    """

    modules: Mapping[str, str]

    @classmethod
    def of(cls, packages: Iterable[str]) -> Catalogue:
        """Find the widgets of importable packages; nothing but the packages themselves is imported.

        Raises:
            CatalogueError: a package cannot be found, or two of them have a widget of the same name.
        """
        modules: dict[str, str] = {}
        for package in packages:
            for name in _widget_modules(package):
                widget = name.replace("_", "-")
                if widget in modules:
                    first = modules[widget].rpartition(".")[0]
                    raise CatalogueError(
                        f"the packages {first} and {package} both have a widget {widget!r}; rename one of the two files, "
                        "or leave one of the packages out"
                    )
                modules[widget] = f"{package}.{name}"
        return cls(modules)

    def names(self) -> tuple[str, ...]:
        """The names of all widgets, as they are written in Markdown."""
        return tuple(self.modules)

    def find(self, name: str) -> Widget:
        """Return the widget of a name, imported now unless it has been.

        Raises:
            UnknownName: there is none; the message has the nearest name that there is.
            CatalogueError: its module cannot be imported, or does not define what it should.
        """
        if name not in self.modules:
            raise UnknownName("unknown widget", name, self.modules)
        from .widget import Widget  # a build that finds all figures in its cache needs none

        module = self.modules[name]
        try:
            found = getattr(import_module(module), "WIDGET", None)
        except Exception as error:
            raise CatalogueError(f"{module} cannot be imported: {type(error).__name__}: {error}") from error
        if not isinstance(found, Widget):
            raise CatalogueError(f"{module} has to define WIDGET = Widget(…), and there WIDGET is {found!r}")
        if found.name != name:
            raise CatalogueError(
                f"{module} defines a widget named {found.name!r}; the file is named after its widget, so write "
                f"name={name!r}, or rename the file to {found.name.replace('-', '_')}.py"
            )
        return found

    def folder(self, name: str) -> Path:
        """Where the module of a widget lies; the widget has been found before."""
        file = sys.modules[self.modules[name]].__file__
        assert file, f"{self.modules[name]} is a file"
        return Path(file).parent


def _widget_modules(package: str) -> list[str]:
    try:
        spec = find_spec(package)
    except ModuleNotFoundError:  # of a package above it
        spec = None
    if spec is None:
        near = difflib.get_close_matches(package, _importable_packages(), n=1)
        hint = (
            f"did you mean {near[0]!r}?"
            if near
            else "packages are looked for beside mkdocs.yml, and where Python has them"
        )
        raise CatalogueError(f"no package {package!r} can be found; {hint}")
    if not spec.submodule_search_locations:
        raise CatalogueError(
            f"{package!r} is a module and not a package; put the file into a folder, my_widgets/{package}.py, and list my_widgets"
        )
    folders = list(spec.submodule_search_locations)
    return [
        module.name
        for module in iter_modules(folders)
        if not module.ispkg and not module.name.startswith("_") and _defines_widget(module.name, folders)
    ]


def _importable_packages() -> set[str]:
    """The names of packages on the path; a folder without `__init__.py` is one too."""
    installed = {module.name for module in iter_modules() if module.ispkg}
    folders = {
        folder.name for place in sys.path if Path(place).is_dir() for folder in Path(place).iterdir() if folder.is_dir()
    }
    return installed | {name for name in folders if name.isidentifier()}


def _defines_widget(name: str, folders: list[str]) -> bool:
    files = (Path(folder, f"{name}.py") for folder in folders)
    return any(file.is_file() and _DEFINES_WIDGET.search(file.read_text(encoding="utf-8")) for file in files)
