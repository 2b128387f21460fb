"""Phrases in the prose that set a figure, on a page of the guide: before Python, live, and without scripts."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.bundled import CALLS

from .built_site import Site
from .conftest import NewReader
from .reader import Reader
from .static_server import Answer, StaticServer

GUIDE = "/en/guide/authoring/"
PHRASE, FRUIT = "Ask for fruit alone", {"query-x": "2", "query-y": "-1"}
OTHER, DEVICES = "devices", {"query-x": "-1", "query-y": "2"}


def phrase(reader: Reader, text: str) -> Locator:
    return reader.page.locator("a.pw-set", has_text=text)


def mark(link: Locator) -> str:
    content: str = link.evaluate("link => getComputedStyle(link, '::after').content")
    return content


def figure(reader: Reader, texts: dict[str, str]) -> str:
    """What the widget draws for a phrase."""
    return reader.normal(CALLS.render("library", json.dumps(texts), "en"))


def is_in_view(reader: Reader) -> bool:
    found: bool = reader.widget("library").figure.evaluate(
        """figure => { const { top, bottom } = figure.getBoundingClientRect();
                       return bottom > innerHeight / 3 && top < 2 * innerHeight / 3; }"""
    )
    return found


def test_before_python_a_phrase_answers_the_keyboard_and_is_marked(
    new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(GUIDE)
        reader.page.evaluate("window.stays = true")
        widget, link = reader.widget("library"), phrase(reader, PHRASE)
        expect(link).to_have_accessible_description("Sets the figure “The library”")
        untried = mark(link)
        link.focus()
        link.press("Enter")
        widget.wait_body(figure(reader, FRUIT))
        assert widget.values() == FRUIT
        assert urlsplit(reader.page.url).query == "library.query-x=2&library.query-y=-1"
        expect(link).to_be_focused()
        expect(link).to_have_accessible_description("Sets the figure “The library” (tried)")
        assert mark(link) != untried == mark(phrase(reader, OTHER))
        assert reader.page.evaluate("window.stays")


def test_a_phrase_leads_to_its_figure_whatever_the_reader_has_moved_and_scrolls_only_if_it_must(
    new_reader: NewReader,
) -> None:
    reader = new_reader().open(GUIDE)
    reader.page.evaluate("window.stays = true")
    widget = reader.widget("library")
    widget.wait_live()
    for text, texts in ((PHRASE, FRUIT), (OTHER, DEVICES)):
        phrase(reader, text).click()
        widget.wait_body(figure(reader, texts))
    with widget.redrawn():
        widget.control("query-x").fill("2.5")
    link = phrase(reader, OTHER)
    widget.centre(widget.figure)
    link.evaluate("link => { link.style.cssText = 'position: fixed; top: 40%; left: 40%; z-index: 9' }")
    before = reader.page.evaluate("scrollY")
    link.click()
    widget.wait_body(figure(reader, DEVICES))
    assert reader.page.evaluate("scrollY") == before
    reader.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert not is_in_view(reader)
    link.click()
    reader.page.wait_for_function(
        """() => { const { top, bottom } = document.querySelector('#widget-library figure').getBoundingClientRect();
                   return top >= 0 && top < innerHeight / 3 && bottom > innerHeight / 2; }"""
    )
    assert reader.page.evaluate("window.stays"), "instant navigation must not load the page anew"


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "in a new tab"])
def test_elsewhere_a_phrase_is_a_permalink(scripts: bool, new_reader: NewReader) -> None:
    reader = new_reader(java_script_enabled=scripts).open(GUIDE)
    link = phrase(reader, PHRASE)
    if scripts:
        with reader.context.expect_page() as opened:
            link.click(modifiers=["ControlOrMeta"])
        page = opened.value
        expect(page.locator('#widget-library [name="query-x"]')).to_have_value("2")
        page.close()
    else:
        link.click()
        address = urlsplit(reader.page.url)
        assert (address.query, address.fragment) == ("library.query-x=2&library.query-y=-1", "widget-library")
        expect(reader.widget("library").figure).to_be_in_viewport()
