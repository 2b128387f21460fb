"""Trials: answers read from votes, and intervals that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from pyodide_widgets.widgets.toys.trials import most_voted, share_with_interval


def test_the_most_votes_win_and_of_equals_the_first() -> None:
    votes = np.array([[0.1, 0.5, 0.4], [0.2, 0.4, 0.4 + 1e-9], [0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(most_voted(votes), [1, 1, 0])


@pytest.mark.parametrize(
    ("right", "trials", "interval"), [(100, 200, (0.5, 0.4314, 0.5686)), (0, 200, (0.0, 0.0, 0.0188))]
)
def test_interval_is_wilsons(right: int, trials: int, interval: tuple[float, float, float]) -> None:
    np.testing.assert_allclose(share_with_interval(np.arange(trials) < right), interval, atol=1e-4)


@pytest.mark.parametrize("truth", [0.1, 0.5, 0.85])
def test_interval_holds_the_truth_nineteen_times_in_twenty(truth: float) -> None:
    many = np.random.default_rng(0).random((2000, 160)) < truth
    ends = np.array([share_with_interval(right)[1:] for right in many])
    assert ((ends[:, 0] <= truth) & (truth <= ends[:, 1])).mean() == pytest.approx(0.95, abs=0.02)
