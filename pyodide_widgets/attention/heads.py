"""Several heads: each attends in a subspace of its own, and what they find is joined."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, ShapeError, as_floats
from .dot_product import scaled_dot_product_attention


def multi_head_attention(
    x: ArrayLike,
    w_query: ArrayLike,
    w_key: ArrayLike,
    w_value: ArrayLike,
    w_output: ArrayLike,
    *,
    heads: int,
    kv_heads: int | None = None,
    context: ArrayLike | None = None,
    attn_mask: ArrayLike | None = None,
    is_causal: bool = False,
    return_weights: bool = False,
) -> Any:
    """Let several heads attend to a sequence, each in a subspace of its own, and join what they find.

    Args:
        x: the sequence that asks, shape (..., L, D).
        w_query: projection to queries, shape (D, H·E); head h owns the columns h·E to (h+1)·E.
        w_key, w_value: projections to keys and values, shape (C, K·E) and (C, K·V).
        w_output: joins the heads, shape (H·V, D).
        heads: H, the number of query heads.
        kv_heads: K, the number of heads of keys and values, H if not given. With 1 all queries share them
            (multi-query attention), with a divisor of H groups do (grouped-query attention).
        context: the sequence that answers, shape (..., S, C), for cross-attention; x itself if not given.
        attn_mask, is_causal: as in `scaled_dot_product_attention`; a mask broadcasts to (..., H, L, S).
        return_weights: also return the weights of every head.

    Returns:
        Shape (..., L, D); with `return_weights` the pair of this and the weights (..., H, L, S).

    Raises:
        ShapeError: a width cannot be divided among the heads, or shapes do not fit.

    Example:
        >>> one = np.eye(4)
        >>> _, weights = multi_head_attention(np.eye(3, 4), one, one, one, one, heads=2, return_weights=True)
        >>> weights.shape
        (2, 3, 3)

    Sources: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2; Shazeer, "Fast Transformer Decoding: One
    Write-Head is All You Need", 2019; Ainslie et al., "GQA", 2023.
    """
    x = as_floats(x)
    answers = x if context is None else as_floats(context)
    kv_heads = heads if kv_heads is None else kv_heads
    query = split_heads(project(x, w_query, "w_query"), heads)  # (..., H, L, E)
    key = split_heads(project(answers, w_key, "w_key"), kv_heads)  # (..., K, S, E)
    value = split_heads(project(answers, w_value, "w_value"), kv_heads)  # (..., K, S, V)
    found, weights = scaled_dot_product_attention(
        query, key, value, attn_mask, is_causal, enable_gqa=True, return_weights=True
    )  # (..., H, L, V)
    output = project(join_heads(found), w_output, "w_output")  # (..., L, D)
    return (output, weights) if return_weights else output


def project(x: Array, weight: ArrayLike, name: str) -> Array:
    """x·weight, with an error that names the weight if it does not fit."""
    weight = as_floats(weight)
    if weight.ndim != 2 or weight.shape[0] != x.shape[-1]:
        raise ShapeError(
            f"{name} has shape {weight.shape}, but needs ({x.shape[-1]}, …) for an input of shape {x.shape}"
        )
    return x @ weight


def split_heads(x: Array, heads: int) -> Array:
    """From (..., L, H·E) to (..., H, L, E)."""
    *batch, length, width = x.shape
    if heads < 1 or width % heads:
        raise ShapeError(f"a width of {width} cannot be divided among {heads} heads")
    return np.swapaxes(x.reshape(*batch, length, heads, width // heads), -2, -3)


def join_heads(x: Array) -> Array:
    """From (..., H, L, E) to (..., L, H·E)."""
    *batch, heads, length, features = x.shape
    return np.swapaxes(x, -2, -3).reshape(*batch, length, heads * features)
