"""A reader's results are compared in kind with the published ones: shape, NaN, and sums of shares."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from pyodide_widgets.editing.compared_calls import MOST_COMPARED, Calls, differences


class Steps(NamedTuple):
    weights: Any
    context: Any


SHARES = np.array([[0.5, 0.5], [0.25, 0.75]])
RIGHT = Steps(SHARES, np.array([[3.0], [4.0]]))


def kinds(yours: Any, published: Any = RIGHT) -> list[str]:
    return [each["kind"] for each in differences(yours, published)]


@pytest.mark.parametrize(
    ("yours", "kind"),
    [
        (Steps(SHARES * 1.7, RIGHT.context), ["sum"]),
        (Steps(SHARES[:, ::-1], -RIGHT.context), []),
        (Steps(np.array([[1.5, -0.5], [0, 1]]), RIGHT.context), ["negative"]),
        (Steps(SHARES[:1], RIGHT.context), ["shape"]),
        (Steps(SHARES, np.array([[np.nan], [0]])), ["nan"]),
        (Steps(SHARES, "text"), ["not_numbers"]),
        (Steps(SHARES, None), ["shape"]),
        (SHARES, ["not_these"]),
        (None, ["not_these"]),
        ((SHARES, RIGHT.context), []),
    ],
)
def test_differences_in_kind(yours: Any, kind: list[str]) -> None:
    assert kinds(yours) == kind


def test_the_sum_is_said() -> None:
    (found,) = differences(SHARES * 1.7, SHARES)
    assert found == {"kind": "sum", "field": "", "sum": "1.7", "wanted": "1"}


def test_rows_that_may_see_nothing_have_no_shares() -> None:
    masked = np.array([[0.0, 0.0], [0.5, 0.5]])
    assert kinds(masked.copy(), masked) == []
    assert [each["wanted"] for each in differences(np.full((2, 2), 0.5), masked)] == ["0"]


def test_numbers_that_are_no_shares_may_be_any() -> None:
    assert kinds(np.array([9.0, -9.0]), np.array([0.3, 0.9])) == []
    assert kinds(np.array([9.0]), np.array([1.0])) == [], "one column says nothing"


def test_calls_are_noted_once_and_only_the_first_ones_compared() -> None:
    compared = []

    def published(x: Any) -> Any:
        compared.append(x)
        return SHARES

    calls = Calls()
    yours = calls.watched(lambda x: SHARES * x, published)
    assert calls.take() is None
    for x in range(1, 40):
        yours(x)
    found = calls.take()
    assert found and [each["kind"] for each in found] == ["sum"]
    assert found[0]["sum"] == "2", "the first one that differs"
    assert len(compared) == MOST_COMPARED
    assert calls.take() is None


def test_an_exception_of_the_reader_is_raised_and_the_call_noted() -> None:
    calls = Calls()
    with pytest.raises(ZeroDivisionError):
        calls.watched(lambda: 1 / 0, lambda: 1)()
    assert calls.take() == []
