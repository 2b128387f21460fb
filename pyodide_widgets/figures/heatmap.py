"""A matrix of attention weights: one row for each query, one column for each key."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .figure import PANEL_WIDTH, clickable, heading, linked, panel, shorten, text
from .markup import Markup, element

_LEFT = 84  # room for the rows' labels
_TOP = 98  # room for the heading, the axes' names and the columns' labels
_RIGHT = 24  # room for the last column's label, which stands askew
_CELL = 26  # height of a row, which a finger has to hit, and the largest width of a column
_ASKEW, _UPRIGHT = 55, 90  # degrees, of the columns' labels where there is room, and where there is not
_CLOSE = 17  # width of a column in which labels that stand askew would touch
_RISE = 49  # how high labels may reach: not over the axes' names


def heatmap(
    weights: Sequence[Sequence[float]],
    labels: Sequence[str],
    *,
    title: str,
    query_axis: str,
    key_axis: str,
    focus: int | None = None,
    masked: Sequence[Sequence[bool]] | None = None,
    focus_control: str | None = None,
    leaks: int | None = None,
) -> Markup:
    """Draw a square matrix of weights as a panel.

    Args:
        weights: rows are queries, columns are keys; each between 0 and 1, shown as the strength of the colour.
        labels: the words, for rows and columns alike.
        title, query_axis, key_axis: words for the heading and for what rows and columns are.
        focus: the row that is framed.
        masked: cells that the query may not see; they are struck through.
        focus_control: the parameter that a click on a row sets to the row's number.
        leaks: the column whose cells above the diagonal are framed: what earlier words take from a later one.
    """
    width = min(_CELL, (PANEL_WIDTH - _LEFT - _RIGHT) / len(labels))  # of a cell
    rows = []
    for row, label in enumerate(labels):
        y = _TOP + row * _CELL
        in_focus = " pw-focus" if row == focus else ""
        cells = [_cell(_LEFT + column * width, y, width, weight) for column, weight in enumerate(weights[row])]
        name = text(shorten(label, _LEFT - 10), _LEFT - 6, y + _CELL / 2, "end", f"pw-text{in_focus}")
        rows.append(
            clickable(focus_control, row, name, *cells, part=row) if focus_control else linked(row, name, *cells)
        )
    turned = _ASKEW if width >= _CLOSE else _UPRIGHT
    columns = [_column_label(label, _LEFT + (place + 0.5) * width, place, turned) for place, label in enumerate(labels)]
    frame = None
    if focus is not None:
        y = _TOP + focus * _CELL
        frame = element("rect", class_="pw-frame", x=_LEFT, y=y, width=width * len(labels), height=_CELL)
    return panel(
        _TOP + _CELL * len(labels) + 4,
        heading(title),
        text(f"↓ {query_axis}", 0, 34, class_="pw-axis pw-query-text"),
        text(f"→ {key_axis}", PANEL_WIDTH / 2, 34, class_="pw-axis pw-key-text"),
        *columns,
        *rows,
        _strikes(masked, width) if masked else None,
        frame,
        _leak(leaks, width) if leaks else None,
        title=title,
    )


def _cell(x: float, y: float, width: float, weight: float) -> Markup:
    return element("rect", class_="pw-cell", x=x, y=y, width=width, height=_CELL, fill_opacity=round(weight, 2))


def _leak(column: int, width: float) -> Markup:
    return element(
        "rect",
        class_="pw-here",
        fill_opacity=0,
        x=_LEFT + column * width,
        y=_TOP,
        width=width,
        height=_CELL * column,
    )


def _strikes(masked: Sequence[Sequence[bool]], width: float) -> Markup:
    """All the strokes through masked cells, as one path: a frame of a drag has no time for an element each."""
    stroke = f"l{width / 2:.1f} {-_CELL / 2:.1f}"
    strokes = [
        f"M{_LEFT + (column + 0.25) * width:.1f} {_TOP + (row + 0.75) * _CELL:.1f}{stroke}"
        for row, cells in enumerate(masked)
        for column, hidden in enumerate(cells)
        if hidden
    ]
    return element("path", class_="pw-masked", d="".join(strokes))


def _column_label(label: str, x: float, place: int, turned: int) -> Markup:
    # Neither over the axes' names above nor over the edge of the panel.
    angle = math.radians(turned)
    room = min(_RISE / math.sin(angle), (PANEL_WIDTH - x - 6) / math.cos(angle))
    return element(
        "text",
        shorten(label, room),
        class_="pw-text",
        transform=f"translate({x:.1f} {_TOP - 6}) rotate(-{turned})",
        dominant_baseline="central",
        data_part=place,
    )
