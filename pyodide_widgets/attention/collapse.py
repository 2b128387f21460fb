"""Rank collapse: how far the tokens of a sequence are from being all the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import choice, explains_wrong_calls, floats
from .arrays import Array


@explains_wrong_calls()
def rank_one_distance(x: ArrayLike, *, norm: str = "frobenius") -> Array:
    """The relative distance of a sequence from the nearest one in which all tokens are equal: ‖X - 1x̄ᵀ‖ / ‖X‖.

    Such a sequence is a matrix of rank one, 1x̄ᵀ. Layers of attention alone approach one at a doubly exponential rate,
    unless skip connections or feed-forward layers prevent it.

    Args:
        x: X, shape (..., L, D).
        norm: "frobenius", for which the mean token x̄ is the nearest; or "composite", √(‖X‖₁·‖X‖∞), the norm of the paper's
            bounds, here also taken at the mean token.

    Returns:
        Shape (...), 0 if all tokens are equal; with the Frobenius norm at most 1. 0 for a sequence of zeros.

    Raises:
        TypeError, ValueError: an x that holds no numbers, or another norm.

    Example:
        >>> float(rank_one_distance([[1.0, 2.0], [1.0, 2.0]])), float(rank_one_distance([[1.0], [-1.0]]))
        (0.0, 1.0)

    Source: Dong, Cordonnier and Loukas, "Attention is Not All You Need: Pure Attention Loses Rank Doubly Exponentially with
    Depth", 2021, section 2.
    """
    x = floats("x", x, "(..., L, D)")
    measure = {"frobenius": _frobenius, "composite": _composite}[choice("norm", norm, ("frobenius", "composite"))]
    if not x.size:
        return np.zeros(x.shape[:-2], x.dtype)
    whole = measure(x)
    return measure(x - x.mean(axis=-2, keepdims=True)) / np.where(whole == 0, 1, whole)


def _frobenius(x: Array) -> Array:
    return np.sqrt((x * x).sum(axis=(-2, -1)))


def _composite(x: Array) -> Array:
    sizes = np.abs(x)
    return np.sqrt(sizes.sum(axis=-2).max(axis=-1) * sizes.sum(axis=-1).max(axis=-1))
