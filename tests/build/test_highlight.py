"""Python source as HTML: every character stays, and what is marked is what Python reads it as."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from pyodide_widgets.build.highlight import highlighted

PACKAGE = Path(__file__).parents[2] / "pyodide_widgets"


def test_each_kind_is_marked() -> None:
    assert highlighted('def f(x):  # why\n    return x + 1 if "<" else None\n') == (
        '<span class="pw-keyword">def</span> <span class="pw-defined">f</span>(x):  <span class="pw-comment"># why</span>\n'
        '    <span class="pw-keyword">return</span> x + <span class="pw-number">1</span> <span class="pw-keyword">if</span> '
        '<span class="pw-string">&quot;&lt;&quot;</span> <span class="pw-keyword">else</span> '
        '<span class="pw-keyword">None</span>\n'
    )


@pytest.mark.parametrize("path", sorted((PACKAGE / "attention").glob("*.py")), ids=lambda path: path.stem)
def test_no_character_is_lost(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert html.unescape(re.sub(r"</?span[^>]*>", "", highlighted(source))) == source


@pytest.mark.parametrize("source", ['f"{{a}} {x!r:>{width}} {{b}}"\n', "def f(:\n", "'open\n", "é = 'é'  # é\n", ""])
def test_any_text_stays_what_it_is(source: str) -> None:
    assert html.unescape(re.sub(r"</?span[^>]*>", "", highlighted(source))) == source
