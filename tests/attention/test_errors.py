"""Errors teach: what does not fit is named, with the shape or number that it has and the one that it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pyodide_widgets import attention
from pyodide_widgets.attention import KeyValueCache, ShapeError, gradients


def zeros(*shape: int) -> Any:
    return np.zeros(shape)


FAULTS: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "grouped heads that do not divide": (
        lambda: attention.scaled_dot_product_attention(zeros(3, 2, 4), zeros(2, 5, 4), zeros(2, 5, 4), enable_gqa=True),
        ShapeError,
        r"3 query heads cannot be divided among 2 heads of keys.*query \(3, 2, 4\), key \(2, 5, 4\)",
    ),
    "grouped heads without heads": (
        lambda: attention.scaled_dot_product_attention(zeros(2, 4), zeros(5, 4), zeros(5, 4), enable_gqa=True),
        ShapeError,
        r"need at least three axes.*query \(2, 4\)",
    ),
    "a window that reaches less than nothing": (
        lambda: attention.sliding_window_mask(3, left=-1),
        ValueError,
        r"left is -1, but a window reaches 0 or more places",
    ),
    "lengths with too many axes": (
        lambda: attention.padding_mask([[1, 2]], 3),
        ShapeError,
        r"lengths has shape \(1, 2\), but needs one axis",
    ),
    "a prefix longer than the sequence": (
        lambda: attention.prefix_mask(3, 4),
        ValueError,
        r"prefix is 4, but must lie between 0 and the 3 places",
    ),
    "an odd number of features for positions": (
        lambda: attention.sinusoidal_positions(3, 5),
        ShapeError,
        r"pairs of features, so 5 features",
    ),
    "more angles than features": (
        lambda: attention.rotate(zeros(3, 2), zeros(3, 2), zeros(3, 2)),
        ShapeError,
        r"cosines \(3, 2\) and sines \(3, 2\).*x \(3, 2\)",
    ),
    "no heads to forget": (lambda: attention.alibi_bias(0, 3), ValueError, "at least one head, got 0"),
    "a cache that keeps nothing": (lambda: KeyValueCache(window=0), ValueError, "window is 0"),
    "sinks without a window": (lambda: KeyValueCache(sinks=2), ValueError, "sinks is 2"),
    "more keys than values": (
        lambda: KeyValueCache().append(zeros(2, 4), zeros(3, 4)),
        ShapeError,
        r"keys \(2, 4\) and values \(3, 4\)",
    ),
    "keys of another width than those in the cache": (
        lambda: KeyValueCache().append(zeros(1, 4), zeros(1, 4)).append(zeros(1, 3), zeros(1, 4)),
        ShapeError,
        r"keys of shape \(1, 3\) do not fit the keys of shape \(1, 4\)",
    ),
    "blocks of nothing": (
        lambda: attention.attention_in_blocks(zeros(2, 4), zeros(2, 4), zeros(2, 4), key_block=0),
        ValueError,
        "key_block=0",
    ),
    "blocks with a mask and is_causal": (
        lambda: attention.attention_in_blocks(zeros(2, 4), zeros(2, 4), zeros(2, 4), np.ones((2, 2), bool), True),
        ValueError,
        "either attn_mask or is_causal",
    ),
    "linear attention with more queries than keys": (
        lambda: attention.linear_attention(zeros(3, 4), zeros(2, 4), zeros(2, 4)),
        ShapeError,
        r"query has shape \(3, 4\) and key \(2, 4\)",
    ),
    "a past state that does not fit": (
        lambda: attention.linear_attention(zeros(2, 4), zeros(2, 4), zeros(2, 3), zeros(4, 4)),
        ShapeError,
        r"past_state has shape \(4, 4\).*\(\.\.\., 4, 3\)",
    ),
    "a negative number of steps": (
        lambda: attention.recall(zeros(1, 2), zeros(3, 2), steps=-1),
        ValueError,
        "steps is -1",
    ),
    "Q, K and V of different ranks": (
        lambda: attention.onnx_attention(zeros(1, 2, 3, 4), zeros(1, 3, 8), zeros(1, 3, 8)),
        ShapeError,
        r"three axes each, or four each; got Q \(1, 2, 3, 4\), K \(1, 3, 8\)",
    ),
    "packed inputs without the number of heads": (
        lambda: attention.onnx_attention(zeros(1, 3, 8), zeros(1, 3, 8), zeros(1, 3, 8)),
        ValueError,
        "need q_num_heads and kv_num_heads",
    ),
    "past keys without past values": (
        lambda: attention.onnx_attention(*[zeros(1, 1, 2, 4)] * 3, None, zeros(1, 1, 2, 4)),
        ValueError,
        "past_key and past_value go together",
    ),
    "an output mode that means nothing": (
        lambda: attention.onnx_attention(*[zeros(1, 1, 2, 4)] * 3, qk_matmul_output_mode=4),
        ValueError,
        "qk_matmul_output_mode is 4, but may be 0, 1, 2 or 3",
    ),
    "a precision that means nothing": (
        lambda: attention.onnx_attention(*[zeros(1, 1, 2, 4)] * 3, softmax_precision=7),
        ValueError,
        "softmax_precision is 7, but may be",
    ),
    "a window below -1": (
        lambda: attention.onnx_attention(*[zeros(1, 1, 2, 4)] * 3, left_window_size=-2),
        ValueError,
        "got left -2",
    ),
    "angles for another number of features": (
        lambda: attention.onnx_rotary_embedding(zeros(1, 1, 2, 8), zeros(2, 3), zeros(2, 3), zeros(1, 2).astype(int)),
        ShapeError,
        r"cos_cache has shape \(2, 3\), but turning 8 features needs 4 columns",
    ),
    "targets of another shape than the logits": (
        lambda: gradients.cross_entropy(zeros(2, 3, 4), zeros(2, 4).astype(int)),
        ShapeError,
        r"logits of shape \(2, 3, 4\) need targets and counted of shape \(2, 3\); got \(2, 4\)",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_error_says_what_was_wrong_and_what_would_be_right(fault: str) -> None:
    call, kind, message = FAULTS[fault]
    with pytest.raises(kind, match=message):
        call()
