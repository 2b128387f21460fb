"""A preset sets a widget to what its name says, and undo goes a step back; before Python is there, too."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import CALLS

from .built_site import Site, article
from .conftest import LiveWidget, NewReader
from .static_server import Answer, StaticServer
from .widget_page import WidgetOnPage


def presets(widget: WidgetOnPage) -> list[dict[str, str]]:
    found = widget.root.locator("[data-preset]").evaluate_all("buttons => buttons.map(({ dataset }) => dataset.preset)")
    return [json.loads(texts) for texts in found]


def press(widget: WidgetOnPage, place: int) -> None:
    button = widget.root.locator("[data-preset]").nth(place)
    button.focus()
    with widget.redrawn():
        widget.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()


def test_a_preset_is_drawn_kept_in_the_address_and_undone(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    undo = widget.button("undo")
    built = widget.body()
    with widget.redrawn():
        widget.control("focus").first.press("ArrowRight")
    moved = widget.body()
    press(widget, 1)
    assert presets(widget)[1].items() <= widget.values().items()
    widget.wait_address("self-attention.sentence=")
    undo.focus()
    widget.page.keyboard.press("Enter")
    widget.wait_body(moved)
    expect(undo).to_be_focused()
    widget.page.keyboard.press("Enter")
    widget.wait_body(built)
    assert "self-attention" not in widget.page.url.partition("?")[2]


def test_a_preset_that_follows_a_sentence_at_once_sets_its_own_word(live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", "en")
    widget.root.evaluate(
        """(widget) => {
          const field = widget.querySelector("[name=sentence]");
          field.value = "now it is here";
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
          widget.querySelectorAll("[data-preset]")[2].click();
        }"""
    )
    expect(widget.root.locator("[data-preset]").nth(2)).to_have_attribute("aria-pressed", "true")
    assert presets(widget)[2].items() <= widget.values().items()


def test_a_drag_is_one_step_and_reset_can_be_undone(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    built = widget.body()
    widget.control("query-x").focus()
    for _ in range(5):
        with widget.redrawn():
            widget.page.keyboard.press("ArrowRight")
    moved = widget.body()
    widget.button("reset").click()
    assert widget.body() == built
    widget.button("undo").click()
    assert widget.body() == moved
    widget.button("undo").click()
    assert widget.body() == built


def test_before_python_presets_and_undo_answer(new_reader: NewReader, server: StaticServer, site: Site) -> None:
    with server.answering(site.runtime_file("pyodide.asm.wasm"), Answer.HELD):
        reader = new_reader().open(article("zh"))
        widget = reader.widget("self-attention")
        expect(widget.button("undo")).to_be_disabled()
        press(widget, 1)
        texts = json.dumps(presets(widget)[1])
        widget.wait_body(reader.normal(CALLS.render("self-attention", texts, "zh")))
        expect(widget.status).to_be_empty()
        widget.button("undo").focus()
        widget.page.keyboard.press("Enter")
        assert widget.body() == reader.normal(site.placed("self-attention", "zh").body)
        expect(widget.button("undo")).to_be_disabled()
        expect(widget.button("reset")).to_be_focused()


def test_a_link_unfolds_the_controls_that_it_sets(new_reader: NewReader) -> None:
    reader = new_reader().open(f"{article('en')}?softmax.temperature=2&cocktail-party.voice=1")
    expect(reader.widget("softmax").control("temperature")).to_be_visible()
    expect(reader.widget("cocktail-party").control("sharpness")).to_be_hidden()
