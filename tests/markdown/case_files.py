"""Test cases that are text files: what the case shows, then parts under headers such as `===== page.md =====`.

Shared by the tests of the Markdown extensions and of the translations; adding a case needs no Python.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

from markdown import Markdown
from mkdocs.utils import meta
from mkdocs.utils.yaml import yaml_load

from pyodide_widgets.build.widget_code import WidgetCode, widget_code

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

# What this site does not use, and others do.
OTHERS = ("def_list", "md_in_html", "pymdownx.details", "pymdownx.tabbed")

_HEADER = re.compile(r"^===== (.+) =====\n", re.MULTILINE)
_WIDGET = re.compile(
    r'<py-widget name="([^"]*)" id="([^"]*)" lang="([^"]*)"[^>]* data-params="([^"]*)"[^>]*>.*?</py-widget>', re.DOTALL
)


def case_files(folder: str) -> list[Path]:
    found = sorted((HERE / "cases" / folder).glob("*.txt"))
    assert found, f"no cases in {folder}"
    return found


def parts(case: Path) -> dict[str, str]:
    """The parts of a case, by their headers."""
    _, *found = _HEADER.split(case.read_text(encoding="utf-8"))
    return dict(zip(found[::2], found[1::2], strict=True))


@cache
def code() -> WidgetCode:
    """The code of the bundled widgets, which the plugin hands over."""
    return widget_code(["pyodide_widgets.widgets"])


def to_html(page: Path) -> str:
    """Convert a page as the site does: front matter goes first, then come its extensions, and the one that the plugin turns on."""
    options: dict[str, dict[str, object]] = {}
    for name in ("mkdocs.yml", "mkdocs.en.yml"):
        with (ROOT / name).open(encoding="utf-8") as file:
            options |= yaml_load(file)["markdown_extensions"]
    options["pyodide_widgets.markdown.extension"] = {"lang": "en", "docs_dir": str(page.parent), "code": code()}
    markdown, _ = meta.get_data(page.read_text(encoding="utf-8"))
    return Markdown(extensions=["toc", "tables", "fenced_code", *OTHERS, *options], extension_configs=options).convert(
        markdown
    )


def without_figures(html: str) -> str:
    """HTML with each widget as one empty element: what it draws is the business of other tests."""
    return _WIDGET.sub(lambda found: "<py-widget {} #{} {} {} />".format(*map(unescape, found.groups())), html)
