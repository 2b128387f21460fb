"""Linear attention with other update rules, Fourier mixing, rank collapse, and rollout held against ablation."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyodide_widgets.attention import (
    ablation,
    attention_rollout,
    causal_fourier_mixing,
    fourier_mixing,
    gated_delta_attention,
    linear_attention,
    rank_one_distance,
    scaled_dot_product_attention,
    softmax,
)

from .arrays_of import attention_inputs, of

Inputs = tuple[Any, Any, Any]
random = np.random.default_rng(9)


# Gates and the delta rule. ONNX's fourteen cases of LinearAttention run in test_onnx_cases.py.


@given(attention_inputs(square=True))
def test_without_gate_and_rate_it_is_linear_attention(inputs: Inputs) -> None:
    for ours, plain in zip(gated_delta_attention(*inputs), linear_attention(*inputs), strict=True):
        np.testing.assert_allclose(ours, plain, atol=1e-12)


@given(attention_inputs(square=True), st.integers(0, 6), st.booleans(), st.booleans())
def test_two_passes_equal_one(inputs: Inputs, cut: int, gated: bool, delta: bool) -> None:
    query, key, _ = inputs
    decay = -np.abs(key) if gated else None
    beta = 1 / (1 + np.exp(-query[..., :1])) if delta else None

    def run(rows: slice, state: Any) -> Any:
        parts = [array[:, rows] for array in inputs]
        gates = {name: each[:, rows] for name, each in (("decay", decay), ("beta", beta)) if each is not None}
        return gated_delta_attention(*parts, state, **gates)

    whole, last = run(slice(None), None)
    first, half_way = run(slice(cut), None)
    second, end = run(slice(cut, None), half_way)
    np.testing.assert_allclose(np.concatenate([first, second], axis=-2), whole, atol=1e-10)
    np.testing.assert_allclose(end, last, atol=1e-10)


def test_the_delta_rule_recalls_exactly_what_was_written_last_for_a_key() -> None:
    key = np.array([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0]])  # of length 1, and not orthogonal
    value = random.normal(size=(3, 4))
    read, state = gated_delta_attention(key, key, value, beta=np.ones((3, 1)), scale=1.0)
    np.testing.assert_allclose(read, value, atol=1e-12)
    np.testing.assert_allclose(key[2] @ state, value[2], atol=1e-12)
    mixed, _ = linear_attention(key, key, value, scale=1.0)
    assert np.abs(mixed[1:] - value[1:]).max() > 0.1


def test_a_gate_of_minus_infinity_forgets_all_before() -> None:
    query, key, value = random.normal(size=(3, 4, 2))
    decay = np.zeros((4, 1))
    decay[2] = -np.inf
    read, state = gated_delta_attention(query, key, value, decay=decay)
    fresh, last = linear_attention(query[2:], key[2:], value[2:])
    np.testing.assert_allclose(read[2:], fresh)
    np.testing.assert_allclose(state, last)


# Fourier mixing


@given(of(5, 4), st.integers(0, 4), st.integers(5, 9))
def test_causal_mixing_does_not_depend_on_the_future_so_that_it_can_decode(x: Any, first: int, period: int) -> None:
    whole = causal_fourier_mixing(x, period=period)
    for length in range(1, 6):
        row = causal_fourier_mixing(x[:length], period=period, first=length - 1)
        np.testing.assert_allclose(row[0], whole[length - 1], atol=1e-12)
    np.testing.assert_allclose(causal_fourier_mixing(x, period=period, first=first), whole[first:], atol=1e-12)


@given(of(5, 4))
def test_the_last_row_of_causal_mixing_is_that_of_mixing(x: Any) -> None:
    """It sees all tokens, so with the length as the period it has the same wave."""
    np.testing.assert_allclose(causal_fourier_mixing(x, period=5)[-1], fourier_mixing(x)[-1], atol=1e-12)


def test_mixing_keeps_the_type_and_takes_nothing() -> None:
    assert fourier_mixing(np.ones((3, 2), np.float32)).dtype == np.float32
    assert causal_fourier_mixing(np.ones((3, 2), np.float32), period=3).dtype == np.float32
    assert fourier_mixing(np.zeros((2, 0, 3))).shape == (2, 0, 3)
    assert causal_fourier_mixing(np.zeros((2, 0, 3)), period=3).shape == (2, 0, 3)


# Rank collapse


@given(of(5, 4), st.sampled_from(["frobenius", "composite"]), st.floats(0.1, 10))
def test_the_distance_from_rank_one_is_relative(x: Any, norm: str, factor: float) -> None:
    x = x + 1e-3 * random.normal(size=x.shape)
    np.testing.assert_allclose(rank_one_distance(factor * x, norm=norm), rank_one_distance(x, norm=norm), rtol=1e-6)


@given(of(5, 4))
def test_the_mean_token_is_the_nearest(x: Any) -> None:
    """Against LAPACK's least squares: the nearest 1·cᵀ to X."""
    if not x.any():
        return
    ones = np.ones((5, 1))
    nearest = ones @ np.linalg.lstsq(ones, x)[0]
    distance = np.linalg.norm(x - nearest) / np.linalg.norm(x)
    np.testing.assert_allclose(rank_one_distance(x), distance, atol=1e-12)


def test_equal_tokens_have_no_distance() -> None:
    for norm in ("frobenius", "composite"):
        assert rank_one_distance(np.ones((3, 4)), norm=norm) == 0
        assert rank_one_distance(np.zeros((2, 3, 4)), norm=norm).tolist() == [0, 0]
        assert rank_one_distance(np.zeros((2, 0, 4)), norm=norm).tolist() == [0, 0]


def test_attention_alone_loses_rank_doubly_exponentially_and_skip_connections_prevent_it() -> None:
    """The paper bounds the distance after a layer by the cube of the one before, times a factor: its logarithm falls about
    three times as far in each layer as in the one before."""
    x = skipped = random.normal(size=(8, 16)) / 4
    distances, with_skips = [], []
    for _ in range(3):
        x = scaled_dot_product_attention(x, x, x)
        skipped = skipped + scaled_dot_product_attention(skipped, skipped, skipped)
        distances.append(float(rank_one_distance(x, norm="composite")))
        with_skips.append(float(rank_one_distance(skipped, norm="composite")))
    first, second = -np.diff(np.log(distances))
    assert 2.5 < second / first < 3.5
    assert min(with_skips) > 0.3


# Rollout and ablation


@given(of(3, 2, 4, 4))
def test_rollout_of_weights_that_add_up_to_one_adds_up_to_one(scores: Any) -> None:
    rolled = attention_rollout(softmax(scores))
    np.testing.assert_allclose(rolled.sum(axis=-1), 1)
    assert (rolled >= 0).all()


def test_rollout_without_layers_or_without_attention_is_each_token_itself() -> None:
    np.testing.assert_array_equal(attention_rollout(np.zeros((0, 2, 3, 3))), np.eye(3))
    np.testing.assert_allclose(attention_rollout(softmax(np.zeros((2, 1, 3, 3))), residual=1.0), np.eye(3))


def test_rollout_follows_a_chain_of_two_layers() -> None:
    """Token 2 looks at 1, then at itself; 1 looks at 0: without skip connections 2 holds 1, and 1 holds 0."""
    back = np.eye(3, k=-1)
    back[0, 0] = 1
    np.testing.assert_array_equal(attention_rollout([back[None], back[None]], residual=0.0)[2], [1, 0, 0])


def test_a_weight_is_not_a_reason() -> None:
    """Four copies of a token have nearly all the weight, and yet to leave one out changes little: the others take its share.
    The token with the least weight has a large value, and moves the output most. Rollout ranks them by their weights."""
    query, key = np.ones((5, 1)), np.array([[4.0], [4.0], [4.0], [4.0], [0.0]])
    value = np.array([[1.0], [1.0], [1.0], [1.0], [30.0]])

    def attend(there: Any) -> Any:
        return scaled_dot_product_attention(query, key, value, there, scale=1.0, return_weights=True)

    _, weights = attend(np.ones(5, dtype=bool))
    rolled, effects = (
        attention_rollout(weights[None, None], residual=0.0)[0],
        ablation(lambda there: attend(there)[0], 5)[0],
    )
    assert rolled[:4].min() > 50 * rolled[4]
    assert effects[4] > 2.5 * effects[:4].max()


def test_ablation_of_an_average_is_how_far_the_average_moves() -> None:
    values = random.normal(size=(4, 3))
    effects = ablation(lambda there: values[there].mean(axis=0, keepdims=True), 4)
    for token in range(4):
        moved = np.delete(values, token, axis=0).mean(axis=0) - values.mean(axis=0)
        np.testing.assert_allclose(effects[0, token], np.linalg.norm(moved))
