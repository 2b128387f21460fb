"""A widget in a part of the page that unfolds: it waits until that is opened, by hand or by a link to the widget, and then works."""

from __future__ import annotations

from playwright.sync_api import expect

from .built_site import article
from .conftest import NewReader
from .widget_page import START


def test_a_folded_widget_comes_live_when_its_part_is_opened_and_a_link_opens_it(new_reader: NewReader) -> None:
    reader = new_reader()
    page = reader.page
    page.goto(reader.origin + article("en"))
    for name in ("collapse", "word-order"):
        assert not page.locator(f"#widget-{name} figure").is_visible()
    expect(page.locator("#widget-glance")).to_have_attribute("data-state", "live", timeout=START)
    # Its data files are fetched when it comes near the screen, which it has not.
    expect(page.locator("#widget-collapse")).not_to_have_attribute("data-state", "live")
    page.locator("details.aside", has=page.locator("#widget-collapse")).locator("> summary").click()
    expect(page.locator("#widget-collapse")).to_have_attribute("data-state", "live", timeout=START)
    page.evaluate("location.hash = 'widget-word-order'")
    expect(page.locator("#widget-word-order figure")).to_be_visible()
    expect(page.locator("#widget-word-order")).to_have_attribute("data-state", "live", timeout=START)
