"""Numbers are read as they are meant, whatever keyboard, script or page they come from; what means two things is no number."""

from __future__ import annotations

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_widgets.figures.known_characters import is_known
from pyodide_widgets.kit.parameters.numerals import plain, to_float, to_index, with_point


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        ("\u22121.5", -1.5),
        ("\u20131.5", -1.5),
        ("\u20111.5", -1.5),
        ("－１．５", -1.5),
        ("＋１", 1.0),
        ("\u00a01.5\u3000", 1.5),
        ("１２", 12.0),
        ("٢", 2.0),
        ("१.५", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e\u22122", 0.01),
        ("\u2212inf", -math.inf),
        ("1e999", math.inf),
        ("9" * 5000, math.inf),
    ],
)
def test_number_is_read_as_it_is_meant(text: str, value: float) -> None:
    assert to_float(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "1,5",
        "１，５",
        "1_5",
        "1 5",
        "0x10",
        "--1",
        "\u2212\u22121",
        "1.5.",
        "e5",
        "１２三",
        "½",
        "²",
        "-",
        ".",
        "1\x00",
        "\ud800",
        "∞",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert to_float(text) is None


@given(st.floats(allow_nan=False))
def test_every_number_that_python_writes_is_read(number: float) -> None:
    assert to_float(repr(number)) == number
    assert to_float(repr(number).replace("-", "\u2212")) == number


def test_digits_of_every_script_are_read() -> None:
    for digit in filter(is_known, map(chr, range(0x110000))):
        assert to_float(digit) == unicodedata.decimal(digit, None), hex(ord(digit))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("03", 3),
        ("３", 3),
        ("٢", 2),
        (" 4 ", 4),
        ("9" * 5000, 999_999),
        ("-1", None),
        ("1.0", None),
        ("", None),
    ],
)
def test_place_is_a_whole_number_from_0(text: str, value: int | None) -> None:
    assert to_index(text) == value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,5", "1.5"),
        ("\u22121,25", "-1.25"),
        ("１，５", "1.5"),
        ("1,000", "1.000 / 1000"),
        ("1,000,000", None),
        ("1.5", None),
        ("a,b", None),
        (",", None),
    ],
)
def test_comma_in_a_number_is_answered_by_what_would_be_right(text: str, meant: str | None) -> None:
    assert with_point(text) == meant


def test_plain_leaves_ascii_alone() -> None:
    text = "".join(map(chr, range(33, 127)))
    assert plain(text) == text
