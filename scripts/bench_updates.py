"""How long an update takes, for every widget of the article: in the worker, and from a control's event to the paint.

    uv run python scripts/bench_updates.py [--updates 100] [--widgets filter softmax]

Opens the built site in a real Chromium, moves each widget's controls in turn, and prints the median, the 95th of 100
and the largest. The aims: 95 of 100 within 16 ms in the worker, and within 50 ms from the event to the paint.

Widgets whose figures take long by nature are left out. Before anything is measured, every widget of the page has been
updated a few times: Python goes on importing and drawing widgets after it is ready, and that would be measured too.
"""

from __future__ import annotations

import argparse
import statistics
from typing import Any

from playwright.sync_api import Page

from tests.browser.site_in_browser import site_in_browser
from tests.bundled import WIDGETS

WORKER_AIM, PAINT_AIM = 16, 50  # milliseconds
NOT_MEASURED = 5  # updates of each widget beforehand

# Moves the controls of one widget, each in its own way, and waits after each move until the figure has been painted.
MOVE_CONTROLS = """
async ([key, first, updates]) => {
  const widget = document.querySelector(`py-widget[data-key="${key}"]`);
  const form = widget.querySelector("form");
  const names = [...new Set([...form.elements].map((control) => control.name).filter(Boolean))];
  const texts = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
  const step = {
    range: (control, turn) => (control.value = +control.min + ((turn * 7) % 40) * control.step),
    checkbox: (control) => (control.checked = !control.checked),
    text: (control, turn) => (control.value = texts[control.name] + (turn % 2 ? " a" : "")),
    radio: (group, turn) => (group.value = group[turn % group.length].value),
  };
  const move = (turn) => {
    const found = form.elements[names[turn % names.length]];
    const control = found instanceof RadioNodeList ? found[0] : found;
    step[control.type](found, turn);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return performance.now();
  };
  const updated = () => new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName("pyodide-widgets:update")) {
        observer.disconnect();
        resolve(entry.detail.duration);
      }
    });
    observer.observe({ type: "measure" });
  });
  // A frame has been painted when the task after its animation callback runs.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
  }));
  const results = [];
  for (let turn = first; turn < first + updates; turn += 1) {
    const answer = updated();
    const since = move(turn);
    const worker = await answer;
    results.push([worker, (await painted()) - since]);
  }
  return results;
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--updates", type=int, default=100, help="updates of each widget")
    parser.add_argument("--widgets", nargs="+", metavar="NAME", help="measure these alone")
    arguments = parser.parse_args()
    updates: int = arguments.updates
    chosen = {WIDGETS.find(name).name for name in arguments.widgets or WIDGETS.names()}
    with site_in_browser() as (browser, server, site):
        print(f"Chromium {browser.version}, {updates} updates each; milliseconds: median / 95 of 100 / largest")
        print(
            f"{'page':<13} {'widget':<16} {'in the worker':<22} {'event to paint':<22} within {WORKER_AIM} / {PAINT_AIM}"
        )
        for address in ("/article/", "/en/article/"):
            page = browser.new_page()
            page.goto(server.origin + address)
            at_once = [widget for widget in site.widgets(address) if not WIDGETS.find(widget.name).long_work]
            for widget in at_once:
                measure(page, widget.key, 0, NOT_MEASURED)
            for widget in at_once:
                if widget.name in chosen:
                    report(address, widget.name, measure(page, widget.key, NOT_MEASURED, updates))
            page.close()


def measure(page: Page, key: str, first: int, updates: int) -> list[tuple[float, float]]:
    """What each update takes, in the worker and to the paint, of so many moves of the controls beginning with `first`."""
    page.locator(f'py-widget[data-key="{key}"]').scroll_into_view_if_needed()
    page.wait_for_selector(f'py-widget[data-key="{key}"][data-state="live"]', timeout=120_000)
    results: list[Any] = page.evaluate(MOVE_CONTROLS, [key, first, updates])
    return [(worker, paint) for worker, paint in results]


def report(address: str, name: str, results: list[tuple[float, float]]) -> None:
    worker, paint = (sorted(column) for column in zip(*results, strict=True))
    met = "yes" if at(worker, 0.95) <= WORKER_AIM and at(paint, 0.95) <= PAINT_AIM else "NO"
    print(f"{address:<13} {name:<16} {summary(worker):<22} {summary(paint):<22} {met}")


def summary(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} / {at(times, 0.95):.1f} / {times[-1]:.1f}"


def at(times: list[float], share: float) -> float:
    """The time that this share of the sorted times does not exceed."""
    return times[max(0, -int(-share * len(times) // 1) - 1)]


if __name__ == "__main__":
    main()
