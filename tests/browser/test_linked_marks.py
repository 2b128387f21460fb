"""What stands for the same part of a figure lights up together: under a mouse, a finger, and with the focus."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from .built_site import Site, article
from .conftest import LiveWidget
from .readers import LiveReaders
from .test_touch import PHONE
from .widget_page import WidgetOnPage


def lit(widget: WidgetOnPage) -> list[str]:
    """The parts of the marks that are lit, each as often as there are marks."""
    found: list[str] = widget.figure.locator("[data-part].pw-lit").evaluate_all(
        "marks => marks.map(({ dataset }) => dataset.part)"
    )
    return sorted(found)


def marks(widget: WidgetOnPage, part: str) -> Locator:
    return widget.figure.locator(f"[data-part='{part}']")


def away(widget: WidgetOnPage) -> None:
    widget.root.locator(".pw-title").hover()
    expect(widget.figure.locator(".pw-lit")).to_have_count(0)


def test_a_book_is_lit_on_the_plane_and_in_both_groups_of_bars(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    built = widget.body()
    for place in range(3):
        marks(widget, "2").nth(place).locator("text").first.hover()
        expect(marks(widget, "2").nth(place)).to_have_class("pw-lit")
        assert lit(widget) == ["2", "2", "2"]
    away(widget)
    assert widget.body() == built, "nothing of it stays in the markup"


def test_a_cell_is_lit_with_its_row_and_its_column(live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", "en")
    row = widget.figure.locator("g[data-part='1']").filter(has=widget.page.locator(".pw-cell"))
    cell = row.locator(".pw-cell").nth(4)
    cell.hover()
    expect(cell).to_have_class("pw-cell pw-lit")
    assert set(lit(widget)) == {"1", "4"}, "its row's word and its column's, wherever they stand"
    away(widget)


def test_a_word_is_lit_while_its_control_has_the_focus(live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", "zh")
    widget.control("focus").nth(2).focus()
    expect(widget.figure.locator("[data-part].pw-lit").first).to_have_attribute("data-part", "2")
    assert set(lit(widget)) == {"2"} and len(lit(widget)) >= 3, "its arc, its row and its column"
    widget.button("link").focus()
    expect(widget.figure.locator(".pw-lit")).to_have_count(0)


@pytest.fixture(scope="module")
def phones(browser: Browser, site: Site) -> Iterator[LiveReaders]:
    phones = LiveReaders(browser, site, **PHONE)
    yield phones
    phones.close()


def test_what_a_finger_has_tapped_stays_lit_until_it_taps_elsewhere(phones: LiveReaders) -> None:
    widget = phones.on(article("en")).widget("library")
    widget.wait_live()
    row = marks(widget, "0").nth(1)  # on the plane, the arrow's handle may lie over the book
    row.locator("text").first.tap()
    expect(row).to_have_class("pw-lit")
    assert lit(widget) == ["0", "0", "0"]
    widget.root.locator(".pw-title").tap()
    expect(widget.figure.locator(".pw-lit")).to_have_count(0)
    phones.check()
