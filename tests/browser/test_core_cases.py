"""The core passes ONNX's cases inside the browser too, and the reference page shows how many."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser

from scripts import onnx_cases

from ..attention.in_browser import count_in_browser
from ..attention.test_onnx_cases import CHECKS


def test_every_case_passes_in_the_browser_and_the_site_says_so(browser: Browser, tmp_path: Path) -> None:
    counted = count_in_browser(browser, tmp_path)
    assert counted["failed"] == {}
    assert sum(counted["passed"].values()) == len(onnx_cases.collected())
    assert json.loads(CHECKS.read_text(encoding="utf-8"))["browser"] == counted["passed"]
