"""Measure the memory of the article's page with its workers, in each engine and on a phone's screen.

    uv run python -m scripts.measure_memory

What counts is the process that has the page and its workers: its proportional share of physical memory (PSS), as Linux counts it.
The numbers are written to `docs/measured.json`, and a fence `py-measured memory` shows them (`scripts/site_tables.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from scripts.site_tables import write
from tests.browser import built_site, chromium
from tests.browser.snapshot_maker import KEPT, MAKE
from tests.browser.static_server import StaticServer
from tests.bundled import WIDGETS
from tests.engines import launching
from tests.engines.chromium_window import ChromiumWindow
from tests.engines.test_common import DRAWN, LIVE
from tests.engines.window import Window

PAGE = "/en/article/"
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}
_NO_PYTHON = "/404.html"
# The page makes none by itself; one is made later, when nothing else happens.
_NO_SNAPSHOT = "() => localStorage.setItem(`pyodide-widgets ${location.origin}/ snapshot`, Date.now())"


def page_memory() -> float:
    """The share of the largest process below this one that runs a page, in megabytes."""
    parents = dict(_processes())
    mine = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in mine} - mine:
        mine |= more
    return max(filter(None, map(_share, mine - {os.getpid()})))


def _processes() -> Iterator[tuple[int, int]]:
    """Every process and its parent."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state = (folder / "stat").read_text()
            except OSError:
                continue  # it has ended
            yield int(folder.name), int(state.rsplit(")", 1)[1].split()[1])


def _share(pid: int) -> float | None:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return None
    if not any(page in command for page in ("--type=renderer", "-contentproc", "WebKitWebProcess")):
        return None
    return next(int(line.split()[1]) / 1000 for line in rollup.splitlines() if line.startswith("Pss:"))


def measure(window: Window) -> dict[str, float]:
    """Megabytes at each stage of a reader's visits."""
    found = {}
    window.open(_NO_PYTHON)
    window.call(_NO_SNAPSHOT)
    found["empty"] = page_memory()
    window.open(PAGE)
    window.wait(LIVE)
    found["live"] = page_memory()
    for _ in range(3):
        window.call(DRAWN, list(WIDGETS.names()), "en")
    found["used"] = page_memory()
    if window.version.startswith("WebKit"):
        return found  # it keeps no snapshot
    window.call(MAKE)
    peak = 0.0

    def kept() -> bool:
        nonlocal peak
        peak = max(peak, page_memory())
        return bool(window.call(KEPT))

    window.until(kept, "a snapshot is kept")
    found["snapshot"] = peak
    window.open(PAGE)
    window.wait(LIVE)
    found["again"] = page_memory()
    return found


@contextmanager
def windows() -> Iterator[Iterator[tuple[str, Window]]]:
    """A window of each engine, one after the other, on a site that is built for them."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as downloads, StaticServer(Path(folder)) as server:
        built_site.build(server.folder, f"{server.origin}/")

        def each() -> Iterator[tuple[str, Window]]:
            with sync_playwright() as playwright:
                for name, options in {"chromium": {}, "phone": PHONE}.items():
                    browser = chromium.launch(playwright)
                    window = ChromiumWindow(browser.new_context(**options), server.origin, Path(downloads))
                    yield name, window
                    browser.close()
            with launching.firefox(server.origin) as window:
                yield "firefox", window
            with launching.webkit(server.origin) as window:
                yield "webkit", window

        yield each()


def main() -> None:
    with windows() as each:
        found = {name: measure(window) | {"version": window.version} for name, window in each}
    print(write("memory", found))


if __name__ == "__main__":
    main()
