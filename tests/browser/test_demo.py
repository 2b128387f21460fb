"""The figure of the front page shows itself once, until the reader does something."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, Site
from .reader import Reader
from .widget_page import WidgetOnPage

SHOWN = {"zh": ("1", "4", "7"), "en": ("3", "5", "8")}  # the words that look, the author's last


def front_page(reader: Reader, lang: Lang) -> WidgetOnPage:
    return reader.open(FOLDERS[lang]).widget("glance")


def wait_looks(widget: WidgetOnPage, place: str) -> None:
    expect(widget.choice("focus", place)).to_be_checked()


def test_it_shows_itself_and_leaves_no_trace(lang: Lang, browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, demos=True)
    widget = front_page(reader, lang)
    for place in SHOWN[lang]:
        wait_looks(widget, place)
    assert "?" not in reader.page.url
    expect(widget.button("undo")).to_be_disabled()
    assert reader.page.locator("#widget-glance .pw-spoken").inner_text() == ""
    reader.page.reload()
    assert_still(reader, widget, lang)
    reader.close()


def test_whatever_the_reader_does_ends_it(browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, demos=True)
    widget = front_page(reader, "en")
    wait_looks(widget, "3")
    widget.choice("focus", "1").check()
    wait_looks(widget, "1")
    widget.wait_address("focus=1")
    expect(widget.caption).to_contain_text("“girl” gives")
    widget.button("undo").click()
    wait_looks(widget, "8")
    assert "?" not in reader.page.url
    reader.close()


@pytest.mark.parametrize("end", ["pointer", "keyboard"])
def test_it_goes_back_as_soon_as_the_reader_comes_near(end: str, browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, demos=True)
    widget = front_page(reader, "zh")
    wait_looks(widget, "1")
    if end == "pointer":
        widget.caption.hover()
    else:
        widget.control("sentence").focus()
    wait_looks(widget, "7")
    reader.close()


def test_not_where_less_motion_is_wanted(browser: Browser, site: Site) -> None:
    reader = Reader(browser, site.origin, demos=True, reduced_motion="reduce")
    assert_still(reader, front_page(reader, "en"), "en")
    reader.close()


def assert_still(reader: Reader, widget: WidgetOnPage, lang: Lang) -> None:
    """Ten seconds of the page's clock later, it is as built."""
    reader.page.clock.install()
    widget = front_page(reader, lang)
    widget.wait_live()
    reader.page.clock.fast_forward("00:10")
    assert reader.render("glance", {}, lang)
    assert widget.updates() == []
    wait_looks(widget, SHOWN[lang][-1])
