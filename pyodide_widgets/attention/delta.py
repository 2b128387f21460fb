"""Linear attention that forgets (a gate) and overwrites (the delta rule)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arguments import broadcasts, explains_wrong_calls, floats
from .arrays import Array, ShapeError
from .attention_arguments import checked_recurrence, checked_scale


@explains_wrong_calls()
def gated_delta_attention(
    query: ArrayLike,
    key: ArrayLike,
    value: ArrayLike,
    past_state: ArrayLike | None = None,
    *,
    decay: ArrayLike | None = None,
    beta: ArrayLike | None = None,
    scale: float | None = None,
) -> tuple[Array, Array]:
    """Linear attention with a gate, with the delta rule, or with both.

    For each token, in this order: with a `decay` g the state fades, S ← exp(g)·S. Without a `beta` its value is added,
    S ← S + k vᵀ. With a `beta` β the value that is stored for its key is replaced, wholly if β is 1 and k has length 1:
    S ← S + β·k (v - Sᵀk)ᵀ. Then its query reads, o = scale · qᵀS. With neither it is `linear_attention`.

    Args:
        query, key: shape (..., L, E). For the delta rule keys should have length 1.
        value: shape (..., L, V).
        past_state: the state after earlier tokens, shape (..., E, V); 0 if not given.
        decay: g, logarithms of what remains, at most 0 if nothing is to grow; shape (..., L, E) for each feature of the
            key, or (..., L, 1) for all of them.
        beta: β, usually between 0 and 1, shape (..., L, 1).
        scale: the result is multiplied by it; 1/√E if not given.

    Returns:
        What each query reads, shape (..., L, V), and the state after the last token, shape (..., E, V).

    Raises:
        ShapeError: shapes that do not fit together.
        TypeError, ValueError: arguments that are no numbers, or a scale that is not finite.

    Example:
        >>> key = [[1.0, 0.0], [1.0, 0.0]]
        >>> read, _ = gated_delta_attention(key, key, [[2.0], [3.0]], beta=[[1.0], [1.0]], scale=1.0)
        >>> read.tolist()  # the second value has replaced the first
        [[2.0], [3.0]]

    Sources: Yang et al., "Gated Linear Attention Transformers with Hardware-Efficient Training", 2023; Schlag et al.,
    "Linear Transformers Are Secretly Fast Weight Programmers", 2021, for the delta rule; Yang et al., "Gated Delta
    Networks: Improving Mamba2 with Delta Rule", 2024; ONNX operator LinearAttention.
    """
    query, key, value, state = checked_recurrence(query, key, value, past_state)
    length, features = key.shape[-2:]
    remains = None if decay is None else np.exp(_per_token("decay", decay, state, length, (features, 1)))
    rate = None if beta is None else _per_token("beta", beta, state, length, (1,))
    scaled_query = query * query.dtype.type(checked_scale(scale, query))
    reads = np.empty((*state.shape[:-2], length, value.shape[-1]), np.result_type(query, state))
    for token in range(length):
        q, k, v = scaled_query[..., token, None, :], key[..., token, :, None], value[..., token, None, :]
        if remains is not None:
            state = state * remains[..., token, :, None]  # (..., E, V)
        if rate is not None:
            stored = np.swapaxes(k, -1, -2) @ state  # (..., 1, V)
            v = rate[..., token, :, None] * (v - stored)
        state = state + k * v
        reads[..., token, :] = (q @ state)[..., 0, :]
    return reads, state


def _per_token(name: str, array: ArrayLike, state: Array, length: int, widths: tuple[int, ...]) -> Array:
    """An array with a number, or one for each feature, for every token; its batch axes broadcast to those of the state."""
    found = floats(name, array, "(..., L, E)" if len(widths) > 1 else "(..., L, 1)")
    if found.shape[-2] != length or found.shape[-1] not in widths or not broadcasts(found.shape[:-2], state.shape[:-2]):
        wanted = " or ".join(str((*state.shape[:-2], length, width)) for width in widths)
        raise ShapeError(f"{name} has shape {found.shape}, but must broadcast to {wanted} with its last two axes")
    return found
