"""After a change that is no drag, what has changed in a figure moves to its new place; but not for readers who want no motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import LiveWidget
from .widget_page import WidgetOnPage

# What moves in the widget at this moment, as names of properties.
_MOVING = "widget => widget.getAnimations({ subtree: true }).map(({ transitionProperty }) => transitionProperty)"
# Counts from now on what begins to move.
_COUNT = """widget => {
  widget.begun = [];
  widget.addEventListener("transitionrun", ({ propertyName }) => widget.begun.push(propertyName));
}"""


@pytest.fixture
def counted(live_widget: LiveWidget) -> WidgetOnPage:
    widget = live_widget("self-attention", "en")
    widget.root.evaluate(_COUNT)
    return widget


def begun(widget: WidgetOnPage) -> set[str]:
    """What has begun to move since this was asked last, once a frame has been drawn."""
    widget.page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    names: list[str] = widget.root.evaluate("widget => widget.begun.splice(0)")
    return set(names)


def test_bars_and_bands_move_when_another_word_is_chosen_and_when_that_is_undone(counted: WidgetOnPage) -> None:
    built = counted.body()
    with counted.redrawn():
        counted.control("focus").first.press("ArrowRight")
    assert {"width", "d"} <= begun(counted)
    expect(counted.root).to_have_class("pw-moving")
    counted.button("undo").click()
    counted.wait_body(built)
    assert {"width", "d"} <= begun(counted)


def test_nothing_moves_while_a_slider_is_moved(live_widget: LiveWidget) -> None:
    widget = live_widget("library", "en")
    widget.root.evaluate(_COUNT)
    for _ in range(3):
        with widget.redrawn():
            widget.control("query-x").press("ArrowRight")
    assert begun(widget) == set()
    assert widget.root.evaluate(_MOVING) == []


def test_nothing_moves_for_readers_who_want_less_motion(counted: WidgetOnPage) -> None:
    counted.page.emulate_media(reduced_motion="reduce")
    try:
        with counted.redrawn():
            counted.control("focus").first.press("ArrowRight")
        assert begun(counted) == set()
    finally:
        counted.page.emulate_media(reduced_motion="no-preference")
