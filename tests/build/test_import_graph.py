"""What modules import, found in their sources, also where a package gives names lazily."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pyodide_widgets.build import import_graph as module
from pyodide_widgets.build.import_graph import ImportGraph, Imports, KnownImports

LAZY = """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .red import one, two as second
    from .blue import three
def __getattr__(name): ...
"""


@pytest.fixture
def graph(tmp_path: Path) -> ImportGraph:
    files = {
        "tones/__init__.py": LAZY,
        "tones/red.py": "import colorsys",
        "tones/blue.py": "from . import deep",
        "tones/deep.py": "import scipy.stats",
        "plain/__init__.py": "",
        "plain/one.py": "from tones import one",
        "plain/second.py": "from tones import second",
        "plain/three.py": "from tones import three",
        "plain/all.py": "import tones",
        "plain/whole.py": "def draw():\n    from tones import blue",
        "plain/relative.py": "from .one import one\nfrom . import three",
        "plain/typed.py": "import typing\nif typing.TYPE_CHECKING:\n    from tones import three",
        "plain/tried.py": "try:\n    import pandas\nexcept ImportError:\n    import polars",
        "aside.py": "",
        "plain/beside.py": "import aside",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return ImportGraph({"plain": tmp_path, "tones": tmp_path}, {tmp_path})


@pytest.mark.parametrize(
    ("module", "reached"),
    [
        ("one", {"tones/__init__.py", "tones/red.py"}),
        ("second", {"tones/__init__.py", "tones/red.py"}),
        ("three", {"tones/__init__.py", "tones/blue.py", "tones/deep.py"}),
        ("all", {"tones/__init__.py", "tones/red.py", "tones/blue.py", "tones/deep.py"}),
        ("whole", {"tones/__init__.py", "tones/blue.py", "tones/deep.py"}),
        (
            "relative",
            {"plain/one.py", "plain/three.py", "tones/__init__.py", "tones/red.py", "tones/blue.py", "tones/deep.py"},
        ),
        ("typed", set()),
        ("beside", {"aside.py"}),
    ],
)
def test_a_module_reaches_what_it_imports(module: str, reached: set[str], graph: ImportGraph) -> None:
    assert graph.reached([f"plain.{module}"]).keys() == {"plain/__init__.py", f"plain/{module}.py"} | reached


@pytest.mark.parametrize(
    ("module", "others"), [("three", {"scipy"}), ("one", set()), ("tried", {"pandas", "polars"}), ("beside", set())]
)
def test_packages_from_elsewhere_are_named(module: str, others: set[str], graph: ImportGraph) -> None:
    assert graph.others(f"plain.{module}") == others


def test_what_python_imports_is_among_what_is_found() -> None:
    """Python itself is asked, in a process of its own, for every module of the bundled widgets."""
    package = Path(importlib.import_module("pyodide_widgets").__file__ or "").parent
    names = [
        f"pyodide_widgets.widgets.{path.stem}" for path in (package / "widgets").glob("*.py") if path.stem != "__init__"
    ]
    code = f"import sys\nfor name in {names}: __import__(name)\nprint(*[name for name in sys.modules if 'pyodide_widgets' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    imported = {importlib.import_module(name).__file__ for name in done.stdout.split()}
    found = ImportGraph({"pyodide_widgets": package.parent}, set()).reached(names)
    assert imported == {str(file) for file in found.values()}


def test_what_is_known_is_not_read_again_and_what_has_changed_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, kept = tmp_path / "coin.py", tmp_path / "kept/imports.json"
    source.write_text("import scipy")
    known = KnownImports(kept)
    first = known.get(source, "coin")
    known.save()
    with monkeypatch.context() as patch:
        patch.setattr(module, "read_imports", lambda *_: pytest.fail("read again"))
        assert KnownImports(kept).get(source, "coin") == first
    status = source.stat()
    source.write_text("import numpy")
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert source.stat().st_size == status.st_size
    assert KnownImports(kept).get(source, "coin").names == {"numpy"}


def test_what_another_version_of_the_parser_has_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, kept = tmp_path / "coin.py", tmp_path / "imports.json"
    source.write_text("import scipy")
    known = KnownImports(kept)
    known.get(source, "coin")
    known.save()
    (tmp_path / "parser.py").write_text("")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "parser.py"))
    monkeypatch.setattr(module, "read_imports", lambda *_: Imports(frozenset({"pandas"})))
    assert KnownImports(kept).get(source, "coin").names == {"pandas"}


def test_files_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    for name in ("coin", "dice"):
        known = KnownImports(tmp_path / "imports.json")
        (tmp_path / f"{name}.py").write_text("")
        known.get(tmp_path / f"{name}.py", name)
        known.save()
        (tmp_path / f"{name}.py").unlink()
    assert [*json.loads((tmp_path / "imports.json").read_text())] == [str(tmp_path / "dice.py")]


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_a_damaged_file_of_what_is_known_counts_as_none(tmp_path: Path, content: str) -> None:
    kept = tmp_path / "imports.json"
    kept.write_text(content)
    (tmp_path / "coin.py").write_text("import scipy")
    assert KnownImports(kept).get(tmp_path / "coin.py", "coin").names == {"scipy"}
