"""Sliders for the length and the direction of a vector, beside those of its two coordinates.

They are no parameters: the page turns them into coordinates (`browser/page/vector-sliders.mjs`). Test:
tests/kit/test_vector_controls.py, tests/browser/test_vector_sliders.py.
"""

from __future__ import annotations

import math

from ..figures.markup import Markup, element, join
from .messages import message
from .words import Lang

# With coordinates in steps of a tenth, finer steps would be rounded back to where the slider was.
LENGTH_STEP = 0.2
DIRECTION_STEP = 10  # degrees


def vector_controls(names: tuple[str, str], at: tuple[float, float], longest: float, lang: Lang) -> Markup:
    """Two sliders for one vector.

    Args:
        names: the parameters that are its coordinates.
        at: the vector.
        longest: the largest length that can be set.
    """
    vector = " ".join(names)
    length, direction = math.hypot(*at), math.degrees(math.atan2(at[1], at[0]))
    return join(
        element(
            "div",
            *_labelled(
                message(lang, "vector.length"), vector, "length", f"{length:.1f}", "", (0, longest, LENGTH_STEP)
            ),
            class_="pw-control pw-slider",
        ),
        element(
            "div",
            *_labelled(
                message(lang, "vector.direction"),
                vector,
                "direction",
                f"{direction:.0f}",
                "°",
                (-180, 180, DIRECTION_STEP),
            ),
            class_="pw-control pw-slider",
        ),
    )


def _labelled(
    label: str, vector: str, sets: str, value: str, unit: str, scale: tuple[float, float, float]
) -> tuple[Markup, Markup]:
    """A slider with its label, and its value as it is shown."""
    low, high, step = scale
    shown = value.replace("-", "−") + unit
    slider = element(
        "input",
        type="range",
        min=f"{low:g}",
        max=f"{high:g}",
        step=f"{step:g}",
        value=value,
        aria_valuetext=shown,
        data_vector=vector,
        data_sets=sets,
        data_unit=unit or None,
        autocomplete="off",
    )
    return (
        element("label", element("span", label), slider),
        element("span", shown, class_="pw-value-shown", aria_hidden="true"),
    )
