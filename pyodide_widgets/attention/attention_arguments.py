"""Checks of query, key, value, masks and scales, which the forms of attention share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import broadcasts, flag, floats, number
from .arrays import Array, ShapeError
from .masks import causal_mask

# What PyTorch's function has and this one does not.
TORCH_ONLY = {
    "dropout_p": "nothing is dropped here, as in PyTorch's evaluation mode; leave it out",
    "mask": "it is called attn_mask",
    "attention_mask": "it is called attn_mask",
    "is_casual": "it is spelt is_causal",
    "need_weights": "it is called return_weights",
}


def checked_inputs(
    query: ArrayLike, key: ArrayLike, value: ArrayLike, *, grouped: bool = False
) -> tuple[Array, Array, Array]:
    """Query, key and value as floating-point arrays whose shapes fit; grouped heads are not repeated yet."""
    query, key, value = floats("query", query), floats("key", key), floats("value", value)
    check_shapes(query, key, value, grouped=grouped)
    return query, key, value


def check_shapes(query: Array, key: Array, value: Array, *, grouped: bool = False) -> None:
    """Raise ShapeError unless the three fit together; with grouped heads, before these are repeated."""
    shapes = f"query {query.shape}, key {key.shape}, value {value.shape}"
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise ShapeError(f"query, key and value need at least two axes (length, features); got {shapes}")
    if query.shape[-1] != key.shape[-1]:
        raise ShapeError(f"query and key need the same number of features in their last axis; got {shapes}")
    if key.shape[-2] != value.shape[-2]:
        raise ShapeError(f"key and value need the same length in their last axis but one; got {shapes}")
    if grouped:
        _check_groups(query, key, value, shapes)
    batch = -3 if grouped else -2
    if not query.shape[:batch] == key.shape[:batch] == value.shape[:batch]:
        try:
            np.broadcast_shapes(query.shape[:batch], key.shape[:batch], value.shape[:batch])
        except ValueError:
            raise ShapeError(f"the batch axes of query, key and value must broadcast; got {shapes}") from None


def _check_groups(query: Array, key: Array, value: Array, shapes: str) -> None:
    if min(query.ndim, key.ndim, value.ndim) < 3:
        raise ShapeError(f"grouped heads need at least three axes (heads, length, features); got {shapes}")
    heads, key_heads, value_heads = query.shape[-3], key.shape[-3], value.shape[-3]
    if key_heads != value_heads or (key_heads and heads % key_heads):
        raise ShapeError(
            f"{heads} query heads cannot be divided among {key_heads} heads of keys and {value_heads} of values; "
            f"keys and values need the same number, and the query's must be a multiple of it; got {shapes}"
        )


def checked_mask(attn_mask: ArrayLike | None, is_causal: bool, query: Array, key: Array) -> Array | None:
    """The mask that `attn_mask` and `is_causal` ask for, or None."""
    is_causal = flag("is_causal", is_causal)
    if attn_mask is None:
        return causal_mask(query.shape[-2], key.shape[-2]) if is_causal else None
    if is_causal:
        raise ValueError("give either attn_mask or is_causal=True; for both, put causal_mask(L, S) into attn_mask")
    return fitting_mask(attn_mask, query, key)


def fitting_mask(attn_mask: ArrayLike, query: Array, key: Array) -> Array:
    """A boolean or floating-point mask that broadcasts to the scores of query and key."""
    if isinstance(attn_mask, (bool, np.bool_)):
        raise TypeError(
            f"attn_mask is {attn_mask}, but needs an array of shape (..., L, S); did you mean is_causal=True?"
        )
    mask = np.asarray(attn_mask)
    if mask.dtype.kind in "iu":
        raise TypeError(
            f"attn_mask of shape {mask.shape} holds whole numbers ({mask.dtype}), which would be added to the scores: 0 and 1 "
            "hide nothing. Write attn_mask.astype(bool) if 1 may be seen, or add numbers of type float"
        )
    if mask.dtype != bool:
        mask = floats("attn_mask", mask)
    shape = (*query.shape[:-1], key.shape[-2])
    if query.shape[:-2] != key.shape[:-2]:
        shape = (*np.broadcast_shapes(query.shape[:-2], key.shape[:-2]), *shape[-2:])
    if not mask.ndim or not broadcasts(mask.shape, shape):
        raise ShapeError(
            f"attn_mask has shape {mask.shape}, but must broadcast to the scores' shape {shape} (..., L, S)"
        )
    return mask


def checked_scale(scale: float | None, query: Array) -> float:
    """The scale as a Python float; 1/√E if it is not given, and 1 if there are no features, where all scores are 0."""
    return float(1 / np.sqrt(max(query.shape[-1], 1))) if scale is None else number("scale", scale)


def checked_recurrence(
    query: ArrayLike, key: ArrayLike, value: ArrayLike, past_state: ArrayLike | None
) -> tuple[Array, Array, Array, Array]:
    """Query, key, value and the first state, (..., E, V) with all batch axes, as arrays whose shapes fit."""
    query, key, value = floats("query", query), floats("key", key), floats("value", value)
    check_shapes(query, key, value)
    if query.shape[-2] != key.shape[-2]:
        raise ShapeError(f"each token has a query and a key, but query has shape {query.shape} and key {key.shape}")
    shape = (*np.broadcast_shapes(query.shape[:-2], key.shape[:-2], value.shape[:-2]), key.shape[-1], value.shape[-1])
    if past_state is None:
        return query, key, value, np.zeros(shape, np.result_type(key, value))
    state = floats("past_state", past_state, "(..., E, V)")
    if state.shape[-2:] != shape[-2:] or not broadcasts(state.shape, shape):
        raise ShapeError(
            f"past_state has shape {state.shape}, but keys and values need (..., {shape[-2]}, {shape[-1]}), "
            f"broadcasting to {shape}"
        )
    return query, key, value, np.broadcast_to(state, shape).astype(np.result_type(key, value, state))
