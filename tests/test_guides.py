"""The guides' examples are executed; here what needs no environment of its own, the rest in tests/stranger/. Tests that the code
names exist."""

from __future__ import annotations

import re
import types
from pathlib import Path

import pytest

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS
from tests.guide_examples import ten_minutes


def test_both_languages_have_the_same_steps() -> None:
    zh, en = ten_minutes("zh"), ten_minutes("en")
    assert [step.path for step in zh] == [step.path for step in en]
    assert [step.path for step in en if step.path] == ["mkdocs.yml", "my_widgets/dice.py", "docs/index.md"]
    assert [step.text for step in zh if not step.path] == [step.text for step in en if not step.path]


@pytest.mark.parametrize("lang", LANGS)
def test_the_example_widget_draws(lang: Lang) -> None:
    (source,) = (step.text for step in ten_minutes(lang) if step.path and step.path.endswith(".py"))
    module = types.ModuleType("dice")
    exec(compile(source, "authoring.md", "exec"), module.__dict__)
    two, three = (module.WIDGET.render({"dice": dice}, lang) for dice in ("2", "3"))
    assert not two.problems
    assert "17%" in two.html and "12%" in three.html


def test_a_test_that_a_docstring_names_exists() -> None:
    root = Path(__file__).parents[1]
    named = {
        (path.relative_to(root).as_posix(), test)
        for folder in ("pyodide_widgets", "scripts", "tests")
        for path in (root / folder).rglob("*.py")
        for test in re.findall(r"\bTests?: (tests/[\w/]+\.py)", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert [pair for pair in sorted(named) if not (root / pair[1]).exists()] == []
