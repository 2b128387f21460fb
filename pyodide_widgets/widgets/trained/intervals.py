"""A mean over seeds and the interval in which it lies, for what was measured of the small models."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import mean, stdev
from typing import NamedTuple

# The factor of Student's t for 95 %, by the number of values: with few seeds intervals are wide.
_FACTOR = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}


class Interval(NamedTuple):
    mean: float
    half: float  # half of the width; infinite with one value
    number: int

    def written(self) -> str:
        return f"{self.mean:.2f}±{self.half:.2f}" if math.isfinite(self.half) else f"{self.mean:.2f}"


def interval(values: Sequence[float]) -> Interval:
    """The mean and its 95 % interval, for 1 to 5 values."""
    number = len(values)
    half = _FACTOR[number] * stdev(values) / math.sqrt(number) if number > 1 else math.inf
    return Interval(mean(values), half, number)
