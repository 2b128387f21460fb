"""From numbers to places on the paper."""

from __future__ import annotations

import pytest

from pyodide_widgets.figures.scale import Scale


@pytest.mark.parametrize(("value", "place"), [(-1, 100), (0, 150), (1, 200), (2, 250), (-2, 50)])
def test_scale_is_a_straight_line_that_goes_on_beyond_its_domain(value: float, place: float) -> None:
    assert Scale((-1, 1), (100, 200))(value) == place


def test_range_may_run_backwards() -> None:
    assert [Scale((0, 10), (50, 0))(value) for value in (0, 5, 10)] == [50, 25, 0]


def test_domain_without_length_is_an_error_that_shows_it() -> None:
    with pytest.raises(ValueError, match=r"\(3, 3\)"):
        Scale((3, 3), (0, 1))
