"""An associative memory: given part of a pattern, it recalls the whole. Its step is attention, with patterns as keys and values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .arrays import Array, as_floats
from .dot_product import scaled_dot_product_attention
from .shares import most_gathered_value


def recall(cue: ArrayLike, memory: ArrayLike, *, sharpness: float = 1.0, steps: int = 1) -> Array:
    """Recall what a cue reminds of: the update of a modern (continuous) Hopfield network.

    One step is `scaled_dot_product_attention(cue, memory, memory, scale=sharpness)`; that is the whole identity with
    attention. When patterns are far enough apart for the sharpness, one step is enough.

    Args:
        cue: states to start from, shape (..., L, E).
        memory: stored patterns, shape (..., S, E).
        sharpness: β, the inverse temperature. Small: an average of many patterns; large: the nearest one.
        steps: how often the state is updated.

    Returns:
        The states after the last step, shape (..., L, E).

    Raises:
        ShapeError: cue and memory differ in their last axis.
        ValueError: a negative number of steps.

    Example:
        >>> patterns = [[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]]
        >>> recall([[1.0, 0.9, -0.2, 0.0]], patterns, sharpness=4.0).round(2).tolist()
        [[1.0, 1.0, -1.0, -1.0]]

    Source: Ramsauer et al., "Hopfield Networks is All You Need", 2020.
    """
    if steps < 0:
        raise ValueError(f"steps is {steps}, but a memory takes 0 or more")
    state = as_floats(cue)
    for _ in range(steps):
        state = scaled_dot_product_attention(state, memory, memory, scale=sharpness)
    return state


def energy(state: ArrayLike, memory: ArrayLike, *, sharpness: float = 1.0) -> Array:
    """What `recall` makes smaller at every step: -log Σ exp(β·⟨state, pattern⟩)/β + ⟨state, state⟩/2.

    Constants that depend on the memory alone are left out.

    The arguments are those of `recall`; the state has shape (..., L, E).

    Returns:
        Shape (..., L).
    """
    state = as_floats(state)
    scores = state @ np.swapaxes(as_floats(memory), -1, -2)  # (..., L, S)
    return -most_gathered_value(scores, temperature=1 / sharpness) + 0.5 * np.sum(state * state, axis=-1)
