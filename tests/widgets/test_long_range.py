"""The claim of `long-range`: a fixed state loses what it has no room for, attention finds any key that stands out."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from page import drawn

from pyodide_widgets.attention import scaled_dot_product_attention, softmax
from pyodide_widgets.kit.words import Lang
from pyodide_widgets.widgets import long_range
from pyodide_widgets.widgets.long_range import (
    NETWORKS,
    ROUNDING,
    RUNS,
    SYMBOLS,
    attention_is_right,
    networks,
    read_outs,
    recurrence_is_right,
    scores,
    tokens,
    with_interval,
)
from pyodide_widgets.widgets.toys.trials import most_voted
from tests.bundled import LANGS

CHANCE = 1 / SYMBOLS


def attention(distance: int, difference: float = 1.0) -> tuple[float, float, float]:
    return with_interval(attention_is_right((distance,), difference))[0]


def recurrence(distance: int, size: int, retention: float) -> tuple[float, float, float]:
    return with_interval(recurrence_is_right((distance,), size, retention), networks=True)[0]


@pytest.mark.parametrize("distance", [40, 60, 100])
@pytest.mark.parametrize(("size", "retention"), [(4, 1.0), (16, 0.95), (16, 1.0), (32, 0.9)])
def test_far_beyond_the_room_in_the_state_attention_recalls_more(distance: int, size: int, retention: float) -> None:
    assert attention(distance)[1] > recurrence(distance, size, retention)[2]


@pytest.mark.parametrize(("distance", "size"), [(2, 4), (10, 16), (20, 32), (25, 32)])
def test_what_fits_into_the_state_is_recalled(distance: int, size: int) -> None:
    """So the recurrence is no straw man: within its room it is as good as attention."""
    assert recurrence(distance, size, 1.0)[0] > 0.97
    assert recurrence(distance, size, 1.0)[2] >= attention(distance)[0]


@pytest.mark.parametrize("difference", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("distance", [0, 7, 100])
def test_scores_are_those_of_the_core_for_the_keys(distance: int, difference: float) -> None:
    keys = math.sqrt(difference) * tokens().own + math.sqrt(1 - difference) * tokens().shared
    query, keys = keys[:, distance : distance + 1], keys[:, : distance + 1]
    values = tokens().values[:, : distance + 1]
    by_the_core = scaled_dot_product_attention(query, keys, values, return_weights=True)
    np.testing.assert_allclose(softmax(scores(distance, difference)), by_the_core[1][:, 0], rtol=1e-3, atol=1e-6)
    np.testing.assert_array_equal(
        attention_is_right((distance,), difference)[0],
        most_voted(by_the_core[0][:, 0]) == tokens().symbols[:, distance],
    )


def test_keys_that_are_all_the_same_leave_attention_with_a_guess() -> None:
    """What is left is the commonest symbol, which the clue has helped to make common."""
    assert attention(100, difference=0.0)[1] < 2 * CHANCE
    shares = [attention(60, difference)[0] for difference in (0.0, 0.3, 0.6, 1.0)]
    assert shares == sorted(shares)
    assert shares[-1] > 3 * shares[0]


def test_more_room_and_a_better_hold_help_the_recurrence() -> None:
    by_size = [recurrence(40, size, 1.0)[0] for size in (4, 8, 16, 32)]
    by_retention = [recurrence(40, 16, retention)[0] for retention in (0.7, 0.9, 0.95, 1.0)]
    assert by_size == sorted(by_size) and by_size[-1] > by_size[0] + 0.4
    assert by_retention[-1] > by_retention[0] + 0.4


@pytest.mark.parametrize("distance", [3, 40])
def test_the_state_is_what_the_recurrence_steps_to(distance: int) -> None:
    """Token after token, the clue first: what is read from that state is what the widget reads."""
    size, retention = 8, 0.9
    (turn, enter), (_, read) = networks(size), read_outs((distance,), size, retention)
    runs = RUNS // NETWORKS
    named = []
    for run in range(RUNS):
        network = run // runs
        state = np.zeros((size, SYMBOLS))
        for place in range(distance, -1, -1):
            state = retention * turn[network] @ state + np.outer(enter[network], tokens().values[run, place])
        rounding = np.linalg.norm(read[network, 0]) * tokens().rounding[network, run % runs]
        named.append((read[network, 0] @ state + rounding).argmax())
    right = np.array(named) == tokens().symbols[:, distance]
    np.testing.assert_array_equal(recurrence_is_right((distance,), size, retention)[0], right)


@pytest.mark.parametrize(("size", "retention"), [(8, 0.95), (16, 1.0)])
def test_no_other_linear_read_out_has_a_smaller_error(size: int, retention: float) -> None:
    distances = (5, 20, 40)
    left, best = read_outs(distances, size, retention)
    rng = np.random.default_rng(1)
    for place, distance in enumerate(distances):
        target = np.eye(1 + distance)[distance]

        def error(read: np.ndarray) -> np.ndarray:
            heard = (left[:, : 1 + distance] @ read[..., None])[..., 0]  # noqa: B023
            return ((heard - target) ** 2).sum(axis=-1) + ROUNDING**2 * (read**2).sum(axis=-1)  # noqa: B023

        for _ in range(20):
            other = best[:, place] * (1 + 0.1 * rng.standard_normal((NETWORKS, size)))
            assert (error(other) > error(best[:, place])).all()


def test_turning_keeps_all_lengths() -> None:
    turn, _ = networks(16)
    np.testing.assert_allclose(turn @ turn.swapaxes(-1, -2), np.broadcast_to(np.eye(16), turn.shape), atol=1e-12)


def test_intervals_are_wilsons_and_no_narrower_than_the_networks_differ() -> None:
    every_other, nothing = np.arange(RUNS) % 2 == 0, np.zeros(RUNS, dtype=bool)
    expected = [(0.5, 0.4314, 0.5686), (0, 0, 0.0188)]
    for by_network in (False, True):  # these differ too little between networks
        np.testing.assert_allclose(
            with_interval(np.array([every_other, nothing]), networks=by_network), expected, atol=1e-4
        )
    half_of_the_networks = np.arange(RUNS) < RUNS // 2
    ((share, low, high),) = with_interval(half_of_the_networks[None], networks=True)
    # For 8 numbers, half of them 1 and half 0, the standard error is √(2/7)/√8.
    np.testing.assert_allclose((share, high - low), (0.5, 2 * 2.365 * np.sqrt(2 / 7 / 8)), rtol=1e-6)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("texts", [{}, {"distance": "7"}, {"size": "32", "retention": "100"}, {"difference": "0"}])
def test_caption_and_bars_say_what_was_computed(texts: dict[str, str], lang: Lang) -> None:
    values = {"distance": "40", "size": "16", "retention": "95", "difference": "100"} | texts
    distance, size = int(values["distance"]), int(values["size"])
    found = (
        attention(distance, int(values["difference"]) / 100),
        recurrence(distance, size, int(values["retention"]) / 100),
    )
    shown = drawn("long-range", texts, lang)
    assert sorted(shown.percentages) == sorted([*(round(100 * share) for share, _, _ in found), round(100 * CHANCE)])
    assert re.findall(r"\d+", shown.caption)[0] == str(distance)
    bars = [int(text) for text in shown.texts("text", "pw-number")]
    assert bars == [1, distance, distance + 1, size]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("texts", "verdict"),
    [
        ({}, {"zh": "只答对", "en": "only"}),
        (
            {"distance": "30", "size": "32", "retention": "100", "difference": "50"},
            {"zh": "循环赢了", "en": "recurrence wins"},
        ),
        ({"distance": "5"}, {"zh": "分不出高下", "en": "too close to call"}),
    ],
)
def test_caption_says_who_recalls_more_and_when_nobody_can_tell(
    texts: dict[str, str], verdict: dict[str, str], lang: Lang
) -> None:
    assert verdict[lang] in drawn("long-range", texts, lang).caption


def test_widget_has_the_same_runs_for_each_network() -> None:
    assert RUNS % NETWORKS == 0
    assert long_range.tokens().by_place.shape[0] == NETWORKS


def test_the_clue_is_fetched_at_once_or_handed_on_and_fades() -> None:
    near, far = (drawn("long-range", {"distance": distance}, "en") for distance in ("6", "100"))
    messengers = [float(each["fill-opacity"] or "") for each in near.attributes("circle", **{"class": "pw-score"})]
    np.testing.assert_allclose(messengers, [0.95**steps for steps in range(6, 0, -1)], atol=0.005)
    assert len(far.attributes("circle", **{"class": "pw-score"})) == 25
    assert any("100" in said for said in far.texts("text", "pw-axis"))
