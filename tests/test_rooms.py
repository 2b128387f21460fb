"""Who may import whom: the table of the design page, held against the imports of every module."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pyodide_widgets"
STANDARD = frozenset(sys.stdlib_module_names)
BUILD = frozenset(
    [
        *("markdown", "mkdocs", "latex2mathml", "griffe"),  # for the pages
        *(
            "hatchling",
            "platformdirs",
            "pooch",
            "requests",
            "urllib3",
            "remotezip",
            "tqdm",
            "deflate",
        ),  # for the runtime
    ]
)

# A room may use itself, the standard library, and what stands behind it here.
MAY_USE: dict[str, frozenset[str]] = {
    "__init__": frozenset(),
    "attention": frozenset({"numpy"}),
    "figures": frozenset(),
    "widgets": frozenset({"numpy", "attention", "figures"}),
    "browser": frozenset(),
    "site": BUILD | {"widgets", "figures", "browser"},
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """What a module imports: rooms of the package by their names, other packages by theirs."""
    here = ("pyodide_widgets", *path.relative_to(PACKAGE).with_suffix("").parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            full = ".".join(part for part in (base, node.module) if part)
            modules = [f"{full}.{alias.name}" for alias in node.names] if full == "pyodide_widgets" else [full]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            found.add(parts[1] if parts[0] == "pyodide_widgets" and len(parts) > 1 else parts[0])
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_it_may(path: Path) -> None:
    room = room_of(path)
    strangers = imported(path) - STANDARD - MAY_USE[room] - {room}
    assert not strangers, f"{room} may use {sorted(MAY_USE[room])}, but not {sorted(strangers)}"


def test_the_browser_modules_import_only_each_other() -> None:
    for path in (PACKAGE / "browser").glob("*.mjs"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("import ") and " from " in line:
                assert '"./' in line, f"{path.name}: {line}"
