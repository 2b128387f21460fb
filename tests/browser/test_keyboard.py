"""Every control answers to the keyboard, and can be reached with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession, expect

from pyodide_widgets.widgets import names
from pyodide_widgets.widgets.kit.words import Lang

from .conftest import LiveWidget
from .controls import Control, controls

TYPED = "你好 hello 🙂"


@pytest.mark.parametrize("control", controls("range"), ids=str)
def test_an_arrow_key_moves_a_slider_by_one_step(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    slider = widget.control(control.parameter)
    before, step = float(slider.input_value()), float(slider.get_attribute("step") or "")
    slider.focus()
    widget.page.keyboard.press("ArrowRight")
    assert float(slider.input_value()) == pytest.approx(before + step)
    with widget.redrawn():
        widget.page.keyboard.press("Home")
    expect(slider).to_have_value(slider.get_attribute("min") or "")
    expect(slider).to_be_focused()


@pytest.mark.parametrize("control", controls("radio"), ids=str)
def test_arrow_keys_go_through_the_words(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    before = int(widget.values()[control.parameter])
    widget.choice(control.parameter, str(before)).focus()
    with widget.redrawn():
        widget.page.keyboard.press("ArrowLeft")
    expect(widget.choice(control.parameter, str(before - 1))).to_be_checked()
    expect(widget.choice(control.parameter, str(before - 1))).to_be_focused()


@pytest.mark.parametrize("control", controls("checkbox"), ids=str)
def test_space_turns_a_switch(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    switch = widget.control(control.parameter)
    before = switch.is_checked()
    switch.focus()
    with widget.redrawn():
        widget.page.keyboard.press("Space")
    expect(switch).to_be_checked(checked=not before)
    expect(switch).to_be_focused()


@pytest.mark.parametrize("control", controls("text"), ids=str)
def test_typing_redraws_and_leaves_the_field_alone(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    field = widget.control(control.parameter)
    field.select_text()
    with widget.redrawn():
        widget.page.keyboard.type(TYPED)
        expect(field).to_have_attribute("value", TYPED)
    expect(field).to_have_value(TYPED)
    expect(field).to_be_focused()


def test_typing_in_the_middle_keeps_the_caret_there(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("self-attention", lang)
    field = widget.control("sentence")
    sentence = field.input_value()
    field.focus()
    widget.page.keyboard.press("Home")
    for letter in "ab ":
        widget.page.keyboard.type(letter)
        expect(field).to_have_attribute("value", field.input_value().strip())
    widget.page.keyboard.type("c")
    expect(field).to_have_value(f"ab c{sentence}")


@pytest.mark.parametrize("name", names())
def test_the_tab_key_reaches_every_control_and_button_in_order(name: str, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(name, lang)
    wanted = [*widget.values(), "reset", "link", "save"]
    widget.root.locator("form :is(input, select)").first.focus()
    reached = []
    for _ in wanted:
        reached.append(widget.page.evaluate("document.activeElement.name || document.activeElement.dataset.action"))
        widget.page.keyboard.press("Tab")
    assert reached == wanted


@pytest.mark.parametrize("control", controls("text"), ids=str)
def test_an_input_method_draws_only_when_it_is_done(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    input_method: CDPSession = widget.page.context.new_cdp_session(widget.page)
    field = widget.control(control.parameter)
    field.select_text()
    before = widget.caption.inner_text()
    for composed in ("n", "ni", "ni h", "ni hao"):
        input_method.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    expect(field).to_have_value("ni hao")
    # A drawing asked for now would come after all that the composition might have asked for.
    widget.page.evaluate(
        "import('/pyodide-widgets/python.mjs').then(({ python }) => python.render('library', {}, 'zh'))"
    )
    assert widget.updates() == []
    assert widget.caption.inner_text() == before
    with widget.redrawn():
        input_method.send("Input.insertText", {"text": "你好"})
    expect(field).to_have_value("你好")
    assert len(widget.updates()) == 1
    input_method.detach()
