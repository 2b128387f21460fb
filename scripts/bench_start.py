"""How long a reader waits for Python: this site against a bare page that loads the same Pyodide and NumPy as published.

    uv run python scripts/bench_start.py [--rounds 5]

In one run, in turn, medians; only the ratios mean anything. Both start Python in a worker of an empty page, from a server
on this machine that compresses: cold with nothing kept by the browser, and warm on the next page load. Of this site's
article it also says when a moved control answers, counted from the first figure. The aims are those of the project:
cold at most 0.4 of the bare page's time, bytes at most 0.75, a moved control within 100 ms of the first figure.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright
from pyodide_lock import PyodideLockSpec

from pyodide_widgets.site.fetch import Pin, fetch_runtime, read_pin
from tests.browser import built_site, chromium
from tests.browser.static_server import StaticServer

BARE_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
const pyodide = await loadPyodide({ indexURL: new URL("./", import.meta.url).href });
await pyodide.loadPackage("numpy", { messageCallback() {} });
pyodide.runPython("import numpy; int(numpy.arange(3).sum())");
self.postMessage({ type: "ready" });
"""
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
# Moves a slider as soon as there is one, and waits for its figure; both counted from when the figure was first painted.
MOVE = """
async () => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  await customElements.whenDefined("py-widget");
  const widget = document.querySelector('py-widget[name="library"]');
  const answered = new Promise((resolve) => new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntriesByName("pyodide-widgets:update")) resolve(startTime + duration);
  }).observe({ type: "measure" }));
  const slider = widget.querySelector('[name="query-x"]');
  slider.value = slider.min;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return (await answered) - painted;
}
"""


class Start(NamedTuple):
    """What is measured of one way to start Python."""

    cold: list[float]  # milliseconds
    warm: list[float]
    sent: list[int]  # bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = chromium.find(Path(playwright.chromium.executable_path))
        browser = playwright.chromium.launch(executable_path=path, args=chromium.flags())
        with StaticServer(Path(folder)) as server:
            built_site.build(server.folder, f"{server.origin}/")
            write_bare(server.folder / "bare", read_pin())
            (server.folder / "empty.html").write_text("<!doctype html><title>empty</title>", encoding="utf-8")
            site = "/pyodide-widgets/worker.mjs"
            message = {"type": "start", "runtime": f"{server.origin}/pyodide-widgets/runtime/"}
            found = {"bare page": Start([], [], []), "this site": Start([], [], [])}
            moved = []
            for turn in range(rounds + 1):
                for name, work in {"bare page": ["/bare/worker.mjs", None], "this site": [site, message]}.items():
                    cold, warm, sent = start(browser, server, work)
                    if turn:  # the first round warms the machine up
                        found[name].cold.append(cold)
                        found[name].warm.append(warm)
                        found[name].sent.append(sent)
                moved.append(move(browser, server))
        print(f"Chromium {browser.version}, medians of {rounds} rounds")
        browser.close()
    report(found, moved[1:])


def write_bare(folder: Path, pin: Pin) -> None:
    """Write a folder from which Pyodide and NumPy start as they are published."""
    folder.mkdir()
    cache = fetch_runtime(pin=pin)
    for name in pin["files"]:
        content = (cache / name).read_bytes()
        (folder / name).write_bytes(content)
        if not name.endswith((".whl", ".zip")):  # these are compressed as they are
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    lock = PyodideLockSpec.from_dict({"info": pin["info"], "packages": {"numpy": pin["numpy"]}})
    lock.to_json(folder / "pyodide-lock.json")
    (folder / "worker.mjs").write_text(BARE_WORKER, encoding="utf-8")


def start(browser: Browser, server: StaticServer, work: list[object]) -> tuple[float, float, int]:
    """Start Python twice in a new context of the browser: cold and warm; and the bytes of the cold start."""
    context = browser.new_context()
    page = context.new_page()
    times = []
    sent = server.sent
    for _ in ("cold", "warm"):
        page.goto(f"{server.origin}/empty.html")
        times.append(page.evaluate(START, work))
        if len(times) == 1:
            sent = server.sent - sent
    context.close()
    return times[0], times[1], sent


def move(browser: Browser, server: StaticServer) -> float:
    """Milliseconds from the first paint of the article until a control answers that was moved at once, cold."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.origin}/en/article/", wait_until="commit")
    page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint').length && document.querySelector('form')"
    )
    answered: float = page.evaluate(MOVE)
    context.close()
    return answered


def report(found: dict[str, Start], moved: list[float]) -> None:
    bare = found["bare page"]
    print(f"{'':<10} {'cold':>8} {'ratio':>6} {'warm':>8} {'ratio':>6} {'bytes':>9} {'ratio':>6}")
    for name, each in found.items():
        cells = [
            f"{statistics.median(own) / unit:>8.2f}{suffix} {statistics.median(own) / statistics.median(its):>5.2f}"
            for own, its, unit, suffix in (
                (each.cold, bare.cold, 1000, "s"),
                (each.warm, bare.warm, 1000, "s"),
                (each.sent, bare.sent, 1e6, "MB"),
            )
        ]
        print(f"{name:<10}", *cells)
    print(f"A control moved at once answers {statistics.median(moved):.0f} ms after the first figure.")


if __name__ == "__main__":
    main()
