"""Learning to look for what followed last time: the data, the measures, and that training can be followed step by step."""

from __future__ import annotations

import numpy as np
import pytest

from pyodide_widgets.attention import induction
from pyodide_widgets.attention.induction import (
    KEPT,
    LENGTH,
    LONGEST,
    SHORTEST,
    VOCABULARY,
    Training,
    after_last_time,
    looks_back,
    looks_for_last_time,
    sequences,
)

DRAWN = sequences(np.random.default_rng(5), 200)


def period(tokens: np.ndarray) -> int:
    return next(p for p in range(1, LENGTH) if (tokens[p:] == tokens[:-p]).all())


def test_sequences_go_round_with_a_period_of_their_own() -> None:
    periods = [period(tokens) for tokens in DRAWN.tokens]
    assert set(periods) == set(range(SHORTEST, LONGEST + 1))
    for tokens, p in zip(DRAWN.tokens, periods, strict=True):
        assert len(set(tokens[:p])) == p, "a token twice in a round: last time would be ambiguous"
    assert set(DRAWN.tokens.ravel()) == set(range(VOCABULARY))


def test_what_follows_is_known_from_the_second_round_on() -> None:
    np.testing.assert_array_equal(DRAWN.following[:, :-1], DRAWN.tokens[:, 1:])
    for tokens, following, known in zip(DRAWN.tokens, DRAWN.following, DRAWN.known, strict=True):
        p = period(tokens)
        assert known.tolist() == [place >= p for place in range(LENGTH)]
        assert (following[p:] == tokens[np.arange(p, LENGTH) - p + 1]).all()


def test_after_last_time_is_what_followed_the_same_token_before() -> None:
    tokens = np.array([[7, 3, 7, 7, 3]])
    wanted = [[], [], [1], [1, 3], [2]]
    assert [np.flatnonzero(row).tolist() for row in after_last_time(tokens)[0]] == wanted
    followed = after_last_time(DRAWN.tokens)
    np.testing.assert_array_equal(followed.any(axis=-1), DRAWN.known)
    sequence, query, key = followed.nonzero()
    assert (DRAWN.tokens[sequence, key] == DRAWN.following[sequence, query]).all()


def test_measures_are_1_for_heads_that_follow_the_pattern_and_small_for_one_that_looks_everywhere() -> None:
    followed = after_last_time(DRAWN.tokens)
    searching = followed / np.maximum(followed.sum(axis=-1, keepdims=True), 1)
    back = np.broadcast_to(np.eye(LENGTH, k=-1), searching.shape)
    even = np.broadcast_to(np.tri(LENGTH) / np.arange(1, LENGTH + 1)[:, None], searching.shape)
    weights = np.stack([searching, back, even], axis=1)  # three heads
    np.testing.assert_allclose(looks_back(weights)[1], 1)
    last_time = looks_for_last_time(weights, followed)
    np.testing.assert_allclose(last_time[0], 1)
    assert last_time[1] < 0.05
    assert last_time[2] < 0.15


def test_training_is_the_same_whether_it_is_watched_or_not() -> None:
    one, other = Training(3, 2), Training(3, 2)
    for _ in range(2 * KEPT):
        one.step()
    for _ in range(KEPT):
        other.step()
    kept = other.model(KEPT)
    guessed = kept.forward(DRAWN.tokens).logits
    for _ in range(KEPT):
        other.step()
    for steps in (0, KEPT, 2 * KEPT):
        for name, parameter in one.model(steps).parameters.items():
            np.testing.assert_array_equal(parameter, other.model(steps).parameters[name])
    np.testing.assert_array_equal(other.model(KEPT).forward(DRAWN.tokens).logits, guessed)
    assert [record.known for record in one.records] == [record.known for record in other.records]


def test_another_seed_is_another_model_and_other_data() -> None:
    one, other = Training(1, 1), Training(2, 1)
    assert np.abs(one.model(0).parameters["tokens"] - other.model(0).parameters["tokens"]).max() > 0.1


def test_what_is_noted_at_a_step_is_noted_before_it_is_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    training = Training(1, 2)
    untrained = training.model(0)
    shown = []
    monkeypatch.setattr(induction, "sequences", lambda rng, number: shown.append(sequences(rng, number)) or shown[-1])
    training.step()
    passed = untrained.forward(shown[0].tokens)
    expected = induction.cross_entropy(passed.logits, shown[0].following, shown[0].known)
    assert training.records[0].known == expected
