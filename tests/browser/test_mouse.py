"""Every control answers to the mouse, and so do the shortcuts in the figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from pyodide_widgets.kit.words import Lang
from tests.bundled import WIDGETS, one_language

from .conftest import LiveWidget
from .controls import Control, answering_controls_of
from .drag import handles, point_of
from .widget_page import WidgetOnPage


@pytest.mark.parametrize("name", WIDGETS.names())
def test_every_control_answers_to_the_mouse(name: str, live_widget: LiveWidget) -> None:
    widget = live_widget(name, one_language(name))
    use = {
        "range": drag_slider,
        "radio": click_choice,
        "checkbox": click_switch,
        "text": type_into,
        "order": type_order,
    }
    for control in answering_controls_of(name):
        use[control.kind](widget, control)
        widget.reset()
        click_rows_of_the_figure(widget, control)


def drag_slider(widget: WidgetOnPage, control: Control) -> None:
    slider = widget.control(control.parameter)
    x, y = widget.centre(slider)
    box = slider.bounding_box()
    assert box
    # To the end that is farther from where it stands.
    least, value, most = (float(slider.get_attribute(name) or "") for name in ("min", "value", "max"))
    end, towards = ("max", 1) if value - least < most - value else ("min", -1)
    thumb = box["x"] + 8 + (value - least) / (most - least) * (box["width"] - 16)
    mouse = widget.page.mouse
    mouse.move(thumb, y)
    with widget.redrawn():
        mouse.down()
        for share in (0.1, 0.2, 0.3, 0.4, 0.5):
            mouse.move(x + towards * share * box["width"], y)
        mouse.up()
    assert float(slider.input_value()) == float(slider.get_attribute(end) or "")


def click_choice(widget: WidgetOnPage, control: Control) -> None:
    choice = widget.unchosen(control.parameter)
    with widget.redrawn():
        choice.click()
    expect(choice).to_be_checked()


def click_part(widget: WidgetOnPage, slider: Locator, parts: Locator) -> None:
    """Click a part of the figure that sets a slider to another value than the present one."""
    values = parts.evaluate_all("parts => parts.map(({ dataset }) => dataset.set.split('=')[1])")
    place = next(place for place, value in enumerate(values) if value != slider.input_value())
    with widget.redrawn():
        widget.page.mouse.click(*widget.centre(parts.nth(place)))
    assert slider.input_value() == values[place]
    widget.reset()


def click_rows_of_the_figure(widget: WidgetOnPage, control: Control) -> None:
    parts = f'[data-set^="{control.parameter}="]'
    panels = widget.figure.locator("svg").filter(has=widget.page.locator(parts))
    for panel in panels.all():
        if control.kind == "range":
            click_part(widget, widget.control(control.parameter), panel.locator(parts))
            continue
        if control.kind == "checkbox":
            turn_over(widget, widget.control(control.parameter), panel.locator(parts))
            continue
        choice = widget.unchosen(control.parameter)
        row = f'[data-set="{control.parameter}={choice.get_attribute("value")}"]'
        with widget.redrawn():
            widget.page.mouse.click(*widget.centre(panel.locator(f"{row} text").first))
        expect(choice).to_be_checked()
        widget.reset()


def turn_over(widget: WidgetOnPage, switch: Locator, part: Locator) -> None:
    """Click a part of the figure that turns a switch over, twice."""
    for _ in range(2):
        before = switch.is_checked()
        with widget.redrawn():
            widget.page.mouse.click(*widget.centre(part))
        expect(switch).to_be_checked(checked=not before)
    widget.reset()


def click_switch(widget: WidgetOnPage, control: Control) -> None:
    switch = widget.control(control.parameter)
    before = switch.is_checked()
    with widget.redrawn():
        switch.click()
    expect(switch).to_be_checked(checked=not before)


def type_into(widget: WidgetOnPage, control: Control) -> None:
    field = widget.control(control.parameter)
    field.click(click_count=3)
    with widget.redrawn():
        widget.page.keyboard.type("apple 你好")
    expect(field).to_have_value("apple 你好")


def type_order(widget: WidgetOnPage, control: Control) -> None:
    field = widget.control(control.parameter)
    field.click(click_count=3)
    with widget.redrawn():
        widget.page.keyboard.type("2 1 3")
        expect(field).to_have_attribute("value", "2 1 3")
    expect(field).to_have_value("2 1 3")


def test_pointing_at_a_word_is_enough_where_the_figure_says_so(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("glance", lang)
    word = widget.figure.locator('[data-set="focus=1"] .pw-running')
    x, y = widget.centre(word)
    with widget.redrawn():
        widget.page.mouse.move(x, y)
        expect(widget.choice("focus", "1")).to_be_checked()


def test_dragging_the_arrow_sets_both_its_controls(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.centre(widget.figure.locator("svg").first)
    handle = handles(widget.root)
    mouse = widget.page.mouse
    with widget.redrawn():
        mouse.move(*point_of(handle, {"query-x": 1.2, "query-y": 0.6}))
        mouse.down()
        mouse.move(*point_of(handle, {"query-x": 0.5, "query-y": 1.0}), steps=5)
        mouse.move(*point_of(handle, {"query-x": -1.5, "query-y": 2.0}), steps=5)
        mouse.up()
        expect(widget.control("query-x")).to_have_value("-1.5")
        expect(widget.control("query-y")).to_have_value("2")


def test_the_arrow_follows_the_mouse(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.centre(widget.figure.locator("svg").first)
    handle = handles(widget.root)
    mouse = widget.page.mouse
    mouse.move(*point_of(handle, {"query-x": 1.2, "query-y": 0.6}))
    mouse.down()
    x, y = point_of(handle, {"query-x": -1, "query-y": -1})
    mouse.move(x, y, steps=4)
    expect(widget.control("query-x")).to_have_value("-1")
    # Once it is drawn, the handle lies under the pointer.
    widget.page.wait_for_function(
        """([handle, x, y]) => {
          const box = handle.getBoundingClientRect();
          return Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < 6;
        }""",
        arg=[handle.element_handle(), x, y],
    )
    mouse.up()


def test_the_arrow_can_be_dragged_through_the_middle(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.centre(widget.figure.locator("svg").first)
    handle = handles(widget.root)
    mouse = widget.page.mouse
    mouse.move(*point_of(handle, {"query-x": 1.2, "query-y": 0.6}))
    mouse.down()
    mouse.move(*point_of(handle, {"query-x": 0, "query-y": 0}), steps=4)
    expect(widget.control("query-x")).to_have_attribute("value", "0.0")
    mouse.move(*point_of(handle, {"query-x": -1, "query-y": -1}), steps=4)
    expect(widget.control("query-x")).to_have_value("-1")
    mouse.up()


def test_dragging_the_end_of_a_bar_divides_the_rest_as_it_was(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("budget", lang)
    for name, parts in {"a": "40", "b": "30", "c": "20", "d": "10"}.items():
        widget.control(name).fill(parts)
    widget.wait_address("d=10")
    widget.centre(widget.figure.locator("svg").first)
    handle = handles(widget.root).first
    mouse = widget.page.mouse
    with widget.redrawn():
        mouse.move(*point_of(handle, {"a": 40}))
        mouse.down()
        mouse.move(
            *point_of(handle, {"a": 100}), steps=4
        )  # nothing is left for the others, and what they had is not forgotten
        mouse.move(*point_of(handle, {"a": 70}), steps=4)
        mouse.up()
        for name, parts in {"a": "70", "b": "15", "c": "10", "d": "5"}.items():
            expect(widget.control(name)).to_have_value(parts)
    widget.button("undo").click()
    expect(widget.control("a")).to_have_value("40")
    expect(widget.control("d")).to_have_value("10")


def test_dragging_a_word_puts_it_in_another_place(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("word-order", lang)
    widget.centre(widget.figure.locator("svg").first)
    words = widget.figure.locator(".pw-updown text")
    first, second, third = words.all_text_contents()
    mouse = widget.page.mouse
    x, y = widget.centre(words.nth(0))
    boxes = [words.nth(place).bounding_box() for place in (0, 1)]
    assert boxes[0] and boxes[1]
    down = boxes[1]["y"] - boxes[0]["y"]
    with widget.redrawn():
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y + down, steps=4)
        expect(words).to_have_text([second, first, third])
    with widget.redrawn():
        mouse.move(x, y + 20 * down, steps=4)  # far below the figure it is the last
        expect(words).to_have_text([second, third, first])
    mouse.up()
    expect(widget.control("order")).to_have_value("2 1 3")
    widget.button("undo").click()
    expect(words).to_have_text([first, second, third])


def test_only_the_last_of_many_moves_needs_to_be_drawn(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    slider = widget.control("query-x")
    slider.evaluate(
        """slider => {
          for (let value = -2.5; value <= 2; value += 0.1) {
            slider.value = value;
            slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
          }
          slider.value = -2;
          slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    expect(slider).to_have_attribute("value", "-2.0")
    assert widget.values()["query-x"] == "-2"
    assert len(widget.updates()) < 5
