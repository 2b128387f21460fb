"""Sliders for the length and the direction of a vector, beside those of its two coordinates.

They are no parameters: the page turns them into coordinates (`browser/page/vector-sliders.mjs`). Test:
tests/kit/test_vector_controls.py, tests/browser/test_vector_sliders.py.
"""

from __future__ import annotations

import math

from ..figures.markup import Markup, join
from .messages import message
from .parameters.slider import slider
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
    length, direction = math.hypot(*at), math.degrees(math.atan2(at[1], at[0]))
    vector = " ".join(names)
    return join(
        _slider("length", f"{length:.1f}", "", (0, longest, LENGTH_STEP), vector, lang),
        _slider("direction", f"{direction:.0f}", "°", (-180, 180, DIRECTION_STEP), vector, lang),
    )


def _slider(sets: str, value: str, unit: str, scale: tuple[float, float, float], vector: str, lang: Lang) -> Markup:
    low, high, step = (f"{each:g}" for each in scale)
    return slider(
        message(lang, f"vector.{sets}"),
        value.replace("-", "−") + unit,
        low=low,
        high=high,
        step=step,
        value=value,
        data_vector=vector,
        data_sets=sets,
        data_unit=unit or None,
    )
