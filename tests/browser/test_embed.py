"""One figure inside the page of another site: live, with the parameters of its address, also in a sandbox that lets scripts run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, Site, article
from .conftest import LiveWidget, NewReader
from .static_server import StaticServer
from .widget_page import START, WidgetOnPage

OPEN, SANDBOXED = "", 'sandbox="allow-scripts"'
BLOCKED: dict[Lang, str] = {"zh": "脚本没有加载", "en": "did not load"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticServer]:
    """Another site."""
    with StaticServer(tmp_path_factory.mktemp("elsewhere")) as server:
        yield server


@pytest.fixture
def visitor(browser: Browser, elsewhere: StaticServer) -> Iterator[Page]:
    """A reader of the other site."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(visitor: Page, elsewhere: StaticServer, code: str) -> FrameLocator:
    """Open a page of the other site with the code for a frame in it."""
    Path(elsewhere.folder, "host.html").write_text(f"<!doctype html><p>A course</p>{code}", encoding="utf-8")
    visitor.goto(f"{elsewhere.origin}/host.html")
    return visitor.frame_locator("iframe")


def frame(site: Site, lang: Lang, name: str, query: str = "", attributes: str = OPEN) -> str:
    return f'<iframe {attributes} width=700 height=900 src="{site.origin}{FOLDERS[lang]}embed/{name}/{query}"></iframe>'


@pytest.mark.parametrize("attributes", [OPEN, SANDBOXED], ids=["frame", "sandbox"])
def test_a_figure_is_live_on_another_site(
    attributes: str, lang: Lang, visitor: Page, elsewhere: StaticServer, site: Site
) -> None:
    inside = show(visitor, elsewhere, frame(site, lang, "library", "?query-x=2", attributes))
    expect(inside.locator("py-widget")).to_have_attribute("data-state", "live", timeout=START)
    slider = inside.locator("[name=query-x]")
    expect(slider).to_have_attribute("value", "2.0")
    caption = inside.locator("figcaption").inner_text()
    slider.press("Home")
    expect(slider).to_have_attribute("value", "-2.5")
    expect(inside.locator("figcaption")).not_to_have_text(caption)
    expect(inside.locator(".pw-status")).to_be_empty()
    assert inside.locator("html").get_attribute("lang") == lang


def test_a_sandbox_that_the_host_does_not_share_its_files_with_says_that_the_figure_stays(
    lang: Lang, visitor: Page, elsewhere: StaticServer, server: StaticServer, site: Site
) -> None:
    server.reads_headers = False
    try:
        inside = show(visitor, elsewhere, frame(site, lang, "library", attributes=SANDBOXED))
        expect(inside.locator(".pw-still")).to_contain_text(BLOCKED[lang])
        expect(inside.locator("figure svg").first).to_be_visible()
        expect(inside.locator(".pw-controls")).to_be_hidden()
    finally:
        server.reads_headers = True


def test_the_source_link_leads_to_the_page_with_the_same_parameters(
    lang: Lang, visitor: Page, elsewhere: StaticServer, site: Site
) -> None:
    inside = show(visitor, elsewhere, frame(site, lang, "library", "?query-x=2"))
    expect(inside.locator("py-widget")).to_have_attribute("data-state", "live", timeout=START)
    with visitor.expect_popup() as popup:
        inside.locator(".pw-source a").click()
    address = urlsplit(popup.value.url)
    assert address.path == article(lang)
    assert parse_qs(address.query) == {"library.query-x": ["2"]}
    assert address.fragment == "widget-library"


def test_the_link_button_offers_code_that_shows_the_figure_as_it_is(
    lang: Lang, live_widget: LiveWidget, visitor: Page, elsewhere: StaticServer
) -> None:
    widget = live_widget("library", lang)
    with widget.redrawn():
        widget.control("query-x").press("Home")
    code = copied_code(widget)
    assert 'title="' in code and "-2.5" in code
    inside = show(visitor, elsewhere, code)
    expect(inside.locator("py-widget")).to_have_attribute("data-state", "live", timeout=START)
    expect(inside.locator("figcaption")).to_have_text(widget.caption.inner_text())
    scrollable, shown = inside.locator("html").evaluate("html => [html.scrollHeight, innerHeight]")
    assert scrollable <= shown + 40


def copied_code(widget: WidgetOnPage) -> str:
    widget.button("link").click()
    widget.button("embed").click()
    expect(widget.button("embed")).to_have_count(0)  # the message has been replaced
    code: str = widget.page.evaluate("navigator.clipboard.readText()")
    return code


def test_a_figure_on_another_site_keeps_nothing(
    visitor: Page, elsewhere: StaticServer, new_reader: NewReader, site: Site
) -> None:
    inside = show(visitor, elsewhere, frame(site, "en", "library"))
    expect(inside.locator("py-widget")).to_have_attribute("data-state", "live", timeout=START)
    assert inside.locator("html").evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
    assert (
        inside.locator("html").evaluate("() => navigator.serviceWorker.getRegistrations().then(({ length }) => length)")
        == 0
    )
