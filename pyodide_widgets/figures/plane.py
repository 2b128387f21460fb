"""A plane with two named axes, for vectors of two numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .figure import shorten, text, text_width
from .handles import Drag, drag_attributes
from .markup import Markup, element, join
from .scale import Scale


@dataclass(frozen=True)
class Plane:
    """Where things are drawn: values from `low` to `high` on both axes, in a square box on the paper.

    Args:
        left, top, side: the box, in the panel's units.
        low, high: the same on both axes, so that angles are true.
    """

    left: float
    top: float
    side: float
    low: float
    high: float

    @property
    def x(self) -> Scale:
        return Scale((self.low, self.high), (self.left, self.left + self.side))

    @property
    def y(self) -> Scale:
        return Scale((self.low, self.high), (self.top + self.side, self.top))

    def axes(self, x_name: str, y_name: str) -> Markup:
        right, bottom = self.left + self.side, self.top + self.side
        x0, y0 = self.x(0), self.y(0)
        return join(
            element("rect", class_="pw-paper", x=self.left, y=self.top, width=self.side, height=self.side),
            element("line", class_="pw-line", x1=self.left, x2=right, y1=y0, y2=y0),
            element("line", class_="pw-line", x1=x0, x2=x0, y1=self.top, y2=bottom),
            text(f"{x_name} →", right - 4, bottom - 10, "end", "pw-axis"),
            text(f"↑ {y_name}", self.left + 5, self.top + 11, class_="pw-axis"),
        )

    def ring(self, at: tuple[float, float], label: str, *, size: float = 5, label_on: str = "right") -> Markup:
        """A key: a ring with a label."""
        x, y = self.x(at[0]), self.y(at[1])
        return join(
            element("circle", class_="pw-key", cx=x, cy=y, r=size), self._label(label, x, y, size + 5, label_on)
        )

    def arrow(self, to: tuple[float, float], class_: str, *, start: tuple[float, float] = (0, 0)) -> Markup:
        """A vector: a line with a triangle at its end. One too short to see is drawn as the triangle alone."""
        x0, y0, x1, y1 = self.x(start[0]), self.y(start[1]), self.x(to[0]), self.y(to[1])
        length = math.hypot(x1 - x0, y1 - y0)
        along = ((x1 - x0) / length, (y1 - y0) / length) if length > 1e-6 else (0.0, -1.0)
        neck = (x1 - 11 * along[0], y1 - 11 * along[1])
        side = (-5.5 * along[1], 5.5 * along[0])
        head = (
            f"M{x1:.1f} {y1:.1f}L{neck[0] + side[0]:.1f} {neck[1] + side[1]:.1f}"
            f"L{neck[0] - side[0]:.1f} {neck[1] - side[1]:.1f}z"
        )
        shaft = None
        if length > 11:
            shaft = element("line", class_=f"{class_}-line", x1=x0, y1=y0, x2=neck[0], y2=neck[1])
        # One element, with a shaft or without: what is drawn after it keeps its place in the page while it is dragged.
        return element("g", shaft, element("path", class_=class_, d=head))

    def key_arrow(self, to: tuple[float, float], label: str, *, label_on: str) -> Markup:
        """A key as a vector: a thin arrow with a hollow head, and a label."""
        return join(self.arrow(to, "pw-key"), self._label(label, self.x(to[0]), self.y(to[1]), 8, label_on))

    def handle(self, at: tuple[float, float], x_control: str, y_control: str) -> Markup:
        """The handle of a vector: it sets two controls at once."""
        box = (self.left, self.top, self.left + self.side, self.top + self.side)
        drags = (Drag(x_control, self.low, self.high), Drag(y_control, self.low, self.high, up=True))
        return element(
            "circle",
            class_="pw-handle",
            cx=self.x(at[0]),
            cy=self.y(at[1]),
            r=22,
            **drag_attributes(box, *drags),
        )

    def _label(self, label: str, x: float, y: float, gap: float, side: str) -> Markup:
        right = self.left + self.side
        match side:
            case "right":
                return text(shorten(label, right - x - gap), x + gap, y, class_="pw-label")
            case "left":
                return text(shorten(label, x - gap - self.left), x - gap, y, "end", "pw-label")
            case "above" | "below":
                label = shorten(label, self.side - 8)
                # Centred, but never over the edge of the box.
                half = text_width(label) / 2 + 4
                x = max(self.left + half, min(right - half, x))
                return text(label, x, y - gap - 4 if side == "above" else y + gap + 4, "middle", "pw-label")
        raise ValueError(f"a label stands right, left, above or below, not {side!r}")
