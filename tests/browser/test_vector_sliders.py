"""Two sliders lengthen and turn an arrow; its coordinates follow, and the other of the two stays."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import Locator, expect

from pyodide_widgets.kit.words import Lang

from .conftest import LiveWidget
from .widget_page import WidgetOnPage


def slider(widget: WidgetOnPage, sets: str) -> Locator:
    return widget.root.locator(f"[data-sets={sets}]")


def arrow(widget: WidgetOnPage) -> tuple[float, float]:
    """Its length, and its direction in degrees."""
    values = widget.values()
    x, y = float(values["query-x"]), float(values["query-y"])
    return math.hypot(x, y), math.degrees(math.atan2(y, x))


def test_the_arrow_is_turned_and_keeps_its_length(lang: Lang, live_widget: LiveWidget) -> None:
    widget = live_widget("library", lang)
    widget.unfold()
    length, _ = arrow(widget)
    turn = slider(widget, "direction")
    for _ in range(30):  # far enough for rounding to add up
        with widget.redrawn():
            turn.press("ArrowLeft")
    now, direction = arrow(widget)
    assert now == pytest.approx(length, abs=0.08)
    assert direction == pytest.approx(float(turn.input_value()), abs=5)
    expect(turn).to_have_attribute("aria-valuetext", f"{direction:.0f}°".replace("-", "−"))
    widget.wait_address("library.query-x=")


def test_the_arrow_is_lengthened_up_to_the_edge_and_keeps_its_direction(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    widget.unfold()
    _, direction = arrow(widget)
    lengthen = slider(widget, "length")
    with widget.redrawn():
        lengthen.press("End")
    length, now = arrow(widget)
    assert now == pytest.approx(direction, abs=2)
    assert length == pytest.approx(2.5 / math.cos(math.radians(direction)), abs=0.08)


def test_a_turn_is_one_step_that_can_be_undone(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    widget.unfold()
    built = widget.body()
    turn = slider(widget, "direction")
    with widget.redrawn():
        turn.press("ArrowRight")
    with widget.redrawn():
        turn.press("ArrowRight")
    widget.button("undo").click()
    widget.wait_body(built)
