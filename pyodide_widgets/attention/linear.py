"""Linear attention: without the softmax, keys and values fold into one matrix whose size does not grow with the length."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import explains_wrong_calls
from .arrays import Array
from .attention_arguments import checked_recurrence, checked_scale

_CHUNK = 64  # tokens taken at a time; it changes the speed and not the result


@explains_wrong_calls()
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
    o = scale · qᵀS. Values whose keys are similar cannot be told apart when they are read: the cost of a state that does
    not grow. `gated_delta_attention` has the rules that forget and that overwrite.

    Args:
        query, key: shape (..., L, E). Apply a positive feature map first, if weights are to be positive.
        value: shape (..., L, V).
        past_state: the state after earlier tokens, shape (..., E, V); 0 if not given.
        scale: the result is multiplied by it; 1/√E if not given.

    Returns:
        What each query reads, shape (..., L, V), and the state after the last token, shape (..., E, V). Without tokens the
        state is the past one.

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError, ValueError: arguments that are no numbers, or a scale that is not finite.

    Example:
        >>> read, state = linear_attention([[1.0], [1.0]], [[1.0], [1.0]], [[2.0], [3.0]], scale=1.0)
        >>> read.tolist(), state.tolist()
        ([[2.0], [5.0]], [[5.0]])

    Sources: Katharopoulos et al., "Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention", 2020;
    ONNX operator LinearAttention, update rule "linear".
    """
    query, key, value, state = checked_recurrence(query, key, value, past_state)
    scaled_query = query * query.dtype.type(checked_scale(scale, query))
    length = query.shape[-2]
    reads = np.empty((*state.shape[:-2], length, value.shape[-1]), np.result_type(query, state))
    for start in range(0, length, _CHUNK):
        rows = slice(start, start + _CHUNK)
        q, k, v = scaled_query[..., rows, :], key[..., rows, :], value[..., rows, :]
        # Tokens before the chunk count through the state; those within it directly, if they are in the query's past.
        within = np.tril(q @ np.swapaxes(k, -1, -2))  # (..., chunk, chunk)
        reads[..., rows, :] = q @ state + within @ v  # (..., chunk, V)
        state = state + np.swapaxes(k, -1, -2) @ v
    return reads, state
