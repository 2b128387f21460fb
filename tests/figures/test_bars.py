"""Bars: as long as their values, to the left of zero for negative ones, and cut off where the paper ends."""

from __future__ import annotations

import pytest
from svg import of_class, parsed, place, texts

from pyodide_widgets.figures.bars import ROW, Bar, bars
from pyodide_widgets.figures.figure import CLICKABLE_ROW, PANEL_WIDTH
from pyodide_widgets.figures.handles import Drag


def drawn(*values: float, domain: tuple[float, float] = (0, 1)) -> list[tuple[float, ...]]:
    """Where each bar begins and how long it is."""
    svg = parsed(bars([Bar("label", value, "written") for value in values], 0, domain=domain))
    return [place(bar, "x", "width") for bar in of_class(svg, "pw-weight")]


def test_bars_begin_at_zero_and_are_as_long_as_their_values() -> None:
    (x, whole), (x_half, half) = drawn(1.0, 0.5)
    assert x == x_half
    assert half == whole / 2


def test_negative_bars_end_at_zero() -> None:
    (x, width), (positive_x, positive_width) = drawn(-2.0, 2.0, domain=(-4, 6))
    assert x + width == pytest.approx(positive_x)
    assert width == positive_width


@pytest.mark.parametrize(("beyond", "end"), [(7, 6), (1e9, 6), (float("inf"), 6), (-5, -4), (-1e9, -4)])
def test_bars_longer_than_the_domain_are_cut_there(beyond: float, end: float) -> None:
    cut, whole = drawn(beyond, end, domain=(-4, 6))
    assert cut == whole


def test_zero_is_still_to_be_seen() -> None:
    ((_, width),) = drawn(0.0)
    assert 0 < width <= 1


def test_zero_line_stands_where_the_bars_begin() -> None:
    svg = parsed(bars([Bar("label", 3, "3")], 10, domain=(-4, 6)))
    (line,) = of_class(svg, "pw-line")
    (bar,) = of_class(svg, "pw-weight")
    assert line.attrib["x1"] == line.attrib["x2"] == bar.attrib["x"]
    assert place(line, "y1", "y2") == (10, 10 + ROW)


def test_each_bar_has_its_label_shortened_to_its_room_and_its_value_as_written() -> None:
    svg = parsed(
        bars([Bar("short", 1, "100%"), Bar("incomprehensibilities", 0, "0%")], 0, domain=(0, 1), label_width=60)
    )
    assert texts(svg) == ["short", "100%", "inco…", "0%"]


def test_bars_leave_room_for_labels_and_values() -> None:
    svg = parsed(bars([Bar("label", 9, "9")], 0, domain=(0, 1), label_width=140, number_width=56))
    (bar,) = of_class(svg, "pw-weight")
    x, width = place(bar, "x", "width")
    assert x >= 140 and x + width < PANEL_WIDTH - 56


def test_class_of_a_bar_says_what_it_is() -> None:
    assert len(of_class(parsed(bars([Bar("label", 1, "1", "pw-score")], 0, domain=(0, 1))), "pw-score")) == 1


@pytest.mark.parametrize("value", [0.0, 0.25, 1.0])
def test_the_end_of_a_bar_is_a_handle_where_its_drags_give_its_value(value: float) -> None:
    row = Bar("label", value, "", drags=(Drag("mine", 0, 1), Drag("rest", 100, 0)))
    svg = parsed(bars([row], 10, domain=(0, 1), row_height=CLICKABLE_ROW))
    (handle,) = of_class(svg, "pw-sideways")
    assert handle.attrib["data-drag"] == "mine rest"
    assert handle.attrib["data-values"] == "across 0 1, across 100 0"
    left, top, right, bottom = map(float, handle.attrib["data-box"].split())
    ((x, width),) = [place(grip, "x", "width") for grip in of_class(svg, "pw-grip")]
    assert (x + width / 2 - left) / (right - left) == pytest.approx(value, abs=0.01)
    ((x, y, width, height),) = [place(hit, "x", "y", "width", "height") for hit in of_class(svg, "pw-hit")]
    assert min(width, height) >= 24 and (y, y + height) == (top, bottom) == (10, 10 + CLICKABLE_ROW)


def test_a_bar_without_drags_has_no_handle() -> None:
    assert of_class(parsed(bars([Bar("label", 1, "")], 0, domain=(0, 1))), "pw-sideways") == []
