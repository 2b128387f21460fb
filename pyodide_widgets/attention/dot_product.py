"""Scaled dot-product attention: the one kernel that every other form of attention here goes through."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .arrays import Array, ShapeError, as_floats
from .masks import causal_mask
from .shares import softmax


def scaled_dot_product_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    attn_mask: ArrayLike | None = None,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
    *,
    return_weights: bool = False,
) -> Any:
    """Blend the values, each by the share that its key earns from the query: softmax(QKᵀ·scale) V.

    The meaning of the arguments is that of `torch.nn.functional.scaled_dot_product_attention`. Shapes: L queries, S keys
    and values, E features of queries and keys, V features of values; `...` stands for batch and heads.

    Args:
        query: what is looked for, shape (..., L, E).
        key: what each piece says it is about, shape (..., S, E).
        value: what each piece holds, shape (..., S, V).
        attn_mask: boolean (True may be seen) or numbers that are added to the scores; broadcasts to (..., L, S).
        is_causal: let each query see only the keys at its own place and before; not together with `attn_mask`.
        scale: what the dot products are multiplied by; 1/√E if not given.
        enable_gqa: let groups of query heads share a head of keys and values; heads are the last axis but two.
        return_weights: also return the attention weights.

    Returns:
        The context vectors, shape (..., L, V); with `return_weights` the pair of these and the weights (..., L, S).
        A query that may see nothing gets weights and a context vector of zeros.

    Raises:
        ShapeError: shapes that do not fit together.
        ValueError: `attn_mask` together with `is_causal`.

    Example:
        >>> keys = values = [[1.0, 0.0], [0.0, 1.0]]
        >>> scaled_dot_product_attention([[2.0, 0.0]], keys, values, scale=1.0).round(3).tolist()
        [[0.881, 0.119]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1.
    """
    query, key, value = as_floats(query), as_floats(key), as_floats(value)
    if enable_gqa:
        key, value = share_heads(query, key, value)
    check_shapes(query, key, value)
    if is_causal:
        if attn_mask is not None:
            raise ValueError("give either attn_mask or is_causal=True; for both, put causal_mask(L, S) into attn_mask")
        attn_mask = causal_mask(query.shape[-2], key.shape[-2])
    steps = attend(query, key, value, attn_mask, scale)
    return (steps.context, steps.weights) if return_weights else steps.context


class Steps(NamedTuple):
    """What attention computes on its way. Shapes: (..., L, S), the context vectors (..., L, V)."""

    scores: Array  # how well each key answers each query
    capped: Array  # the scores, kept within the softcap
    masked: Array  # with -inf for what may not be seen
    weights: Array  # shares that add up to 1 along the keys
    context: Array  # the values, blended by the weights


def attend(
    query: Array,
    key: Array,
    value: Array,
    mask: ArrayLike | None = None,
    scale: float | None = None,
    *,
    softcap: float = 0.0,
    softmax_dtype: DTypeLike | None = None,
) -> Steps:
    """Match, rank, blend: attention itself, step by step.

    Args:
        query, key, value: floating-point arrays whose shapes fit, as in `scaled_dot_product_attention`.
        mask: boolean or added, as `attn_mask` there.
        scale: as there.
        softcap: keeps the scores between -softcap and softcap before the mask is laid on; 0 leaves them as they are.
        softmax_dtype: the precision in which shares are computed; that of the scores if not given.
    """
    if scale is None:
        scale = 1 / np.sqrt(query.shape[-1])
    # Each side takes half of the scaling, so that in half precision the products do not overflow before they shrink.
    half = query.dtype.type(np.sqrt(abs(scale)))
    keys = key if half == 1 else key * half  # there may be many of them
    scores = (query * (half if scale >= 0 else -half)) @ np.swapaxes(keys, -1, -2)  # (..., L, S)
    scores = scores.astype(query.dtype, copy=False)  # bfloat16 is multiplied in float32
    capped = scores.dtype.type(softcap) * np.tanh(scores / scores.dtype.type(softcap)) if softcap else scores
    masked = lay_mask(capped, mask)
    weights = softmax(masked if softmax_dtype is None else masked.astype(softmax_dtype))  # (..., L, S)
    weights = weights.astype(value.dtype, copy=False)
    context = (weights @ value).astype(value.dtype, copy=False)  # (..., L, V)
    return Steps(scores, capped, masked, weights, context)


def lay_mask(scores: Array, mask: ArrayLike | None) -> Array:
    """Lay a mask on scores (..., L, S): False becomes -inf, numbers are added."""
    if mask is None:
        return scores
    mask = np.asarray(mask)
    if mask.shape != scores.shape:
        try:
            np.broadcast_to(mask, scores.shape)
        except ValueError:
            raise ShapeError(
                f"attn_mask has shape {mask.shape}, but must broadcast to the scores' shape {scores.shape} (..., L, S)"
            ) from None
    if mask.dtype == bool:
        return np.where(mask, scores, scores.dtype.type(-np.inf))
    return scores + mask.astype(scores.dtype, copy=False)


def share_heads(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    """Repeat the heads of keys and values, so that each serves its group of query heads: 0, 0, 1, 1, ….

    Source: Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", 2023.
    """
    shapes = f"query {query.shape}, key {key.shape}, value {value.shape}"
    if min(query.ndim, key.ndim, value.ndim) < 3:
        raise ShapeError(f"grouped heads need at least three axes (heads, length, features); got {shapes}")
    heads, key_heads, value_heads = query.shape[-3], key.shape[-3], value.shape[-3]
    if key_heads != value_heads or heads % key_heads:
        raise ShapeError(
            f"{heads} query heads cannot be divided among {key_heads} heads of keys and {value_heads} of values; "
            f"keys and values need the same number, and the query's must be a multiple of it; got {shapes}"
        )
    group = heads // key_heads
    return (key, value) if group == 1 else (np.repeat(key, group, axis=-3), np.repeat(value, group, axis=-3))


def check_shapes(query: Array, key: Array, value: Array) -> None:
    """Raise ShapeError unless the three fit together."""
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
