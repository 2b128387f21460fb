"""From numbers to places on the paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A straight line from the interval `domain` to the interval `range` (which may run backwards, as y does)."""

    domain: tuple[float, float]
    range: tuple[float, float]

    def __post_init__(self) -> None:
        if self.domain[0] == self.domain[1]:
            raise ValueError(f"a scale needs a domain of some length, got {self.domain}")

    def __call__(self, value: float) -> float:
        return self.places((value,))[0]

    def places(self, values: Iterable[float]) -> list[float]:
        """Where each of several numbers is: for a curve, cheaper than one by one."""
        (low, high), (start, end) = self.domain, self.range
        return [start + (float(value) - low) / (high - low) * (end - start) for value in values]
