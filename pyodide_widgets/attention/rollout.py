"""Which inputs an output depends on: attention rollout, computed from weights, and ablation, measured at the output.

The two need not agree. A weight says how much of a value goes into a blend, and not whether the result would be another
one without it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, floats, function, number, whole
from .arrays import Array, ShapeError


@explains_wrong_calls()
def attention_rollout(weights: Sequence[ArrayLike] | Array, *, residual: float = 0.5) -> Array:
    """Follow attention weights through all layers: the product of (1 - r)·A + r·I, where A is the mean over the heads.

    Args:
        weights: of each layer, the first one first, shape (layers, ..., H, L, L).
        residual: r, the share of a layer's output that comes through its skip connection, from 0 to 1.

    Returns:
        Shape (..., L, L), how much of each input token, in the last axis, is in each output token. Rows add up to 1 if those
        of the weights do.

    Raises:
        ShapeError: weights that are not square, or differ from layer to layer.
        TypeError, ValueError: weights that are no numbers, or a residual out of range.

    Example:
        >>> attention_rollout([[[[1.0, 0.0], [0.5, 0.5]]]]).tolist()
        [[1.0, 0.0], [0.25, 0.75]]

    Source: Abnar and Zuidema, "Quantifying Attention Flow in Transformers", 2020, section 3.
    """
    stacked = floats("weights", weights, "(layers, ..., H, L, L)")
    if stacked.shape[-1] != stacked.shape[-2]:
        raise ShapeError(f"weights has shape {stacked.shape}, but needs (layers, ..., H, L, L), a square for each head")
    residual = number("residual", residual, at_least=0)
    if residual > 1:
        raise ValueError(f"residual is {residual:g}, but needs a share from 0 to 1")
    length = stacked.shape[-1]
    mixed = np.broadcast_to(np.eye(length, dtype=stacked.dtype), (*stacked.shape[1:-3], length, length)).copy()
    for layer in stacked.mean(axis=-3) if stacked.shape[-3] else ():
        mixed = ((1 - residual) * layer + residual * np.eye(length, dtype=stacked.dtype)) @ mixed
    return mixed


@explains_wrong_calls()
def ablation(run: Callable[[Array], ArrayLike], tokens: int) -> Array:
    """Leave out one token at a time, and measure how far each output moves.

    Args:
        run: a function from which tokens are there, boolean of shape (S,), to the outputs, shape (L, F): for instance
            `lambda there: scaled_dot_product_attention(query, key, value, there)`.
        tokens: S, how many there are.

    Returns:
        Shape (L, S), the Euclidean distance of output i without token j from output i with all tokens.

    Raises:
        TypeError, ValueError: a run that is no function, or a number of tokens that is negative or not whole.
        ShapeError: outputs without exactly two axes, or of changing shape.

    Example:
        >>> values = np.array([[1.0], [1.0], [4.0]])
        >>> evenly = lambda there: [[values[there].mean()]]
        >>> ablation(evenly, 3).tolist()
        [[0.5, 0.5, 1.0]]

    Sources: Jain and Wallace, "Attention is not Explanation", 2019; ablation as the measure that rollout is compared with is
    that of Abnar and Zuidema, section 4.
    """
    function("run", run, "from which tokens are there to outputs (L, F)")
    tokens = whole("tokens", tokens, at_least=0)
    there = np.ones(tokens, dtype=bool)
    outputs = floats("run(...)", run(there), "(L, F)")
    moved = np.empty((len(outputs), tokens))
    for token in range(tokens):
        without = floats("run(...)", run(there & (np.arange(tokens) != token)), "(L, F)")
        if without.shape != outputs.shape:
            raise ShapeError(
                f"run gives shape {outputs.shape} with all tokens, but {without.shape} without token {token}"
            )
        moved[:, token] = np.sqrt(((without - outputs) ** 2).sum(axis=-1))
    return moved
