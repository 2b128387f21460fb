"""What attention, the cache and masks promise at the edges: infinite scores, masks of wrong width, copies, memory."""

from __future__ import annotations

import functools
import itertools
import tracemalloc

import numpy as np
import pytest

from pyodide_widgets.attention import (
    KeyValueCache,
    ShapeError,
    alibi_bias,
    attention_in_blocks,
    scaled_dot_product_attention,
    sliding_window_mask,
)

random = np.random.default_rng(4)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unseen", [False, -np.inf])
@pytest.mark.parametrize("score", [np.inf, -np.inf, np.nan])
def test_what_is_hidden_does_not_count_whatever_its_score(unseen: float, score: float) -> None:
    """PyTorch and ONNX add -inf to the score, so that +inf and NaN become NaN; here a hidden key is as good as none."""
    query, key, value = np.ones((1, 1)), np.array([[0.5], [score], [-0.5]]), np.array([[1.0], [2.0], [3.0]])
    mask = np.array([not unseen, unseen, not unseen]) if unseen is False else np.array([0.0, unseen, 0.0])
    without = scaled_dot_product_attention(query, key[[0, 2]], value[[0, 2]])
    np.testing.assert_allclose(scaled_dot_product_attention(query, key, value, mask), without)


@pytest.mark.parametrize("score", [np.inf, np.nan])
def test_a_score_of_infinity_or_nan_that_is_seen_makes_the_row_nan(score: float) -> None:
    query, key, value = np.array([[1.0], [0.0]]), np.array([[0.5], [score]]), np.array([[1.0], [2.0]])
    with np.errstate(invalid="ignore"):
        context = scaled_dot_product_attention(query, key, value)
    assert np.isnan(context[0]).all()


def test_a_numpy_scalar_as_scale_is_not_rooted_in_its_own_precision() -> None:
    query, key, value = (random.normal(size=shape) for shape in ((3, 4), (5, 4), (5, 2)))
    for attend in (scaled_dot_product_attention, attention_in_blocks):
        given, plain = (
            attend(query, key, value, scale=np.float16(0.3)),
            attend(query, key, value, scale=float(np.float16(0.3))),
        )
        np.testing.assert_array_equal(given, plain)


def test_blocks_refuse_every_mask_that_plain_attention_refuses() -> None:
    query, key, value = (random.normal(size=shape) for shape in ((2, 3, 4), (1, 5, 4), (5, 2)))
    for shape in itertools.product((1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6)):
        for batch in ((), (1,), (2,), (3,), (1, 1)):
            faults = []
            for attend in (
                scaled_dot_product_attention,
                functools.partial(attention_in_blocks, key_block=2, query_block=2),
            ):
                try:
                    attend(query, key, value, np.ones((*batch, *shape), dtype=bool))
                    faults.append("")
                except ShapeError as error:
                    faults.append(str(error))
            assert faults[0] == faults[1]
            fits = shape[0] in (1, 3) and shape[1] in (1, 5) and batch in ((), (1,), (2,))
            assert (faults[0] == "") == fits


# The cache and masks


def test_a_cache_is_changed_neither_through_what_it_was_given_nor_through_what_it_gives() -> None:
    given = np.zeros((2, 4))
    for kept in (KeyValueCache().append(given, given), KeyValueCache(given, given, seen=2)):
        given[:] = 7
        assert kept.keys is not None
        assert not kept.keys.any()
        with pytest.raises(ValueError, match="read-only"):
            kept.keys[:] = 7
        given[:] = 0


def test_a_sliding_window_takes_no_more_memory_than_a_few_masks() -> None:
    tracemalloc.start()
    mask = sliding_window_mask(2048, left=3, right=3)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3.1 * mask.nbytes


# What the docstrings say of other implementations


def slopes_of_the_authors(heads: int) -> list[float]:
    """Of ALiBi, as their code computes them: github.com/ofirpress/attention_with_linear_biases."""
    if np.log2(heads).is_integer():
        return [2 ** (-8 * (head + 1) / heads) for head in range(heads)]
    below = 2 ** int(np.log2(heads))
    return slopes_of_the_authors(below) + slopes_of_the_authors(2 * below)[0::2][: heads - below]


def test_slopes_of_alibi_are_those_of_the_authors_code_for_powers_of_two_alone() -> None:
    for heads in range(1, 20):
        ours = -alibi_bias(heads, 1, 2)[:, 0, 1]
        np.testing.assert_allclose(ours, 2.0 ** (-8 * np.arange(1, heads + 1) / heads))  # the paper's text
        assert np.allclose(ours, slopes_of_the_authors(heads)) == np.log2(heads).is_integer()


def test_longdouble_has_the_accuracy_of_float64() -> None:
    query, key, value = (random.normal(size=shape) for shape in ((3, 5), (6, 5), (6, 2)))
    context = scaled_dot_product_attention(*(x.astype(np.longdouble) for x in (query, key, value)))
    assert context.dtype == np.longdouble
    np.testing.assert_allclose(context.astype(float), scaled_dot_product_attention(query, key, value), rtol=1e-13)
