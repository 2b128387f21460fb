"""Run ONNX's operator cases on the core, natively and inside Pyodide in a real browser, and write down the counts.

    uv run python scripts/check_core.py

The reference page shows `docs/core-checks.json`; the tests hold it to what the cases say now.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from pyodide_widgets.attention import onnx_case_runner
from scripts import onnx_cases
from tests.attention.in_browser import count_in_browser
from tests.browser import chromium

CHECKS = Path(__file__).parents[1] / "docs/core-checks.json"


def main() -> None:
    native = json.loads(onnx_case_runner.count(onnx_cases.bundle()))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = chromium.launch(playwright)
        in_browser = count_in_browser(browser, Path(folder))
        browser.close()
    for name, why in (native["failed"] | in_browser["failed"]).items():
        print(f"{name}: {why}")
    checks = {"onnx": onnx_cases.VERSION, "native": native["passed"], "browser": in_browser["passed"]}
    CHECKS.write_text(json.dumps(checks, indent=2) + "\n", encoding="utf-8")
    print(f"{CHECKS}: {sum(native['passed'].values())} natively, {sum(in_browser['passed'].values())} in the browser")


if __name__ == "__main__":
    main()
