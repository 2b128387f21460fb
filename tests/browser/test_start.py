"""Python starts by itself, tells how far it is, and leaves the figure alone until something is moved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import LANGS, WIDGETS

from .built_site import Site, all_pages, article
from .conftest import NewReader
from .reader import SAVE_DATA
from .readers import LiveReaders
from .static_server import Answer, Line, StaticServer
from .waiting import wait_until

BYTES = {"zh": r"([\d.]+) / ([\d.]+) MB", "en": r"([\d.]+) of ([\d.]+) MB"}

# In the worker that fetches: says when it begins to compile something that is still arriving.
_TELL_COMPILATIONS = """
const { compileStreaming } = WebAssembly;
WebAssembly.compileStreaming = (response) => {
  new BroadcastChannel("compilations").postMessage("while it arrives");
  return compileStreaming(response);
};
"""
_COUNT_COMPILATIONS = """async () => {
  const counted = { whileItArrives: 0, afterwards: 0 };
  new BroadcastChannel("compilations").onmessage = () => counted.whileItArrives++;
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = (...given) => (counted.afterwards++, instantiateStreaming(...given));
  const { startPython } = await import("/browser/shared/start-python.mjs");
  await startPython(new URL("/pyodide-widgets/runtime/", location.href).href);
  return counted;
}"""


def test_the_site_has_the_pages_that_are_written(site: Site) -> None:
    assert site.pages == sorted(all_pages())


def test_the_article_has_every_widget_in_both_languages(site: Site) -> None:
    for lang in LANGS:
        assert sorted(widget.name for widget in site.widgets(article(lang))) == sorted(WIDGETS.names())


def test_states_are_static_then_loading_then_live(lang: Lang, live_readers: LiveReaders, site: Site) -> None:
    reader = live_readers.on(article(lang))
    for widget in site.widgets(article(lang)):
        states = [state for state, _ in reader.diary(widget.key)]
        first = states[: states.index("live") + 1]  # other tests have used the page since
        assert list(dict.fromkeys(first)) == ["static", "loading", "live"]


def test_progress_is_told_in_bytes_while_they_arrive(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        widget = new_reader().open(article(lang)).widget(site.widgets(article(lang))[0].key)
        widget.root.scroll_into_view_if_needed()
        progress = widget.root.locator(".pw-progress")
        expect(progress).to_have_text(re.compile(BYTES[lang]))
        arrived, total = re.search(BYTES[lang], progress.inner_text()).groups()  # type: ignore[union-attr]
        assert total == f"{site.runtime_size / 1e6:.1f}"
        assert 0 <= float(arrived) < float(total)
        expect(widget.root).to_have_attribute("data-state", "loading")


def test_progress_goes_up_and_ends_with_python_ready(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    server.line = Line(rate=4e6, latency=0)  # fast, but so that files arrive over many reports
    try:
        reader.open(article(lang)).widget(site.widgets(article(lang))[0].key).wait_live()
    finally:
        server.line = None
    diary = reader.diary(site.widgets(article(lang))[0].key)
    told = [progress for _, progress in diary[: [state for state, _ in diary].index("live") + 1]]
    arrived = [float(match[1]) for progress in told if (match := re.search(BYTES[lang], progress))]
    assert len(set(arrived)) > 5
    assert arrived == sorted(arrived)
    assert not re.search(r"\d", told[-1])


def test_the_worker_that_fetches_ends_when_all_has_come(lang: Lang, live_readers: LiveReaders) -> None:
    page = live_readers.on(article(lang)).page
    ours = re.compile("/pyodide-widgets/(.*)")
    wait_until(
        page,
        lambda: [m[1] for worker in page.workers if (m := ours.search(worker.url))] == ["worker/python-worker.mjs"],
    )


def test_coming_live_leaves_controls_and_figures_as_they_were_built(
    lang: Lang, live_readers: LiveReaders, site: Site
) -> None:
    reader = live_readers.on(article(lang))
    for placed in site.widgets(article(lang)):
        assert reader.came_live_as[placed.key] == reader.normal(placed.body)


@pytest.mark.parametrize("width", [360, 1280])
def test_coming_live_moves_nothing_on_the_page(width: int, lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(viewport={"width": width, "height": 800}, connection=SAVE_DATA).open(article(lang))
    blocks = reader.page.locator("article > *")
    heights = "blocks => blocks.map((block) => [block.className, block.getBoundingClientRect().height])"
    before = blocks.evaluate_all(heights)
    widget = reader.widget("library")
    widget.button("reset").focus()
    widget.wait_live()
    assert blocks.evaluate_all(heights) == before


def test_python_starts_from_a_server_that_does_not_know_webassembly(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.UNTYPED):
        widget = new_reader().open(article("zh")).widget("library")
        widget.wait_live()


def test_the_interpreter_is_compiled_once_and_while_it_arrives(browser: Browser, python_server: StaticServer) -> None:
    def tell_compilations(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text() + _TELL_COMPILATIONS)

    page = browser.new_page()
    page.context.route("**/fetch-worker.mjs", tell_compilations)
    page.goto(f"{python_server.origin}/empty.html")
    assert page.evaluate(_COUNT_COMPILATIONS) == {"whileItArrives": 1, "afterwards": 0}
    page.close()
