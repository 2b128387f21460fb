"""Curves over a common axis, each with a mark of its own, and the interval in which its true course lies, if there is one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .figure import PANEL_WIDTH, heading, panel, text, text_width
from .handles import Drag, drag_attributes
from .markup import Markup, element, join, number
from .scale import Scale

_LEFT, _RIGHT, _TOP, _KEY_ROW = 44, 10, 24, 18
_SIDE = 200  # height of the box
STRIP_TOP = _TOP
PERCENTAGES = (0, 108)  # a y domain in which a curve at 100 is to be seen


@dataclass(frozen=True)
class Curve:
    """One curve.

    Args:
        name: as the key to the figure says it.
        points: x and y, in the order of x.
        class_: one of the style sheet's colours for lines, such as `pw-weight`.
        dashes: lengths of strokes and gaps, so that curves differ by more than colour; empty is a full line.
        band: x, low and high: where the true value lies with some certainty.
    """

    name: str
    points: Sequence[tuple[float, float]]
    class_: str
    dashes: str = ""
    band: Sequence[tuple[float, float, float]] = ()


def curves(
    lines: Sequence[Curve],
    *,
    title: str,
    x_name: str,
    y_name: str,
    x_domain: tuple[float, float],
    y_domain: tuple[float, float],
    mark_x: float | None = None,
    mark_control: str | None = None,
    x_written: Callable[[float], str] = number,
    strip: tuple[float, Markup] | None = None,
) -> Markup:
    """Draw curves as a panel, with axes, a key below the heading, and a line at `mark_x`, where the reader stands.

    Args:
        title, x_name, y_name: words for the heading and for what the axes measure, with units.
        x_domain, y_domain: what there is room for; points outside are not drawn.
        mark_control: the parameter that is set to its place on the x axis when that line is dragged.
        x_written: what stands at a tick of the x axis; for an axis of exponents, the powers.
        strip: the height and the drawing of what stands between heading and key, from `STRIP_TOP` on, over the places of `x_axis`.
            The box is lower by half of it.
    """
    height, drawing = strip or (0, None)
    bottom, plotted = plot(
        lines,
        _TOP + height,
        _SIDE - height / 2,
        x_name=x_name,
        y_name=y_name,
        x_domain=x_domain,
        y_domain=y_domain,
        mark_x=mark_x,
        mark_control=mark_control,
        x_written=x_written,
    )
    return panel(bottom, heading(title), drawing, plotted, title=title)


def x_axis(x_domain: tuple[float, float]) -> Scale:
    """Where things are across a panel of curves."""
    return Scale(x_domain, (_LEFT, PANEL_WIDTH - _RIGHT))


def plot(
    lines: Sequence[Curve],
    top: float,
    height: float,
    *,
    x_name: str,
    y_name: str,
    x_domain: tuple[float, float],
    y_domain: tuple[float, float],
    mark_x: float | None = None,
    mark_control: str | None = None,
    x_written: Callable[[float], str] = number,
) -> tuple[float, Markup]:
    """What `curves` draws below its heading, for a panel with more in it: where it ends, and the drawing.

    Args:
        top: where the key begins.
        height: of the box that the curves are in.
    """
    box_top = top + _KEY_ROW * len(lines) + 22
    bottom = box_top + height
    x = x_axis(x_domain)
    y = Scale(y_domain, (bottom, box_top))
    here = None
    if mark_x is not None:
        here = element("line", class_="pw-here", x1=x(mark_x), x2=x(mark_x), y1=box_top, y2=bottom)
    drawing = join(
        *[
            _key(line.name, line.class_, line.dashes, top + (place + 0.5) * _KEY_ROW)
            for place, line in enumerate(lines)
        ],
        _axes(x, y, x_name, y_name, x_written),
        here,
        *[_band(line, x, y) for line in lines if line.band],
        *[_line(line, x, y) for line in lines],
        _handle(mark_x, x, y, mark_control) if mark_control and mark_x is not None else None,
    )
    return bottom + 40, drawing


# Axes and key are the same for every frame of a drag.
@lru_cache(maxsize=64)
def _axes(x: Scale, y: Scale, x_name: str, y_name: str, x_written: Callable[[float], str]) -> Markup:
    bottom, box_top = y.range
    return join(
        text(f"↑ {y_name}", 0, box_top - 11, class_="pw-axis"),
        text(f"{x_name} →", PANEL_WIDTH - _RIGHT, bottom + 32, "end", "pw-axis"),
        *[_x_tick(x, value, x_written(value), bottom) for value in ticks(x.domain)],
        *[_y_tick(y, value) for value in ticks(y.domain)],
    )


def ticks(domain: tuple[float, float], most: int = 5) -> list[float]:
    """Round numbers inside a domain: 1, 2 or 5 times a power of ten apart, at most so many."""
    low, high = domain
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


@lru_cache(maxsize=64)
def _key(name: str, class_: str, dashes: str, y: float) -> Markup:
    sample = element("line", class_=f"{class_} pw-curve", x1=0, x2=26, y1=y, y2=y, stroke_dasharray=dashes or None)
    return join(sample, text(name, 33, y))


def _line(line: Curve, x: Scale, y: Scale) -> Markup:
    (left, right), (low, high) = _with_edges(x.domain), _with_edges(y.domain)
    inside = [(at, value) for at, value in line.points if left <= at <= right and low <= value <= high]
    path = _path(x.places([at for at, _ in inside]), y.places([value for _, value in inside])) if inside else ""
    return element("path", class_=f"{line.class_} pw-curve", d=path, stroke_dasharray=line.dashes or None)


def _band(line: Curve, x: Scale, y: Scale) -> Markup:
    low, high = y.domain
    at = x.places([at for at, _, _ in line.band])
    tops = y.places([min(high, max(low, top)) for _, _, top in line.band])
    bottoms = y.places([min(high, max(low, bottom)) for _, bottom, _ in line.band])
    return element("path", class_=f"{line.class_} pw-interval", d=_path(at + at[::-1], tops + bottoms[::-1]) + "z")


def _handle(mark_x: float, x: Scale, y: Scale, control: str) -> Markup:
    """The handle of the mark."""
    at, (bottom, top) = x(mark_x), y.range
    (low, high), (left, right) = x.domain, x.range
    return element(
        "g",
        element("rect", class_="pw-hit", x=at - 8, y=top, width=16, height=bottom - top),
        element("circle", class_="pw-hit", cx=at, cy=bottom, r=16),
        element("circle", class_="pw-grip", cx=at, cy=bottom, r=6),
        class_="pw-sideways",
        **drag_attributes((left, top, right, bottom), Drag(control, low, high)),
    )


def _path(x: list[float], y: list[float]) -> str:
    return "M" + "L".join([f"{at:.1f} {value:.1f}" for at, value in zip(x, y, strict=True)])


def _x_tick(x: Scale, value: float, written: str, bottom: float) -> Markup:
    at = x(value)
    mark = element("line", class_="pw-line", x1=at, x2=at, y1=bottom, y2=bottom + 4)
    # Long numbers at the end of the axis stay on the panel; the type of axes is a little smaller than that of text.
    middle = min(at, PANEL_WIDTH - text_width(written) * 12 / 13 / 2)
    return join(mark, text(written, middle, bottom + 14, "middle", "pw-axis"))


def _y_tick(y: Scale, value: float) -> Markup:
    at = y(value)
    mark = element("line", class_="pw-rule", x1=_LEFT, x2=PANEL_WIDTH - _RIGHT, y1=at, y2=at)
    return join(mark, text(number(value).replace("-", "−"), _LEFT - 6, at, "end", "pw-axis"))


def _with_edges(domain: tuple[float, float]) -> tuple[float, float]:
    """A domain and a little more, so that rounding leaves out no point at its ends."""
    return domain[0] - 1e-9, domain[1] + 1e-9
