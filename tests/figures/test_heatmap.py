"""The matrix of attention weights: one cell for each pair of words, and what the reader may not see is struck out."""

from __future__ import annotations

import re
from functools import partial
from xml.etree.ElementTree import Element

import pytest
from svg import of_class, parsed, place, texts

from pyodide_widgets.figures.figure import PANEL_WIDTH
from pyodide_widgets.figures.heatmap import heatmap

WORDS = ("the", "cat", "sat")
WEIGHTS = ((1.0, 0.0, 0.0), (0.25, 0.75, 0.0), (0.2, 0.3, 0.5))

draw = partial(heatmap, title="Who looks at whom", query_axis="row: query", key_axis="column: key")


def test_there_is_a_cell_for_each_pair_as_strong_as_its_weight() -> None:
    cells = of_class(parsed(draw(WEIGHTS, WORDS)), "pw-cell")
    assert [float(cell.attrib["fill-opacity"]) for cell in cells] == [weight for row in WEIGHTS for weight in row]


def test_rows_are_queries_from_top_to_bottom_and_columns_are_keys_from_left_to_right() -> None:
    cells = [place(cell, "y", "x") for cell in of_class(parsed(draw(WEIGHTS, WORDS)), "pw-cell")]
    assert cells == sorted(cells)
    assert len({y for y, _ in cells}) == len({x for _, x in cells}) == len(WORDS)


def test_words_label_rows_and_columns_and_the_axes_say_which_is_which() -> None:
    drawn = texts(parsed(draw(WEIGHTS, WORDS)))
    assert [drawn.count(word) for word in WORDS] == [2, 2, 2]
    assert {"Who looks at whom", "↓ row: query", "→ column: key"} <= set(drawn)


def struck(svg: Element) -> list[bool]:
    """For each cell, whether a stroke begins in it."""
    paths = "".join(path.attrib["d"] for path in of_class(svg, "pw-masked"))
    starts = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)", paths)]
    boxes = [place(cell, "x", "y", "width", "height") for cell in of_class(svg, "pw-cell")]
    return [any(x < at_x < x + w and y < at_y < y + h for at_x, at_y in starts) for x, y, w, h in boxes]


def test_masked_cells_are_struck_and_no_others() -> None:
    masked = [[False, True, True], [False, False, True], [False, False, False]]
    svg = parsed(draw(WEIGHTS, WORDS, masked=masked))
    assert struck(svg) == [hidden for row in masked for hidden in row]


def test_nothing_is_struck_without_a_mask() -> None:
    assert not any(struck(parsed(draw(WEIGHTS, WORDS))))


@pytest.mark.parametrize("focus", [0, 2])
def test_row_in_focus_is_framed_and_its_label_stands_out(focus: int) -> None:
    svg = parsed(draw(WEIGHTS, WORDS, focus=focus))
    (frame,) = of_class(svg, "pw-frame")
    cells = of_class(svg, "pw-cell")[3 * focus : 3 * focus + 3]
    assert place(frame, "x", "y") == place(cells[0], "x", "y")
    assert float(frame.attrib["width"]) == sum(float(cell.attrib["width"]) for cell in cells)
    assert [label.text for label in of_class(svg, "pw-focus")] == [WORDS[focus]]


def test_nothing_is_framed_without_a_focus() -> None:
    svg = parsed(draw(WEIGHTS, WORDS))
    assert not of_class(svg, "pw-frame") and not of_class(svg, "pw-focus")


def test_click_on_a_row_sets_the_focus_to_it() -> None:
    rows = of_class(parsed(draw(WEIGHTS, WORDS, focus_control="focus")), "pw-clickable")
    assert [row.attrib["data-set"] for row in rows] == ["focus=0", "focus=1", "focus=2"]


@pytest.mark.parametrize("count", [1, 12, 40])
def test_any_number_of_words_stays_on_the_paper(count: int) -> None:
    svg = parsed(draw([[1 / count] * count] * count, ["incomprehensibility"] * count))
    height = float(svg.attrib["viewBox"].split()[3])
    for cell in of_class(svg, "pw-cell"):
        x, y, width, cell_height = place(cell, "x", "y", "width", "height")
        assert x + width <= PANEL_WIDTH and y + cell_height <= height


def test_what_earlier_rows_take_from_a_column_is_framed() -> None:
    svg = parsed(draw(WEIGHTS, WORDS, leaks=2))
    (frame,) = of_class(svg, "pw-here")
    cell = of_class(svg, "pw-cell")[2]  # the first row's cell of the last column
    assert place(frame, "x", "y", "width") == place(cell, "x", "y", "width")
    assert float(frame.attrib["height"]) == 2 * float(cell.attrib["height"])
