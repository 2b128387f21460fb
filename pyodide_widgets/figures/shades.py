"""Matrices of weights drawn small, in shades: several fit on a panel, and in a frame of something that moves.

Labels, if there are any, are the caller's. Cells of one shade are one path: an element each would cost too much.
"""

from __future__ import annotations

from collections.abc import Sequence

from .markup import Markup, element, join

_SHADES = 10


def shades(weights: Sequence[Sequence[float]], left: float, top: float, cell: float) -> Markup:
    """Draw a square matrix: rows are queries, columns are keys, each weight between 0 and 1.

    Args:
        left, top: its corner.
        cell: the side of a cell.
    """
    paths = [""] * (_SHADES + 1)
    for row, values in enumerate(weights):
        for column, weight in enumerate(values):
            shade = round(_SHADES * weight)
            if shade:
                corner = f"{left + column * cell:g} {top + row * cell:g}"
                paths[shade] += f"M{corner}h{cell:g}v{cell:g}h-{cell:g}z"
    cells = [
        element("path", class_="pw-weight", d=path, fill_opacity=shade / _SHADES)
        for shade, path in enumerate(paths)
        if path
    ]
    return join(*cells, _frame(len(weights), left, top, cell))


def rings(wanted: Sequence[Sequence[bool]], left: float, top: float, cell: float) -> Markup:
    """Draw a ring in each cell of such a matrix that is wanted, to be compared with where the weights are."""
    radius = 0.35 * cell
    circle = f"a{radius:g} {radius:g} 0 1 1 {2 * radius:g} 0a{radius:g} {radius:g} 0 1 1 {-2 * radius:g} 0"
    path = "".join(
        f"M{left + (column + 0.5) * cell - radius:g} {top + (row + 0.5) * cell:g}{circle}"
        for row, values in enumerate(wanted)
        for column, here in enumerate(values)
        if here
    )
    return element("path", class_="pw-ring", d=path)


def crossed_out(size: int, left: float, top: float, cell: float) -> Markup:
    """Draw a matrix with so many rows that has nothing to show."""
    side = size * cell
    strokes = f"M{left:g} {top:g}l{side:g} {side:g}M{left + side:g} {top:g}l{-side:g} {side:g}"
    return join(_frame(size, left, top, cell), element("path", class_="pw-masked", d=strokes))


def _frame(size: int, left: float, top: float, cell: float) -> Markup:
    return element("rect", class_="pw-paper", x=left, y=top, width=size * cell, height=size * cell)
