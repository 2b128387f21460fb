"""A fence that names a function becomes its source, with the changes that stand ready; what is wrong stops the build."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from markdown import Markdown

from pyodide_widgets.build.widget_code import WidgetCode
from pyodide_widgets.kit.catalogue import Catalogue
from pyodide_widgets.markdown.code_fences import CodeFenceError
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension

SOURCE = '''"""A core."""


def share(x):
    """Half <of> it."""
    half = 2
    return x / half


def late(x):
    return x
'''
CHANGES = """change: A third
Look at the
total.
-     half = 2
+     half = 3
+     half += 0
change: No division
Nothing shrinks.
-     half = 2
-     return x / half
+     return x"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "page.md"


def convert(page: Path, text: str, lang: str = "en") -> str:
    page.write_text(text, encoding="utf-8")
    core = page.parent / "core.py"
    core.write_text(SOURCE, encoding="utf-8")
    code = WidgetCode(("toy",), Catalogue({}), {"toy/core.py": core}, "fingerprint")
    extension = PyodideWidgetsExtension(code=code, lang=lang, docs_dir=str(page.parent), page=str(page))
    return Markdown(extensions=[extension, "fenced_code"]).convert(text)


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_function_stands_in_the_page_as_its_file_has_it(page: Path) -> None:
    found = convert(page, "```py-code toy.core.share\n```\n")
    assert found.startswith(
        '<div class="py-widget-block"><py-code name="share" id="code-share" lang="en" data-module="toy.core">'
    )
    (shown,) = re.findall(r'<pre class="pw-source"[^>]*><code>(.*?)</code></pre>', found, re.DOTALL)
    assert text_of(shown) == "\n".join(SOURCE.splitlines()[3:7]) + "\n"
    assert "toy/core.py, 4–7" in found
    assert "pw-change" not in found


def test_changes_stand_beside_it_with_what_to_look_for(page: Path) -> None:
    found = convert(page, f"```py-code toy.core.share\n{CHANGES}\n```\n", "zh")
    assert "<p><b>A third</b> Look at the total.</p>" in found
    lines = [
        [text_of(each) for each in re.findall(f"<{tag}>(.*?)</{tag}>", found, re.DOTALL)] for tag in ("del", "ins")
    ]
    assert lines[0] == ["    half = 2\n", "    half = 2\n", "    return x / half\n"]
    assert lines[1] == ["    half = 3\n", "    half += 0\n", "    return x\n"]
    assert found.count("试试") == 2


def test_a_module_of_the_core_is_named_with_or_without_the_package(page: Path) -> None:
    short, whole = (
        convert(page, f"```py-code {name}.softmax\n```\n")
        for name in ("attention.shares", "pyodide_widgets.attention.shares")
    )
    assert short == whole
    assert 'data-module="pyodide_widgets.attention.shares"' in short


def test_the_same_function_twice_has_two_ids(page: Path) -> None:
    found = convert(page, 2 * "```py-code toy.core.share\n```\n\n")
    assert re.findall(r'id="([^"]*)"', found) == ["code-share", "code-share-2"]


def test_other_fences_stay(page: Path) -> None:
    assert "py-code toy.core.share" in convert(page, "````markdown\n```py-code toy.core.share\n```\n````\n")


@pytest.mark.parametrize(
    ("fence", "line", "message"),
    [
        ("toy.core.shore", 3, "no function 'shore'; did you mean 'share'?"),
        ("toy.cor.share", 3, "there is no module 'toy.cor'"),
        ("share", 3, "begins with `py-code module.function`, not with 'py-code share'"),
        ("", 3, "begins with `py-code module.function`"),
        ("kit.widget.message", 3, "is a part of the generator"),
        ("toy.core.share\nWhat is this?", 4, "a change begins with a line `change: its title`"),
        ("toy.core.share\nchange: Nothing\nLook.", 4, "the change 'Nothing' changes no line"),
        ("toy.core.share\nchange: Other\n-     half = 4\n+     half = 5", 4, "takes lines out that are not in share"),
        ("toy.core.share\nchange: Part\n-     half\n+     whole", 4, "takes lines out that are not in share"),
        ("toy.core.share\nchange: Only new\n+     half = 5", 5, "stand behind the lines with `-`"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(fence: str, line: int, message: str, page: Path) -> None:
    with pytest.raises(CodeFenceError) as error:
        convert(page, f"# Title\n\n```py-code {fence}\n```\n")
    assert str(error.value).startswith(f"{page}:{line}: ")
    assert message in str(error.value)


def test_a_fence_that_is_never_closed_is_said(page: Path) -> None:
    with pytest.raises(CodeFenceError, match="never closed"):
        convert(page, "```py-code toy.core.share\n")
