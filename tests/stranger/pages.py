"""A stranger's pages in a browser: they come alive, a control answers, and nothing is asked of any other origin."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.reader import Reader


def move_slider(browser: Browser, origin: str, path: str, key: str, control: str, value: str, caption: str) -> None:
    """Open a page, wait until a widget of it is live, set a control, and wait for the caption that must follow."""
    reader = Reader(browser, origin)
    try:
        reader.open(path)
        widget = reader.widget(key)
        widget.wait_live()
        slider = widget.control(control)
        slider.fill(value)
        expect(widget.caption).to_contain_text(caption)
        expect(widget.root).to_have_attribute("data-state", "live")
        reader.watch.check()
    finally:
        reader.close()
