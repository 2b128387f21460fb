"""A figure can be saved as one SVG file that looks as it does on the page and needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS

from .built_site import article
from .conftest import LiveWidget, NewReader
from .variants import SENTENCES
from .widget_page import WidgetOnPage

SVG = "{http://www.w3.org/2000/svg}"

# Of every element that is drawn: what it is, where it stands, and how it looks.
_LOOKS = """(root) => {
  const panels = root.matches("svg") ? [...root.querySelectorAll(":scope > svg")] : [...root.querySelectorAll("svg")];
  const corner = { x: Math.min(...panels.map((panel) => edge(panel).x)), y: Math.min(...panels.map((panel) => edge(panel).y)) };
  function edge(panel) {
    const { e: x, f: y } = panel.getScreenCTM();
    return { x, y };
  }
  const drawn = "text:not([aria-hidden]), rect, circle, line, path";
  return panels.flatMap((panel) => [...panel.querySelectorAll(drawn)].map((element) => {
    const box = element.getBoundingClientRect();
    // In a file, the outline of a text is an element of its own, below it.
    const outline = element.previousElementSibling?.matches("[aria-hidden]") ? element.previousElementSibling : element;
    const [inside, line] = [getComputedStyle(element), getComputedStyle(outline)];
    return {
      what: `${element.localName} ${element.textContent}`,
      box: [box.x - corner.x, box.y - corner.y, box.width, box.height],
      look: [
        ...["fill", "fillOpacity", "fontSize", "fontWeight"].map((name) => inside[name]),
        ...["stroke", "strokeOpacity", "strokeWidth", "strokeDasharray"].map((name) => line[name]),
      ],
    };
  }));
}"""


def saved(widget: WidgetOnPage, folder: Path) -> Path:
    with widget.page.expect_download() as download:
        widget.button("save").click()
    assert download.value.suggested_filename == f"{widget.key}.svg"
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def looks(root: Locator) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = root.evaluate(_LOOKS)
    return drawn


@pytest.fixture
def nowhere(browser: Browser) -> Iterator[Page]:
    """A page without a site or a network, for files to be opened in; they may ask for nothing more."""
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    yield page
    assert asked == [page.url]
    context.close()


def assert_look_alike(file: Path, widget: WidgetOnPage, nowhere: Page) -> None:
    on_page = looks(widget.figure)
    nowhere.goto(file.as_uri())
    in_file = looks(nowhere.locator("svg").first)
    assert len(in_file) == len(on_page) > 10
    for one, other in zip(in_file, on_page, strict=True):
        assert one["what"] == other["what"]
        assert one["look"] == other["look"], one["what"]
        # The page sets a quotation mark at the start of a Chinese line half as wide; a file does not.
        apart = 10 if one["what"].startswith("text “") else 0.5
        assert one["box"] == pytest.approx(other["box"], abs=apart), one["what"]


@pytest.mark.parametrize("name", WIDGETS.names())
def test_the_file_looks_like_the_figure_and_stands_by_itself(
    name: str, live_widget: LiveWidget, nowhere: Page, tmp_path: Path
) -> None:
    widget = live_widget(name, "zh")  # with letters of both scripts; labels of both languages are tried elsewhere
    file = saved(widget, tmp_path)
    assert_look_alike(file, widget, nowhere)
    root = ElementTree.parse(file).getroot()
    assert root.findtext(f"{SVG}title") == widget.caption.text_content()
    assert all(element.get("font-size") and element.get("fill") for element in root.iter(f"{SVG}text"))
    for element in root.iter():
        assert element.get("class") is None
        assert not any(attribute.endswith("href") for attribute in element.attrib)
    for outside in ("var(", "url(", "@import", "<style", "<script"):
        assert outside not in file.read_text(encoding="utf-8")


def test_the_file_has_what_the_reader_made_of_the_figure(
    lang: Lang, live_widget: LiveWidget, nowhere: Page, tmp_path: Path
) -> None:
    widget = live_widget("self-attention", lang)
    with widget.redrawn():
        widget.control("sentence").fill(SENTENCES["emoji"])
    file = saved(widget, tmp_path)
    assert ElementTree.parse(file).getroot().findtext(f"{SVG}title") == widget.caption.text_content()
    assert_look_alike(file, widget, nowhere)


# All transitions of figures take so many seconds; the page's policy allows no style sheet in the document.
_SLOW = """(seconds) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`py-widget svg * { transition-duration: ${seconds}s !important; }`);
  document.adoptedStyleSheets = seconds ? [sheet] : [];
}"""


def test_a_figure_that_moves_is_saved_as_it_will_be(live_widget: LiveWidget, nowhere: Page, tmp_path: Path) -> None:
    widget = live_widget("self-attention", "en")
    widget.page.evaluate(_SLOW, 100)
    try:
        with widget.redrawn():
            widget.control("sentence").fill(SENTENCES["emoji"])
        assert widget.figure.evaluate("figure => figure.getAnimations({ subtree: true }).length")
        assert_look_alike(saved(widget, tmp_path), widget, nowhere)
    finally:
        widget.page.evaluate(_SLOW, 0)


def test_dark_figures_are_saved_dark(lang: Lang, live_widget: LiveWidget, nowhere: Page, tmp_path: Path) -> None:
    widget = live_widget("library", lang)
    widget.page.locator("body").evaluate("body => { body.dataset.mdColorScheme = 'slate'; }")
    try:
        file = saved(widget, tmp_path)
        assert_look_alike(file, widget, nowhere)
        paper = ElementTree.parse(file).getroot().find(f"{SVG}rect")
        assert paper is not None and paper.get("fill", "").strip() == widget.root.evaluate(
            "widget => getComputedStyle(widget).getPropertyValue('--pw-paper').trim()"
        )
    finally:
        widget.page.locator("body").evaluate("body => { body.dataset.mdColorScheme = 'default'; }")


def test_saving_needs_no_python(lang: Lang, new_reader: NewReader, tmp_path: Path) -> None:
    reader = new_reader().open(article(lang))
    widget = reader.widget("library")
    expect(widget.root).to_be_attached()
    reader.page.evaluate("customElements.whenDefined('py-widget')")
    assert ElementTree.parse(saved(widget, tmp_path)).getroot().findtext(f"{SVG}title") == widget.caption.text_content()


def test_a_saved_file_has_no_characters_that_xml_does_not_have(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    saved = widget.figure.evaluate(
        """async (figure) => {
          const { figureToSvg } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/save-svg.mjs"];
          const copy = figure.parentNode.insertBefore(figure.cloneNode(true), figure);
          copy.querySelector("text").textContent = "a\\u0000b\\u0001c\\ufffed\\ud800e<f&g";
          try { return figureToSvg(copy); } finally { copy.remove(); }
        }"""
    )
    assert "".join(ElementTree.fromstring(saved).itertext()).count("\ufffd") == 4
