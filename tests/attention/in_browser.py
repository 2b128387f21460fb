"""ONNX's cases inside the browser: the packed runtime, with the same runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from pyodide_widgets.build.widget_code import widget_code
from scripts import onnx_cases

from ..browser.python_worker import PythonWorker, prepare
from ..browser.static_server import StaticServer
from ..bundled import CODE


def count_in_browser(browser: Browser, folder: Path) -> dict[str, Any]:
    """What `onnx_case_runner.count` says inside the browser; `folder` is where the runtime is packed."""
    prepare(folder, widget_code([*CODE.packages, "pyodide_widgets.attention"]))  # also what no widget imports
    with StaticServer(folder) as server, PythonWorker(browser, server.origin) as python:
        python.run("from pyodide_widgets.attention.onnx_case_runner import count")
        counted = python.run("count(bundle.tobytes())", onnx_cases.bundle())
    result: dict[str, Any] = json.loads(counted)
    return result
