"""Work that takes long: the build does it to its end, and the reader's browser in pieces, with the same figure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from pyodide_widgets.figures.figure import Figure
from pyodide_widgets.kit.catalogue import Catalogue
from pyodide_widgets.kit.parameters import Number, Values
from pyodide_widgets.kit.widget import Widget
from pyodide_widgets.kit.words import Lang, Words
from tests.bundled import CALLS, WIDGETS

NAME = Words(zh="数", en="Amount")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A widget `slow` that has to count to its number before it can draw it; the list is how far it has counted."""
    counted: list[int] = []

    def count(p: Values) -> Iterator[float]:
        while len(counted) < p["number"]:
            counted.append(len(counted))
            yield len(counted) / p["number"]

    def draw(p: Values, lang: Lang) -> Figure:
        return Figure((), f"{len(counted)} of {p['number']:.0f}")

    widget = Widget("slow", NAME, NAME, (Number("number", NAME, 4, 0, 8, 1),), draw, long_work=count)
    find = Catalogue.find
    monkeypatch.setattr(Catalogue, "find", lambda self, name: widget if name == "slow" else find(self, name))
    return counted


def test_a_widget_is_prepared_before_it_is_drawn(slow: list[int]) -> None:
    assert "4 of 4" in WIDGETS.find("slow").render({}, "en").html


def test_preparing_in_pieces_says_how_far_it_is_and_leaves_nothing_for_the_drawing(slow: list[int]) -> None:
    work = CALLS.long_work("slow", json.dumps({"number": "5"}), "en")
    assert work is not None
    assert list(work) == [0.2, 0.4, 0.6, 0.8, 1]
    assert "5 of 5" in CALLS.render("slow", json.dumps({"number": "5"}), "en")
    assert len(slow) == 5


def test_work_may_be_left_in_the_middle(slow: list[int]) -> None:
    work = CALLS.long_work("slow", json.dumps({"number": "5"}), "en")
    assert work is not None
    next(work)
    assert len(slow) == 1, "nothing is done before it is asked for"
    assert "2 of 2" in CALLS.render("slow", json.dumps({"number": "2"}), "en")


def test_most_widgets_have_nothing_to_prepare() -> None:
    assert CALLS.long_work("library", "{}", "en") is None
