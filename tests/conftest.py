"""What all tests share: nothing is measured by the clock, and one Chromium for all that need one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser import chromium

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """A process can have only one."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        browser = chromium.launch(playwright)
    except chromium.NoChromium as none:
        pytest.fail(str(none), pytrace=False)
    yield browser
    browser.close()
