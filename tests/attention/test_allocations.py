"""Ways from scores to weights: each is the optimum of its own value, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyodide_widgets.attention import (
    entmax,
    entmax_value,
    entropy,
    gathered_value,
    hardmax,
    most_entmax_value,
    most_gathered_value,
    scaled_dot_product_attention,
    sigmoid_shares,
    sink_softmax,
    softmax,
    sparsemax,
    tsallis_entropy,
)

from .arrays_of import ANY_SCORE, TAME, attention_inputs, of

inf = float("inf")
Inputs = tuple[Any, Any, Any]
Allocate = Callable[[Any], Any]
ALLOCATIONS: dict[str, Allocate] = {
    "softmax": softmax,
    "entmax 1.2": partial(entmax, alpha=1.2),
    "entmax 1.5": entmax,
    "sparsemax": sparsemax,
    "entmax 4": partial(entmax, alpha=4.0),
    "hardmax": hardmax,
}
each = pytest.mark.parametrize("allocate", ALLOCATIONS.values(), ids=ALLOCATIONS)
temperatures = st.floats(0.1, 10)


@each
@given(scores=of(4, 5, elements=ANY_SCORE))
def test_shares_add_up_to_one_or_are_all_nothing(allocate: Allocate, scores: Any) -> None:
    with np.errstate(over="ignore"):  # 1e300 - -1e300: the share is 0
        shares = allocate(scores)
    np.testing.assert_allclose(shares.sum(axis=-1), np.isfinite(scores).any(axis=-1).astype(float), rtol=1e-12)
    assert (shares >= 0).all()
    assert (shares[np.isneginf(scores)] == 0).all()


@each
@given(scores=of(6), seed=st.integers(0, 1000))
def test_a_higher_score_gets_no_smaller_share_wherever_it_stands(allocate: Allocate, scores: Any, seed: int) -> None:
    shares = allocate(scores)
    assert (np.diff(shares[np.argsort(scores, stable=True)]) >= -1e-12).all() or allocate is hardmax
    order = np.random.default_rng(seed).permutation(6)
    if len(set(scores)) == len(scores):  # hardmax takes the first of equal ones
        np.testing.assert_allclose(allocate(scores[order]), shares[order], atol=1e-12)


@each
def test_infinite_and_missing_scores(allocate: Allocate) -> None:
    """+inf and NaN make the shares NaN, as in PyTorch and SciPy; where there is nothing, there is nothing to share."""
    with np.errstate(invalid="ignore"):
        assert np.isnan(allocate(np.array([[inf, 1.0], [np.nan, 1.0]]))).all()
    assert allocate(np.zeros((2, 0))).shape == (2, 0)
    assert allocate(np.float32([1, 2])).dtype == np.float32
    assert allocate(np.float16([1, 2])).dtype == np.float16


# Each allocation with the value that it maximises: ⟨w, s⟩ plus a regulariser.
OPTIMA: dict[str, tuple[Callable[[Any, float], Any], Callable[[Any, Any, float], Any]]] = {
    "softmax": (lambda s, t: softmax(s, temperature=t), gathered_value),
    "entmax 1": (lambda s, t: entmax(s, 1.0, temperature=t), lambda w, s, t: entmax_value(w, s, 1.0, t)),
    "entmax 1.5": (lambda s, t: entmax(s, temperature=t), lambda w, s, t: entmax_value(w, s, 1.5, t)),
    "entmax 3": (lambda s, t: entmax(s, 3.0, temperature=t), lambda w, s, t: entmax_value(w, s, 3.0, t)),
    "sparsemax": (
        lambda s, t: sparsemax(s, temperature=t),
        lambda w, s, t: w @ s + t * (1 - (w * w).sum(axis=-1)) / 2,  # by hand: what the docstring says
    ),
    "hardmax": (lambda s, _: hardmax(s), lambda w, s, _: w @ s),
}


@pytest.mark.parametrize("name", OPTIMA)
@given(scores=of(5), other=of(5), temperature=temperatures, nearness=st.floats(0, 1))
def test_no_allocation_has_a_larger_value(
    name: str, scores: Any, other: Any, temperature: float, nearness: float
) -> None:
    """Neither any other allocation nor one on the way to it."""
    allocate, worth = OPTIMA[name]
    best = allocate(scores, temperature)
    others = nearness * best + (1 - nearness) * softmax(5 * other)
    assert worth(others, scores, temperature) <= worth(best, scores, temperature) + 1e-9


@given(of(5, elements=st.integers(-8, 8).map(float)), temperatures)
def test_each_optimum_is_worse_than_the_others_by_their_own_measure(scores: Any, temperature: float) -> None:
    """So the value that is maximised is what tells the allocations apart."""
    shares = [allocate(scores, temperature) for allocate, _ in OPTIMA.values()]
    for place, (_, worth) in enumerate(OPTIMA.values()):
        values = [float(worth(each, scores, temperature)) for each in shares]
        assert max(values) <= values[place] + 1e-9


@given(of(5), temperatures, st.sampled_from([1.0, 1.2, 1.5, 2.0, 3.0]))
def test_the_most_is_what_the_optimum_has(scores: Any, temperature: float, alpha: float) -> None:
    best = entmax_value(entmax(scores, alpha, temperature=temperature), scores, alpha, temperature)
    np.testing.assert_allclose(most_entmax_value(scores, alpha, temperature), best)
    if alpha == 1:
        np.testing.assert_allclose(best, most_gathered_value(scores, temperature))


@given(of(3, 6), temperatures)
def test_entmax_has_softmax_and_sparsemax_as_members(scores: Any, temperature: float) -> None:
    options = {"axis": 0, "temperature": temperature}
    np.testing.assert_array_equal(entmax(scores, 1.0, **options), softmax(scores, **options))
    np.testing.assert_allclose(entmax(scores, 1 + 1e-6, **options), softmax(scores, **options), atol=1e-4)
    np.testing.assert_allclose(entmax(scores, 2.0, **options), sparsemax(scores, **options), atol=1e-12)


def test_tsallis_entropy_has_shannons_as_a_limit() -> None:
    shares = softmax(np.array([2.0, 1.0, -1.0]))
    np.testing.assert_allclose(tsallis_entropy(shares, 1 + 1e-7), entropy(shares), rtol=1e-5)
    assert tsallis_entropy([1.0, 0.0], 2.0) == 0


@each
@given(inputs=attention_inputs(), seed=st.integers(0, 1000))
def test_any_allocation_goes_into_attention(allocate: Allocate, inputs: Inputs, seed: int) -> None:
    query, key, value = inputs
    mask = np.random.default_rng(seed).random((query.shape[-2], key.shape[-2])) < 0.6
    context, weights = scaled_dot_product_attention(
        query, key, value, mask, scale=1.0, shares=allocate, return_weights=True
    )
    scores = np.where(mask, query @ np.swapaxes(key, -1, -2), -inf)
    np.testing.assert_allclose(weights, allocate(scores), atol=1e-9)
    np.testing.assert_allclose(context, weights @ value, atol=1e-9)
    assert (weights[..., ~mask] == 0).all()


# Sigmoid


@given(of(3, 5), st.floats(-3, 3))
def test_a_sigmoid_weight_does_not_depend_on_other_scores(scores: Any, bias: float) -> None:
    alone = [sigmoid_shares(scores[:, [place]], bias) for place in range(5)]
    np.testing.assert_array_equal(sigmoid_shares(scores, bias), np.concatenate(alone, axis=1))


def test_the_bias_of_sigmoid_attention_makes_about_one_in_all() -> None:
    assert sigmoid_shares(np.zeros(1000)).sum() == pytest.approx(1, abs=0.01)
    assert sigmoid_shares(np.zeros(0)).shape == (0,)
    assert sigmoid_shares([-inf, inf]).tolist() == [0.0, 1.0]


# The sink


@given(attention_inputs(), TAME)
def test_a_sink_is_one_more_key_whose_value_is_zero(inputs: Inputs, sink: float) -> None:
    """Its score is put in through one more feature: 1 in queries, 0 in keys, and the sink's score in its own key."""
    query, key, value = inputs
    query = np.concatenate([query, np.ones((*query.shape[:-1], 1))], axis=-1)
    own = np.zeros((*key.shape[:-2], 1, key.shape[-1] + 1))
    own[..., -1] = sink
    keys = np.concatenate([np.concatenate([key, np.zeros((*key.shape[:-1], 1))], axis=-1), own], axis=-2)
    values = np.concatenate([value, np.zeros((*value.shape[:-2], 1, value.shape[-1]))], axis=-2)
    with_key = scaled_dot_product_attention(query, keys, values, scale=1.0)
    with_sink = scaled_dot_product_attention(
        query[..., :-1], key, value, scale=1.0, shares=lambda scores: sink_softmax(scores, sink)
    )
    np.testing.assert_allclose(with_sink, with_key, atol=1e-12)


@given(of(2, 4, elements=ANY_SCORE))
def test_a_sink_of_minus_infinity_is_no_sink(scores: Any) -> None:
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(sink_softmax(scores, -inf), softmax(scores), rtol=1e-12)


def test_each_head_may_have_a_sink_of_its_own() -> None:
    shares = sink_softmax(np.zeros((2, 2, 3, 4)), np.array([0.0, 100.0])[:, None, None])
    np.testing.assert_allclose(shares[:, 0], 0.2)
    np.testing.assert_allclose(shares[:, 1], 0, atol=1e-40)
    assert sink_softmax(np.zeros((2, 0))).shape == (2, 0)
