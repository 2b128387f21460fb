"""A sink logit: a softmax with one more score, whose share goes to no value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import broadcasts, explains_wrong_calls, floats
from .arrays import Array, ShapeError


@explains_wrong_calls()
def sink_softmax(scores: ArrayLike, sink: ArrayLike = 0.0) -> Array:
    """Turn scores into shares that add up to less than 1: the rest is the share of the sink, which has no value to blend.

    A query that needs nothing can so give its keys little. `scaled_dot_product_attention(..., shares=sink_softmax)` is
    attention with a sink of 0; for another one write `shares=lambda scores: sink_softmax(scores, sink)`.

    Args:
        scores: shape (..., S).
        sink: the additional score, a number or an array that broadcasts to (..., 1): with shape (H, 1, 1) one for each
            head. With -inf it is `softmax`.

    Returns:
        Shares, shape (..., S), which are exp(s)/(exp(sink) + Σ exp(s)).

    Raises:
        ShapeError: a sink that does not broadcast.
        TypeError: arguments that are no numbers.

    Example:
        >>> sink_softmax([0.0, 0.0, 0.0]).tolist()
        [0.25, 0.25, 0.25]

    Sources: Xiao et al., "Efficient Streaming Language Models with Attention Sinks", 2023, where it is called SoftMax₁ and
    the sink is 0; OpenAI, "gpt-oss-120b & gpt-oss-20b Model Card", 2025, where each head learns its own.
    """
    scores, sink = floats("scores", scores, "(..., S)"), floats("sink", sink)
    shape = (*scores.shape[:-1], 1)
    if not broadcasts(sink.shape, shape):
        raise ShapeError(
            f"sink has shape {sink.shape}, but must broadcast to {shape}, for scores of shape {scores.shape}"
        )
    sink = sink.astype(scores.dtype, copy=False)
    largest = np.maximum(np.max(scores, axis=-1, keepdims=True, initial=-np.inf), sink)  # (..., 1)
    largest = np.where(np.isneginf(largest), np.zeros_like(largest), largest)
    exponentials = np.exp(scores - largest)
    total = exponentials.sum(axis=-1, keepdims=True) + np.exp(sink - largest)
    # The largest contributes 1; the total is less only where sink and scores are all -inf.
    return exponentials / np.maximum(total, exponentials.dtype.type(1))
