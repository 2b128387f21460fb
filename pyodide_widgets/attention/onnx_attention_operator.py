"""The operator Attention of ONNX, computed by the kernel of `dot_product`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import broadcasts, choice, explains_wrong_calls, floats, indices, integers, number, shaped, whole
from .arrays import Array, ShapeError
from .attention_arguments import check_shapes
from .dot_product import attend, share_heads
from .heads import join_heads, split_heads
from .onnx_types import precision


@explains_wrong_calls()
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
    opset: int = 25,
) -> tuple[Array, Array, Array, Array]:
    """The ONNX operator Attention, opset 23 to 25.

    Shapes: B sequences, H query heads, K heads of keys and values, L queries, S keys of this call, P past keys, T = P + S.

    Args:
        Q: queries, (B, H, L, E) or (B, L, H·E).
        K: keys, (B, K, S, E) or (B, S, K·E).
        V: values, (B, K, S, V) or (B, S, K·V).
        attn_mask: boolean (True may be seen) or numbers, also whole ones, that are added; broadcasts to (B, H, L, T). A
            shorter last axis hides the rest of the keys; with opset 23 it has to be T or 1, and 1 broadcasts.
        past_key, past_value: (B, K, P, E) and (B, K, P, V), put before K and V; both or neither.
        nonpad_kv_seqlen: how many keys of each sequence are real, (B,), when K and V are a whole cache; not with past keys.
        is_causal: 1: a query sees keys up to its own position. The first query's position is P, or, with
            `nonpad_kv_seqlen`, the number of real keys less L.
        kv_num_heads, q_num_heads: K and H, for inputs of three axes and only for those.
        left_window_size, right_window_size: how many positions back and ahead a query sees; -1 is no limit.
        qk_matmul_output_mode: what the fourth output holds: 0 the scaled scores, 1 those after the softcap, 2 with the
            mask too, 3 the weights.
        scale: of the scores, 1/√E if not given; queries and keys take the square root of it each, before the product.
        softcap: keeps scores within ±softcap, before the mask is applied; 0 does nothing.
        softmax_precision: ONNX's number of the type in which shares are computed: 1, 10, 11 or 16.
        opset: the version of the operator: 23 has no `nonpad_kv_seqlen`, and only 25 has windows.

    Returns:
        Y (B, H, L, V) or (B, L, H·V); present keys (B, K, T, E) and values (B, K, T, V); and what
        `qk_matmul_output_mode` asks for, (B, H, L, T). Present values have the type of V, all others that of Q.

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError, ValueError: inputs or attributes that do not go together, or a number without a meaning.

    Source: https://onnx.ai/onnx/operators/onnx__Attention.html
    """
    _check_versions(choice("opset", opset, (23, 24, 25)), nonpad_kv_seqlen, left_window_size, right_window_size)
    query, key, value, packed = _four_axes(Q, K, V, q_num_heads, kv_num_heads)
    length = query.shape[2]
    key, value, past = _with_past(key, value, past_key, past_value, nonpad_kv_seqlen)
    real = None if nonpad_kv_seqlen is None else _real_keys(nonpad_kv_seqlen, key)
    offset = np.array([past]) if real is None else real - length  # position of the first query, (1,) or (B,)
    causal = bool(choice("is_causal", is_causal, (0, 1)))
    seen = _seen(offset, length, key.shape[2], real, causal, left_window_size, right_window_size)
    mask = _joined_mask(seen, attn_mask, (*query.shape[:-1], key.shape[2]), query.dtype, pads=opset > 23)
    steps = attend(
        query,
        *share_heads(query, key, value),
        mask,
        None if scale is None else number("scale", scale),
        softcap=number("softcap", softcap, at_least=0),
        softmax_dtype=precision("softmax_precision", softmax_precision, query),
    )
    shown = steps[choice("qk_matmul_output_mode", qk_matmul_output_mode, (0, 1, 2, 3))]
    context = steps.context.astype(query.dtype, copy=False)
    return join_heads(context) if packed else context, key, value, shown


def _check_versions(opset: int, nonpad_kv_seqlen: ArrayLike | None, left: int, right: int) -> None:
    if opset < 24 and nonpad_kv_seqlen is not None:
        raise ValueError(f"nonpad_kv_seqlen came with opset 24, but opset is {opset}")
    for name, side in (("left_window_size", left), ("right_window_size", right)):
        if whole(name, side) < -1:
            raise ValueError(f"{name} is {side}, but a window reaches 0 or more positions, or -1 for no limit")
        if opset < 25 and side != -1:
            raise ValueError(f"{name} came with opset 25, but opset is {opset}")


def _four_axes(
    Q: ArrayLike, K: ArrayLike, V: ArrayLike, q_num_heads: int | None, kv_num_heads: int | None
) -> tuple[Array, Array, Array, bool]:
    """Q, K and V with four axes whose shapes fit, and whether the heads were packed."""
    query, key, value = floats("Q", Q), floats("K", K), floats("V", V)
    shapes = f"Q {query.shape}, K {key.shape}, V {value.shape}"
    if query.ndim != key.ndim or query.ndim != value.ndim or query.ndim not in (3, 4):
        raise ShapeError(f"Q, K and V have three axes each, or four each; got {shapes}")
    packed = query.ndim == 3
    if packed:
        if q_num_heads is None or kv_num_heads is None:
            raise ValueError(f"inputs of three axes need q_num_heads and kv_num_heads; got {shapes}")
        query = split_heads(query, q_num_heads, "Q", "q_num_heads")
        key = split_heads(key, kv_num_heads, "K", "kv_num_heads")
        value = split_heads(value, kv_num_heads, "V", "kv_num_heads")
    elif q_num_heads is not None or kv_num_heads is not None:
        raise ValueError(f"q_num_heads and kv_num_heads are for inputs of three axes; got {shapes}")
    if not query.shape[0] == key.shape[0] == value.shape[0]:
        raise ShapeError(f"Q, K and V need the same batch size in their first axis; got {shapes}")
    check_shapes(query, key, value, grouped=True)
    return query, key, value, packed


def _with_past(
    key: Array,
    value: Array,
    past_key: ArrayLike | None,
    past_value: ArrayLike | None,
    nonpad_kv_seqlen: ArrayLike | None,
) -> tuple[Array, Array, int]:
    """Keys and values after the past ones, and how many past ones there are."""
    if (past_key is None) != (past_value is None):
        raise ValueError("past_key and past_value go together; only one of them is given")
    if past_key is None or past_value is None:
        return key, value, 0
    if nonpad_kv_seqlen is not None:
        raise ValueError("give past_key and past_value, or nonpad_kv_seqlen with the whole cache as K and V; not both")
    past_key, past_value = (
        floats("past_key", past_key, "(B, K, P, E)"),
        floats("past_value", past_value, "(B, K, P, V)"),
    )
    past = past_key.shape[2]
    for name, old, new in (("past_key", past_key, key), ("past_value", past_value, value)):
        shaped(name, old, (*new.shape[:2], past, new.shape[3]), f"before new ones of shape {new.shape}")
    return np.concatenate([past_key, key], axis=2), np.concatenate([past_value, value], axis=2), past


def _real_keys(nonpad_kv_seqlen: ArrayLike, key: Array) -> Array:
    real = integers("nonpad_kv_seqlen", nonpad_kv_seqlen).reshape(-1)
    if real.shape != key.shape[:1]:
        raise ShapeError(
            f"nonpad_kv_seqlen has shape {real.shape}, but needs {key.shape[:1]}, a number for each sequence"
        )
    return indices("nonpad_kv_seqlen", real, key.shape[2] + 1, f"{key.shape[2]} keys")


def _seen(
    offset: Array, queries: int, keys: int, real: Array | None, is_causal: bool, left: int, right: int
) -> Array | None:
    """Which keys each query may see by its position, (1 or B, 1, L, T); None if all."""
    if is_causal:
        right = 0  # with a window ahead too: the future stays hidden
    if left < 0 and right < 0 and real is None:
        return None
    # The offset may be negative: then the first queries come before all keys.
    ahead = np.arange(keys) - (offset[:, None, None] + np.arange(queries)[:, None])  # (1 or B, L, T)
    seen = np.ones(ahead.shape, dtype=bool)
    if left >= 0:
        seen &= ahead >= -left
    if right >= 0:
        seen &= ahead <= right
    if real is not None:
        seen &= np.arange(keys) < real[:, None, None]
    return seen[:, None]


def _joined_mask(
    seen: Array | None, attn_mask: ArrayLike | None, shape: tuple[int, ...], dtype: np.dtype, *, pads: bool
) -> Array | None:
    """One mask of both: boolean if the operator's is, else numbers to add."""
    if attn_mask is None:
        return seen
    mask = np.asarray(attn_mask)
    boolean = mask.dtype == bool
    if not boolean:
        mask = floats("attn_mask", mask)
    missing = shape[-1] - mask.shape[-1] if pads and mask.ndim else 0
    if mask.ndim < 1 or not broadcasts((*mask.shape[:-1], mask.shape[-1] + max(missing, 0)), shape):
        shorter = ", its last axis may be shorter" if pads else ""
        raise ShapeError(f"attn_mask has shape {mask.shape}, but must broadcast to {shape} (B, H, L, T){shorter}")
    if missing > 0:
        hidden = np.full((*mask.shape[:-1], missing), False if boolean else -np.inf, bool if boolean else dtype)
        mask = np.concatenate([mask, hidden], axis=-1)
    if seen is None:
        return mask
    return mask & seen if boolean else np.where(seen, mask, mask.dtype.type(-np.inf))
