"""Sparsemax: shares of which many are exactly 0."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .allocation_steps import checked_scores, defined, divided, largest_along
from .arguments import explains_wrong_calls
from .arrays import Array


@explains_wrong_calls(dim="write axis, as in NumPy")
def sparsemax(scores: ArrayLike, axis: int = -1, temperature: float = 1.0) -> Array:
    """Turn scores into shares by projection onto the simplex: low scores get exactly 0.

    Of all shares that are not negative and add up to 1, these have the largest ⟨w, s⟩ + T·(1 - Σ w²)/2, which is
    `entmax_value` with alpha 2. The arguments, the errors and the shares of infinite scores are those of `softmax`.

    Returns:
        Shares, shape (...).

    Example:
        >>> sparsemax([2.0, 1.5, 0.0]).tolist()
        [0.75, 0.25, 0.0]

    Source: Martins and Astudillo, "From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label Classification",
    2016, algorithm 1.
    """
    scores, axis, temperature = checked_scores(scores, axis, temperature)
    largest = largest_along(scores, axis)
    # The threshold lies at most 1 below the largest score, so what is lower need not be told apart.
    shifted = np.maximum(divided(scores - largest, temperature), -1)
    if not shifted.shape[axis]:
        return shifted
    ordered = np.flip(np.sort(shifted, axis=axis), axis=axis)
    sums = np.cumsum(ordered, axis=axis)
    ranks = np.arange(1, shifted.shape[axis] + 1).reshape(-1, *[1] * (shifted.ndim - axis - 1)).astype(shifted.dtype)
    size = np.count_nonzero(1 + ranks * ordered > sums, axis=axis, keepdims=True)  # of the support
    total = np.take_along_axis(sums, np.maximum(size, 1) - 1, axis=axis)
    threshold = (total - 1) / np.maximum(size, 1).astype(shifted.dtype)
    return defined(np.maximum(shifted - threshold, 0), scores, largest)
