"""From scores to shares: the softmax, how spread out shares are, and the optimum that the softmax reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .allocation_steps import checked_scores, collected_score, divided, largest_along
from .arguments import axis_of, explains_wrong_calls, floats, number
from .arrays import Array

_TORCH = {
    "input": "the first argument is called scores here",
    "dim": "write axis, as in NumPy",
    "dtype": "convert the scores first, scores.astype(dtype)",
}


@explains_wrong_calls(**_TORCH)
def softmax(scores: ArrayLike, axis: int = -1, temperature: float = 1.0) -> Array:
    """Turn scores into shares between 0 and 1 that add up to 1 along an axis.

    Args:
        scores: real numbers, shape (...). A score of -inf gets the share 0.
        axis: the axis along which the shares add up to 1.
        temperature: the scores are divided by it first; above 1 it evens the shares out, below 1 it sharpens them. May be
            infinite: then all scores above -inf get the same share.

    Returns:
        Shares, shape (...), of the scores' type. Where all scores along the axis are -inf, the shares are 0, as in
        PyTorch's attention; where there are none, so are shares; where one is +inf or NaN, all are NaN.

    Raises:
        TypeError: scores that are no real numbers.
        ValueError: a temperature that is not above 0, or an axis that the scores do not have.

    Example:
        >>> softmax([2.0, 1.0, 0.0]).round(3).tolist()
        [0.665, 0.245, 0.09]
        >>> softmax([2.0, 1.0, 0.0], temperature=5.0).round(3).tolist()
        [0.402, 0.329, 0.269]

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.
    """
    scores, axis, temperature = checked_scores(scores, axis, temperature)
    exponentials = np.exp(_shifted(scores, axis, temperature))
    return exponentials / _total(exponentials, axis)


@explains_wrong_calls(**_TORCH)
def log_softmax(scores: ArrayLike, axis: int = -1, temperature: float = 1.0) -> Array:
    """The logarithm of `softmax`, exact also where a share is too small for its floating-point type.

    The arguments and errors are those of `softmax`.

    Returns:
        Logarithms of the shares in nats, shape (...); -inf for a score of -inf.

    Example:
        >>> log_softmax([0.0, -2000.0]).tolist()
        [0.0, -2000.0]
    """
    scores, axis, temperature = checked_scores(scores, axis, temperature)
    shifted = _shifted(scores, axis, temperature)
    return shifted - np.log(_total(np.exp(shifted), axis))


def entropy(shares: ArrayLike, axis: int = -1) -> Array:
    """How spread out shares are, in nats: 0 if one has all, log n if n are equal.

    Args:
        shares: not negative, adding up to 1 along the axis, shape (...).
        axis: the axis to sum over.

    Returns:
        -Σ w·log w, with 0·log 0 = 0; shape (...) without the axis.

    Raises:
        TypeError, ValueError: as for `softmax`.

    Example:
        >>> float(entropy([0.5, 0.5]).round(4))
        0.6931

    Source: Shannon, "A Mathematical Theory of Communication", 1948.
    """
    shares = floats("shares", shares)
    axis = axis_of(shares, axis, of="shares")
    logarithms = np.log(np.where(shares > 0, shares, np.ones_like(shares)))
    # No logarithm of a share is above 0, so abs only changes the sign; unlike a minus it makes no -0.0.
    return np.abs(np.sum(shares * logarithms, axis=axis))


def gathered_value(shares: ArrayLike, scores: ArrayLike, temperature: float = 1.0, axis: int = -1) -> Array:
    """The value of an allocation: ⟨w, s⟩ + T·H(w), the scores it collects plus T times its entropy.

    Of all shares that are not negative and add up to 1, `softmax(scores, temperature=T)` has the largest value, and no
    other has the same; `most_gathered_value` gives it. Other allocations are optimal for other regularisers: see
    `entmax_value`.

    Args:
        shares: w, shape (...).
        scores: s, shape (...). A score of -inf counts 0 where the share is 0.
        temperature: T, above 0 and finite.
        axis: the axis along which the shares add up to 1.

    Returns:
        Shape (...) without the axis, in the unit of the scores.

    Raises:
        ShapeError: shares and scores do not broadcast.
        TypeError, ValueError: as for `softmax`.

    Example:
        >>> float(gathered_value([0.5, 0.5], [1.0, 0.0]).round(4))
        1.1931
    """
    shares, scores = floats("shares", shares), floats("scores", scores)
    temperature = number("temperature", temperature, above=0)
    return collected_score(shares, scores, axis) + temperature * entropy(shares, axis)


def most_gathered_value(scores: ArrayLike, temperature: float = 1.0, axis: int = -1) -> Array:
    """The largest `gathered_value` of any allocation: T·log Σ exp(s/T).

    The arguments are those of `gathered_value`.

    Returns:
        Shape (...) without the axis; -inf where there is no score above -inf.

    Example:
        >>> float(most_gathered_value([1.0, 0.0]).round(4))
        1.3133

    Source: the Gibbs variational principle; Boyd and Vandenberghe, "Convex Optimization", 2004, section 3.3.
    """
    scores, axis, temperature = checked_scores(scores, axis, number("temperature", temperature, above=0))
    shifted = _shifted(scores, axis, temperature)
    largest = np.max(scores, axis=axis, initial=-np.inf)
    with np.errstate(divide="ignore"):  # no score above -inf: the logarithm of 0
        return largest + temperature * np.log(np.sum(np.exp(shifted), axis=axis))


def _shifted(scores: Array, axis: int, temperature: float) -> Array:
    """Scores less the largest one, divided by the temperature: that changes no share, and exp() cannot overflow.

    Subtracted first, so that large scores do not overflow when they are divided by a small temperature."""
    return divided(scores - largest_along(scores, axis), temperature)


def _total(exponentials: Array, axis: int) -> Array:
    """The sum along the axis. The largest score contributes 1, so a sum below 1 means that all are -inf: then 1, not to
    divide by 0."""
    return np.maximum(np.sum(exponentials, axis=axis, keepdims=True), exponentials.dtype.type(1))
