"""Curves: round ticks, marks that differ, and nothing drawn outside the box."""

from __future__ import annotations

import re

import pytest

from pyodide_widgets.figures.curves import STRIP_TOP, Curve, curves, ticks, x_axis
from pyodide_widgets.figures.figure import PANEL_WIDTH, text

LINE = Curve("rising", [(0, 0), (5, 50), (10, 200)], "pw-weight", dashes="4 3", band=[(0, -10, 10), (10, 90, 300)])


def drawn(**changes: object) -> str:
    words = {"title": "t", "x_name": "x", "y_name": "y"}
    return str(curves([LINE], x_domain=(0, 10), y_domain=(0, 100), **words, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ((0, 10), [0, 2, 4, 6, 8, 10]),
        ((0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ((-3, 3), [-2, 0, 2]),
        ((5, 95), [20, 40, 60, 80]),
    ],
)
def test_ticks_are_round_numbers_inside_the_domain(domain: tuple[float, float], expected: list[float]) -> None:
    assert ticks(domain) == expected


def test_points_outside_the_box_are_not_drawn() -> None:
    (path,) = re.findall(r'<path class="pw-weight pw-curve" d="([^"]*)"', drawn())
    assert path.count("L") == 1  # two of three points


def test_a_band_is_cut_off_at_the_box() -> None:
    (path,) = re.findall(r'<path class="pw-weight pw-interval" d="([^"]*)"', drawn())
    heights = [float(height) for height in re.findall(r"[ML]\S+ ([\d.-]+)", path)]
    assert max(heights) - min(heights) == 200  # the height of the box


def test_the_key_shows_the_mark_of_its_curve() -> None:
    assert drawn().count('stroke-dasharray="4 3"') == 2


def test_the_readers_place_is_marked_where_it_is_asked_for() -> None:
    assert "pw-here" not in drawn()
    assert "pw-here" in drawn(mark_x=5)


def test_ticks_of_an_axis_of_exponents_can_be_written_as_powers() -> None:
    written = re.findall(r'text-anchor="middle"[^>]*>([^<]*)<', drawn(x_written=lambda exponent: f"{2**exponent:.0f}"))
    assert written == ["1", "4", "16", "64", "256", "1024"]


def test_a_long_number_at_the_end_of_the_axis_stays_on_the_panel() -> None:
    (place,) = re.findall(
        r'x="([\d.]+)"[^>]*>1000000<', drawn(x_written=lambda value: str(10**6 if value == 10 else 0))
    )
    half = 7 * 6.3 / 2  # seven digits of the type of axes
    assert float(place) + half < PANEL_WIDTH


def test_a_strip_stands_between_heading_and_key_at_the_places_of_the_axis() -> None:
    plain, drawing = drawn(), text("here", x_axis((0, 10))(5), STRIP_TOP + 10)
    with_strip = drawn(strip=(40, drawing))
    assert drawing in with_strip
    heights = [int(re.findall(r' height="(\d+)"', html)[0]) for html in (plain, with_strip)]
    assert heights[1] == heights[0] + 20  # half of it is taken from the box
