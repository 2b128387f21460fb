"""Operators of ONNX, computed by the same functions: their cases check this core.

Each function takes the operator's inputs by position and its attributes by name, and returns its outputs in the
operator's order. Inputs that an operator leaves out are None. Outputs have the types that the operator says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import (
    axis_of,
    broadcasts,
    choice,
    explains_wrong_calls,
    floats,
    indices,
    integers,
    number,
    shaped,
    whole,
)
from .arrays import Array, ShapeError
from .attention_arguments import check_shapes
from .delta import gated_delta_attention
from .dot_product import share_heads
from .gradients import normalised
from .heads import join_heads, split_heads
from .linear import linear_attention
from .onnx_types import precision
from .positions import rotate


@explains_wrong_calls()
def onnx_rotary_embedding(
    X: ArrayLike,
    cos_cache: ArrayLike,
    sin_cache: ArrayLike,
    position_ids: ArrayLike | None = None,
    *,
    interleaved: int = 0,
    num_heads: int = 0,
    rotary_embedding_dim: int = 0,
) -> Array:
    """The ONNX operator RotaryEmbedding, opset 23.

    Args:
        X: (B, H, L, E), or (B, L, H·E) with `num_heads`.
        cos_cache, sin_cache: (positions, R/2) with `position_ids`, else (B, L, R/2).
        position_ids: the position of each token, (B, L).
        interleaved: 1: pairs are neighbours; 0: the first half pairs with the second.
        num_heads: H, for an input of three axes.
        rotary_embedding_dim: R, how many features are turned; 0 is all of them.

    Returns:
        The shape of X.

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError, ValueError: inputs that are no numbers, or a position that the caches do not have.

    Source: https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html
    """
    x, interleaved = floats("X", X), bool(choice("interleaved", interleaved, (0, 1)))
    if x.ndim not in (3, 4):
        raise ShapeError(f"X has shape {x.shape}, but needs (B, H, L, E), or (B, L, H·E) with num_heads")
    packed = x.ndim == 3
    if packed:
        x = split_heads(x, num_heads, "X", "num_heads")  # (B, H, L, E)
    turned = whole("rotary_embedding_dim", rotary_embedding_dim, at_least=0, at_most=x.shape[-1]) or x.shape[-1]
    axes = "(B, L, R/2) without position_ids" if position_ids is None else "(positions, R/2)"
    cosines, sines = floats("cos_cache", cos_cache), floats("sin_cache", sin_cache)
    for name, cached in (("cos_cache", cosines), ("sin_cache", sines)):
        if cached.ndim != (3 if position_ids is None else 2):
            raise ShapeError(f"{name} has shape {cached.shape}, but needs {axes}")
        if cached.shape[-1] * 2 != turned:
            raise ShapeError(
                f"{name} has shape {cached.shape}, but turning {turned} features needs {turned // 2} columns"
            )
    if position_ids is not None:
        places = integers("position_ids", position_ids, "(B, L)")
        places = indices("position_ids", places, min(len(cosines), len(sines)), f"a cos_cache of shape {cosines.shape}")
        cosines, sines = cosines[places], sines[places]  # (B, L, R/2)
    for name, each in (("cos_cache", cosines), ("sin_cache", sines)):
        if not broadcasts(each.shape[:2], (x.shape[0], x.shape[2])):
            raise ShapeError(
                f"{name} gives angles for (B, L) = {each.shape[:2]}, but X has (B, L) = {(x.shape[0], x.shape[2])}"
            )
    output = rotate(x, cosines[:, None], sines[:, None], interleaved=interleaved)
    return join_heads(output) if packed else output


@explains_wrong_calls()
def onnx_linear_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    past_state: ArrayLike | None = None,
    decay: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    *,
    q_num_heads: int,
    kv_num_heads: int,
    chunk_size: int = 64,
    scale: float = 0.0,
    update_rule: str = "gated_delta",
) -> tuple[Array, Array]:
    """The ONNX operator LinearAttention, opset 27. It is computed in float32 at least, like the operator's function body.

    Args:
        query, key, value: (B, L, H·E), (B, L, K·E) and (B, L, K·V).
        past_state: (B, K, E, V).
        decay: logarithms of what remains, (B, L, K·E) or (B, L, K); for the rules "gated" and "gated_delta", and only those.
        beta: (B, L, K) or (B, L, 1); for the rules "delta" and "gated_delta", and only those.
        q_num_heads, kv_num_heads: H and K.
        chunk_size: has no effect here, as in ONNX's reference implementation: the result does not depend on it.
        scale: 0 is 1/√E.
        update_rule: "linear", "gated", "delta" or "gated_delta", see `gated_delta_attention`.

    Returns:
        What each query reads, (B, L, H·V), of the query's type, and the state, (B, K, E, V), of the type of `past_state`, or
        of the query's without one.

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError, ValueError: a rule without the inputs that it needs, or with others; a number out of range.

    Source: https://onnx.ai/onnx/operators/onnx__LinearAttention.html
    """
    rule = choice("update_rule", update_rule, ("linear", "gated", "delta", "gated_delta"))
    for name, given, rules in (("decay", decay, ("gated", "gated_delta")), ("beta", beta, ("delta", "gated_delta"))):
        if (given is not None) != (rule in rules):
            raise ValueError(f"update_rule {rule!r} {'needs' if rule in rules else 'takes no'} {name}")
    whole("chunk_size", chunk_size, at_least=1)
    packed = [floats(name, x, "(B, L, H·E)") for name, x in (("query", query), ("key", key), ("value", value))]
    batch = packed[0].shape[0]
    wide = [np.result_type(x, np.float32) for x in packed]
    queries = split_heads(packed[0].astype(wide[0]), q_num_heads, "query", "q_num_heads")  # (B, H, L, E)
    keys = split_heads(packed[1].astype(wide[1]), kv_num_heads, "key", "kv_num_heads")  # (B, K, L, E)
    values = split_heads(packed[2].astype(wide[2]), kv_num_heads, "value", "kv_num_heads")  # (B, K, L, V)
    check_shapes(queries, keys, values, grouped=True)
    shared_keys, shared_values = share_heads(queries, keys, values)
    group = queries.shape[1] // keys.shape[1]
    state = None if past_state is None else floats("past_state", past_state, "(B, K, E, V)")
    if state is not None:
        shaped("past_state", state, (batch, keys.shape[1], keys.shape[-1], values.shape[-1]), "(B, K, E, V)")
    options = {"scale": number("scale", scale) or None}
    shared_state = None if state is None else np.repeat(state.astype(np.result_type(state, np.float32)), group, axis=1)
    if rule == "linear":
        read, last = linear_attention(queries, shared_keys, shared_values, shared_state, **options)
    else:
        read, last = gated_delta_attention(
            queries,
            shared_keys,
            shared_values,
            shared_state,
            decay=_for_heads("decay", decay, keys, group, (keys.shape[1], keys.shape[1] * keys.shape[-1])),
            beta=_for_heads("beta", beta, keys, group, (keys.shape[1], 1)),
            **options,
        )
    kept = packed[0].dtype if state is None else state.dtype
    return join_heads(read).astype(packed[0].dtype, copy=False), last[:, ::group].astype(kept, copy=False)


def _for_heads(name: str, packed: ArrayLike | None, keys: Array, group: int, widths: tuple[int, int]) -> Array | None:
    """From (B, L, K·n) to (B, H, L, n); a width of 1 is for all heads."""
    if packed is None:
        return None
    found = floats(name, packed)
    batch, kv_heads, length, _ = keys.shape
    if found.ndim != 3 or found.shape[:2] != (batch, length) or found.shape[2] not in widths:
        wanted = " or ".join(str((batch, length, width)) for width in widths)
        raise ShapeError(f"{name} has shape {found.shape}, but needs {wanted}")
    found = found.astype(np.result_type(found, np.float32), copy=False)
    return np.repeat(split_heads(found, kv_heads), group, axis=1) if found.shape[2] >= kv_heads else found[:, None]


@explains_wrong_calls()
def onnx_layer_normalization(
    X: ArrayLike,
    Scale: ArrayLike,
    B: ArrayLike | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> tuple[Array, Array, Array]:
    """The ONNX operator LayerNormalization, opset 17.

    Args:
        X: (...).
        Scale, B: gain and bias, the shape of X from `axis` on, or broadcasting to it.
        axis: the first of the axes over which X is normalised.
        epsilon: added to the variance.
        stash_type: ONNX's number of the type in which mean and deviation are computed.

    Returns:
        Y (...), the mean, and 1 / the standard deviation, which have size 1 from `axis` on.

    Raises:
        ShapeError: Scale or B do not broadcast to X.
        TypeError, ValueError: an axis that X does not have, or a number without a meaning.

    Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html
    """
    x = floats("X", X, "(..., D)")
    axis = axis_of(x, axis, of="an X")
    gain, bias = floats("Scale", Scale), None if B is None else floats("B", B)
    for name, each in (("Scale", gain), ("B", bias)):
        if each is not None and not broadcasts(each.shape, x.shape):
            raise ShapeError(f"{name} has shape {each.shape}, but must broadcast to X {x.shape}")
    before, features = x.shape[:axis], int(np.prod(x.shape[axis:]))
    wide = x.reshape(*before, features).astype(precision("stash_type", stash_type, x), copy=False)
    normal, mean, deviation = normalised(wide, number("epsilon", epsilon, at_least=0))
    kept = (*before, *[1] * (x.ndim - axis))
    output = normal.reshape(x.shape).astype(x.dtype, copy=False) * gain
    output = output if bias is None else output + bias
    return output.astype(x.dtype, copy=False), mean.reshape(kept), (1 / deviation).reshape(kept)
