"""Labelled bars, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .figure import PANEL_WIDTH, linked, shorten, text
from .handles import Drag, drag_attributes
from .markup import Markup, element, join
from .scale import Scale

ROW = 24


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length in the scale of its group, and the value as it is written beside it.

    `part` is as in `figure.linked`. With `drags` the bar's end can be dragged; their values are those where the bar ends at the two
    ends of its domain. Such bars need rows as high as `figure.CLICKABLE_ROW`.
    """

    label: str
    value: float
    written: str
    class_: str = "pw-weight"
    part: int | str | None = None
    drags: tuple[Drag, ...] = ()


def bars(
    rows: Sequence[Bar],
    y: float,
    *,
    domain: tuple[float, float],
    label_width: float = 110,
    number_width: float = 46,
    row_height: float = ROW,
) -> Markup:
    """Draw bars from y downwards, a row height apart; a domain that reaches below 0 puts the zero line inside.

    Args:
        domain: the smallest and largest value that there is room for; longer bars are cut off there.
        label_width, number_width: the room for the labels on the left and the written values on the right.
    """
    low, high = domain
    scale = Scale((low, high), (label_width, PANEL_WIDTH - number_width - 6))
    zero = scale(0)
    drawn = []
    for place, bar in enumerate(rows):
        middle = y + (place + 0.5) * row_height
        end = scale(min(high, max(low, bar.value)))
        row = (
            text(shorten(bar.label, label_width - 6), label_width - 8, middle, "end"),
            element(
                "rect",
                class_=bar.class_,
                x=min(zero, end),
                y=middle - 7,
                width=max(abs(end - zero), 0.5),
                height=14,
                rx=1.5,
            ),
            text(bar.written, PANEL_WIDTH - number_width, middle, class_="pw-text pw-number"),
            _handle(bar.drags, end, middle, row_height, scale) if bar.drags else None,
        )
        drawn.append(join(*row) if bar.part is None else linked(bar.part, *row))
    line = element("line", class_="pw-line", x1=zero, x2=zero, y1=y, y2=y + len(rows) * row_height)
    return join(*drawn, line)


def _handle(drags: tuple[Drag, ...], end: float, middle: float, height: float, scale: Scale) -> Markup:
    """What to take hold of at the end of a bar."""
    left, right = scale.range
    top = middle - height / 2
    return element(
        "g",
        element("rect", class_="pw-hit", x=end - 14, y=top, width=28, height=height),
        element("rect", class_="pw-grip", x=end - 3, y=middle - 9, width=6, height=18, rx=3),
        class_="pw-sideways",
        **drag_attributes((left, top, right, top + height), *drags),
    )
