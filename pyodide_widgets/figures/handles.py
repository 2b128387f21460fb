"""What a finger or pointer takes hold of in a figure to set controls; the controls are the keyboard's way.

The page's side is browser/page/drag.mjs.
"""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right and bottom of where a handle goes, in the panel's units


@dataclass(frozen=True)
class Drag:
    """What a handle does to one control: its value goes evenly from `low` to `high` on the way across the box.

    Args:
        control: the parameter, one with a slider.
        low, high: its values where the handle is at the left and at the right edge of the box; with `up`, at its bottom and top.
    """

    control: str
    low: float
    high: float
    up: bool = False

    def way(self) -> str:
        return f"{'up' if self.up else 'across'} {self.low:g} {self.high:g}"


@dataclass(frozen=True)
class DragDown:
    """A handle that is dragged up and down: it sets a control to one of these texts, from the top of the box to its bottom.

    Args:
        texts: each for an equal part of the way; without `|` and commas.
    """

    control: str
    texts: tuple[str, ...]

    def way(self) -> str:
        return f"down {'|'.join(self.texts)}"


def drag_attributes(box: Box, *drags: Drag | DragDown) -> dict[str, str]:
    """The attributes of an element that is a handle. It should be at least 24 units wide and high."""
    return {
        "data_drag": " ".join(drag.control for drag in drags),
        "data_box": " ".join(f"{edge:.1f}" for edge in box),
        "data_values": ", ".join(drag.way() for drag in drags),
    }
