"""The package gives its names lazily, and what type checkers are told of them is what there is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from pyodide_widgets import attention


def test_type_checkers_are_told_the_same() -> None:
    tree = ast.parse(Path(attention.__file__).read_text(encoding="utf-8"))
    told = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert told == attention._MODULES
    assert attention.__all__ == sorted(told)


@pytest.mark.parametrize("name", attention.__all__)
def test_every_name_is_there(name: str) -> None:
    value = getattr(attention, name)
    assert getattr(value, "__module__", attention.__name__).startswith(attention.__name__) or name == "Array"
    assert name in dir(attention)


def test_a_name_that_is_not_there_is_an_error_of_the_usual_kind() -> None:
    with pytest.raises(AttributeError, match=r"'pyodide_widgets\.attention' has no attribute 'softmaxx'"):
        attention.softmaxx  # noqa: B018


def test_a_module_is_imported_when_a_name_of_it_is_used() -> None:
    code = """
import sys
from pyodide_widgets.attention import softmax
assert "pyodide_widgets.attention.shares" in sys.modules
assert "pyodide_widgets.attention.onnx_operators" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
