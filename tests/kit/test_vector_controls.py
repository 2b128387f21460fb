"""An arrow is set by its length and direction, in steps that its coordinates can follow."""

from __future__ import annotations

import math
import re

import pytest

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.kit.parameters import Number
from pyodide_widgets.kit.unknown_name import UnknownName
from pyodide_widgets.kit.vector_controls import DIRECTION_STEP, LENGTH_STEP
from pyodide_widgets.kit.widget import Widget

SHORTEST = 0.6  # of the arrows that can be turned in every step


def widget(vector: tuple[str, str] = ("x", "y")) -> Widget:
    parameters = tuple(Number(name, name.upper(), 0, low=-3, high=3, step=0.1) for name in ("x", "y", "z"))
    return Widget("w", "W", "C.", parameters, lambda values, lang: Figure((), "caption"), vector=vector)


def sliders(html: str) -> list[str]:
    """What each slider sets, in order."""
    return re.findall(r'<input type="range".*?(?:name|data-sets)="([\w-]+)"', html)


@pytest.mark.parametrize(
    ("x", "y", "length", "direction"),
    [("1", "0", "1.0", "0°"), ("0", "2", "2.0", "90°"), ("-1", "-1", "1.4", "−135°"), ("0", "0", "0.0", "0°")],
)
def test_length_and_direction_are_those_of_the_arrow(x: str, y: str, length: str, direction: str) -> None:
    html = widget().render({"x": x, "y": y}, "en").html
    assert re.findall(r'aria-valuetext="(\S+)" data-vector="x y"', html) == [length, direction]


def test_length_and_direction_are_folded() -> None:
    shown, _, folded = widget().render({}, "en").html.partition("<details")
    assert sliders(shown) == ["x", "y", "z"]
    assert sliders(folded) == ["length", "direction"]


def test_a_coordinate_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UnknownName, match="unknown parameter 'up'"):
        widget(("x", "up"))


@pytest.mark.parametrize("direction", range(-180, 180, DIRECTION_STEP))
def test_no_step_is_lost_where_coordinates_are_rounded(direction: int) -> None:
    for step in range(round(SHORTEST / LENGTH_STEP), 16):
        length = step * LENGTH_STEP
        x, y = (round(length * turn(math.radians(direction)), 1) for turn in (math.cos, math.sin))
        away = (math.degrees(math.atan2(y, x)) - direction + 180) % 360 - 180
        assert abs(away) < DIRECTION_STEP / 2
        assert abs(math.hypot(x, y) - length) < LENGTH_STEP / 2
