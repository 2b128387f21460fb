"""Small matrices in shades: where the cells are, how dark, and what marks them."""

from __future__ import annotations

import re

from svg import of_class, parsed, place

from pyodide_widgets.figures.shades import crossed_out, rings, shades

WEIGHTS = [[1.0, 0.0, 0.0], [0.52, 0.48, 0.0], [0.04, 0.5, 0.46]]


def test_cells_of_one_shade_are_one_path_and_weights_near_0_are_left_out() -> None:
    cells = {
        each.get("fill-opacity"): each.attrib["d"]
        for each in of_class(parsed(shades(WEIGHTS, 20, 40, 10)), "pw-weight")
    }
    assert cells == {
        "1": "M20 40h10v10h-10z",
        "0.5": "M20 50h10v10h-10zM30 50h10v10h-10zM30 60h10v10h-10zM40 60h10v10h-10z",
    }


def test_a_frame_holds_all_cells() -> None:
    for drawn in (shades(WEIGHTS, 20, 40, 10), crossed_out(3, 20, 40, 10)):
        (frame,) = of_class(parsed(drawn), "pw-paper")
        assert place(frame, "x", "y", "width", "height") == (20, 40, 30, 30)


def test_rings_stand_in_the_middle_of_their_cells() -> None:
    (path,) = of_class(parsed(rings([[False, True], [True, False]], 0, 0, 10)), "pw-ring")
    starts = [(float(x) + 3.5, float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)a3.5", path.attrib["d"])]
    assert starts == [(15, 5), (5, 15)]


def test_a_matrix_with_nothing_to_show_is_struck_out_from_corner_to_corner() -> None:
    (strokes,) = of_class(parsed(crossed_out(3, 20, 40, 10)), "pw-masked")
    assert strokes.attrib["d"] == "M20 40l30 30M50 40l-30 30"
