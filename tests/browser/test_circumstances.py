"""Pages that a browser, an extension or a host treats in its own way: each works, or says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .built_site import Site, article
from .conftest import NewReader
from .controls import answering_controls_of
from .reader import Reader
from .readers import LiveReaders
from .widget_page import START, WidgetOnPage

# What Chrome's translation does to a page: each text is wrapped in two elements, also those that scripts put there later.
_TRANSLATE = """() => {
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    for (let node = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); node; node = walker.nextNode()) texts.push(node);
    for (const text of texts) {
      if (!text.data.trim() || !text.parentElement || text.parentElement.closest("svg, math, script, style, font")) continue;
      const [outer, inner] = ["font", "font"].map((name) => document.createElement(name));
      outer.style.verticalAlign = "inherit"; // a browser is not bound by the policy of the page, and this script is
      inner.textContent = `<${text.data}>`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  translate(document.body);
  new MutationObserver((changes) => changes.forEach(({ addedNodes, target, type }) =>
    type === "characterData" ? translate(target) : addedNodes.forEach(translate),
  )).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""
# The page is hidden: it paints no frame and sees no element come near.
_HIDDEN = """
  const { requestAnimationFrame } = window;
  const { observe } = IntersectionObserver.prototype;
  const later = [];
  const defineHidden = (hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
  };
  defineHidden(true);
  window.requestAnimationFrame = (...given) => later.push(() => requestAnimationFrame(...given));
  IntersectionObserver.prototype.observe = function (...given) { later.push(() => observe.apply(this, given)); };
  window.show = () => {
    defineHidden(false);
    window.requestAnimationFrame = requestAnimationFrame;
    IntersectionObserver.prototype.observe = observe;
    later.forEach((run) => run());
    document.dispatchEvent(new Event("visibilitychange"));
  };
"""
_ZOOMED = {"200 %": (640, 400), "400 %": (320, 200)}  # a window of 1280×800 in CSS pixels
_SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
SLIDERS = 20


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    reader = Reader(browser, site.origin)
    yield reader
    reader.watch.check()
    reader.close()


def test_captions_follow_sliders_on_a_page_that_the_browser_has_translated(reader: Reader, site: Site) -> None:
    reader.open(article("zh"))
    widgets = [reader.widget(placed.key) for placed in site.widgets(article("zh"))]
    widgets[0].wait_live()
    reader.page.evaluate(_TRANSLATE)
    moved = 0
    for widget in widgets:
        name = widget.root.get_attribute("name") or ""
        sliders = [each.parameter for each in answering_controls_of(name) if each.kind == "range"]
        widget.unfold()
        for slider in map(widget.control, sliders):
            if moved == SLIDERS:
                break
            at_end = slider.evaluate("slider => slider.valueAsNumber === Number(slider.max)")
            with widget.redrawn():
                slider.press("Home" if at_end else "End")
            moved += 1
        if moved and widget.values():
            drawn = reader.render(name, widget.values(), "zh")
            said = widget.caption.inner_text().strip("<>")
            assert said in reader.page.evaluate(
                "html => new DOMParser().parseFromString(html, 'text/html').body.textContent", drawn
            )
    assert moved == SLIDERS


@pytest.mark.parametrize("zoom", _ZOOMED)
def test_zoomed_pages_scroll_in_one_direction_and_answer(zoom: str, live_readers: LiveReaders) -> None:
    reader = live_readers.on(article("en"))
    width, height = _ZOOMED[zoom]
    reader.page.set_viewport_size({"width": width, "height": height})
    try:
        assert reader.page.evaluate(_SIDEWAYS) <= 0
        widget = reader.widget("library")
        with widget.redrawn():
            widget.control("query-x").press("Home")
    finally:
        reader.page.set_viewport_size({"width": 1280, "height": 800})


def test_figures_answer_in_forced_colours_and_their_texts_are_seen(live_readers: LiveReaders) -> None:
    reader = live_readers.on(article("en"))
    reader.page.emulate_media(forced_colors="active")
    try:
        widget = reader.widget("library")
        with widget.redrawn():
            widget.control("query-x").press("Home")
        colours = widget.figure.evaluate(
            """figure => [...figure.querySelectorAll("svg text")].map((text) => [
              getComputedStyle(text).fill, getComputedStyle(document.body).backgroundColor])"""
        )
        assert colours and all(text != paper for text, paper in colours)
    finally:
        reader.page.emulate_media(forced_colors="none")


def test_four_tabs_that_are_opened_at_once_all_come_live(reader: Reader, site: Site) -> None:
    tabs = [reader.page, *(reader.context.new_page() for _ in range(3))]
    for tab in tabs:
        tab.goto(site.origin + article("en"), wait_until="commit")
    for tab in tabs:
        widget = WidgetOnPage(tab, "library")
        expect(widget.root).to_have_attribute("data-state", "live", timeout=2 * START)


def test_a_page_that_starts_in_the_background_comes_live_when_it_is_shown(new_reader: NewReader) -> None:
    reader = new_reader()
    with reader.page.add_init_script(_HIDDEN):
        reader.open(article("en"))
    widget = reader.widget("library")
    reader.page.evaluate("window.show()")
    widget.wait_live()
