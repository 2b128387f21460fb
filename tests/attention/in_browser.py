"""ONNX's cases inside the browser: the packed runtime, with the same runner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from pyodide_widgets.build.widget_code import widget_code

from ..browser.python_worker import PythonWorker, prepare
from ..browser.static_server import StaticServer
from ..bundled import CODE
from . import case_runner, onnx_cases


def count_in_browser(browser: Browser, folder: Path) -> dict[str, Any]:
    """What `case_runner.count` says inside the browser; `folder` is where the runtime is packed."""
    prepare(folder, widget_code([*CODE.packages, "pyodide_widgets.attention"]))  # also what no widget imports
    source = Path(case_runner.__file__).read_text(encoding="utf-8")
    with StaticServer(folder) as server, PythonWorker(browser, server.origin) as python:
        python.run(source)
        counted = python.run("count(bundle.tobytes())", onnx_cases.bundle())
    result: dict[str, Any] = json.loads(counted)
    return result
