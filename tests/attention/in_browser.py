"""ONNX's cases inside the browser: the packed runtime, started in an empty page, with the same runner as natively."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from pyodide_widgets.site.pack import pack_runtime

from ..browser.static_server import StaticServer
from . import case_runner, onnx_cases

RUN = """
async ([runner, bundle]) => {
  const folder = new URL("/runtime/", location.href).href;
  const { loadPyodide } = await import(folder + "pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: folder, packages: ["numpy", "pyodide-widgets"] });
  pyodide.globals.set("bundle", Uint8Array.from(atob(bundle), (character) => character.charCodeAt(0)));
  pyodide.runPython(runner);
  return pyodide.runPython("count(bundle.to_py().tobytes())");
}
"""


def count_in_browser(browser: Browser, folder: Path) -> dict[str, Any]:
    """What `case_runner.count` says inside the browser; `folder` is where the runtime is packed."""
    pack_runtime(folder / "runtime")
    (folder / "empty.html").write_text("<!doctype html><title>core</title>", encoding="utf-8")
    source = Path(case_runner.__file__).read_text(encoding="utf-8")
    with StaticServer(folder) as server:
        page = browser.new_page()
        page.goto(f"{server.origin}/empty.html")
        counted = page.evaluate(RUN, [source, base64.b64encode(onnx_cases.bundle()).decode()])
        page.close()
    result: dict[str, Any] = json.loads(counted)
    return result
