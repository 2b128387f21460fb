"""Readers for whom every megabyte costs get Python when they touch a control, and not before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang

from .built_site import Site, article
from .conftest import NewReader
from .reader import SAVE_DATA, Reader
from .static_server import Answer, StaticServer
from .widget_page import START, WidgetOnPage

CONNECTIONS = {
    "save data": SAVE_DATA,
    "a phone's line": {"saveData": False, "type": "cellular", "effectiveType": "4g"},
    "a slow line": {"saveData": False, "effectiveType": "slow-2g"},
}
QUEUED: dict[Lang, str] = {"zh": "已记下你的改动", "en": "Your change is kept"}
# Whoever watches what comes near has been told by the time this one has.
_NEAR = """widget => new Promise((told) => new IntersectionObserver(told, { rootMargin: "300%" }).observe(widget))
  .then(() => new Promise(requestAnimationFrame)).then(() => new Promise(requestIdleCallback))"""


def arrive(reader: Reader, lang: Lang, name: str = "library") -> WidgetOnPage:
    """Open the article and scroll to a widget."""
    widget = reader.open(article(lang)).widget(name)
    widget.root.scroll_into_view_if_needed()
    reader.page.evaluate("customElements.whenDefined('py-widget')")
    widget.root.evaluate(_NEAR)
    return widget


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_nothing_of_python_is_fetched_unasked(kind: str, lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=CONNECTIONS[kind])
    widget = arrive(reader, lang)
    expect(widget.root).to_have_attribute("data-state", "static")
    assert reader.watch.runtime_requests() == []


def test_on_any_other_line_python_comes_by_itself(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection={"saveData": False, "type": "wifi", "effectiveType": "4g"})
    widget = arrive(reader, lang)
    expect(widget.root).to_have_attribute("data-state", re.compile("loading|live"))


def test_python_does_not_come_for_a_widget_that_is_far_away(lang: Lang, new_reader: NewReader, site: Site) -> None:
    page = site.html(article(lang))
    assert " data-start " in page
    reader = new_reader(viewport={"width": 1280, "height": 150})
    # As a page is written whose first widget is far down.
    beginning = re.search("<article [^>]*>", page)
    assert beginning
    far = page.replace(" data-start ", " ").replace(beginning[0], beginning[0] + "<p>…</p>" * 50)
    with reader.page.route(f"**{article(lang)}", lambda route: route.fulfill(content_type="text/html", body=far)):
        reader.open(article(lang))
    for placed in site.widgets(article(lang)):
        widget = reader.widget(placed.key)
        assert widget.root.evaluate("widget => widget.getBoundingClientRect().top > 4.5 * innerHeight")
        widget.root.evaluate(_NEAR)
    assert reader.watch.runtime_requests() == []


def test_a_change_brings_python_and_is_drawn_when_it_is_there(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader(connection=SAVE_DATA)
    widget = arrive(reader, "zh", "self-attention")
    caption = widget.caption.inner_text()
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        for sentence in ("小猫", "小猫追着", "小猫追着线球"):
            widget.control("sentence").fill(sentence)
        expect(widget.status).to_contain_text(QUEUED["zh"])
        expect(widget.root).to_have_attribute("data-state", "loading")
        assert reader.watch.runtime_requests() != []
        assert widget.caption.inner_text() == caption
    expect(widget.caption).not_to_have_text(caption, timeout=START)
    expect(widget.root).to_have_attribute("data-state", "live")
    expect(widget.status).to_be_empty()
    assert widget.values()["sentence"] == "小猫追着线球"
    assert len(widget.updates()) == 1


def test_taking_hold_of_a_control_is_enough_to_bring_python(lang: Lang, new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA)
    widget = arrive(reader, lang)
    widget.control("query-x").focus()
    expect(widget.root).to_have_attribute("data-state", "loading")


def test_reset_before_python_is_there_forgets_the_change(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader(connection=SAVE_DATA)
    widget = arrive(reader, lang, "self-attention")
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        widget.control("sentence").fill("苹果")
        expect(widget.status).to_contain_text(QUEUED[lang])
        widget.button("reset").click()
        expect(widget.status).to_be_empty()
    assert widget.body() == reader.normal(site.placed("self-attention", lang).body)
