"""Python in a page, asked directly: past the widgets, by the module that they ask."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from pyodide_widgets.kit.words import Lang

_RENDER = """async ({ name, texts, lang }) => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  return (await python.render(name, texts, lang)).html;
}"""


def render(page: Page, name: str, texts: Mapping[str, str], lang: Lang) -> str:
    """What Python in this page draws. It answers in order: what was asked before this has been answered, too."""
    html: str = page.evaluate(_RENDER, {"name": name, "texts": dict(texts), "lang": lang})
    return html
