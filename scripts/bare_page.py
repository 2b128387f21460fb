"""What starts are measured against: a page that loads the same Pyodide and NumPy as they are published, and does nothing else.

Called by `bench_start.py` and what it calls.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from pyodide_lock import PyodideLockSpec

from pyodide_widgets.runtime.cache import fetch_runtime
from pyodide_widgets.runtime.pin import Pin
from tests.browser.static_server import Line

PATH = "/bare/"
SLOW = Line(rate=10e6 / 8, latency=0.04)
CALM = 500  # milliseconds in which a browser is done with what it does for a new window, which is not to be measured

BARE_WORKER = """
import { loadPyodide } from "./pyodide.mjs";
const pyodide = await loadPyodide({ indexURL: new URL("./", import.meta.url).href });
await pyodide.loadPackage("numpy", { messageCallback() {} });
pyodide.runPython("import numpy; int(numpy.arange(3).sum())");
self.postMessage({ type: "ready" });
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bare</title><script type="module">
const worker = new Worker("./worker.mjs", { type: "module" });
worker.onmessage = () => performance.mark("pyodide-widgets:ready");
</script>"""


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
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "worker.mjs").write_text(BARE_WORKER, encoding="utf-8")
