"""ONNX's cases inside the browser: the packed runtime, started in a worker of an empty page, with the same runner."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from pyodide_widgets.site.assets import FOLDER, write_assets

from ..browser.static_server import StaticServer
from . import case_runner, onnx_cases

WORKER = f"""
import {{ startPython }} from "/{FOLDER}/start-python.mjs";
self.onmessage = async ({{ data: [runner, bundle] }}) => {{
  const pyodide = await startPython(new URL("/{FOLDER}/runtime/", location.href).href, () => {{}});
  pyodide.globals.set("bundle", Uint8Array.from(atob(bundle), (character) => character.charCodeAt(0)));
  pyodide.runPython(runner);
  self.postMessage(pyodide.runPython("count(bundle.to_py().tobytes())"));
}};
"""
RUN = """
(task) => new Promise((resolve, reject) => {
  const worker = new Worker("/worker.mjs", { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
  worker.postMessage(task);
})
"""


def count_in_browser(browser: Browser, folder: Path) -> dict[str, Any]:
    """What `case_runner.count` says inside the browser; `folder` is where the runtime is packed."""
    write_assets(folder)
    (folder / "empty.html").write_text("<!doctype html><title>core</title>", encoding="utf-8")
    (folder / "worker.mjs").write_text(WORKER, encoding="utf-8")
    source = Path(case_runner.__file__).read_text(encoding="utf-8")
    with StaticServer(folder) as server:
        page = browser.new_page()
        page.goto(f"{server.origin}/empty.html")
        counted = page.evaluate(RUN, [source, base64.b64encode(onnx_cases.bundle()).decode()])
        page.close()
    result: dict[str, Any] = json.loads(counted)
    return result
