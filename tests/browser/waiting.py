"""Waiting for what Playwright cannot wait for by itself: it takes a promise for an answer, and knows nothing of workers.

Its own `wait_for_function` needs a function, `() => …`: an expression is evaluated anew each time, which the site's
Content-Security-Policy refuses.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

_TIMES, _PAUSE = 1200, 100  # milliseconds between two questions


def wait_until(page: Page, happened: Callable[[], object], what: str = "it") -> None:
    """Ask again and again, while the page goes on, until something has happened."""
    for _ in range(_TIMES):
        if happened():
            return
        page.wait_for_timeout(_PAUSE)
    raise AssertionError(f"{what} never happened")


def wait_promise(page: Page, promise: str) -> None:
    """Wait until an expression gives a promise of something true."""
    wait_until(page, lambda: page.evaluate(promise), promise)
