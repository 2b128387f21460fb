"""A fence that names a widget becomes the widget, whatever stands round it. The cases are in cases/markdown/."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import case_files, parts, to_html, without_figures
from markdown import Markdown

from pyodide_widgets.markdown.extension import PyodideWidgetsExtension
from pyodide_widgets.markdown.widget_fences import WidgetFenceError
from tests.bundled import WIDGETS


@pytest.mark.parametrize("case", case_files("markdown"), ids=lambda case: case.stem)
def test_page_becomes_this_html_or_stops_with_this_error(case: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(parts(case)["page.md"], encoding="utf-8")
    if "error" in parts(case):
        with pytest.raises(WidgetFenceError) as error:
            to_html(page)
        expected = parts(case)["error"].replace("{widgets}", ", ".join(WIDGETS.names()))
        assert str(error.value).replace(str(page), "page.md") + "\n" == expected
    else:
        assert without_figures(to_html(page)) + "\n" == parts(case)["html"]


def test_finished_figure_stands_in_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```py-widget library\nquery-x: 2\n```\n")
    assert WIDGETS.find("library").render({"query-x": "2"}, "en").html in to_html(page)


def test_error_names_the_one_file_among_many_that_has_the_fence(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n```py-widget library\n```\n")
    (tmp_path / "guide").mkdir()
    wrong = tmp_path / "guide" / "b.md"
    wrong.write_text("\n\n# B\n\n```py-widget libary\n```\n")
    markdown = Markdown(extensions=[PyodideWidgetsExtension(docs_dir=str(tmp_path))])
    with pytest.raises(WidgetFenceError) as error:
        markdown.convert(wrong.read_text())
    assert str(error.value).startswith(f"{wrong}:5: ")


def test_error_in_a_text_of_no_file_still_has_its_line(tmp_path: Path) -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension(docs_dir=str(tmp_path))])
    with pytest.raises(WidgetFenceError, match=r"^line 3: .*'libary'"):
        markdown.convert("one\n\n```py-widget libary\n```\n")


def test_pages_are_numbered_each_for_itself() -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension()])
    for _ in range(2):
        assert 'id="widget-library"' in markdown.reset().convert("```py-widget library\n```\n")


@pytest.mark.parametrize(("lang", "title"), [("zh", "图书馆"), ("en", "The library")])
def test_language_of_the_pages_is_the_language_of_the_widgets(lang: str, title: str) -> None:
    html = Markdown(extensions=[PyodideWidgetsExtension(lang=lang)]).convert("```py-widget library\n```\n")
    assert f'lang="{lang}"' in html and title in html


def test_missing_translation_is_an_error_that_names_widget_text_and_language() -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension(lang="fr")])
    with pytest.raises(
        WidgetFenceError, match=r"^line 1: widget 'library': no text in 'fr' for '.+', .* 'zh', 'en'; .*`lang: …`"
    ):
        markdown.convert("```py-widget library\n```\n")


def test_a_line_in_the_fence_shows_a_widget_in_another_language_than_the_page() -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension(lang="fr")])
    html = markdown.convert("```py-widget library\nlang: zh\n```\n")
    assert 'lang="zh"' in html and "图书馆" in html


def test_of_pages_with_the_same_text_the_one_that_is_built_is_named(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("```py-widget libary\n```\n", encoding="utf-8")
    markdown = Markdown(extensions=[PyodideWidgetsExtension(docs_dir=str(tmp_path), page=str(tmp_path / "b.md"))])
    with pytest.raises(WidgetFenceError) as error:
        markdown.convert("```py-widget libary\n```\n")
    assert str(error.value).startswith(f"{tmp_path}/b.md:1: ")


def test_widgets_are_drawn_in_blocks_that_the_core_of_python_markdown_knows_without_other_extensions() -> None:
    page = "> Quote\n>\n> ```py-widget library\n> ```\n\n- Item\n\n    ```py-widget apple\n    ```\n"
    html = without_figures(Markdown(extensions=[PyodideWidgetsExtension()]).convert(page))
    assert html.count("<py-widget ") == 2
    assert "<code" not in html


def test_widget_in_a_block_whose_extension_is_off_is_an_error_that_says_so() -> None:
    with pytest.raises(WidgetFenceError, match=r"^line 3: Markdown takes .* `pymdownx.tabbed`"):
        Markdown(extensions=[PyodideWidgetsExtension()]).convert('=== "Tab"\n\n    ```py-widget library\n    ```\n')


def test_a_widget_asks_its_question_unless_the_fence_says_otherwise() -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension()])
    assert " data-guess>" in markdown.convert("```py-widget library\n```\n")
    assert " data-guess>" in markdown.convert("```py-widget library\nguess: on\n```\n")
    assert " data-guess>" not in markdown.convert("```py-widget library\nguess: off\n```\n")
    assert " data-guess>" not in markdown.convert("```py-widget apple\n```\n")


def test_a_demo_stands_in_the_element() -> None:
    markdown = Markdown(extensions=[PyodideWidgetsExtension()])
    assert ' data-demo="query-x -1 2"' in markdown.convert("```py-widget library\ndemo:  query-x  -1 2 \n```\n")
    assert "data-demo" not in markdown.convert("```py-widget library\n```\n")
