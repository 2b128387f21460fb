"""Entmax: a family of allocations from softmax (alpha 1) over sparsemax (alpha 2) towards all for one; and its optimum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .allocation_steps import checked_scores, collected_score, defined, divided, largest_along
from .arguments import axis_of, explains_wrong_calls, floats, number
from .arrays import Array
from .shares import entropy, softmax


@explains_wrong_calls(dim="write axis, as in NumPy")
def entmax(scores: ArrayLike, alpha: float = 1.5, axis: int = -1, temperature: float = 1.0) -> Array:
    """Turn scores into shares, the sparser the larger alpha is; with alpha above 1 low scores get exactly 0.

    Of all shares that are not negative and add up to 1, these have the largest `entmax_value`.

    Args:
        alpha: α, at least 1: 1 is `softmax`, 2 is `sparsemax`.
        scores, axis, temperature: as in `softmax`, also for infinite scores.

    Returns:
        Shares, shape (...), which are [(α - 1)·s/T - τ]₊ to the power 1/(α - 1), with the τ for which they add up to 1. It
        is found by bisection, to the precision of the scores' type.

    Raises:
        TypeError, ValueError: as for `softmax`; or an alpha below 1.

    Example:
        >>> entmax([2.0, 1.0, -1.0]).round(3).tolist()
        [0.831, 0.169, 0.0]

    Source: Peters, Niculae and Martins, "Sparse Sequence-to-Sequence Models", 2019; the bisection is that of Blondel,
    Martins and Niculae, "Learning Classifiers with Fenchel-Young Losses", 2019.
    """
    alpha = number("alpha", alpha, at_least=1)
    if alpha == 1:
        return softmax(scores, axis, temperature)
    scores, axis, temperature = checked_scores(scores, axis, temperature)
    largest = largest_along(scores, axis)
    wide = np.promote_types(scores.dtype, np.float64)  # so that tau is exact to the scores' own precision
    shifted = (alpha - 1) * divided(scores - largest, temperature).astype(wide)
    shifted = np.maximum(shifted, -1)  # tau is at least -1, so what is lower need not be told apart
    n = shifted.shape[axis]
    if not n:
        return scores.copy()
    tau = np.full_like(largest, -1.0, dtype=wide)  # here the shares add up to 1 or more
    step = 1 - float(n) ** (1 - alpha)  # and after this step to 1 or less
    for _ in range(np.finfo(np.float64).nmant + 2):
        step /= 2
        tau = np.where(_powers(shifted, tau + step, alpha).sum(axis=axis, keepdims=True) >= 1, tau + step, tau)
    shares = _powers(shifted, tau, alpha)
    total = shares.sum(axis=axis, keepdims=True)  # 1 but for the rest of the bisection; 0 where all scores are -inf
    shares = shares / np.where(total == 0, 1, total)
    return defined(shares, scores, largest).astype(scores.dtype, copy=False)


def _powers(shifted: Array, tau: Array, alpha: float) -> Array:
    return np.maximum(shifted - tau, 0) ** (1 / (alpha - 1))


@explains_wrong_calls()
def tsallis_entropy(shares: ArrayLike, alpha: float = 1.5, axis: int = -1) -> Array:
    """How spread out shares are, in the sense for which `entmax` is optimal: (1 - Σ w^α)/(α(α - 1)).

    Args:
        shares: not negative, adding up to 1 along the axis, shape (...).
        alpha: α, at least 1; with 1 it is `entropy`, with 2 (1 - Σ w²)/2.
        axis: the axis to sum over.

    Returns:
        Shape (...) without the axis; 0 if one has all.

    Raises:
        TypeError, ValueError: as for `entmax`.

    Example:
        >>> float(tsallis_entropy([0.5, 0.5], alpha=2.0))
        0.25

    Source: Tsallis, "Possible Generalization of Boltzmann-Gibbs Statistics", 1988; with the factor 1/α of Peters et al.
    """
    alpha = number("alpha", alpha, at_least=1)
    shares = floats("shares", shares)
    axis = axis_of(shares, axis, of="shares")
    if alpha == 1:
        return entropy(shares, axis)
    return np.sum(shares - shares**alpha, axis=axis) / (alpha * (alpha - 1))


@explains_wrong_calls()
def entmax_value(
    shares: ArrayLike, scores: ArrayLike, alpha: float = 1.5, temperature: float = 1.0, axis: int = -1
) -> Array:
    """The value of an allocation, with the regulariser of entmax: ⟨w, s⟩ + T·H_α(w), where H_α is `tsallis_entropy`.

    With alpha 1 it is `gathered_value`, for which softmax is optimal; with 2 sparsemax is.

    Args:
        shares, scores, temperature, axis: as in `gathered_value`.
        alpha: α, at least 1.

    Returns:
        Shape (...) without the axis, in the unit of the scores.

    Raises:
        ShapeError, TypeError, ValueError: as for `gathered_value` and `entmax`.

    Example:
        >>> best = entmax_value(sparsemax([2.0, 1.5]), [2.0, 1.5], alpha=2.0)
        >>> bool(best > entmax_value(softmax([2.0, 1.5]), [2.0, 1.5], alpha=2.0))
        True

    Source: as for `entmax`.
    """
    shares, scores = floats("shares", shares), floats("scores", scores)
    temperature = number("temperature", temperature, above=0)
    return collected_score(shares, scores, axis) + temperature * tsallis_entropy(shares, alpha, axis)


@explains_wrong_calls()
def most_entmax_value(scores: ArrayLike, alpha: float = 1.5, temperature: float = 1.0, axis: int = -1) -> Array:
    """The largest `entmax_value` of any allocation, which `entmax` has. The arguments are those of `entmax_value`.

    Example:
        >>> float(most_entmax_value([1.0, 0.0], alpha=2.0))
        1.0
    """
    temperature = number("temperature", temperature, above=0)
    return entmax_value(entmax(scores, alpha, axis, temperature), scores, alpha, temperature, axis)
