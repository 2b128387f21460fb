"""Attention in NumPy, from the softmax to several heads: what every figure of the site computes with.

Read it from top to bottom: a score says how well a key answers a query, the softmax turns scores into
shares of a budget, and the shares blend the values. Shapes are written the usual way: L queries, S keys and
values, E features of queries and keys, V features of values, H heads; `...` stands for batch dimensions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]


class ShapeError(ValueError):
    """Arguments whose shapes do not fit together. The message names each argument and the shape it needs."""


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

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.
    """
    if not temperature > 0:
        raise ValueError(f"softmax needs a temperature above 0, got {temperature!r}; near 0 it picks the largest score")
    scores = _as_floats(scores) / temperature
    # Shifting all scores changes no share, and keeps exp() from overflowing.
    largest = np.max(scores, axis=axis, keepdims=True)
    exponentials = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
    total = np.sum(exponentials, axis=axis, keepdims=True)
    return exponentials / np.where(total > 0, total, 1)


def causal_mask(queries: int, keys: int | None = None) -> NDArray[np.bool_]:
    """Say for each query which keys it may see: those at its own place and before.

    Args:
        queries: L, the number of queries.
        keys: S, the number of keys; as many as queries if not given.

    Returns:
        Boolean mask, shape (L, S), aligned to the upper left: True may be seen.
    """
    return np.tri(queries, queries if keys is None else keys, dtype=bool)


def scaled_dot_product_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    attn_mask: ArrayLike | None = None,
    is_causal: bool = False,
    scale: float | None = None,
    *,
    return_weights: bool = False,
) -> Any:
    """Blend the values, each by the share that its key earns from the query: softmax(QKᵀ·scale) V.

    The meaning of the arguments is that of `torch.nn.functional.scaled_dot_product_attention`.

    Args:
        query: what is looked for, shape (..., L, E).
        key: what each piece says it is about, shape (..., S, E).
        value: what each piece holds, shape (..., S, V).
        attn_mask: boolean (True may be seen) or numbers that are added to the scores; broadcasts to (..., L, S).
        is_causal: let each query see only the keys at its own place and before; not together with `attn_mask`.
        scale: what the dot products are multiplied by; 1/√E if not given.
        return_weights: also return the attention weights.

    Returns:
        The context vectors, shape (..., L, V); with `return_weights` the pair of these and the weights (..., L, S).
        A query that may see nothing gets weights and a context vector of zeros.

    Raises:
        ShapeError: shapes that do not fit together.
        ValueError: `attn_mask` together with `is_causal`.

    Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1.
    """
    query, key, value = _as_floats(query), _as_floats(key), _as_floats(value)
    _check_shapes(query, key, value)
    if scale is None:
        scale = 1 / np.sqrt(query.shape[-1])

    scores = query @ np.swapaxes(key, -1, -2) * scale  # (..., L, S)
    scores = _masked(scores, attn_mask, is_causal)
    weights = softmax(scores)  # (..., L, S)
    context = weights @ value  # (..., L, V)
    return (context, weights) if return_weights else context


def multi_head_attention(
    x: ArrayLike,
    w_query: ArrayLike,
    w_key: ArrayLike,
    w_value: ArrayLike,
    w_output: ArrayLike,
    *,
    heads: int,
    attn_mask: ArrayLike | None = None,
    is_causal: bool = False,
    return_weights: bool = False,
) -> Any:
    """Let several heads attend to the same sequence, each in a subspace of its own, and join what they find.

    Args:
        x: the sequence, shape (..., L, D).
        w_query, w_key, w_value: projections, shape (D, H·E); head h owns the columns h·E to (h+1)·E.
        w_output: joins the heads, shape (H·E, D).
        heads: H, the number of heads.
        attn_mask, is_causal: as in `scaled_dot_product_attention`; a mask broadcasts to (..., H, L, L).
        return_weights: also return the weights of every head.

    Returns:
        Shape (..., L, D); with `return_weights` the pair of this and the weights (..., H, L, L).

    Raises:
        ShapeError: the width of a projection cannot be divided among the heads, or shapes do not fit.

    Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2.
    """
    x = _as_floats(x)
    query, key, value = (
        _split_heads(_project(x, weight, name), heads)  # (..., H, L, E)
        for weight, name in ((w_query, "w_query"), (w_key, "w_key"), (w_value, "w_value"))
    )
    context, weights = scaled_dot_product_attention(
        query, key, value, attn_mask, is_causal, return_weights=True
    )  # (..., H, L, E)
    output = _project(_join_heads(context), w_output, "w_output")  # (..., L, D)
    return (output, weights) if return_weights else output


def _as_floats(array: ArrayLike) -> Array:
    array = np.asarray(array)
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)


def _masked(scores: Array, attn_mask: ArrayLike | None, is_causal: bool) -> Array:
    if is_causal:
        if attn_mask is not None:
            raise ValueError(
                "give either attn_mask or is_causal=True; to have both, put causal_mask(L, S) into attn_mask"
            )
        attn_mask = causal_mask(*scores.shape[-2:])
    if attn_mask is None:
        return scores
    attn_mask = np.asarray(attn_mask)
    try:
        np.broadcast_shapes(attn_mask.shape, scores.shape)
    except ValueError:
        raise ShapeError(
            f"attn_mask has shape {attn_mask.shape}, but must broadcast to the scores' shape {scores.shape} (..., L, S)"
        ) from None
    return np.where(attn_mask, scores, -np.inf) if attn_mask.dtype == bool else scores + attn_mask


def _check_shapes(query: Array, key: Array, value: Array) -> None:
    shapes = f"query {query.shape}, key {key.shape}, value {value.shape}"
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise ShapeError(f"query, key and value need at least two axes (length, features); got {shapes}")
    if query.shape[-1] != key.shape[-1]:
        raise ShapeError(f"query and key need the same number of features in their last axis; got {shapes}")
    if key.shape[-2] != value.shape[-2]:
        raise ShapeError(f"key and value need the same length in their last axis but one; got {shapes}")
    try:
        np.broadcast_shapes(query.shape[:-2], key.shape[:-2], value.shape[:-2])
    except ValueError:
        raise ShapeError(f"the batch axes of query, key and value must broadcast; got {shapes}") from None


def _project(x: Array, weight: ArrayLike, name: str) -> Array:
    weight = _as_floats(weight)
    if weight.ndim != 2 or weight.shape[0] != x.shape[-1]:
        raise ShapeError(
            f"{name} has shape {weight.shape}, but needs ({x.shape[-1]}, …) for an input of shape {x.shape}"
        )
    return x @ weight


def _split_heads(x: Array, heads: int) -> Array:
    *batch, length, width = x.shape
    if heads < 1 or width % heads:
        raise ShapeError(f"a width of {width} cannot be divided among {heads} heads")
    return np.swapaxes(x.reshape(*batch, length, heads, width // heads), -2, -3)  # (..., H, L, E)


def _join_heads(x: Array) -> Array:
    *batch, heads, length, features = x.shape
    return np.swapaxes(x, -2, -3).reshape(*batch, length, heads * features)  # (..., L, H·E)
