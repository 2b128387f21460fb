"""Vectors of two numbers on a plane."""

from __future__ import annotations

import pytest
from svg import of_class, parsed, place, texts

from pyodide_widgets.figures.figure import text_width
from pyodide_widgets.figures.plane import Plane

PLANE = Plane(left=10, top=20, side=100, low=-1, high=1)


def test_x_runs_to_the_right_and_y_upwards() -> None:
    assert (PLANE.x(-1), PLANE.x(1)) == (10, 110)
    assert (PLANE.y(-1), PLANE.y(1)) == (120, 20)


def test_axes_cross_at_zero_and_have_names() -> None:
    svg = parsed(PLANE.axes("fruit", "company"))
    across, up = of_class(svg, "pw-line")
    assert place(across, "y1", "y2") == (70, 70)
    assert place(up, "x1", "x2") == (60, 60)
    assert texts(svg) == ["fruit →", "↑ company"]


def test_arrow_goes_from_zero_to_its_vector() -> None:
    svg = parsed(PLANE.arrow((1, 0.5), "pw-query"))
    (head,) = of_class(svg, "pw-query")
    assert head.attrib["d"].startswith("M110.0 45.0L")
    (shaft,) = of_class(svg, "pw-query-line")
    assert place(shaft, "x1", "y1") == (60, 70)


@pytest.mark.parametrize("vector", [(0.0, 0.0), (0.05, 0.0), (1e-12, -1e-12)])
def test_arrow_too_short_for_a_shaft_is_still_to_be_seen(vector: tuple[float, float]) -> None:
    svg = parsed(PLANE.arrow(vector, "pw-query"))
    (head,) = of_class(svg, "pw-query")
    assert "nan" not in head.attrib["d"]
    assert not of_class(svg, "pw-query-line")


def test_ring_stands_at_its_place_with_its_label() -> None:
    svg = parsed(PLANE.ring((0, 1), "<k>"))
    (ring,) = of_class(svg, "pw-key")
    assert place(ring, "cx", "cy") == (60, 20)
    assert texts(svg) == ["<k>"]


def test_key_arrow_goes_from_zero_to_its_key_and_has_its_label() -> None:
    svg = parsed(PLANE.key_arrow((1, 0.5), "<k>", label_on="above"))
    (head,) = of_class(svg, "pw-key")
    assert head.attrib["d"].startswith("M110.0 45.0L")
    (shaft,) = of_class(svg, "pw-key-line")
    assert place(shaft, "x1", "y1") == (60, 70)
    assert texts(svg) == ["<k>"]


@pytest.mark.parametrize(
    ("side", "anchor", "right", "below"),
    [("right", "start", 1, 0), ("left", "end", -1, 0), ("above", "middle", 0, -1), ("below", "middle", 0, 1)],
)
def test_label_stands_on_the_side_that_is_asked_for(side: str, anchor: str, right: int, below: int) -> None:
    (label,) = parsed(PLANE.ring((0, 0), "key", label_on=side)).iter("text")
    x, y = place(label, "x", "y")
    assert label.attrib["text-anchor"] == anchor
    assert ((x > 60) - (x < 60), (y > 70) - (y < 70)) == (right, below)


@pytest.mark.parametrize("x", [-1, 1])
@pytest.mark.parametrize("side", ["above", "below"])
def test_centred_label_stays_inside_the_box(x: float, side: str) -> None:
    (label,) = parsed(PLANE.ring((x, 0), "a wide key", label_on=side)).iter("text")
    middle, half = place(label, "x")[0], text_width("a wide key") / 2
    assert PLANE.left <= middle - half and middle + half <= PLANE.left + PLANE.side


def test_unknown_side_of_a_label_is_an_error_that_names_the_sides() -> None:
    with pytest.raises(ValueError, match="right, left, above or below, not 'under'"):
        PLANE.ring((0, 0), "key", label_on="under")


def test_handle_tells_the_page_how_to_turn_the_pointer_into_values() -> None:
    (handle,) = of_class(parsed(PLANE.handle((0.5, -0.5), "query-x", "query-y")), "pw-handle")
    assert handle.attrib["data-drag"] == "query-x query-y"
    left, top, right, bottom = map(float, handle.attrib["data-box"].split())
    assert handle.attrib["data-values"] == "across -1 1, up -1 1"
    low, high = PLANE.low, PLANE.high
    cx, cy = place(handle, "cx", "cy")
    assert low + (high - low) * (cx - left) / (right - left) == 0.5
    assert low + (high - low) * (bottom - cy) / (bottom - top) == -0.5


def test_handle_is_large_enough_for_a_finger() -> None:
    (handle,) = of_class(parsed(PLANE.handle((0, 0), "x", "y")), "pw-handle")
    assert 2 * place(handle, "r")[0] >= 44
