"""A number in prose is compared with a computed one to the digits that are written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyodide_widgets.markdown.written_number import written_number


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("72 %", 0.7249),
        ("72%", 0.715),
        ("72%", 0.725),
        ("72.0%", 0.7204),
        ("约 72％", 0.72),
        ("about 1,024", 1024.4),
        ("1\u202f024", 1024),
        ("−0.5", -0.52),
        ("-3", -3.2),
        ("25.7", 25.68),
        ("0", 0.3),
    ],
)
def test_a_number_that_is_rounded_to_what_is_written_fits(text: str, computed: float) -> None:
    assert written_number(text).fits(computed)


@pytest.mark.parametrize(
    ("text", "computed", "like"),
    [
        ("72 %", 0.726, "73%"),
        ("72", 0.72, "1"),
        ("72.0%", 0.7206, "72.1%"),
        ("25.7", 25.76, "25.8"),
        ("0.5", -0.5, "-0.5"),
        ("1,024", 1025, "1025"),
    ],
)
def test_another_number_does_not_fit(text: str, computed: float, like: str) -> None:
    assert not written_number(text).fits(computed)
    assert written_number(text).like(computed) == like


@pytest.mark.parametrize("text", ["", "most", "0,72", "16 100", "3 of 4", "1/2"])
def test_a_text_without_one_number_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="and needs one, in digits"):
        written_number(text)


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
@example(512.1796875, 6)
def test_a_number_written_by_python_fits_itself(computed: float, decimals: int) -> None:
    assert written_number(f"{computed:.{decimals}f}").fits(computed)
