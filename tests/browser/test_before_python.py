"""Before Python is there, a control that is moved answers from figures that the build has drawn."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS

from .built_site import Site, article
from .conftest import NewReader
from .reader import SAVE_DATA
from .static_server import Answer, StaticServer
from .widget_page import START

QUEUED: dict[Lang, str] = {"zh": "已记下你的改动", "en": "Your change is kept"}


def test_a_moved_slider_answers_before_python(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(article(lang))
        widget = reader.widget("library")
        slider = widget.control("query-x")
        with widget.redrawn():
            slider.press("Home")
        with widget.redrawn():
            slider.press("End")
            expect(slider).to_have_attribute("value", "2.5")
        assert widget.body() == reader.normal(CALLS.render("library", json.dumps({"query-x": "2.5"}), lang))
        expect(widget.root).to_have_attribute("data-state", "loading")
        expect(widget.status).to_be_empty()
        widget.wait_address("library.query-x=2.5")
        widget.button("reset").click()
        assert widget.body() == reader.normal(site.placed("library", lang).body)
    expect(widget.root).to_have_attribute("data-state", "live", timeout=START)


@pytest.mark.parametrize("text", ["", " ", "0x1", "1_0"])
def test_what_is_no_number_for_python_is_none_before_python(
    text: str, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(f"{article('en')}?library.query-x={text}")
        expect(reader.widget("library").status).to_contain_text(QUEUED["en"])


def test_a_widget_answers_while_the_rest_of_the_page_is_still_to_come(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    reader = new_reader()
    with (
        server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD),
        server.answering(article(lang), Answer.HELD),
    ):
        reader.page.goto(reader.origin + article(lang), wait_until="commit")
        widget = reader.widget("glance")
        expect(widget.root).to_have_attribute("data-state", "loading")
        with widget.redrawn():
            widget.choice("focus", "1").check()
        assert reader.page.evaluate("document.readyState") == "loading"
    for placed in site.live_unasked(article(lang)):
        expect(reader.widget(placed.key).root).to_have_attribute("data-state", "live", timeout=START)
        if placed.key != "glance":
            assert reader.widget(placed.key).body() == reader.normal(placed.body)


def test_a_link_with_one_change_is_shown_before_python(new_reader: NewReader, server: StaticServer, site: Site) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(f"{article('zh')}?glance.focus=1#widget-glance")
        widget = reader.widget("glance")
        widget.wait_body(reader.normal(CALLS.render("glance", '{"focus": "1"}', "zh")))


def test_what_was_not_prepared_waits_for_python_and_is_drawn_then(
    lang: Lang, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(article(lang))
        widget = reader.widget("library")
        widget.control("query-x").press("Home")
        expect(widget.control("query-x")).to_have_attribute("value", "-2.5")
        widget.control("query-y").press("Home")  # two controls away from what the author has set
        expect(widget.status).to_contain_text(QUEUED[lang])
    expect(widget.control("query-y")).to_have_attribute("value", "-2.5", timeout=START)
    both = json.dumps({"query-x": "-2.5", "query-y": "-2.5"})
    assert widget.body() == reader.normal(CALLS.render("library", both, lang))
    expect(widget.status).to_be_empty()


@pytest.mark.parametrize("answer", [Answer.MISSING, Answer.CUT_OFF])
def test_without_the_file_the_change_waits_for_python(
    answer: Answer, new_reader: NewReader, server: StaticServer, site: Site
) -> None:
    name = re.search(r'data-prepared="(library-zh-\w+)"', site.html(article("zh")))
    assert name
    reader = new_reader()
    reader.watch.expect("/prepared/")
    with (
        server.answering(f"/pyodide-widgets/prepared/{name[1]}.json", answer),
        server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD),
    ):
        widget = reader.open(article("zh")).widget("library")
        widget.control("query-x").press("Home")
        expect(widget.status).to_contain_text(QUEUED["zh"])
    expect(widget.control("query-x")).to_have_attribute("value", "-2.5", timeout=START)


def test_on_a_costly_line_nothing_is_fetched_until_a_control_is_touched(new_reader: NewReader) -> None:
    reader = new_reader(connection=SAVE_DATA).open(article("zh"))
    widget = reader.widget("library")
    widget.root.scroll_into_view_if_needed()
    expect(widget.root).to_have_attribute("data-state", "static")
    assert [url for url in reader.watch.requests if "/prepared/" in url] == []
    with widget.redrawn():
        widget.control("query-x").press("Home")
