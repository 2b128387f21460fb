"""Steps that the ways from scores to shares have in common: checks, and arithmetic that is safe for infinite scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arguments import axis_of, floats, joint_shape, real
from .arrays import Array


def collected_score(shares: Array, scores: Array, axis: int) -> Array:
    """⟨w, s⟩ along an axis, with 0·(-inf) = 0."""
    axis_of(shares, axis, of="shares")
    joint_shape("shares and scores must broadcast", shares=shares.shape, scores=scores.shape)
    return np.sum(shares * np.where(shares == 0, scores.dtype.type(0), scores), axis=axis)


def checked_scores(scores: Any, axis: Any, temperature: Any) -> tuple[Array, int, float]:
    scores = floats("scores", scores, "(..., n)")
    divisor = real("temperature", temperature)
    if not divisor > 0:
        raise ValueError(f"softmax needs a temperature above 0, got {temperature!r}; near 0 it picks the largest score")
    return scores, axis_of(scores, axis), divisor


def largest_along(scores: Array, axis: int) -> Array:
    """The largest score along an axis, which is kept, and 0 where there is none above -inf."""
    largest = np.max(scores, axis=axis, keepdims=True, initial=-np.inf)
    return np.where(np.isneginf(largest), np.zeros_like(largest), largest)


def divided(shifted: Array, temperature: float) -> Array:
    """Scores that are at most 0, divided by the temperature."""
    if temperature == 1:
        return shifted
    if temperature == np.inf:
        return np.where(np.isneginf(shifted), shifted, np.zeros_like(shifted))
    # In float64, because a float16 or float32 rounds a small temperature to 0; what overflows to -inf gets the share 0.
    with np.errstate(over="ignore"):
        wide = shifted.astype(np.result_type(shifted, np.float64), copy=False) / temperature
        return wide.astype(shifted.dtype, copy=False)


def defined(shares: Array, scores: Array, largest: Array) -> Array:
    """Shares with 0 where the score is -inf, and NaN along an axis whose largest score is +inf or NaN."""
    shares = np.where(np.isneginf(scores), shares.dtype.type(0), shares)
    return np.where(np.isfinite(largest), shares, shares.dtype.type(np.nan))
