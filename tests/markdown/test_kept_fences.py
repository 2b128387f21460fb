"""A fence that was drawn before is taken from the cache, and nothing that would be drawn otherwise now is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from case_files import ROOT
from markdown import Markdown

from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from pyodide_widgets.markdown.source import Fence
from pyodide_widgets.markdown.widget_fences import WidgetFenceError, WidgetFences
from pyodide_widgets.storage.cache_folder import CACHE_VARIABLE

PAGE = "```py-widget library\nquery-x: 2\n```\n"
# Converts the pages that it is given, and says what came out, and what was imported for it of that which takes long.
CONVERT = """
import json, sys
from markdown import Markdown
from pyodide_widgets.plugin import plugin
from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from pathlib import Path
def convert(page):
    return Markdown(extensions=[PyodideWidgetsExtension(lang="en")]).convert(page)
"""
SLOW = ["numpy", "pyodide_widgets.kit.parameters"]
SAY = f"print(json.dumps([convert(page), [name for name in {SLOW} if name in sys.modules]]))\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The widgets that are drawn, in order, each as often as it is."""
    found: list[str] = []
    draw = WidgetFences._draw

    def noting(self: WidgetFences, fence: Fence, name: str, instance: str) -> str:
        found.append(name)
        return draw(self, fence, name, instance)

    monkeypatch.setattr(WidgetFences, "_draw", noting)
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the package: nobody edits it during the test."""
    shutil.copytree(ROOT / "pyodide_widgets", tmp_path / "project/pyodide_widgets")
    return tmp_path / "project"


def convert(page: str, lang: str = "en") -> str:
    return Markdown(extensions=[PyodideWidgetsExtension(lang=lang)]).convert(page)


def in_a_new_process(project: Path, *lines: str) -> list[object]:
    """What is said by Python code that may use `convert`, with the package of a project."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-B", "-c", "\n".join([CONVERT, *lines])],
        cwd=project,
        env=os.environ,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found: list[object] = json.loads(done.stdout)
    return found


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_page_is_drawn_once(drawn: list[str]) -> None:
    assert convert(PAGE) == convert(PAGE)
    assert drawn == ["library"]


def test_a_page_without_changes_imports_neither_numpy_nor_parameters(project: Path) -> None:
    first, imported = in_a_new_process(project, f"page = {PAGE!r}", SAY)
    assert imported == SLOW
    assert in_a_new_process(project, f"page = {PAGE!r}", SAY) == [first, []]


@pytest.mark.parametrize(
    ("other", "lang"),
    [
        (PAGE.replace("2", "1"), "en"),
        (PAGE.replace("query-x", "query-y"), "en"),
        (PAGE.replace("library", "apple").replace("query-x: 2\n", ""), "en"),
        (PAGE, "zh"),
    ],
    ids=["another value", "another parameter", "another widget", "another language"],
)
def test_what_is_set_otherwise_is_drawn_for_itself(
    other: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = convert(PAGE)
    after_first = convert(other, lang)
    assert after_first != first
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "empty"))
    assert after_first == convert(other, lang)


@pytest.mark.parametrize(
    ("source", "old", "new"),
    [
        ("widgets/library.py", '"The library"', '"Another title"'),
        ("messages/en.json", '"Copy link"', '"Another title"'),
    ],
)
def test_a_widget_whose_source_has_changed_is_drawn_anew(project: Path, source: str, old: str, new: str) -> None:
    first, _ = in_a_new_process(project, f"page = {PAGE!r}", SAY)
    change(project / "pyodide_widgets" / source, old, new)
    second, _ = in_a_new_process(project, f"page = {PAGE!r}", SAY)
    assert "Another title" in str(second)
    change(project / "pyodide_widgets" / source, new, old)
    assert in_a_new_process(project, f"page = {PAGE!r}", SAY) == [first, []]


def test_nothing_is_kept_of_a_widget_that_changed_before_it_was_imported(project: Path) -> None:
    """While `mkdocs serve` runs, a source is changed, then a page; the change of the source is taken back afterwards."""
    other = PAGE.replace("2", "1")
    in_a_new_process(project, f"page = {PAGE!r}", SAY)
    old, new = '"The library"', '"Another title"'
    path = project / "pyodide_widgets/widgets/library.py"
    served, _ = in_a_new_process(
        project,
        f"convert({PAGE!r})",
        f"path, page = Path({str(path)!r}), {other!r}",
        f"path.write_text(path.read_text(encoding='utf-8').replace({old!r}, {new!r}), encoding='utf-8')",
        SAY,
    )
    assert "Another title" in str(served)
    change(path, new, old)
    afterwards, _ = in_a_new_process(project, f"page = {other!r}", SAY)
    assert "Another title" not in str(afterwards)


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-9] + b"</script>"),
    ],
    ids=["lost", "empty", "altered"],
)
def test_what_is_damaged_in_the_cache_counts_as_none(
    cache: Path, drawn: list[str], damage: Callable[[Path], object]
) -> None:
    page = convert(PAGE)
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert len(files) > 1
    for path in files:
        damage(path)
        assert convert(PAGE) == page
    assert len(drawn) > 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (PAGE.replace("library", "libary"), "line 1: unknown widget 'libary'; did you mean 'library'?"),
        (PAGE.replace("query-x", "query-z"), "line 2: widget 'library': unknown parameter 'query-z'"),
        (PAGE.replace("2", "many"), "line 1: widget 'library': "),
    ],
    ids=["widget", "parameter", "value"],
)
def test_an_error_stops_every_build_whatever_is_kept(wrong: str, error: str) -> None:
    convert(PAGE)
    for _ in range(2):
        with pytest.raises(WidgetFenceError) as raised:
            convert(wrong)
        assert str(raised.value).startswith(error)


def test_a_second_widget_of_its_kind_is_not_taken_for_the_first() -> None:
    convert(PAGE)
    assert 'id="widget-library-2"' in convert(f"{PAGE}\n{PAGE}")


def test_a_fence_that_is_never_closed_is_an_error_though_one_with_the_same_lines_is_kept() -> None:
    for empty_lines in range(5):  # Markdown itself adds some at the end of a text
        convert(PAGE.replace("2\n", "2\n" + empty_lines * "\n"))
    with pytest.raises(WidgetFenceError, match="never closed"):
        convert(PAGE.removesuffix("```\n"))


def test_page_is_built_without_a_cache_that_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    first = convert(PAGE)
    monkeypatch.setenv(CACHE_VARIABLE, "/dev/null/cache")
    assert convert(PAGE) == first
