"""What can wait until the first figures are seen and answer, waits: the theme's script, and the drawings far down."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Route, expect

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, Site, article
from .conftest import NewReader
from .reader import SAVE_DATA
from .static_server import Answer, StaticServer
from .test_search import search
from .widget_page import START

# Notes how a page is when its late scripts are asked for: whether all of it is painted, and how many widgets answer.
_NOTE = """
  addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => {
    // The frame has been painted when the task after its animation callback runs.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (window.painted = true);
    port2.postMessage(0);
  }));
  new MutationObserver((changes, observer) => {
    if (!changes.some(({ addedNodes }) => [...addedNodes].some((node) => /bundle/.test(node.src ?? "")))) return;
    observer.disconnect();
    const answering = [...document.querySelectorAll("py-widget")].filter((widget) => widget.matches(":defined"));
    window.when = { painted: Boolean(window.painted), answering: answering.length };
  }).observe(document, { subtree: true, childList: true });
"""
# Counts how often the page says that it has been parsed.
_COUNT = """
  window.parsed = 0;
  document.addEventListener("DOMContentLoaded", () => window.parsed++);
"""
# Where across the header its parts are; how high they are differs, but each stands in the middle.
_ACROSS = """() => [...document.querySelectorAll(".md-header__inner > *")].map((part) => {
  const { left, width } = part.getBoundingClientRect();
  return [part.className, left, width];
})"""
_HEIGHTS = "panels => panels.map(panel => panel.getBoundingClientRect().height)"
_SHOWN = "panels => panels.map(panel => panel.firstElementChild.checkVisibility({ contentVisibilityAuto: true }))"


def test_the_script_of_the_theme_comes_when_figures_have_been_painted_and_answer(
    lang: Lang, new_reader: NewReader, site: Site
) -> None:
    reader = new_reader(connection=SAVE_DATA)
    with reader.context.add_init_script(_NOTE):
        reader.open(article(lang))
    assert reader.page.evaluate("window.when") == {"painted": True, "answering": len(site.widgets(article(lang)))}
    # It has heard that the page is parsed: from then on it keeps the table of contents in its place.
    expect(reader.page.locator(".md-sidebar--secondary")).to_have_attribute("style", re.compile("top"))


_READY = "performance.getEntriesByName('pyodide-widgets:ready')[0]?.startTime"
_LOADING = "performance.getEntriesByName('pyodide-widgets:loading')[0].startTime"
_ASKED_FOR = "performance.getEntriesByType('resource').find(({ name }) => /bundle/.test(name)).startTime"


def test_it_waits_for_python_that_starts_with_the_page(lang: Lang, new_reader: NewReader) -> None:
    page = new_reader().open(article(lang)).page
    ready, loading, asked_for = map(page.evaluate, (_READY, _LOADING, _ASKED_FOR))
    # Not for ever: a machine may be too slow.
    assert asked_for >= min(ready or math.inf, loading + 3000)


def test_it_does_not_wait_when_the_reader_touches_the_page(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    with server.answering(site.runtime_file("python.tar"), Answer.HELD):
        reader.page.goto(site.origin + article("en"))
        # Python does not come, and the clock that would end the wait does not run out before this.
        reader.page.evaluate(
            "document.querySelector('article').dispatchEvent(new Event('pointerdown', { bubbles: true }))"
        )
        expect(reader.page.locator("link[data-late]")).to_have_count(0)
        assert not reader.page.evaluate(_READY)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_it_brings_to_the_header_has_its_place_before(
    width: int, lang: Lang, new_reader: NewReader, site: Site
) -> None:
    page = new_reader(viewport={"width": width, "height": 800}, connection=SAVE_DATA).page
    held: list[Route] = []
    with page.route("**/bundle.*.js", lambda route: held.append(route)):
        page.goto(site.origin + article(lang), wait_until="domcontentloaded")
        expect(page.locator(".no-js")).to_be_attached()
        assert not page.locator(".md-search").is_visible(), "what nobody has brought to life yet is not shown"
        before = page.evaluate(_ACROSS)
        for route in held:
            route.continue_()
    expect(page.locator("label[for=__search]:visible, input[name=query]:visible").first).to_be_visible()
    page.wait_for_function("() => !document.querySelector('link[data-late]')")
    assert page.evaluate(_ACROSS) == before


def test_colours_do_not_wait_for_it(new_reader: NewReader, site: Site) -> None:
    """Those that the device prefers, and then those that the reader has chosen."""
    page = new_reader(color_scheme="dark", connection=SAVE_DATA).page
    body = page.locator("body")
    held: list[Route] = []
    with page.route("**/bundle.*.js", lambda route: held.append(route)):
        page.goto(site.origin + article("en"), wait_until="domcontentloaded")
        expect(body).to_have_attribute("data-md-color-scheme", "slate")
        for route in held:
            route.continue_()
    page.locator("label[for=__palette_0]:visible").click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    with page.route("**/bundle.*.js", lambda route: held.append(route)):
        page.reload(wait_until="domcontentloaded")
        expect(body).to_have_attribute("data-md-color-scheme", "default")


def test_it_has_nothing_fetched_anew_where_the_host_says_nothing_of_keeping(new_reader: NewReader) -> None:
    asked: list[str] = []

    def say_nothing(route: Route) -> None:
        asked.append(route.request.url)
        response = route.fetch()
        headers = {name: value for name, value in response.headers.items() if name != "cache-control"}
        route.fulfill(response=response, headers=headers)

    reader = new_reader(connection=SAVE_DATA)
    with reader.context.route(re.compile(r"\.css$|/bundle\."), say_nothing):
        reader.open("/guide/speed/")
        # It was there, and measured, while the page had its style.
        for sidebar in reader.page.locator(".md-sidebar__scrollwrap").all():
            expect(sidebar).to_have_attribute("style", re.compile("height"))
    assert len(asked) == len(set(asked)) > 1


def test_it_comes_whatever_becomes_of_the_widgets(new_reader: NewReader, server: StaticServer) -> None:
    reader = new_reader(connection=SAVE_DATA)
    reader.watch.expect("/pyodide-widgets.mjs")
    with server.answering("/pyodide-widgets/page/pyodide-widgets.mjs", Answer.MISSING):
        reader.open(FOLDERS["en"])
        search(reader.page, "attention")
        expect(reader.page.locator(".md-search-result__link").first).to_be_visible()


def test_a_theme_that_writes_its_script_in_another_way_starts_as_it_always_has(new_reader: NewReader) -> None:
    def write_otherwise(route: Route) -> None:
        response = route.fetch()
        html, count = re.subn(r'<link [^>]*href="([^"]*)" data-late>', r'<script src="\1"></script>', response.text())
        assert count
        route.fulfill(response=response, body=html)

    reader = new_reader(connection=SAVE_DATA)
    with reader.context.add_init_script(_COUNT), reader.context.route(f"**{FOLDERS['en']}", write_otherwise):
        reader.open(FOLDERS["en"])
    search(reader.page, "attention")
    expect(reader.page.locator(".md-search-result__link").first).to_be_visible()
    assert reader.page.evaluate("window.parsed") == 1


@pytest.mark.parametrize("width", [360, 1280])
def test_drawings_far_down_are_laid_out_later_and_move_nothing(
    width: int, lang: Lang, new_reader: NewReader, site: Site
) -> None:
    window = {"width": width, "height": 800}
    still = new_reader(viewport=window, java_script_enabled=False).open(article(lang)).page.locator("py-widget svg")
    assert False in still.evaluate_all(_SHOWN)
    page = new_reader(viewport=window, connection=SAVE_DATA).open(article(lang)).page
    laid_out = page.locator("py-widget[data-laid-out]")
    expect(laid_out).to_have_count(len(site.widgets(article(lang))), timeout=START)
    panels = page.locator("py-widget svg")
    assert panels.evaluate_all(_SHOWN) == [True] * panels.count()
    assert panels.evaluate_all(_HEIGHTS) == pytest.approx(still.evaluate_all(_HEIGHTS), abs=0.1)
