"""How long a start of Python takes by itself: this site's worker against one that loads the same Pyodide and NumPy as published.

Python starts in a worker of an empty page that has come to rest, from a server on this machine that compresses: cold with
nothing kept by the browser, and warm on a second visit, for which this site has made its snapshot meanwhile; both also over a
line of 10 Mbit/s on which every answer comes 40 ms late. Then a drawing that does not end is stopped, and it is measured when
Python answers again. Of this site's article it is measured when its first figure is seen, against the same page without
widgets; when a control answers that is moved at once; and how long our scripts hold the main thread at the most, until Python
has come.

Called by `bench_start.py`.
"""

from __future__ import annotations

import re
import statistics
from contextlib import closing
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from pyodide_widgets.runtime.archives import AFTERWARDS
from tests.browser.built_site import Site
from tests.browser.snapshot_maker import MAKE, wait_kept
from tests.browser.static_server import Line, StaticServer

from .bare_page import CALM, SLOW

# Milliseconds until a worker says that it is ready, and the bytes that came over the line for it.
START = """
([url, message]) => new Promise((resolve, reject) => {
  const begin = performance.now();
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.type === "ready") resolve(performance.now() - begin);
    if (data.type === "broken") reject(new Error(JSON.stringify(data.fault)));
  };
  worker.onerror = ({ message }) => reject(new Error(message));
  if (message) worker.postMessage(message);
})
"""
# The message with which a page starts Python in our worker.
START_MESSAGE = """
async () => {
  const { start } = await import("/pyodide-widgets/shared/protocol.mjs");
  return start(new URL("/pyodide-widgets/runtime/", location.href).href, true);
}
"""
# Milliseconds from "stop" until Python answers again; a worker that is deep in its work hears nothing of what is sent to it.
STOP = """
async () => {
  const { python } = (await import("/pyodide-widgets/page/pyodide-widgets.mjs")).modules["page/python.mjs"];
  const ready = () => new Promise((resolve) => {
    python.addEventListener("change", () => python.state === "ready" && resolve());
  });
  const started = ready();
  python.start();
  await started;
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = () => {};
  python.render("library", {}, "en");
  Worker.prototype.postMessage = postMessage;
  // The page offers to stop a drawing when it has been silent for so long.
  await new Promise((resolve) => setTimeout(resolve, 3500));
  const begin = performance.now();
  const again = ready();
  python.replaceIfStuck();
  await again;
  return performance.now() - begin;
}
"""
# Notes when the first figure, or what stands in its place, has been painted; and what our scripts take of the main thread.
WATCH = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const { scripts } of list.getEntries())
    for (const { sourceURL, duration } of scripts)
      if (sourceURL.includes("/pyodide-widgets/")) window.longest = Math.max(window.longest, duration);
}).observe({ type: "long-animation-frame", buffered: true });
requestAnimationFrame(function look() {
  if (!document.querySelector("py-widget figure, .no-widget")) return requestAnimationFrame(look);
  // A frame has been painted when the task after its animation callback runs.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (window.seen = performance.now());
  port2.postMessage(0);
});
"""
# Moves a slider as soon as there is one, and notes when its figure is there. It begins in the page by itself: to be asked
# for it by the test's driver would cost the page as much time as is to be measured.
MOVE = """
(async () => {
  await customElements.whenDefined("py-widget");
  const parsed = () => document.querySelector('py-widget[name="library"] .pw-status');  // the last of its parts
  while (!parsed()) await new Promise((resolve) => setTimeout(resolve));
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntriesByName("pyodide-widgets:update"))
      window.answered ??= startTime + duration;
  }).observe({ type: "measure" });
  const slider = parsed().closest("py-widget").querySelector('[name="query-x"]');
  slider.value = slider.min;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
})();
"""
ARTICLE, WITHOUT_WIDGETS = "/en/article/", "/en/without-widgets/"


class Start(NamedTuple):
    """What is measured of one way to start Python."""

    cold: list[float]  # milliseconds
    warm: list[float]
    sent: list[int]  # bytes
    cold_slow: list[float]  # milliseconds
    warm_slow: list[float]
    stop: list[float]  # milliseconds, of ours only


class Visit(NamedTuple):
    """What is measured of a visit to the article, in milliseconds."""

    seen: list[float]  # the first figure
    seen_without: list[float]  # what stands in its place on the page without widgets
    moved: list[float]
    longest: list[float]


def measure_all(browser: Browser, server: StaticServer, site: Site, rounds: int) -> dict[str, float]:
    """The measures by their names in `site_tables.START`; the bare page has been written."""
    write_without_widgets(site)
    (server.folder / "empty.html").write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    message = start_message(browser, server)
    ways = {"bare": ["/bare/worker.mjs", None], "ours": ["/pyodide-widgets/worker/python-worker.mjs", message]}
    afterwards = {site.runtime_file(name) for name in AFTERWARDS}
    for turn in range(rounds + 1):
        if turn < 2:  # the first round warms the machine up
            found = {name: Start([], [], [], [], [], []) for name in ways}
            visit = Visit([], [], [], [])
        for name, work in ways.items():
            measure_start(browser, server, work, afterwards, found[name])
        measure_visit(browser, server, visit)
    return summary(found["bare"], found["ours"], visit)


def start_message(browser: Browser, server: StaticServer) -> object:
    """Return `START_MESSAGE`, from a context of its own: what is measured has not loaded its module before."""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{server.origin}/empty.html")
        return page.evaluate(START_MESSAGE)


def write_without_widgets(site: Site) -> None:
    """Write the article once more, as Material makes it: without its widgets, what they load, and what they put off."""
    html = re.sub(r"<py-widget\b.*?</py-widget>", '<i class="no-widget"></i>', site.html(ARTICLE), flags=re.DOTALL)
    html = re.sub(r"<(?:link|script)[^>]*/pyodide-widgets/[^>]*>(?:</script>)?", "", html)
    html = re.sub(r'<link as="script" href="([^"]*)" data-late>', r'<script src="\1"></script>', html)
    page = site.folder / WITHOUT_WIDGETS.strip("/") / "index.html"
    page.parent.mkdir()
    page.write_text(html, encoding="utf-8")


def measure_start(
    browser: Browser, server: StaticServer, work: list[object], afterwards: set[str], found: Start
) -> None:
    """Start Python cold and warm in a new context of the browser, each over the slow line as well, and stop it.

    The files of the paths `afterwards` are asked for when Python answers, and do not count.
    """

    def start(page: Page, line: Line | None = None) -> float:
        page.goto(f"{server.origin}/empty.html")
        page.wait_for_timeout(CALM)
        server.line = line
        milliseconds: float = page.evaluate(START, work)
        server.line = None
        return milliseconds

    with closing(browser.new_context()) as context:
        page = context.new_page()
        server.sent.clear()
        found.cold.append(start(page))
        found.sent.append(sum(count for path, count in server.sent.items() if path not in afterwards))
        is_ours = work[1] is not None
        if is_ours:
            page.evaluate(MAKE)
            wait_kept(page, "snapshot")
        found.warm.append(start(page))
        found.warm_slow.append(start(page, SLOW))
        if is_ours:
            page.goto(f"{server.origin}/empty.html")
            found.stop.append(page.evaluate(STOP))
    with closing(browser.new_context()) as context:
        found.cold_slow.append(start(context.new_page(), SLOW))


def measure_visit(browser: Browser, server: StaticServer, visit: Visit) -> None:
    """Open the article and move a control at once; and open it without widgets, both for the first time."""
    for path, seen in ((WITHOUT_WIDGETS, visit.seen_without), (ARTICLE, visit.seen)):
        with closing(browser.new_context()) as context:
            context.add_init_script(WATCH + MOVE)
            page = context.new_page()
            page.wait_for_timeout(CALM)
            page.goto(server.origin + path)
            page.wait_for_function("() => window.seen")
            seen.append(page.evaluate("window.seen"))
            if path == ARTICLE:
                page.wait_for_function("() => window.answered")
                visit.moved.append(page.evaluate("window.answered - window.seen"))
                page.wait_for_function("() => performance.getEntriesByName('pyodide-widgets:ready').length")
                visit.longest.append(page.evaluate("window.longest"))


def summary(bare: Start, ours: Start, visit: Visit) -> dict[str, float]:
    """The measures by their names in `site_tables.START`."""

    def ratio(own: list[float] | list[int], other: list[float] | list[int]) -> float:
        return statistics.median(own) / statistics.median(other)

    return {
        "cold": ratio(ours.cold, bare.cold),
        "cold_slow": ratio(ours.cold_slow, bare.cold_slow),
        "warm": ratio(ours.warm, bare.warm),
        "warm_slow": ratio(ours.warm_slow, bare.warm_slow),
        "bytes": ratio(ours.sent, bare.sent),
        "figure": ratio(visit.seen, visit.seen_without),
        "moved": statistics.median(visit.moved),
        "stop": statistics.median(ours.stop),
        "task": statistics.median(visit.longest),
    }
