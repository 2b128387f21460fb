"""Who may import whom: the table of the page on architecture, held against the imports of every module; no circle anywhere."""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "pyodide_widgets"
STANDARD = frozenset(sys.stdlib_module_names)

# A part may import itself, the standard library, and what stands behind it here.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "__init__": frozenset({"kit", "figures", "editing"}),
    "attention": frozenset({"numpy"}),
    "figures": frozenset(),
    "kit": frozenset({"figures", "numpy"}),
    "editing": frozenset({"kit", "numpy"}),
    "challenges": frozenset({"numpy", "attention", "editing", "kit", "widgets"}),
    "widgets": frozenset({"numpy", "attention", "figures", "kit"}),
    "browser": frozenset(),
    "storage": frozenset({"platformdirs"}),
    "runtime": frozenset(
        {
            "storage",
            "kit",
            "browser",
            "pooch",
            "requests",
            "urllib3",
            "remotezip",
            "tqdm",
            "brotli",
            "deflate",
            "hatchling",
        }
    ),
    "build": frozenset({"storage", "runtime", "kit", "figures", "editing"}),
    "markdown": frozenset({"storage", "build", "kit", "figures", "editing", "markdown", "latex2mathml", "griffe"}),
    "themes": frozenset({"build", "kit", "figures"}),
    "plugin": frozenset({"build", "markdown", "runtime", "storage", "themes", "kit", "mkdocs"}),
    "new": frozenset(),
    "cli": frozenset({"new", "plugin", "build", "markdown", "runtime", "storage", "themes", "kit"}),
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def known() -> frozenset[str]:
    return frozenset(map(dotted, modules()))


def imports(path: Path, *, at_run_time: bool = False) -> set[str]:
    """The modules that a file imports, by their full names.

    Args:
        at_run_time: leave out what stands under `if TYPE_CHECKING`.
    """
    package = dotted(path).split(".") if path.name == "__init__.py" else dotted(path).split(".")[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    left_out = {
        inner
        for node in ast.walk(tree)
        if at_run_time and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            base = base if node.level else node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                found.add(full if full in known() else base)
    return found


def part(module: str) -> str:
    """The part of the package that a module is in; of other packages, the package."""
    top, *rest = module.split(".")
    if top != "pyodide_widgets":
        return top
    return rest[0] if rest else "__init__"


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_a_part_imports_only_what_it_may(path: Path) -> None:
    here = part(dotted(path))
    strangers = set(map(part, imports(path, at_run_time=True))) - STANDARD - MAY_IMPORT[here] - {here}
    assert not strangers, f"{here} may import {sorted(MAY_IMPORT[here])}, but not {sorted(strangers)}"


def test_no_module_imports_itself_through_others() -> None:
    """Packages are left out where a module imports another one below them: their `__init__` only names what is there."""
    graph = {
        dotted(path): {name for name in imports(path, at_run_time=True) if name in known()} - {dotted(path)}
        for path in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' imports '.join(reversed(error.args[1]))}")


def test_no_part_imports_itself_through_others() -> None:
    # The part `markdown` imports the package of the same name.
    TopologicalSorter({name: (others - {name}) & MAY_IMPORT.keys() for name, others in MAY_IMPORT.items()}).prepare()


def test_the_browser_modules_import_only_each_other() -> None:
    for path in (PACKAGE / "browser").rglob("*.mjs"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("import ") and " from " in line:
                assert '"./' in line or '"../' in line, f"{path.name}: {line}"
