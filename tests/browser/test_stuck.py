"""A drawing that does not end can be stopped: its worker is ended, another one takes over, and the page is live again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Worker, expect

from pyodide_widgets.kit.words import Lang

from .built_site import Site, article
from .reader import Reader
from .test_long_work import STOP
from .widget_page import START, WidgetOnPage

# A worker that is deep in its work hears nothing and says nothing; `window.stuck` makes it so.
_STUCK = """
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...more) {
    if (!(window.stuck && ["render", "stop"].includes(message.type))) postMessage.call(this, message, ...more);
  };
"""


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    reader = Reader(browser, site.origin)
    reader.context.add_init_script(_STUCK)
    yield reader
    reader.watch.check()
    reader.close()


def stuck(reader: Reader, lang: Lang) -> WidgetOnPage:
    """A widget whose drawing does not end."""
    widget = reader.open(article(lang)).widget("library")
    widget.wait_live()
    reader.page.evaluate("window.stuck = true")
    widget.control("query-x").press("Home")
    expect(widget.root.locator(".pw-work")).to_be_visible()
    return widget


def test_a_drawing_that_does_not_end_is_stopped_and_python_comes_again(lang: Lang, reader: Reader, site: Site) -> None:
    widget = stuck(reader, lang)
    built = widget.caption.inner_text()
    asked = reader.watch.runtime_requests()
    reader.page.evaluate("window.stuck = false")
    stop = widget.root.locator(".pw-work").get_by_role("button")
    expect(stop).to_have_text(STOP[lang])
    stop.click()
    expect(widget.root).to_have_attribute("data-state", "loading")
    expect(widget.root.locator(".pw-work")).to_have_count(0)
    assert widget.caption.inner_text() == built
    assert widget.values()["query-x"] != "-2.5"
    expect(widget.root).to_have_attribute("data-state", "live", timeout=START)
    assert reader.python_starts() == 2
    again = reader.watch.runtime_requests()[len(asked) :]
    assert "/pyodide-widgets/worker/python-worker.mjs" in again
    assert site.runtime_file("pyodide.asm.wasm") not in again, "what the first worker has compiled was to be taken over"
    with widget.redrawn():
        widget.control("query-x").press("Home")


def test_what_other_widgets_wait_for_is_drawn_by_the_next_worker(reader: Reader) -> None:
    widget = stuck(reader, "zh")
    other = reader.widget("softmax")
    caption = other.caption.inner_text()
    other.unfold()
    other.control("temperature").press("End")
    reader.page.evaluate("window.stuck = false")
    widget.root.locator(".pw-work").get_by_role("button").click()
    expect(other.caption).not_to_have_text(caption, timeout=START)
    expect(other.root).to_have_attribute("data-state", "live")


def python_workers(reader: Reader) -> list[Worker]:
    """Those that run Python; the one that fetches ends by itself."""
    return [worker for worker in reader.page.workers if worker.url.endswith("/python-worker.mjs")]


def test_a_worker_that_still_answers_is_kept(reader: Reader) -> None:
    reader.page.clock.install()
    widget = reader.open(article("zh")).widget("library")
    widget.wait_live()
    kept = python_workers(reader)
    reader.page.evaluate(
        """async () => {
          const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
          const answer = python.render("library", {}, "zh");
          python.replaceIfStuck();
          await answer;
        }"""
    )
    reader.page.clock.fast_forward("00:10")
    widget.control("query-x").press("Home")
    expect(widget.control("query-x")).to_have_attribute("value", "-2.5")
    assert python_workers(reader) == kept
