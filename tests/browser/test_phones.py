"""On a phone with a slow line and a slow processor the article is read to its end, left, and come back to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from pyodide_widgets.kit.words import Lang

from .built_site import FOLDERS, Site, article
from .reader import Reader
from .static_server import Line, StaticServer

SLOWER = 4  # than the processor of this machine
LINE = Line(rate=10e6 / 8, latency=0.04)  # bytes a second, seconds
# How far the page reaches beyond the window, how far it is scrolled sideways, and how far it is zoomed.
_SIDEWAYS = (
    "() => [document.documentElement.scrollWidth - document.documentElement.clientWidth, scrollX, visualViewport.scale]"
)


@pytest.mark.parametrize(
    ("size", "read"),
    [((360, 640), "zh"), ((390, 844), "en")],
    ids=lambda each: each if isinstance(each, str) else "x".join(map(str, each)),
)
def test_the_article_is_read_to_its_end_left_and_come_back_to(
    size: tuple[int, int], read: Lang, browser: Browser, site: Site, server: StaticServer
) -> None:
    width, height = size
    reader = Reader(
        browser,
        site.origin,
        viewport={"width": width, "height": height},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=3,
    )
    page = reader.page
    died: list[object] = []
    page.on("crash", lambda crashed: died.append(crashed))
    reader.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    server.line = LINE
    try:
        reader.open(article(read))
        for placed in site.widgets(article(read)):
            reader.widget(placed.key).wait_live()
            assert page.evaluate(_SIDEWAYS) == [0, 0, 1], placed.key
        page.locator("footer").last.scroll_into_view_if_needed()
        page.goto(f"{site.origin}{FOLDERS[read]}guide/hosting/")
        page.go_back()
        page.wait_for_url(f"**{article(read)}")
        widget = reader.widget("library")
        widget.wait_live()
        with widget.redrawn():
            widget.control("query-x").press("Home")
    finally:
        server.line = None
    assert not died
    reader.watch.check()
    reader.close()
