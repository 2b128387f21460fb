"""Every control answers to a finger, on a phone. To a finger the languages are alike, so one will do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.bundled import WIDGETS

from .built_site import Site
from .controls import Control, answering_controls_of
from .drag import handles, point_of
from .readers import LiveReaders
from .widget_page import WidgetOnPage

TouchedWidget = Callable[[str], WidgetOnPage]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


@pytest.fixture(scope="module")
def phones(browser: Browser, site: Site) -> Iterator[LiveReaders]:
    phones = LiveReaders(browser, site, **PHONE)
    yield phones
    phones.close()


@pytest.fixture
def touched_widget(phones: LiveReaders, site: Site) -> Iterator[TouchedWidget]:
    yield lambda name: phones.at(site.placed(name, "zh"))[1]
    phones.check()


def drag_finger(widget: WidgetOnPage, *points: tuple[float, float]) -> None:
    """Put a finger down at the first point, draw it through the others, and lift it."""
    finger = widget.page.context.new_cdp_session(widget.page)
    for place, (x, y) in enumerate(points):
        kind = "touchMove" if place else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    finger.detach()


@pytest.mark.parametrize("name", WIDGETS.names())
def test_every_control_answers_to_a_finger(name: str, touched_widget: TouchedWidget) -> None:
    widget = touched_widget(name)
    use = {
        "range": drag_slider,
        "radio": tap_choice,
        "checkbox": tap_switch,
        "text": tap_and_type,
        "order": drag_word,
    }
    for control in answering_controls_of(name):
        use[control.kind](widget, control)
        widget.reset()
        if control.kind == "radio":
            tap_figure(widget, control)
            widget.reset()


def tap_choice(widget: WidgetOnPage, control: Control) -> None:
    choice = widget.unchosen(control.parameter)
    with widget.redrawn():
        widget.page.touchscreen.tap(*widget.centre(choice))
    expect(choice).to_be_checked()


def tap_figure(widget: WidgetOnPage, control: Control) -> None:
    choice = widget.unchosen(control.parameter)
    shortcuts = widget.figure.locator(f'[data-set="{control.parameter}={choice.get_attribute("value")}"] text')
    if shortcuts.count():
        with widget.redrawn():
            widget.page.touchscreen.tap(*widget.centre(shortcuts.first))
        expect(choice).to_be_checked()


def tap_switch(widget: WidgetOnPage, control: Control) -> None:
    switch = widget.control(control.parameter)
    before = switch.is_checked()
    with widget.redrawn():
        widget.page.touchscreen.tap(*widget.centre(switch))
    expect(switch).to_be_checked(checked=not before)


def drag_slider(widget: WidgetOnPage, control: Control) -> None:
    slider = widget.control(control.parameter)
    x, y = widget.centre(slider)
    box = slider.bounding_box()
    assert box
    left = slider.get_attribute("value") != slider.get_attribute("min")
    edge = box["x"] + 1 if left else box["x"] + box["width"] - 1
    with widget.redrawn():
        drag_finger(widget, (x, y), ((x + edge) / 2, y), (edge, y))
    assert float(slider.input_value()) == float(slider.get_attribute("min" if left else "max") or "")


def drag_word(widget: WidgetOnPage, control: Control) -> None:
    words = widget.figure.locator(f'[data-drag="{control.parameter}"] text')
    before = words.all_text_contents()
    x, y = widget.centre(words.first)
    boxes = [words.nth(place).bounding_box() for place in (0, 1)]
    assert boxes[0] and boxes[1]
    below = boxes[1]["y"] - boxes[0]["y"]
    with widget.redrawn():
        drag_finger(widget, (x, y), (x, y + below / 2), (x, y + below))
    expect(words).to_have_text([before[1], before[0], *before[2:]])


def tap_and_type(widget: WidgetOnPage, control: Control) -> None:
    field = widget.control(control.parameter)
    widget.page.touchscreen.tap(*widget.centre(field))
    expect(field).to_be_focused()
    field.select_text()
    with widget.redrawn():
        widget.page.keyboard.insert_text("你好")
    expect(field).to_have_value("你好")


def test_a_finger_that_scrolls_over_a_slider_changes_nothing(touched_widget: TouchedWidget) -> None:
    widget = touched_widget("library")
    slider = widget.control("query-x")
    _, y = widget.centre(slider)
    box = slider.bounding_box()
    assert box
    scrolled = widget.page.evaluate("scrollY")
    x = box["x"] + box["width"] / 8
    drag_finger(widget, (x, y), (x + 2, y - 40), (x + 3, y - 80), (x + 3, y - 160))
    widget.page.wait_for_function("before => scrollY > before", arg=scrolled)
    assert slider.input_value() == "1.2"
    # Whatever has been asked for is drawn before this is.
    widget.page.evaluate(
        "import('/pyodide-widgets/page/pyodide-widgets.mjs').then(({ modules }) => modules['page/python.mjs'].python.render('apple', {}, 'zh'))"
    )
    assert widget.updates() == []


def test_a_tap_on_a_slider_moves_it_there(touched_widget: TouchedWidget) -> None:
    widget = touched_widget("library")
    slider = widget.control("query-x")
    widget.centre(slider)
    box = slider.bounding_box()
    assert box
    with widget.redrawn():
        slider.tap(position={"x": box["width"] / 8, "y": box["height"] / 2})  # once it has come to rest
    assert float(slider.input_value()) < -1


def test_dragging_the_arrow_sets_both_its_controls(touched_widget: TouchedWidget) -> None:
    widget = touched_widget("library")
    widget.centre(widget.figure.locator("svg").first)
    handle = handles(widget.root)
    scrolled = widget.page.evaluate("scrollY")
    path = ({"query-x": 1.2, "query-y": 0.6}, {"query-x": 0.5, "query-y": 1.0}, {"query-x": -1.5, "query-y": -2.0})
    points = [point_of(handle, values) for values in path]
    with widget.redrawn():
        drag_finger(widget, *points)
        expect(widget.control("query-x")).to_have_value("-1.5")
        expect(widget.control("query-y")).to_have_value("-2")
    assert widget.page.evaluate("scrollY") == scrolled, "the page must not scroll under the finger"


def test_a_finger_beside_the_arrow_scrolls_the_page(touched_widget: TouchedWidget) -> None:
    widget = touched_widget("library")
    widget.centre(widget.figure.locator("svg").first)
    scrolled = widget.page.evaluate("scrollY")
    x, y = point_of(handles(widget.root), {"query-x": -2, "query-y": -1.5})
    drag_finger(widget, (x, y), (x, y - 60), (x, y - 120))
    widget.page.wait_for_function("before => scrollY > before", arg=scrolled)
    assert widget.values()["query-x"] == "1.2"
