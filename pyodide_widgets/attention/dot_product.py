"""Scaled dot-product attention. Several heads, the associative memory and ONNX's operator call `attend`, the kernel here;
attention in blocks and linear attention compute in other ways, and share the checks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .arguments import explains_wrong_calls, flag, function, shaped
from .arrays import Array
from .attention_arguments import TORCH_ONLY, checked_inputs, checked_mask, checked_scale
from .shares import softmax


@explains_wrong_calls(**TORCH_ONLY)
def scaled_dot_product_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    attn_mask: ArrayLike | None = None,
    *,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
    shares: Callable[[Array], Array] = softmax,
    return_weights: bool = False,
) -> Any:
    """Blend the values by the shares that a softmax gives to their keys: softmax(QKᵀ·scale) V.

    The meaning of the arguments is that of `torch.nn.functional.scaled_dot_product_attention`; PyTorch's order holds for
    the first four, and the others are given by name. Shapes: L queries, S keys and values, E features of queries and keys,
    V features of values; `...` stands for batch and heads, which broadcast.

    Args:
        query: shape (..., L, E).
        key: shape (..., S, E).
        value: shape (..., S, V).
        attn_mask: boolean (True may be seen) or floating-point numbers that are added to the scores; broadcasts to
            (..., L, S). Whole numbers are refused: 0 and 1 would be added, and hide nothing.
        is_causal: let each query see only the keys at its own position and before; not together with `attn_mask`.
        scale: the dot products are multiplied by it; 1/√E if not given.
        enable_gqa: let groups of query heads share a head of keys and values; heads are the last axis but two.
        shares: how masked scores (..., L, S) become weights of the same shape: `softmax`, or another function of this
            package, such as `sparsemax`, `hardmax`, `sigmoid_shares` or `sink_softmax`.
        return_weights: also return the attention weights.

    Returns:
        The context vectors, shape (..., L, V); with `return_weights` the pair of these and the weights (..., L, S).
        A query that may see nothing, or for which there are no keys, gets weights and a context vector of zeros.

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError: arguments that are no numbers, an integer mask, or an argument that this function does not have.
        ValueError: `attn_mask` together with `is_causal`, or a scale that is not finite.

    Example:
        >>> keys = values = [[1.0, 0.0], [0.0, 1.0]]
        >>> scaled_dot_product_attention([[2.0, 0.0]], keys, values, scale=1.0).round(3).tolist()
        [[0.881, 0.119]]

    Source: Vaswani et al., "Attention Is All You Need", 2017, equation 1.
    """
    query, key, value = checked_inputs(query, key, value, grouped=flag("enable_gqa", enable_gqa))
    if enable_gqa:
        key, value = share_heads(query, key, value)
    mask = checked_mask(attn_mask, is_causal, query, key)
    shares = function("shares", shares, "from scores to weights")
    steps = attend(query, key, value, mask, checked_scale(scale, query), shares=shares)
    return (steps.context, steps.weights) if flag("return_weights", return_weights) else steps.context


class Steps(NamedTuple):
    """What attention computes on its way. Shapes: (..., L, S), the context vectors (..., L, V)."""

    scores: Array  # dot products of queries and keys, scaled
    capped: Array  # the scores, kept within the softcap
    masked: Array  # with -inf for what may not be seen
    weights: Array  # shares that add up to 1 along the keys
    context: Array  # the values, blended by the weights


def attend(
    query: Array,
    key: Array,
    value: Array,
    mask: Array | None = None,
    scale: float | None = None,
    *,
    softcap: float = 0.0,
    shares: Callable[[Array], Array] = softmax,
    softmax_dtype: DTypeLike | None = None,
) -> Steps:
    """Attention itself, step by step: scores, mask, weights, context. It takes arguments that have been checked.

    Args:
        query, key, value: floating-point arrays whose shapes fit, as in `scaled_dot_product_attention`.
        mask: boolean or added, as `attn_mask` there.
        scale, shares: as there.
        softcap: keeps the scores between -softcap and softcap before the mask is applied; 0 leaves them as they are.
        softmax_dtype: the precision in which shares are computed; that of the scores if not given.
    """
    query, key = scaled(query, key, checked_scale(scale, query))
    scores = query @ np.swapaxes(key, -1, -2)  # (..., L, S)
    scores = scores.astype(query.dtype, copy=False)  # the product of two bfloat16 is float32
    capped = scores.dtype.type(softcap) * np.tanh(scores / scores.dtype.type(softcap)) if softcap else scores
    masked = lay_mask(capped, mask)
    weights = shares(masked if softmax_dtype is None else masked.astype(softmax_dtype))  # (..., L, S)
    weights = shaped("shares(scores)", np.asarray(weights, scores.dtype), scores.shape, "the shape of the scores")
    context = (weights @ value).astype(np.result_type(weights, value), copy=False)  # (..., L, V)
    return Steps(scores, capped, masked, weights, context)


def scaled(query: Array, key: Array, scale: float) -> tuple[Array, Array]:
    """Queries and keys whose dot products are scaled. Each takes half of the scaling, so that in half precision the
    products do not overflow before they shrink."""
    half = query.dtype.type(np.sqrt(abs(scale)))
    # Keys are not copied where nothing changes: there may be many of them.
    return query * (half if scale >= 0 else -half), key if half == 1 else key * half


def lay_mask(scores: Array, mask: Array | None) -> Array:
    """Apply a mask to scores (..., L, S): False becomes -inf, numbers are added.

    Where -inf is added, the result is -inf whatever the score: what is hidden does not count, even if its score is
    infinite or NaN."""
    if mask is None:
        return scores
    if mask.dtype == bool:
        return np.where(mask, scores, scores.dtype.type(-np.inf))
    mask = mask.astype(scores.dtype, copy=False)
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(mask), mask, scores + mask)


def share_heads(query: Array, key: Array, value: Array) -> tuple[Array, Array]:
    """Repeat the heads of keys and values, so that each serves its group of query heads: 0, 0, 1, 1, ….

    Source: Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", 2023.
    """
    if not key.shape[-3]:  # no head to share: the context is 0, as in PyTorch
        key, value = (np.zeros((*x.shape[:-3], 1, *x.shape[-2:]), x.dtype) for x in (key, value))
    group = query.shape[-3] // key.shape[-3]
    return (key, value) if group == 1 else (np.repeat(key, group, axis=-3), np.repeat(value, group, axis=-3))
