"""Every example in the core's docstrings, which the reference page shows, is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from pyodide_widgets import attention

MODULES = [f"{attention.__name__}.{module.name}" for module in pkgutil.iter_modules(attention.__path__)]
FINDER = doctest.DocTestFinder(exclude_empty=True)
EXAMPLES = [
    example
    for name in MODULES
    for example in FINDER.find(
        importlib.import_module(name), name, globs={"np": __import__("numpy"), **vars(attention)}
    )
    if example.examples
]
# Their examples are ONNX's own cases.
WITHOUT = {name for name in attention.__all__ if name.startswith("onnx_")} | {
    "Array",
    "ShapeError",
    "energy",
    "rotary_angles",
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name.removeprefix(attention.__name__ + "."))
def test_the_example_is_right(example: doctest.DocTest) -> None:
    said: list[str] = []
    result = doctest.DocTestRunner().run(example, out=said.append)
    assert result.failed == 0, "".join(said)


def test_public_functions_have_examples() -> None:
    shown = {example.name.rsplit(".", 1)[-1] for example in EXAMPLES}
    assert set(attention.__all__) - WITHOUT <= shown
