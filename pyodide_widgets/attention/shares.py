"""From scores to shares: the softmax, how spread out shares are, and what it is that the softmax does best."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, as_floats


def softmax(scores: ArrayLike, axis: int = -1, temperature: float = 1.0) -> Array:
    """Turn scores into shares between 0 and 1 that add up to 1 along an axis.

    Args:
        scores: any real numbers, shape (...). A score of -inf gets the share 0.
        axis: the axis along which the shares add up to 1.
        temperature: what the scores are divided by first; above 1 evens the shares out, below 1 sharpens them.

    Returns:
        Shares, shape (...). Where all scores along the axis are -inf there is nothing to share among, and the
        shares are 0, as in PyTorch's attention.

    Raises:
        ValueError: the temperature is not a positive number.

    Example:
        >>> softmax([2.0, 1.0, 0.0]).round(3).tolist()
        [0.665, 0.245, 0.09]
        >>> softmax([2.0, 1.0, 0.0], temperature=5.0).round(3).tolist()
        [0.402, 0.329, 0.269]

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.
    """
    exponentials = np.exp(_shifted(scores, axis, temperature))
    return exponentials / _total(exponentials, axis)


def log_softmax(scores: ArrayLike, axis: int = -1, temperature: float = 1.0) -> Array:
    """The logarithm of `softmax`, exact also where a share is too small to be written as a number.

    The arguments and errors are those of `softmax`.

    Returns:
        Log shares in nats, shape (...); -inf for a score of -inf.

    Example:
        >>> log_softmax([0.0, -2000.0]).tolist()
        [0.0, -2000.0]
    """
    shifted = _shifted(scores, axis, temperature)
    return shifted - np.log(_total(np.exp(shifted), axis))


def entropy(shares: ArrayLike, axis: int = -1) -> Array:
    """How spread out shares are, in nats: 0 if one has all, log n if n share alike.

    Args:
        shares: not negative, adding up to 1 along the axis, shape (...).
        axis: the axis to sum over.

    Returns:
        -Σ w·log w, with 0·log 0 = 0; shape (...) without the axis.

    Example:
        >>> float(entropy([0.5, 0.5]).round(4))
        0.6931

    Source: Shannon, "A Mathematical Theory of Communication", 1948.
    """
    shares = as_floats(shares)
    logarithms = np.log(np.where(shares > 0, shares, np.ones_like(shares)))
    # No logarithm of a share is above 0. A minus in place of abs would make −0.0 of "all for one".
    return np.abs(np.sum(shares * logarithms, axis=axis))


def gathered_value(shares: ArrayLike, scores: ArrayLike, temperature: float = 1.0, axis: int = -1) -> Array:
    """What an allocation is worth: ⟨w, s⟩ + T·H(w), the scores it collects and the price paid for keeping it spread.

    Of all shares that are not negative and add up to 1, `softmax(scores, temperature=T)` has the most, and no other
    has as much; `most_gathered_value` says how much.

    Args:
        shares: w, shape (...).
        scores: s, shape (...).
        temperature: T, above 0.
        axis: the axis along which the shares add up to 1.

    Returns:
        Shape (...) without the axis, in the unit of the scores.

    Example:
        >>> float(gathered_value([0.5, 0.5], [1.0, 0.0]).round(4))
        1.1931
    """
    return np.sum(as_floats(shares) * as_floats(scores), axis=axis) + temperature * entropy(shares, axis)


def most_gathered_value(scores: ArrayLike, temperature: float = 1.0, axis: int = -1) -> Array:
    """The largest `gathered_value` that any allocation can have: T·log Σ exp(s/T).

    The arguments are those of `gathered_value`.

    Example:
        >>> float(most_gathered_value([1.0, 0.0]).round(4))
        1.3133

    Source: the Gibbs variational principle; Boyd and Vandenberghe, "Convex Optimization", 2004, section 3.3.
    """
    scores = as_floats(scores)
    shifted = _shifted(scores, axis, temperature)
    largest = np.max(scores, axis=axis)
    return largest + temperature * np.log(np.sum(np.exp(shifted), axis=axis))


def _shifted(scores: ArrayLike, axis: int, temperature: float) -> Array:
    """Scores divided by the temperature, with the largest at 0: that changes no share, and exp() cannot overflow."""
    if not temperature > 0:
        raise ValueError(f"softmax needs a temperature above 0, got {temperature!r}; near 0 it picks the largest score")
    scores = as_floats(scores)
    largest = np.max(scores, axis=axis, keepdims=True)
    shifted = scores - np.where(np.isfinite(largest), largest, np.zeros_like(largest))
    # Subtract first: scores near the largest number there is must not overflow when divided by a small temperature.
    return shifted if temperature == 1 else shifted / np.asarray(temperature, dtype=shifted.dtype)


def _total(exponentials: Array, axis: int) -> Array:
    """What there is to share. The largest score counts 1, so less than 1 there is only where all are -inf: then 1 is as good."""
    return np.maximum(np.sum(exponentials, axis=axis, keepdims=True), exponentials.dtype.type(1))
