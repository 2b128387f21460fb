"""Sigmoid attention: each key gets its weight by itself, whatever the others get."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, floats, number
from .arrays import Array


@explains_wrong_calls()
def sigmoid_shares(scores: ArrayLike, bias: float | None = None) -> Array:
    """Turn each score into a weight between 0 and 1 by itself: 1/(1 + exp(-(s + b))). They need not add up to 1.

    `scaled_dot_product_attention(..., shares=sigmoid_shares)` is sigmoid attention.

    Args:
        scores: shape (..., S). A score of -inf gets 0.
        bias: b; -log S if not given, with which S scores around 0 get weights of about 1 in all.

    Returns:
        Weights, shape (..., S).

    Raises:
        TypeError, ValueError: arguments that are no numbers, or a bias that is not finite.

    Example:
        >>> sigmoid_shares([0.0, 0.0], bias=0.0).tolist()
        [0.5, 0.5]

    Source: Ramapuram et al., "Theory, Analysis, and Best Practices for Sigmoid Self-Attention", 2024.
    """
    scores = floats("scores", scores, "(..., S)")
    bias = -float(np.log(max(scores.shape[-1], 1))) if bias is None else number("bias", bias)
    shifted = scores + scores.dtype.type(bias)
    small = np.exp(-np.abs(shifted))  # at most 1, so that nothing overflows
    return np.where(shifted >= 0, 1 / (1 + small), small / (1 + small)).astype(scores.dtype, copy=False)
