"""Linear attention: without the softmax, keys and values fold into one matrix whose size does not grow with the length."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, ShapeError, as_floats
from .dot_product import check_shapes

_CHUNK = 64  # tokens taken at a time; it changes the speed and not the result


def linear_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    past_state: ArrayLike | None = None,
    *,
    scale: float | None = None,
) -> tuple[Array, Array]:
    """Causal attention without a softmax: a recurrence whose state has a fixed size.

    Each token adds the outer product of its key and value to the state, S ← S + k vᵀ, and each query reads from it,
    o = scale · qᵀS. What was written can be read again, but what is similar is mixed: that is the price of a memory that
    does not grow.

    Args:
        query, key: shape (..., L, E). Pass them through a positive feature map first, if weights are to be positive.
        value: shape (..., L, V).
        past_state: what earlier tokens have written, shape (..., E, V); nothing if not given.
        scale: what is read is multiplied by it; 1/√E if not given.

    Returns:
        What each query reads, shape (..., L, V), and the state after the last token, shape (..., E, V).

    Raises:
        ShapeError: shapes that do not fit together.

    Example:
        >>> read, state = linear_attention([[1.0], [1.0]], [[1.0], [1.0]], [[2.0], [3.0]], scale=1.0)
        >>> read.tolist(), state.tolist()
        ([[2.0], [5.0]], [[5.0]])

    Sources: Katharopoulos et al., "Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention", 2020;
    ONNX operator LinearAttention, update rule "linear".
    """
    query, key, value = as_floats(query), as_floats(key), as_floats(value)
    check_shapes(query, key, value)
    length = query.shape[-2]
    if length != key.shape[-2]:
        raise ShapeError(f"each token has a query and a key, but query has shape {query.shape} and key {key.shape}")
    asked = query * query.dtype.type(1 / np.sqrt(query.shape[-1]) if scale is None else scale)
    state = _first_state(key, value, past_state)  # (..., E, V)
    reads = []
    for start in range(0, length, _CHUNK):
        rows = slice(start, start + _CHUNK)
        q, k, v = asked[..., rows, :], key[..., rows, :], value[..., rows, :]
        # From before the chunk through the state; from within it directly, but only from the past.
        within = np.tril(q @ np.swapaxes(k, -1, -2))  # (..., chunk, chunk)
        reads.append(q @ state + within @ v)  # (..., chunk, V)
        state = state + np.swapaxes(k, -1, -2) @ v
    return np.concatenate(reads, axis=-2), state


def _first_state(key: Array, value: Array, past_state: ArrayLike | None) -> Array:
    shape = (key.shape[-1], value.shape[-1])
    if past_state is None:
        return np.zeros(shape, np.result_type(key, value))
    state = as_floats(past_state)
    if state.shape[-2:] != shape:
        raise ShapeError(f"past_state has shape {state.shape}, but keys and values need (..., {shape[0]}, {shape[1]})")
    return state
