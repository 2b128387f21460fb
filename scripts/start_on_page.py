"""How long a reader waits on a page of this site, from the start of the navigation: measured as the site is deployed.

The yardstick is a bare page that starts a worker with the same Pyodide and NumPy as published, and has nothing else. Both
are timed from the start of their navigation, in a new context of the browser, which keeps nothing from before; on a second
visit with everything that the first one has kept: the browser's HTTP cache, the service worker's copy and the snapshot.

Called by `bench_start.py`.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from scripts import bare_page
from tests.browser.snapshot_maker import wait_kept
from tests.browser.static_server import StaticServer
from tests.browser.waiting import wait_until

PAGES = {"article-zh": "/article/", "article-en": "/en/article/", "front-zh": "/", "front-en": "/en/"}
NEXT = {"/article/": "/", "/en/article/": "/en/", "/": "/article/", "/en/": "/en/article/"}  # by instant navigation
PHONE = 4  # times slower: the main thread of a phone against that of this machine
AFTER = 60  # seconds after Python is ready in which bytes and requests are counted too

# Notes when the first figure has been painted, and how long tasks take, until Python is ready; then a moved slider's answer.
WATCH = """
window.tasks = [];
window.ours = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.tasks.push([startTime, duration]);
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
  for (const { scripts } of list.getEntries())
    for (const { sourceURL, startTime, duration } of scripts)
      if (sourceURL.includes("/pyodide-widgets/") && duration > 50) window.ours.push([startTime, duration]);
}).observe({ type: "long-animation-frame", buffered: true });
requestAnimationFrame(function look() {
  if (!document.querySelector("py-widget figure, .no-widget")) return requestAnimationFrame(look);
  // A frame has been painted when the task after its animation callback runs.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (window.seen = performance.now());
  port2.postMessage(0);
});
"""
# Moves a control of the page's first widget as soon as there is one, and again ten times a second: a slider from end to end, or
# one word of a sentence after the other is chosen. Notes how long each picture takes.
MOVE = """
window.moves = [];
(async () => {
  await customElements.whenDefined("py-widget");
  const find = () => document.querySelector("py-widget:has(.pw-status)")?.querySelectorAll("input[type=range], input[type=radio]");
  while (!find()?.length) await new Promise((resolve) => setTimeout(resolve));
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntriesByName("pyodide-widgets:update")) {
      window.moves.push([startTime, duration]);
      window.answered ??= startTime + duration;
    }
  }).observe({ type: "measure" });
  for (let turn = 1; ; turn++) {
    const controls = [...find()];
    const control = controls[0].type === "range" ? controls[0] : controls[turn % controls.length];
    if (control.type === "range") control.value = turn % 2 ? control.max : control.min;
    else control.checked = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
})();
"""
KEPT = "navigator.serviceWorker.ready.then(() => performance.now())"
READY = "performance.getEntriesByName('pyodide-widgets:ready')[0]?.startTime"
READY_AT = f"performance.timeOrigin + {READY}"
# Clicks a link to another page of the site, and gives the milliseconds until its first widget is live.
GO_ON = """
(path) => new Promise((resolve) => {
  const begin = performance.now();
  const link = [...document.querySelectorAll("a[href]")].find((link) => new URL(link.href).pathname === path);
  const before = document.querySelector("py-widget");
  link.click();
  requestAnimationFrame(function look() {
    const widget = document.querySelector("py-widget");
    if (widget && widget !== before && widget.dataset.state === "live") resolve(performance.now() - begin);
    else requestAnimationFrame(look);
  });
})
"""


@dataclass
class Waits:
    """What is measured of one page, each a list of the rounds' values; times in milliseconds."""

    cold: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    phone: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    figure: list[float] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)  # how many took over 50 ms before Python was ready
    longest: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)  # how many of our scripts held the main thread for over 50 ms
    instant: list[float] = field(default_factory=list)

    def medians(self) -> dict[str, float]:
        return {name: statistics.median(values) for name, values in vars(self).items() if values}


def measure_all(
    browser: Browser, server: StaticServer, names: Sequence[str], rounds: int
) -> dict[str, dict[str, float]]:
    """For each of these pages, the measures by their names in `site_tables.PAGE`; the bare page has been written."""
    paths = {"bare": bare_page.PATH, **{name: PAGES[name] for name in names}}
    for turn in range(rounds + 1):
        if turn < 2:  # the first round warms the machine up
            found = {name: Waits() for name in paths}
        for name, path in paths.items():
            measure_page(browser, server, path, found[name])
    bare = found.pop("bare").medians()
    after = {name: measure_afterwards(browser, server, PAGES[name]) for name in names}
    return {name: _summary(waits.medians(), bare) | after[name] for name, waits in found.items()}


def together(runs: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, list[float]]]:
    """What several runs have found: for each page, the values of each measure, run by run."""
    first = runs[0]
    return {page: {name: [run[page][name] for run in runs] for name in first[page]} for page in first}


def measure_afterwards(browser: Browser, server: StaticServer, path: str) -> dict[str, float]:
    """What follows once Python answers, while a control is moved all the time."""
    with _visitor(browser) as (_, page):
        page.add_init_script(MOVE)
        server.answers.clear()
        _ready(page, server, path)
        ready, at = page.evaluate(READY), page.evaluate(READY_AT) / 1000
        kept = page.evaluate(KEPT)
        page.wait_for_timeout(1000 * AFTER - (kept - ready))
        after = [count for when, count in server.answers if at < when < at + AFTER]
        moves = [duration for start, duration in page.evaluate("window.moves") if ready < start < kept]
        return {
            "moved": page.evaluate("window.answered - window.seen"),
            "kept": (kept - ready) / 1000,
            "update": statistics.quantiles(moves, n=20)[-1],
            "bytes_after": sum(after),
            "requests_after": len(after),
            "memory": _largest_renderer(browser),
        }


def _largest_renderer(browser: Browser) -> float:
    """The memory of the process that has the page and its workers, in bytes: what it does not share, and its part of the rest."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    rollups = [Path(f"/proc/{each['id']}/smaps_rollup") for each in processes if each["type"] == "renderer"]
    sizes = [re.search(r"^Pss:\s+(\d+) kB", file.read_text(), re.MULTILINE) for file in rollups if file.exists()]
    return max((1024.0 * int(size[1]) for size in sizes if size), default=0)


def _summary(ours: dict[str, float], bare: dict[str, float]) -> dict[str, float]:
    ratios = {name: ours[name] / bare[name] for name in ("cold", "second", "slow", "phone", "bytes")}
    return {**ours, **ratios, "cold_ms": ours["cold"], "second_ms": ours["second"]}


def measure_page(browser: Browser, server: StaticServer, path: str, found: Waits) -> None:
    """Visit a page for the first time, again, over the slow line, and with a slower processor."""
    with _visitor(browser) as (context, page):
        server.answers.clear()
        found.cold.append(_ready(page, server, path))
        until = page.evaluate(READY_AT) / 1000
        sent = [count for at, count in server.answers if at < until]
        found.bytes.append(sum(sent))
        found.requests.append(len(sent))
        if path != bare_page.PATH:
            _note_tasks(page, found)
            found.figure.append(page.evaluate("window.seen"))
            wait_kept(page, "snapshot")
            wait_until(page, lambda: page.evaluate("navigator.serviceWorker.ready.then(() => true)"), "a copy kept")
            found.instant.append(page.evaluate(GO_ON, NEXT[path]))
        page.close()
        page = context.new_page()
        page.wait_for_timeout(bare_page.CALM)
        found.second.append(_ready(page, server, path))
    with _visitor(browser) as (_, page):
        server.line = bare_page.SLOW
        found.slow.append(_ready(page, server, path))
        server.line = None
    with _visitor(browser) as (context, page):
        slow_down(context.new_cdp_session(page))
        found.phone.append(_ready(page, server, path))


def slow_down(session: CDPSession) -> None:
    """Slow the page's main thread down; Chromium has no such setting for workers."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": PHONE})


@contextmanager
def _visitor(browser: Browser) -> Iterator[tuple[BrowserContext, Page]]:
    """A browser that has seen nothing yet, with a window at rest."""
    with closing(browser.new_context()) as context:
        context.add_init_script(WATCH)
        page = context.new_page()
        page.wait_for_timeout(bare_page.CALM)
        yield context, page


def _ready(page: Page, server: StaticServer, path: str) -> float:
    """Go to a page and return when Python answers there, in milliseconds after the start of the navigation."""
    page.goto(server.origin + path, wait_until="commit")
    page.wait_for_function(f"() => {READY}", timeout=120_000)
    milliseconds: float = page.evaluate(READY)
    return milliseconds


def _note_tasks(page: Page, found: Waits) -> None:
    until = page.evaluate(READY)
    tasks = [duration for start, duration in page.evaluate("window.tasks") if start < until]
    found.tasks.append(len(tasks))
    found.longest.append(max(tasks, default=0))
    found.ours.append(len([1 for start, _ in page.evaluate("window.ours") if start < until]))
