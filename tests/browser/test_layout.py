"""On narrow screens nothing sticks out, and figures stay legible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from pyodide_widgets.kit.messages import message
from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS, one_language

from .built_site import FOLDERS, all_pages, article
from .conftest import LiveWidget, NewReader
from .controls import Control, controls, controls_of
from .reader import SAVE_DATA, Reader
from .readers import ReaderPool
from .test_permalinks import set_control
from .variants import changed
from .waiting import wait_until

WIDTHS = (360, 320)
SMALLEST = 11  # CSS pixels
# Elements that reach beyond the window and are not inside something that scrolls by itself.
_STICK_OUT = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const { right, width } = element.getBoundingClientRect();
  if (!width || right <= innerWidth + 0.5) return false;
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (["auto", "scroll", "hidden"].includes(getComputedStyle(up).overflowX) && up !== document.body) return false;
  }
  return true;
}).map((element) => `${element.localName}.${element.getAttribute("class") ?? ""} ${element.textContent.slice(0, 40)}`)"""
# A text's box is as high as its line; what is drawn of it, as its capitals. For a text that stands askew it matters.
_TEXTS = """figure => [...figure.querySelectorAll("svg text")].filter(({ textContent }) => textContent.trim()).map((text) => {
  const { x, y, width, height } = text.getBBox();
  const size = parseFloat(getComputedStyle(text).fontSize);
  const [top, bottom] = [y + height / 2 - 0.36 * size, y + height / 2 + 0.36 * size];
  const matrix = text.getScreenCTM();
  const corners = [[x, top], [x + width, top], [x, bottom], [x + width, bottom]].map(([x, y]) => new DOMPoint(x, y));
  const places = corners.map((corner) => corner.matrixTransform(matrix).x);
  const panel = text.ownerSVGElement.getBoundingClientRect();
  return {
    text: text.textContent,
    size: size * Math.hypot(matrix.a, matrix.b),
    out: Math.max(panel.left - Math.min(...places), Math.max(...places) - panel.right),
  };
})"""
SENTENCES = {
    "long words": "A photographer unexpectedly discovered extraordinarily complicated neighbourhoods everywhere",
    "many words": "It was as hot as it is on an island in the sun at noon",
    "Chinese": "昨天下午那位年轻的摄影师在城市里发现了许多意想不到的风景",
    "wide letters": "WWWWWWWWWWWWWWWW MMMMMMMMMMMM apple WWWWWWWW",
    "emoji": "👨‍👩‍👧‍👦 🇫🇷 🙂 苹果 👍🏽 — …",
}


def texts(figure: Locator) -> list[dict[str, Any]]:
    """The texts of a figure: their size in CSS pixels, and by how much they stick out of their panel on the sides."""
    found: list[dict[str, Any]] = figure.evaluate(_TEXTS)
    assert found
    return found


def too_small(figure: Locator) -> list[str]:
    return [f"{text['text']}: {text['size']:.1f}" for text in texts(figure) if text["size"] < SMALLEST]


def sticking_out(figure: Locator) -> list[str]:
    return [f"{text['text']}: {text['out']:.1f}" for text in texts(figure) if text["out"] > 1.5]


@contextmanager
def window(page: Page, width: int, height: int = 740) -> Iterator[None]:
    """Give the window another size for a while."""
    before = page.viewport_size
    assert before
    page.set_viewport_size({"width": width, "height": height})
    yield
    page.set_viewport_size(before)


@pytest.fixture(scope="module")
def phone(readers: ReaderPool) -> Iterator[Reader]:
    with readers.lent(connection=SAVE_DATA) as reader:
        yield reader


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", all_pages())
def test_no_page_scrolls_sideways(path: str, width: int, phone: Reader) -> None:
    if phone.path != path:
        phone.open(path)
    with window(phone.page, width):
        scrollable, shown = phone.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        out_of_sight = phone.page.evaluate(_STICK_OUT)
    assert shown == width
    assert out_of_sight == []
    assert scrollable <= width


# Of each widget, by its key.
_HEIGHTS = """() => Object.fromEntries([...document.querySelectorAll("py-widget")].map((widget) =>
  [widget.dataset.key, widget.getBoundingClientRect().height]))"""


@pytest.mark.parametrize("size", [(360, 740), (1280, 720)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_widget_is_higher_than_the_screen_until_something_is_unfolded(
    size: tuple[int, int], lang: Lang, phone: Reader
) -> None:
    path = f"{FOLDERS[lang]}gallery/"
    if phone.path != path:
        phone.open(path)
    with window(phone.page, *size):
        heights: dict[str, float] = phone.page.evaluate(_HEIGHTS)
    print(f"\nHeights at {size}, {lang}:", {key: round(height) for key, height in heights.items()})
    assert heights.keys() == set(WIDGETS.names())
    assert {key: height for key, height in heights.items() if height > size[1]} == {}


GOLDEN = Path(__file__).parents[1] / "widgets/golden"
LINES = {1280: 2, 360: 3}  # of a caption, at most, by the width of the window
WITH_A_LONG_SENTENCE = {("word-order", "mixed-scripts")}  # which the caption has twice
# How many lines the caption of each widget has with each of some texts in it.
_LINES = """captions => captions.map(([widget, name, caption]) => {
  const place = document.querySelector(`#widget-${widget} figcaption`);
  place.textContent = caption;
  const lines = place.getBoundingClientRect().height / parseFloat(getComputedStyle(place).lineHeight);
  return [widget, name, Math.round(lines), caption];
})"""


def committed_captions(lang: Lang) -> list[tuple[str, str, str]]:
    """The captions of the committed figures: the widget, the name of the case, and the caption."""
    found = []
    for path in sorted(GOLDEN.glob(f"*/*.{lang}.*")):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            (caption,) = map(unescape, re.findall("<figcaption>(.*?)</figcaption>", text, re.DOTALL))
        else:  # what can be read in it, a text a line
            before, _, _ = text.partition(f"\n{message(lang, 'folds.how')}\n")
            caption = before.rpartition("\n")[2]
        found.append((path.parent.name, path.name.split(".")[0], caption))
    return found


def test_captions_have_few_lines(lang: Lang, new_reader: NewReader) -> None:
    """In the article, at the figures' first parameters and at others."""
    captions = [each for each in committed_captions(lang) if each[:2] not in WITH_A_LONG_SENTENCE]
    assert {widget for widget, _, _ in captions} == set(WIDGETS.names())
    page = new_reader(connection=SAVE_DATA).open(article(lang)).page
    for width, most in LINES.items():
        with window(page, width):
            found: list[tuple[str, str, int, str]] = page.evaluate(_LINES, captions)
        assert all(lines for _, _, lines, _ in found)
        assert [each for each in found if each[2] > most] == []


@pytest.mark.parametrize("name", WIDGETS.names())
def test_text_in_figures_stays_inside_its_panel_and_text_and_targets_are_large_enough(
    name: str, lang: Lang, live_widget: LiveWidget
) -> None:
    widget = live_widget(name, lang)
    bad, small = {}, {}
    for width in (1280, 768, *WIDTHS):
        with window(widget.page, width):
            bad[width] = sticking_out(widget.figure) + too_small(widget.figure)
            small[width] = widget.root.evaluate(_SMALL_TARGETS, SMALLEST_TARGET)
    del small[320]  # there rows of 26 units are a tenth of a pixel lower than asked for
    assert not any(bad.values()), bad
    assert not any(small.values()), small


SMALLEST_TARGET = 24  # CSS pixels
# A choice and a switch are hit by their labels.
_SMALL_TARGETS = """(widget, smallest) => {
  const targets = widget.querySelectorAll("button, input:not([type=radio], [type=checkbox]), label, [data-set], [data-drag]");
  // A slider does the same as a character of a text that is as wide as characters are (WCAG 2.5.8, "Equivalent").
  const hasSlider = ({ dataset }) => dataset.set && widget.querySelector("form").elements[dataset.set.split("=")[0]].type === "range";
  return [...targets].filter((target) => !hasSlider(target)).flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    const isSmall = width && Math.min(width, height) < smallest - 0.1;
    return isSmall ? [`${target.localName}.${target.getAttribute("class")} ${width} ${height}`] : [];
  });
}"""


@pytest.mark.parametrize("name", WIDGETS.names())
def test_texts_stay_inside_their_panel_when_the_reader_spaces_them(name: str, live_widget: LiveWidget) -> None:
    widget = live_widget(name, one_language(name))
    as_built = sticking_out(widget.figure)
    widget.page.evaluate(_ADD_STYLES, SPACED)  # not by a <style> element, which the site's policy refuses
    try:
        with window(widget.page, 360):
            wait_until(widget.page, lambda: sticking_out(widget.figure) == as_built, "the texts’ fitting")
            with widget.redrawn():
                shown = widget.values()  # a model's default depends on the language
                set_control(
                    widget, next(c for c in controls_of(name) if changed(name)[c.parameter] != shown[c.parameter])
                )
            assert sticking_out(widget.figure) == as_built
    finally:
        widget.page.evaluate("() => { document.adoptedStyleSheets = []; }")
    expect(widget.figure.locator("[textLength]")).to_have_count(0)


# The spacing that the Web Content Accessibility Guidelines (1.4.12) ask pages to bear.
_ADD_STYLES = (
    "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }"
)
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"


WITH_SENTENCES = [control for control in controls("text") if control.parameter.startswith("sentence")]


@pytest.mark.parametrize("control", WITH_SENTENCES, ids=str)
def test_whatever_is_typed_stays_legible_and_inside(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    bad = {}
    with window(widget.page, 360):
        for kind, sentence in SENTENCES.items():
            updates = len(widget.updates())
            widget.control(control.parameter).fill(sentence)
            widget.wait_updates(updates + 1)
            bad[kind] = sticking_out(widget.figure) + too_small(widget.figure)
    assert bad == {kind: [] for kind in SENTENCES}
