"""What must hold for every input: found by looking for one where it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyodide_widgets.attention import (
    KeyValueCache,
    attention_in_blocks,
    causal_mask,
    gathered_value,
    linear_attention,
    log_softmax,
    most_gathered_value,
    recall,
    rotary_angles,
    rotate,
    scaled_dot_product_attention,
    sliding_window_mask,
    softmax,
)

from .arrays_of import ANY_SCORE, attention_inputs, of

Inputs = tuple[Any, Any, Any]
seeds = st.integers(0, 2**32 - 1)


@given(of(4, 5, elements=ANY_SCORE))
def test_shares_add_up_to_one_or_are_all_nothing(scores: Any) -> None:
    with np.errstate(over="ignore"):  # 1e300 less -1e300 is infinitely far: its share is 0
        shares = softmax(scores)
    some = np.isfinite(scores).any(axis=-1)
    np.testing.assert_allclose(shares.sum(axis=-1), some.astype(float), rtol=1e-12)
    assert (shares >= 0).all()


@given(of(3, 4, elements=ANY_SCORE))
def test_log_shares_are_the_logarithms_of_shares(scores: Any) -> None:
    logs, shares = log_softmax(scores), softmax(scores)
    assert not np.isnan(logs).any()
    seen = shares > 1e-300
    np.testing.assert_allclose(np.exp(logs[seen]), shares[seen], rtol=1e-9)


@given(of(6), st.floats(-50, 50), st.floats(0.1, 10))
def test_shifting_all_scores_changes_nothing(scores: Any, shift: float, temperature: float) -> None:
    np.testing.assert_allclose(
        softmax(scores + shift, temperature=temperature), softmax(scores, temperature=temperature), rtol=1e-9
    )


@given(of(5), of(5), st.floats(0.1, 10))
def test_no_allocation_gathers_more_than_softmax(scores: Any, other: Any, temperature: float) -> None:
    best = gathered_value(softmax(scores, temperature=temperature), scores, temperature)
    np.testing.assert_allclose(best, most_gathered_value(scores, temperature), rtol=1e-9, atol=1e-9)
    assert gathered_value(softmax(other), scores, temperature) <= best + 1e-9


@given(attention_inputs(), seeds)
def test_permuting_keys_and_values_together_changes_nothing(inputs: Inputs, seed: int) -> None:
    query, key, value = inputs
    order = np.random.default_rng(seed).permutation(key.shape[-2])
    np.testing.assert_allclose(
        scaled_dot_product_attention(query, key[:, order], value[:, order]),
        scaled_dot_product_attention(query, key, value),
        atol=1e-12,
    )


@given(attention_inputs(), seeds)
def test_permuting_queries_permutes_the_output(inputs: Inputs, seed: int) -> None:
    query, key, value = inputs
    order = np.random.default_rng(seed).permutation(query.shape[-2])
    np.testing.assert_allclose(
        scaled_dot_product_attention(query[:, order], key, value),
        scaled_dot_product_attention(query, key, value)[:, order],
        atol=1e-12,
    )


@given(attention_inputs(), st.integers(1, 8), st.integers(1, 8), st.booleans())
def test_blocks_of_any_size_equal_the_whole(inputs: Inputs, rows: int, columns: int, is_causal: bool) -> None:
    np.testing.assert_allclose(
        attention_in_blocks(*inputs, is_causal=is_causal, query_block=rows, key_block=columns),
        scaled_dot_product_attention(*inputs, is_causal=is_causal),
        atol=1e-12,
    )


@given(attention_inputs(), st.integers(1, 8), st.integers(1, 8), seeds, st.booleans())
def test_blocks_equal_the_whole_under_any_mask(
    inputs: Inputs, rows: int, columns: int, seed: int, boolean: bool
) -> None:
    random = np.random.default_rng(seed)
    shape = (inputs[0].shape[-2], inputs[1].shape[-2])
    hidden = random.random(shape) < 0.6  # often a whole row of a block, sometimes a whole row
    mask = ~hidden if boolean else np.where(hidden, -np.inf, random.normal(size=shape))
    np.testing.assert_allclose(
        attention_in_blocks(*inputs, attn_mask=mask, query_block=rows, key_block=columns),
        scaled_dot_product_attention(*inputs, attn_mask=mask),
        atol=1e-12,
    )


@given(attention_inputs(square=True))
def test_a_cache_step_by_step_equals_one_pass(inputs: Inputs) -> None:
    query, key, value = inputs
    cache, steps = KeyValueCache(), []
    for place in range(query.shape[-2]):
        now = slice(place, place + 1)
        cache = cache.append(key[:, now], value[:, now])
        steps.append(scaled_dot_product_attention(query[:, now], cache.keys, cache.values))
    whole = scaled_dot_product_attention(query, key, value, is_causal=True)
    np.testing.assert_allclose(np.concatenate(steps, axis=-2), whole, atol=1e-12)


@given(attention_inputs(square=True), st.integers(1, 4))
def test_a_cache_with_a_window_equals_a_sliding_window_mask(inputs: Inputs, window: int) -> None:
    query, key, value = inputs
    cache, steps = KeyValueCache(window=window), []
    for place in range(query.shape[-2]):
        now = slice(place, place + 1)
        cache = cache.append(key[:, now], value[:, now])
        steps.append(scaled_dot_product_attention(query[:, now], cache.keys, cache.values))
    mask = sliding_window_mask(query.shape[-2], left=window - 1, right=0)
    whole = scaled_dot_product_attention(query, key, value, attn_mask=mask)
    np.testing.assert_allclose(np.concatenate(steps, axis=-2), whole, atol=1e-12)


@given(attention_inputs(square=True), st.integers(1, 4), st.integers(0, 2), st.lists(st.integers(1, 4), min_size=6))
def test_a_cache_with_a_window_and_sinks_takes_chunks_of_any_size(
    inputs: Inputs, window: int, sinks: int, sizes: list[int]
) -> None:
    query, key, value = inputs
    cache, found, start = KeyValueCache(window=window, sinks=sinks), [], 0
    for size in sizes:
        now = slice(start, min(start + size, query.shape[-2]))
        if now.start >= now.stop:
            break
        cache = cache.append(key[:, now], value[:, now])
        mask = cache.mask(now.stop - now.start)
        found.append(scaled_dot_product_attention(query[:, now], cache.keys, cache.values, mask))
        start = now.stop
    assert len(cache) <= sinks + window + max(sizes) - 1
    near = sliding_window_mask(query.shape[-2], left=window - 1, right=0)
    near |= causal_mask(query.shape[-2]) & (np.arange(key.shape[-2]) < sinks)
    whole = scaled_dot_product_attention(query, key, value, near)
    np.testing.assert_allclose(np.concatenate(found, axis=-2), whole, atol=1e-12)


@given(attention_inputs(square=True), seeds)
def test_the_causal_output_does_not_depend_on_the_future(inputs: Inputs, seed: int) -> None:
    random = np.random.default_rng(seed)
    place = random.integers(inputs[0].shape[-2])
    changed = [array.copy() for array in inputs]
    for array in changed:
        array[:, place:] = random.normal(size=array[:, place:].shape)
    before = scaled_dot_product_attention(*inputs, is_causal=True)[:, :place]
    after = scaled_dot_product_attention(*changed, is_causal=True)[:, :place]
    assert np.array_equal(before, after)


@given(attention_inputs(), seeds)
def test_one_head_of_keys_for_all_queries_equals_repeating_it(inputs: Inputs, seed: int) -> None:
    query, key, value = inputs
    shared = scaled_dot_product_attention(query, key[:1], value[:1], enable_gqa=True)
    np.testing.assert_allclose(shared, scaled_dot_product_attention(query, key[:1], value[:1]), atol=1e-12)


@given(of(1, 6), of(1, 6), st.integers(0, 40), st.integers(0, 40), st.integers(0, 1000))
def test_rotary_scores_depend_on_the_distance_alone(query: Any, key: Any, one: int, other: int, shift: int) -> None:
    def score(first: int, second: int) -> float:
        turned = [rotate(x, *rotary_angles([place], 6)) for x, place in ((query, first), (key, second))]
        return float((turned[0] * turned[1]).sum())

    np.testing.assert_allclose(score(one, other), score(one + shift, other + shift), atol=1e-9)


@given(attention_inputs(square=True), st.integers(0, 6))
def test_linear_attention_in_two_passes_equals_one(inputs: Inputs, cut: int) -> None:
    whole, state = linear_attention(*inputs)
    first, half_way = linear_attention(*(array[:, :cut] for array in inputs))
    second, end = linear_attention(*(array[:, cut:] for array in inputs), half_way)
    np.testing.assert_allclose(np.concatenate([first, second], axis=-2), whole, atol=1e-10)
    np.testing.assert_allclose(end, state, atol=1e-10)


@given(attention_inputs(square=True))
def test_linear_attention_equals_the_recurrence_token_by_token(inputs: Inputs) -> None:
    query, key, value = inputs
    state = np.zeros((query.shape[0], query.shape[-1], value.shape[-1]))
    for place, read in enumerate(np.moveaxis(linear_attention(query, key, value, scale=1.0)[0], -2, 0)):
        state = state + np.einsum("he,hv->hev", key[:, place], value[:, place])
        np.testing.assert_allclose(read, np.einsum("he,hev->hv", query[:, place], state), atol=1e-10)


@given(of(2, 4), of(5, 4), st.floats(0.1, 20))
def test_one_step_of_recall_is_attention(cue: Any, memory: Any, sharpness: float) -> None:
    attended = scaled_dot_product_attention(cue, memory, memory, attn_mask=None, scale=sharpness)
    assert np.array_equal(recall(cue, memory, sharpness=sharpness), attended)


@given(st.integers(1, 6), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3))
def test_a_window_with_no_places_ahead_lies_within_the_causal_mask(
    queries: int, offset: int, left: int, right: int
) -> None:
    window = sliding_window_mask(queries, left=left, right=right, offset=offset)
    past = causal_mask(queries, offset=offset)
    assert (window & past).sum(axis=-1).max() <= left + 1
    assert np.array_equal(sliding_window_mask(queries, right=0, offset=offset), past)


@given(st.integers(0, 6), st.integers(0, 7), st.integers(-7, 7), st.one_of(st.none(), st.integers(0, 4)), st.data())
def test_a_window_is_what_the_distances_say(
    queries: int, keys: int, offset: int, left: int | None, data: st.DataObject
) -> None:
    right = data.draw(st.one_of(st.none(), st.integers(0, 4)))
    ahead = np.arange(keys) - (np.arange(queries) + offset)[:, None]
    wanted = (ahead >= (-np.inf if left is None else -left)) & (ahead <= (np.inf if right is None else right))
    assert np.array_equal(sliding_window_mask(queries, keys, left=left, right=right, offset=offset), wanted)
