"""The guides tell the truth: the widget that they show as an example is taken from the page and drawn."""

from __future__ import annotations

import re
import types
from pathlib import Path

import pytest

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

DOCS = Path(__file__).parents[1] / "docs"


def example(lang: Lang) -> str:
    page = (DOCS / lang / "guide/authoring.md").read_text(encoding="utf-8")
    found = re.search(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def test_both_languages_show_the_same_example() -> None:
    assert example("zh") == example("en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_widget_draws(lang: Lang) -> None:
    module = types.ModuleType("sharpness")
    module.__package__ = "pyodide_widgets.widgets"
    exec(compile(example(lang), "authoring.md", "exec"), module.__dict__)
    even = module.WIDGET.render({"temperature": "5"}, lang)
    sharp = module.WIDGET.render({"temperature": "0.1"}, lang)
    assert not sharp.problems
    assert "100%" in sharp.html
    assert "100%" not in even.html
