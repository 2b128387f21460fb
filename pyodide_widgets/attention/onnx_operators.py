"""Operators of ONNX, on the same kernel: the way in which others can check this core, and this core can check others.

Each function takes the operator's inputs by position and its attributes by name, and returns its outputs in the
operator's order. Inputs that an operator leaves out are None.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .arrays import Array, ShapeError, as_floats
from .dot_product import attend, check_shapes, share_heads
from .gradients import normalised
from .heads import join_heads, split_heads
from .linear import linear_attention
from .positions import rotate

# The numbers by which ONNX names element types. bfloat16 is none of NumPy's own: it comes with the array that has it.
_FLOAT, _FLOAT16, _DOUBLE, _BFLOAT16 = 1, 10, 11, 16
_PRECISIONS: dict[int, DTypeLike] = {_FLOAT: np.float32, _FLOAT16: np.float16, _DOUBLE: np.float64}


def onnx_attention(
    Q: ArrayLike,
    K: ArrayLike,
    V: ArrayLike,
    attn_mask: ArrayLike | None = None,
    past_key: ArrayLike | None = None,
    past_value: ArrayLike | None = None,
    nonpad_kv_seqlen: ArrayLike | None = None,
    *,
    is_causal: int = 0,
    kv_num_heads: int | None = None,
    left_window_size: int = -1,
    q_num_heads: int | None = None,
    qk_matmul_output_mode: int = 0,
    right_window_size: int = -1,
    scale: float | None = None,
    softcap: float = 0.0,
    softmax_precision: int | None = None,
) -> tuple[Array, Array, Array, Array]:
    """The ONNX operator Attention, opset 23 to 25.

    Shapes: B sequences, H query heads, K heads of keys and values, L queries, S keys of this call, P past keys, T = P + S.

    Args:
        Q: queries, (B, H, L, E) or (B, L, H·E).
        K: keys, (B, K, S, E) or (B, S, K·E).
        V: values, (B, K, S, V) or (B, S, K·V).
        attn_mask: boolean (True may be seen) or added; broadcasts to (B, H, L, T). A shorter last axis hides the rest.
        past_key, past_value: (B, K, P, E) and (B, K, P, V), put before K and V; both or neither.
        nonpad_kv_seqlen: how many keys of each sequence are real, (B,), when K and V are a whole cache; not with past keys.
        is_causal: 1: a query sees keys up to its own place. The first query's place is P, or, with `nonpad_kv_seqlen`,
            the number of real keys less L.
        kv_num_heads, q_num_heads: K and H, for inputs of three axes and only for those.
        left_window_size, right_window_size: how many places back and ahead a query sees; -1 is without end.
        qk_matmul_output_mode: what the fourth output holds: 0 the scaled scores, 1 those after the softcap, 2 with the
            mask too, 3 the weights.
        scale: of the scores, 1/√E if not given; queries and keys take the square root of it each, before the product.
        softcap: keeps scores within ±softcap, before the mask is laid on; 0 does nothing.
        softmax_precision: ONNX's number of the type in which shares are computed: 1, 10, 11 or 16.

    Returns:
        Y (B, H, L, V) or (B, L, H·V); present keys (B, K, T, E) and values (B, K, T, V); and what
        `qk_matmul_output_mode` asks for, (B, H, L, T). All in the types of the inputs.

    Raises:
        ShapeError: shapes that do not fit together.
        ValueError: inputs or attributes that do not go together, or a number that means nothing.

    Source: https://onnx.ai/onnx/operators/onnx__Attention.html
    """
    query, key, value = as_floats(Q), as_floats(K), as_floats(V)
    packed = query.ndim == 3
    query, key, value = _four_axes(query, key, value, q_num_heads, kv_num_heads)
    length = query.shape[2]
    if nonpad_kv_seqlen is not None and past_key is not None:
        raise ValueError("give past_key and past_value, or nonpad_kv_seqlen with the whole cache as K and V; not both")
    past = 0
    if past_key is not None and past_value is not None:
        past_key, past_value = as_floats(past_key), as_floats(past_value)
        past = past_key.shape[2]
        key, value = np.concatenate([past_key, key], axis=2), np.concatenate([past_value, value], axis=2)
    elif past_key is not None or past_value is not None:
        raise ValueError("past_key and past_value go together; only one of them is given")

    real = None if nonpad_kv_seqlen is None else np.asarray(nonpad_kv_seqlen).reshape(-1)
    offset = np.array([past]) if real is None else real - length  # place of the first query, (1,) or (B,)
    seen = _seen(offset, length, key.shape[2], real, bool(is_causal), left_window_size, right_window_size)
    mask = _joined_mask(seen, attn_mask, key.shape[2], query.dtype)
    shared_key, shared_value = share_heads(query, key, value)
    check_shapes(query, shared_key, shared_value)
    steps = attend(
        query,
        shared_key,
        shared_value,
        mask,
        scale,
        softcap=softcap,
        softmax_dtype=_precision(softmax_precision, query),
    )
    shown = _shown(steps, qk_matmul_output_mode).astype(query.dtype, copy=False)
    output = join_heads(steps.context) if packed else steps.context
    return output, key, value, shown


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
        cos_cache, sin_cache: (places, R/2) with `position_ids`, else (B, L, R/2).
        position_ids: the place of each token, (B, L).
        interleaved: 1: pairs are neighbours; 0: the first half pairs with the second.
        num_heads: H, for an input of three axes.
        rotary_embedding_dim: R, how many features are turned; 0 is all of them.

    Returns:
        The shape of X.

    Raises:
        ShapeError: shapes that do not fit together.

    Source: https://onnx.ai/onnx/operators/onnx__RotaryEmbedding.html
    """
    x, cosines, sines = as_floats(X), as_floats(cos_cache), as_floats(sin_cache)
    packed = x.ndim == 3
    if packed:
        x = split_heads(x, num_heads)  # (B, H, L, E)
    turned = rotary_embedding_dim or x.shape[-1]
    if cosines.shape[-1] * 2 != turned:
        raise ShapeError(
            f"cos_cache has shape {cosines.shape}, but turning {turned} features needs {turned // 2} columns"
        )
    if position_ids is not None:
        cosines, sines = cosines[np.asarray(position_ids)], sines[np.asarray(position_ids)]  # (B, L, R/2)
    output = rotate(x, cosines[:, None], sines[:, None], interleaved=bool(interleaved))
    return join_heads(output) if packed else output


def onnx_linear_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    past_state: ArrayLike | None = None,
    *,
    q_num_heads: int,
    kv_num_heads: int,
    scale: float = 0.0,
) -> tuple[Array, Array]:
    """The ONNX operator LinearAttention, opset 27, with its plain update rule "linear".

    Args:
        query, key, value: (B, L, H·E), (B, L, K·E) and (B, L, K·V).
        past_state: (B, K, E, V).
        q_num_heads, kv_num_heads: H and K.
        scale: 0 is 1/√E.

    Returns:
        What each query reads, (B, L, H·V), and the state, (B, K, E, V).

    Raises:
        ShapeError: shapes that do not fit together.

    Source: https://onnx.ai/onnx/operators/onnx__LinearAttention.html
    """
    queries = split_heads(as_floats(query), q_num_heads)
    keys, values = split_heads(as_floats(key), kv_num_heads), split_heads(as_floats(value), kv_num_heads)
    group = q_num_heads // kv_num_heads
    shared_keys, shared_values = share_heads(queries, keys, values)
    shared_past = None if past_state is None else np.repeat(as_floats(past_state), group, axis=1)
    read, state = linear_attention(queries, shared_keys, shared_values, shared_past, scale=scale or None)
    return join_heads(read), state[:, ::group]


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

    Source: https://onnx.ai/onnx/operators/onnx__LayerNormalization.html
    """
    x = as_floats(X)
    axis %= x.ndim
    normal, mean, deviation = normalised(
        x.reshape(*x.shape[:axis], -1).astype(_precision(stash_type, x), copy=False), epsilon
    )
    kept = (*x.shape[:axis], *[1] * (x.ndim - axis))
    output = normal.reshape(x.shape).astype(x.dtype, copy=False) * as_floats(Scale)
    return (output if B is None else output + as_floats(B)), mean.reshape(kept), (1 / deviation).reshape(kept)


def _four_axes(
    query: Array, key: Array, value: Array, q_num_heads: int | None, kv_num_heads: int | None
) -> tuple[Array, Array, Array]:
    shapes = f"Q {query.shape}, K {key.shape}, V {value.shape}"
    if query.ndim != key.ndim or query.ndim != value.ndim or query.ndim not in (3, 4):
        raise ShapeError(f"Q, K and V have three axes each, or four each; got {shapes}")
    if query.ndim == 4:
        if q_num_heads is not None or kv_num_heads is not None:
            raise ValueError(f"q_num_heads and kv_num_heads are for inputs of three axes; got {shapes}")
        return query, key, value
    if q_num_heads is None or kv_num_heads is None:
        raise ValueError(f"inputs of three axes need q_num_heads and kv_num_heads; got {shapes}")
    return split_heads(query, q_num_heads), split_heads(key, kv_num_heads), split_heads(value, kv_num_heads)


def _seen(
    offset: Array, queries: int, keys: int, real: Array | None, is_causal: bool, left: int, right: int
) -> Array | None:
    """Which keys each query may see by its place, (1 or B, 1, L, T); None if all."""
    if min(left, right) < -1:
        raise ValueError(f"a window reaches 0 or more places, or -1 for without end; got left {left}, right {right}")
    if is_causal:
        right = 0 if right < 0 else min(right, 0)
    if left < 0 and right < 0 and real is None:
        return None
    # The offset may be negative: then the first queries stand before all keys.
    ahead = np.arange(keys) - (offset[:, None, None] + np.arange(queries)[:, None])  # (1 or B, L, T)
    seen = np.ones(ahead.shape, dtype=bool)
    if left >= 0:
        seen &= ahead >= -left
    if right >= 0:
        seen &= ahead <= right
    if real is not None:
        seen &= np.arange(keys) < real[:, None, None]
    return seen[:, None]


def _joined_mask(seen: Array | None, attn_mask: ArrayLike | None, keys: int, dtype: np.dtype) -> Array | None:
    """One mask of both: boolean if the operator's is, else numbers to add."""
    if attn_mask is None:
        return seen
    mask = np.asarray(attn_mask)
    boolean = mask.dtype == bool
    missing = keys - mask.shape[-1]
    if missing > 0:
        hidden = (
            np.zeros((*mask.shape[:-1], missing), dtype=bool)
            if boolean
            else np.full((*mask.shape[:-1], missing), -np.inf, dtype)
        )
        mask = np.concatenate([mask, hidden], axis=-1)
    if seen is None:
        return mask
    return mask & seen if boolean else np.where(seen, mask, dtype.type(-np.inf))


def _precision(number: int | None, like: Array) -> DTypeLike | None:
    """The type that a number of ONNX means."""
    if number is None:
        return None
    if number == _BFLOAT16:
        if like.dtype.name != "bfloat16":
            raise ValueError(
                "softmax_precision 16 (bfloat16) needs bfloat16 inputs, for NumPy has no such type of its own"
            )
        return like.dtype
    if number not in _PRECISIONS:
        raise ValueError(
            f"softmax_precision is {number}, but may be 1 (float), 10 (float16), 11 (double) or 16 (bfloat16)"
        )
    return _PRECISIONS[number]


def _shown(steps: object, mode: int) -> Array:
    """The step that `qk_matmul_output_mode` asks for."""
    if mode not in (0, 1, 2, 3):
        raise ValueError(f"qk_matmul_output_mode is {mode}, but may be 0, 1, 2 or 3")
    shown: Array = steps[mode]  # type: ignore[index]
    return shown
