"""Every control answers to the mouse, and so do the shortcuts in the figures."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pyodide_widgets.widgets.kit.words import Lang

from .conftest import LiveWidget
from .controls import Control, controls
from .drag import handles, point_of


@pytest.mark.parametrize("control", controls("range"), ids=str)
def test_dragging_a_slider_redraws(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    slider = widget.control(control.parameter)
    x, y = widget.centre(slider)
    box = slider.bounding_box()
    assert box
    mouse = widget.page.mouse
    mouse.move(x, y)
    with widget.redrawn():
        mouse.down()
        for share in (0.6, 0.7, 0.8, 0.9, 1.0):
            mouse.move(box["x"] + share * box["width"], y)
        mouse.up()
        expect(slider).to_have_value(slider.get_attribute("max") or "")


@pytest.mark.parametrize("control", controls("radio"), ids=str)
def test_clicking_a_word_redraws(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    with widget.redrawn():
        widget.choice(control.parameter, "2").click()
    expect(widget.choice(control.parameter, "2")).to_be_checked()


@pytest.mark.parametrize("control", controls("checkbox"), ids=str)
def test_clicking_a_switch_redraws(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    switch = widget.control(control.parameter)
    before = switch.is_checked()
    with widget.redrawn():
        switch.click()
    expect(switch).to_be_checked(checked=not before)


@pytest.mark.parametrize("control", controls("radio"), ids=str)
def test_clicking_a_row_of_a_figure_chooses_its_word(control: Control, lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget(control.widget, lang)
    panels = widget.figure.locator("svg").filter(has=widget.page.locator("[data-set]"))
    for place, panel in enumerate(panels.all(), 1):
        row = panel.locator(f'[data-set="{control.parameter}={place}"]')
        with widget.redrawn():
            widget.page.mouse.click(*widget.centre(row.locator("text").first))
        expect(widget.choice(control.parameter, str(place))).to_be_checked()


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
