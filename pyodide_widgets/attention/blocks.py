"""Attention in blocks: the same result to rounding, in memory that grows with the length and not with its square."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls, flag, whole
from .arrays import Array
from .attention_arguments import TORCH_ONLY, checked_inputs, checked_scale, fitting_mask
from .dot_product import lay_mask, scaled
from .masks import causal_mask


@explains_wrong_calls(**TORCH_ONLY)
def attention_in_blocks(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    attn_mask: ArrayLike | None = None,
    *,
    is_causal: bool = False,
    scale: float | None = None,
    query_block: int = 256,
    key_block: int = 256,
) -> Array:
    """`scaled_dot_product_attention`, never holding more than one block of scores.

    A softmax needs the largest score and the total, which are known only at the end. So each row keeps the largest score,
    the total and the blend of the blocks so far; a block with a larger score rescales the total and the blend.

    Args:
        query, key, value, attn_mask, is_causal, scale: as in `scaled_dot_product_attention`.
        query_block, key_block: how many queries and keys are taken at a time.

    Returns:
        Shape (..., L, V).

    Raises:
        ShapeError, TypeError, ValueError: as there; or a block smaller than 1.

    Example:
        >>> from pyodide_widgets.attention import scaled_dot_product_attention
        >>> x = np.sin(np.arange(30.0)).reshape(10, 3)
        >>> bool(np.allclose(attention_in_blocks(x, x, x, key_block=3), scaled_dot_product_attention(x, x, x)))
        True

    Sources: Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Rabe and Staats, "Self-attention
    Does Not Need O(n²) Memory", 2021; Dao et al., "FlashAttention", 2022.
    """
    query, key, value = checked_inputs(query, key, value)
    is_causal = flag("is_causal", is_causal)
    if is_causal and attn_mask is not None:
        raise ValueError("give either attn_mask or is_causal=True; for both, put causal_mask(L, S) into attn_mask")
    mask = None if attn_mask is None else _two_axes(fitting_mask(attn_mask, query, key))
    query_block, key_block = whole("query_block", query_block, at_least=1), whole("key_block", key_block, at_least=1)
    query, key = scaled(query, key, checked_scale(scale, query))
    length, batch = query.shape[-2], np.broadcast_shapes(query.shape[:-2], key.shape[:-2], value.shape[:-2])
    output = np.empty((*batch, length, value.shape[-1]), np.result_type(query, value))
    for start in range(0, length, query_block):
        rows = slice(start, min(start + query_block, length))
        output[..., rows, :] = _rows(query[..., rows, :], key, value, mask, is_causal, rows, key_block)
    return output


def _rows(
    query: Array, key: Array, value: Array, mask: Array | None, is_causal: bool, rows: slice, key_block: int
) -> Array:
    """The context vectors of one block of queries, gathered over all blocks of keys."""
    largest: Array | float = -np.inf  # (..., rows, 1)
    total: Array | float = 0.0  # (..., rows, 1)
    blend: Array | float = 0.0  # (..., rows, V)
    # A causal mask hides all keys after the last query of the block.
    end = min(key.shape[-2], rows.stop) if is_causal else key.shape[-2]
    for start in range(0, end, key_block):
        columns = slice(start, min(start + key_block, end))
        scores = (query @ np.swapaxes(key[..., columns, :], -1, -2)).astype(
            query.dtype, copy=False
        )  # (..., rows, cols)
        if is_causal and columns.stop > rows.start + 1:
            scores = lay_mask(scores, causal_mask(*scores.shape[-2:], offset=rows.start - columns.start))
        scores = lay_mask(scores, None if mask is None else _part(mask, rows, columns))
        now_largest = np.maximum(largest, scores.max(axis=-1, keepdims=True))
        # The largest score of a row without visible keys is -inf; 0 in its place avoids -inf - -inf.
        subtracted = np.where(np.isneginf(now_largest), scores.dtype.type(0), now_largest)
        shrink = np.exp(largest - subtracted)
        exponentials = np.exp(scores - subtracted)
        total = total * shrink + exponentials.sum(axis=-1, keepdims=True)
        blend = blend * shrink + exponentials @ value[..., columns, :]
        largest = now_largest
    total = np.asarray(total)
    return np.asarray(blend) / np.where(total == 0, 1, total)


def _two_axes(mask: Array) -> Array:
    return mask.reshape(1, -1) if mask.ndim < 2 else mask


def _part(mask: Array, rows: slice, columns: slice) -> Array:
    """The part of a mask that applies to one block of scores; axes of size 1 apply to all of them."""
    rows = slice(None) if mask.shape[-2] == 1 else rows
    columns = slice(None) if mask.shape[-1] == 1 else columns
    return mask[..., rows, columns]
