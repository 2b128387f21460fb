"""Several heads: each attends in a subspace of its own, and their results are joined."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, flag, floats, joint_shape, whole
from .arrays import Array, ShapeError
from .attention_arguments import TORCH_ONLY, checked_mask
from .dot_product import attend, share_heads


@explains_wrong_calls(
    **TORCH_ONLY | {"num_heads": "it is called heads", "key_padding_mask": "put it into attn_mask, see padding_mask"}
)
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
    """Let several heads attend to a sequence, each in a subspace of its own, and join their results.

    Args:
        x: the sequence that the queries come from, shape (..., L, D).
        w_query: projection to queries, shape (D, H·E); head h has the columns h·E to (h+1)·E.
        w_key, w_value: projections to keys and values, shape (C, K·E) and (C, K·V).
        w_output: joins the heads, shape (H·V, D).
        heads: H, the number of query heads.
        kv_heads: K, the number of heads of keys and values, H if not given. With 1 all queries share them
            (multi-query attention), with a divisor of H groups do (grouped-query attention).
        context: the sequence that keys and values come from, shape (..., S, C), for cross-attention; x if not given.
        attn_mask, is_causal: as in `scaled_dot_product_attention`; a mask broadcasts to (..., H, L, S).
        return_weights: also return the weights of every head.

    Returns:
        Shape (..., L, D); with `return_weights` the pair of this and the weights (..., H, L, S).

    Raises:
        ShapeError: a width cannot be divided among the heads, or shapes do not fit.
        TypeError, ValueError: as for `scaled_dot_product_attention`.

    Example:
        >>> one = np.eye(4)
        >>> _, weights = multi_head_attention(np.eye(3, 4), one, one, one, one, heads=2, return_weights=True)
        >>> weights.shape
        (2, 3, 3)

    Sources: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.2; Shazeer, "Fast Transformer Decoding: One
    Write-Head is All You Need", 2019; Ainslie et al., "GQA", 2023.
    """
    x = floats("x", x, "(..., L, D)")
    answers = x if context is None else floats("context", context, "(..., S, C)")
    joint_shape("the batch axes of x and context must broadcast", x=x.shape[:-2], context=answers.shape[:-2])
    kv_heads = heads if kv_heads is None else whole("kv_heads", kv_heads)
    query = split_heads(project(x, w_query, "w_query"), heads, "w_query")  # (..., H, L, E)
    key = split_heads(project(answers, w_key, "w_key"), kv_heads, "w_key", "kv_heads")  # (..., K, S, E)
    value = split_heads(project(answers, w_value, "w_value"), kv_heads, "w_value", "kv_heads")  # (..., K, S, V)
    w_output = floats("w_output", w_output, "(H·V, D)")
    _check_heads(query, key, value, w_output)
    key, value = share_heads(query, key, value)  # (..., H, S, E), (..., H, S, V)
    steps = attend(query, key, value, checked_mask(attn_mask, is_causal, query, key))
    output = project(join_heads(steps.context), w_output, "w_output")  # (..., L, D)
    return (output, steps.weights) if flag("return_weights", return_weights) else output


def _check_heads(query: Array, key: Array, value: Array, w_output: Array) -> None:
    """Raise ShapeError unless the projections fit together."""
    heads, kv_heads = query.shape[-3], key.shape[-3]
    if heads % kv_heads:
        raise ShapeError(f"kv_heads is {kv_heads}, but needs to divide the {heads} heads of the queries")
    if query.shape[-1] != key.shape[-1]:
        raise ShapeError(
            f"w_query makes {heads} heads of {query.shape[-1]} features, and w_key {kv_heads} of {key.shape[-1]}; "
            "both need the same number of features"
        )
    if w_output.shape[0] != heads * value.shape[-1]:
        raise ShapeError(
            f"w_output has shape {w_output.shape}, but needs ({heads * value.shape[-1]}, …) for {heads} heads of "
            f"{value.shape[-1]} features of values"
        )


def project(x: Array, weight: ArrayLike, name: str) -> Array:
    """x·weight, with an error that names the weight if it does not fit."""
    weight = floats(name, weight)
    if weight.ndim != 2 or weight.shape[0] != x.shape[-1]:
        raise ShapeError(
            f"{name} has shape {weight.shape}, but needs ({x.shape[-1]}, …) for an input of shape {x.shape}"
        )
    return x @ weight


def split_heads(x: Array, heads: int, name: str = "x", heads_name: str = "heads") -> Array:
    """From (..., L, H·E) to (..., H, L, E)."""
    *batch, length, width = x.shape
    heads = whole(heads_name, heads)
    if heads < 1 or width % heads:
        raise ShapeError(f"{name}: a width of {width} cannot be divided among {heads} heads ({heads_name})")
    return np.swapaxes(x.reshape(*batch, length, heads, width // heads), -2, -3)


def join_heads(x: Array) -> Array:
    """From (..., H, L, E) to (..., L, H·E)."""
    *batch, heads, length, features = x.shape
    return np.swapaxes(x, -2, -3).reshape(*batch, length, heads * features)
