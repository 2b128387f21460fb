"""When something is missing or broken, the figure stays, the reader is told what it was, and can try again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

import pytest
from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS

from .built_site import Site, article
from .conftest import LiveWidget, NewReader
from .reader import Reader
from .readers import LiveReaders
from .static_server import Answer, StaticServer
from .widget_page import WidgetOnPage


@dataclass(frozen=True)
class Fault:
    """A file that the server answers badly."""

    file: Callable[[Site], str]
    answer: Answer


FAULTS = {
    "the package is missing": Fault(lambda site: site.runtime_file("package.tar"), Answer.MISSING),
    "the interpreter is altered": Fault(lambda site: site.runtime_file("pyodide.asm.wasm"), Answer.ALTERED),
    "the library is cut off": Fault(lambda site: site.runtime_file("python.tar"), Answer.CUT_OFF),
    "the modules of drawings are missing": Fault(lambda site: site.runtime_file("drawing.tar"), Answer.MISSING),
    "a script is missing": Fault(lambda site: site.runtime_file("pyodide.mjs"), Answer.MISSING),
    "the manifest is missing": Fault(lambda _: "/pyodide-widgets/runtime/manifest.json", Answer.MISSING),
    "the manifest is cut off": Fault(lambda _: "/pyodide-widgets/runtime/manifest.json", Answer.CUT_OFF),
    "the worker is missing": Fault(lambda _: "/pyodide-widgets/worker/python-worker.mjs", Answer.MISSING),
    "the worker that fetches is missing": Fault(
        lambda _: "/pyodide-widgets/fetch_worker/fetch-worker.mjs", Answer.MISSING
    ),
}
RETRY: dict[Lang, str] = {"zh": "再试一次", "en": "Try again"}


def open_at_library(reader: Reader, lang: Lang) -> WidgetOnPage:
    widget = reader.open(article(lang)).widget("library")
    widget.root.scroll_into_view_if_needed()
    return widget


@pytest.mark.parametrize(("name", "lang"), list(zip(FAULTS, cycle(LANGS), strict=False)))
def test_a_fault_is_told_by_the_name_of_the_file_and_trying_again_brings_python_when_it_is_gone(
    name: str, lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    fault = FAULTS[name]
    reader = new_reader()
    with server.answering(fault.file(site), fault.answer):
        library = open_at_library(reader, lang)
        for placed in site.widgets(article(lang)):
            widget = reader.widget(placed.key)
            expect(widget.root).to_have_attribute("data-state", "error")
            expect(widget.status).to_contain_text(fault.file(site).rsplit("/", 1)[1])
            expect(widget.retry).to_have_text(RETRY[lang])
            assert widget.body() == reader.normal(placed.body), "the figure from the build was to stay"
    library.retry.click()
    library.wait_live()
    expect(library.status).to_be_empty()
    with library.redrawn():
        library.control("query-x").press("Home")


def test_a_browser_that_allows_no_workers_is_told(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader()
    with reader.context.add_init_script(
        "window.Worker = class { constructor() { throw new Error('no workers here') } }"
    ):
        reader.open(article(lang))
    widget = reader.widget("library")
    widget.root.scroll_into_view_if_needed()
    expect(widget.root).to_have_attribute("data-state", "error")
    expect(widget.status).to_contain_text("no workers here")
    expect(widget.retry).to_be_visible()


def test_trying_again_while_the_fault_lasts_tells_it_again(
    lang: Lang, new_reader: NewReader, server: StaticServer
) -> None:
    reader = new_reader()
    with server.answering("/pyodide-widgets/runtime/manifest.json", Answer.MISSING):
        widget = open_at_library(reader, lang)
        expect(widget.retry).to_be_visible()
        asked = len(reader.watch.runtime_requests())
        widget.retry.click()
        expect(widget.retry).to_be_visible()
        assert len(reader.watch.runtime_requests()) > asked


def test_a_change_made_in_spite_of_the_fault_is_drawn_after_it(new_reader: NewReader, server: StaticServer) -> None:
    reader = new_reader()
    with server.answering("/pyodide-widgets/runtime/manifest.json", Answer.MISSING):
        widget = open_at_library(reader, "zh")
        expect(widget.retry).to_be_visible()
        caption = widget.caption.inner_text()
        widget.control("query-x").press("Home")
        expect(widget.root).to_have_attribute("data-state", "error")
    widget.retry.click()
    widget.wait_live()
    expect(widget.caption).not_to_have_text(caption)
    assert widget.values()["query-x"] == "-2.5"


def test_an_exception_in_one_drawing_rejects_and_the_next_drawing_works(
    lang: Lang, live_readers: LiveReaders, site: Site
) -> None:
    reader = live_readers.on(article(lang))
    fault = reader.page.evaluate(
        """async (lang) => {
          const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
          return python.render("no-such-widget", {}, lang).catch(({ kind, message }) => ({ kind, message }));
        }""",
        lang,
    )
    assert fault["kind"] == "python"
    assert "UnknownName" in fault["message"] and "no-such-widget" in fault["message"]
    placed = site.placed("library", lang)
    assert reader.render("library", placed.params, lang) == placed.body


def test_a_drawing_that_fails_is_told_and_the_next_one_works(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    caption = widget.caption.inner_text()
    widget.root.evaluate("widget => widget.setAttribute('name', 'no-such-widget')")
    widget.control("query-x").press("Home")
    expect(widget.root).to_have_attribute("data-state", "error")
    expect(widget.status).to_contain_text("no-such-widget")
    expect(widget.status).not_to_contain_text("Traceback")
    assert widget.caption.inner_text() == caption
    widget.root.evaluate("widget => widget.setAttribute('name', 'library')")
    with widget.redrawn():
        widget.retry.click()
    expect(widget.root).to_have_attribute("data-state", "live")
    expect(widget.status).to_be_empty()


def test_reset_after_a_drawing_that_failed_leaves_no_error_behind(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.root.evaluate("widget => widget.setAttribute('name', 'no-such-widget')")
    widget.control("query-x").press("Home")
    expect(widget.retry).to_be_visible()
    widget.root.evaluate("widget => widget.setAttribute('name', 'library')")
    widget.button("reset").click()
    try:
        expect(widget.status).to_be_empty()
        expect(widget.root).to_have_attribute("data-state", "live")
    finally:
        widget.control("query-x").press("End")  # what follows on this page finds it live


def test_a_file_that_the_browser_has_kept_damaged_is_fetched_anew(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    package = site.runtime_file("package.tar")
    with server.answering(package, Answer.ALTERED):
        reader.open("/404.html").page.evaluate(
            "package_ => fetch(package_).then((response) => response.arrayBuffer())", package
        )
    widget = open_at_library(reader, "zh")
    widget.wait_live()
